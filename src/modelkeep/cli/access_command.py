"""`modelkeep access`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from modelkeep.cli.access_options import EXIT_CODES, UNREAD_EXIT
from modelkeep.cli.formats import require_format
from modelkeep.cli.options import OutputOption, SnapshotOption, WorkspaceOption

if TYPE_CHECKING:
    from modelkeep.engines.access.verbs.changes import AccessDiff

OPENED_EXIT = 10
"""Somebody can newly do something, and --fail-on new was asked for."""
DIFF_EPILOG = f"""Examples:

  modelkeep access diff

  modelkeep access diff 2026-01-31 latest --verb replace

  modelkeep access diff --policy new.json --of arn:aws:iam::111122223333:role/trainer --fail-on new

  modelkeep access diff --policy bucket.json --of arn:aws:s3:::acme-models --model fraud-detector --format json

{EXIT_CODES} With --fail-on new also 10, where somebody can newly do something.
"""

app = typer.Typer(help="Compare who can do what with models.", no_args_is_help=True)


class FailOn(StrEnum):
    """What makes the exit code tell."""

    NEW = "new"
    NEVER = "never"


@app.callback()
def access() -> None:
    """Options of all access commands: none."""


@app.command("diff", epilog=DIFF_EPILOG)
def diff(
    before: Annotated[str, typer.Argument(help="The earlier snapshot.")] = "previous",
    after: Annotated[str, typer.Argument(help="The later snapshot.")] = "latest",
    policy: Annotated[
        Path | None,
        typer.Option(
            "--policy", metavar="FILE", help="Instead of a second snapshot: a policy before it is applied, as JSON."
        ),
    ] = None,
    of: Annotated[
        str | None,
        typer.Option(
            "--of",
            metavar="ARN",
            help="Whose policy it is: a role or user, which has it besides its others, a managed policy, a bucket, key or other "
            "resource. What names principals is a role's trust policy.",
        ),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option(
            "--name", help="The inline policy of the role or user that it replaces; the file's name, left out."
        ),
    ] = None,
    verb: Annotated[
        list[str] | None,
        typer.Option("--verb", help="invoke, read-weights, replace, ... as in who-can; repeat for more."),
    ] = None,
    model: Annotated[str | None, typer.Option("--model", help="One model, by name or ARN; all, left out.")] = None,
    fail_on: Annotated[
        FailOn, typer.Option("--fail-on", help="Whether the exit code tells of what is newly possible.")
    ] = FailOn.NEVER,
    format: Annotated[str, typer.Option("--format", "-f", help="table or json.")] = "table",  # noqa: A002
    output: OutputOption = None,
    snapshot: SnapshotOption = "latest",
    workspace: WorkspaceOption = None,
) -> None:
    """Show who can newly do what with models, and who no longer: between two scans, or under a policy before it is applied."""
    from modelkeep.adapters.export.access_diff_view import ACCESS_DIFF_FORMATS
    from modelkeep.adapters.export.files import written
    from modelkeep.cli.settings import resolve
    from modelkeep.core.errors import UsageError

    require_format(format, ACCESS_DIFF_FORMATS)
    if (policy is None) != (of is None):
        raise UsageError("--policy and --of go together", remedy="Name the file and whose policy it is to be.")
    folder = Path(resolve({"workspace": workspace})["workspace"])
    if policy is not None and of is not None:
        found = _with_policy(folder, snapshot, policy, of, name, verb or [], model)
    else:
        found = _between(folder, before, after, verb or [], model)
    with written(output) as file:
        ACCESS_DIFF_FORMATS[format](found, file)
    if fail_on is FailOn.NEW and found.opens:
        raise typer.Exit(OPENED_EXIT)
    if not found.is_complete:
        raise typer.Exit(UNREAD_EXIT)


def _between(folder: Path, before: str, after: str, verbs: list[str], model: str | None) -> AccessDiff:
    from modelkeep import bootstrap, bootstrap_access
    from modelkeep.app.access_diff import between
    from modelkeep.app.since import snapshot_of

    place = bootstrap.open_workspace(folder)
    first, second = snapshot_of(place, before).manifest.id, snapshot_of(place, after).manifest.id
    with bootstrap_access.model_verbs(folder, first) as old, bootstrap_access.model_verbs(folder, second) as new:
        return between(old, new, verbs=verbs, model=model, change=f"snapshot {first} to {second}")


def _with_policy(
    folder: Path, snapshot: str, file: Path, of: str, name: str | None, verbs: list[str], model: str | None
) -> AccessDiff:
    from modelkeep import bootstrap_access
    from modelkeep.app.access_diff import with_changed_policy

    document = _document(file)
    with bootstrap_access.model_verbs(folder, snapshot) as known:
        return with_changed_policy(known, of, document, name or file.stem, chosen=verbs, model=model)


def _document(file: Path) -> dict[str, Any]:
    """The policy in a file. Raises UsageError."""
    import json

    from modelkeep.core.errors import UsageError

    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}", remedy="Name a file that can be read.") from error
    except ValueError as error:
        raise UsageError(f"{file} is not JSON: {error}", remedy="Write one policy document into it.") from error
    if not isinstance(found, dict) or "Statement" not in found:
        raise UsageError(f"{file} is no policy document", remedy="Write one into it, with Version and Statement.")
    return found
