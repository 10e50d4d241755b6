"""`modelkeep inspect`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from modelkeep.cli.options import (
    EndpointOption,
    ExternalIdOption,
    MemoryOption,
    OutputOption,
    ProcessesOption,
    ProfileOption,
    QuietOption,
    RoleOption,
    SnapshotOption,
    TimeoutOption,
    WorkspaceOption,
)

EPILOG = """Files are read and never loaded. What would be called when a file is loaded decides: known dangerous calls are findings of their
severity; what nobody knows is a finding to review, never critical. What cannot be read, or is in no known format, is not analysed, and
never clean. Objects of S3 are read by ranges; verdicts on those that did not change since are remembered in the workspace.

Examples:

  modelkeep inspect model.tar.gz

  modelkeep inspect models/ --format json

  modelkeep inspect s3://acme-models/fraud/ --profile audit

  modelkeep inspect --model fraud-detector

  modelkeep inspect --all --format sarif -o model-files.sarif

  modelkeep inspect models/ --full --policy allowed.toml

Exit codes: 0 all files are clean, 1 error, 2 usage, 4 something was not analysed, 11 to 14 worst open severity low to critical.
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("inspect", epilog=EPILOG)(inspect)


def inspect(
    places: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH]...", help="Files, folders, s3://BUCKET/KEY or s3://BUCKET/PREFIX/."),
    ] = None,
    model: Annotated[
        str | None, typer.Option("--model", help="The files that this model of the snapshot loads, by its name or ARN.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="The files that all models of the snapshot load.")] = False,
    full: Annotated[
        bool,
        typer.Option(
            "--full", help="Read every byte, and tell each file's digest; else headers, code and a peek at each tensor."
        ),
    ] = False,
    policy: Annotated[
        list[Path] | None,
        typer.Option(
            "--policy", metavar="FILE", help="Calls that you know to be safe or dangerous (TOML); repeat for more."
        ),
    ] = None,
    processes: ProcessesOption = None,
    timeout: TimeoutOption = 600,
    memory: MemoryOption = 2048,
    clean: Annotated[bool, typer.Option("--clean", help="In the table, name the clean files too.")] = False,
    forget: Annotated[
        bool, typer.Option("--no-cache", help="Look again at objects of S3 that did not change since the last time.")
    ] = False,
    format: Annotated[  # noqa: A002
        str,
        typer.Option(
            "--format", "-f", help="table, json (one file a line), jsonl, csv, sarif, ocsf, asff, junit or html."
        ),
    ] = "table",
    output: OutputOption = None,
    profile: ProfileOption = None,
    role: RoleOption = None,
    external_id: ExternalIdOption = None,
    endpoint_url: EndpointOption = None,
    snapshot: SnapshotOption = "latest",
    workspace: WorkspaceOption = None,
    quiet: QuietOption = False,
) -> None:
    """Say what model files would do when they are loaded, without loading them."""
    from modelkeep.cli.inspecting import Ask, run_inspect
    from modelkeep.cli.settings import resolve

    settings = resolve({
        "profile": profile, "role": role, "external_id": external_id, "endpoint_url": endpoint_url, "workspace": workspace,
    })  # fmt: skip
    ask = Ask(
        places=tuple(places or ()), model=model, every=every, full=full, policies=tuple(policy or ()), processes=processes,
        seconds=timeout, memory=memory << 20, clean=clean, forget=forget, snapshot=snapshot, quiet=quiet,
    )  # fmt: skip
    raise typer.Exit(run_inspect(settings, ask, format, output))
