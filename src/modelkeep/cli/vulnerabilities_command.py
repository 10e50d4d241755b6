"""`modelkeep vulnerabilities`."""

from __future__ import annotations

from typing import Annotated

import typer

from modelkeep.cli.options import (
    EndpointOption,
    ExternalIdOption,
    OutputOption,
    ProfileOption,
    QuietOption,
    RoleOption,
    SnapshotOption,
    VexOption,
    VulndbOption,
    WorkspaceOption,
)

EPILOG = """Images, functions and files are read, never run, and nothing is sent anywhere: packages are looked up in data that
`modelkeep vulndb update` fetched. What Amazon Inspector and ECR found themselves is put to it. A package that the data do not know is
counted and told, and never clean.

Examples:

  modelkeep vulnerabilities requirements.txt

  modelkeep vulnerabilities model.tar.gz image.tar --min-severity high

  modelkeep vulnerabilities 111122223333.dkr.ecr.eu-central-1.amazonaws.com/fraud:1.4 --profile audit

  modelkeep vulnerabilities --model fraud-detector

  modelkeep vulnerabilities --all --vex reviewed.openvex.json --format sarif -o vulnerabilities.sarif

Exit codes: 0 nothing open, 1 error, 2 usage, 4 something was not looked into, or the data are missing or too old; with --strict also
where nothing is known of a package; 11 to 14 worst open severity low to critical (what nobody rated counts as medium).
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("vulnerabilities", epilog=EPILOG)(vulnerabilities)


def vulnerabilities(
    places: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PLACE]...",
            help="Files, folders, OCI layouts, saved images, s3://BUCKET/KEY, images of ECR or ARNs of functions.",
        ),
    ] = None,
    model: Annotated[
        str | None, typer.Option("--model", help="What this model of the snapshot is built from, by its name or ARN.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="What all models of the snapshot are built from.")] = False,
    vulndb: VulndbOption = None,
    vex: VexOption = None,
    min_severity: Annotated[
        str | None, typer.Option("--min-severity", help="critical, high, medium, low or info; what nobody rated stays.")
    ] = None,
    all_packages: Annotated[bool, typer.Option("--all-packages", help="In the table, name every package.")] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Packages of which nothing is known are UNKNOWN: exit code 4.")
    ] = False,
    scans: Annotated[
        bool, typer.Option("--scans/--no-scans", help="Ask ECR and Amazon Inspector for what they found.")
    ] = True,
    format: Annotated[  # noqa: A002
        str,
        typer.Option(
            "--format", "-f", help="table, json (one document), jsonl, csv, sarif, ocsf, asff, junit or html."
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
    """Say which known vulnerabilities are in what models are built from, and which live endpoints run them."""
    from modelkeep.cli.looking_up import Ask, run_vulnerabilities
    from modelkeep.cli.settings import resolve

    settings = resolve({
        "profile": profile, "role": role, "external_id": external_id, "endpoint_url": endpoint_url, "workspace": workspace,
        "vulnerabilities.index": vulndb, "vulnerabilities.vex": vex,
    })  # fmt: skip
    ask = Ask(
        places=tuple(places or ()), model=model, every=every, least=min_severity, all_packages=all_packages, strict=strict,
        scans=scans, snapshot=snapshot, quiet=quiet,
    )  # fmt: skip
    raise typer.Exit(run_vulnerabilities(settings, ask, format, output))
