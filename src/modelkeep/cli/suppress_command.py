"""`modelkeep suppress`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from modelkeep.cli.formats import require_format
from modelkeep.cli.living import living
from modelkeep.cli.options import ControlsOption, SnapshotOption, WorkspaceOption
from modelkeep.cli.settings import Settings, resolve

if TYPE_CHECKING:
    from modelkeep.core.suppression import SuppressionUse
    from modelkeep.ports import SuppressionStore

ADD_EPILOG = """Examples:

  modelkeep suppress add -c S3-01 --resource "arn:aws:s3:::dev-*" --reason "no real data" --expires 2027-01-31

  modelkeep suppress add --tag env=sandbox --reason "torn down each night" --expires 2027-01-31

The same in modelkeep.toml, where it is reviewed like code:

  [[suppress]]
  control = "S3-01"
  resource = "arn:aws:s3:::dev-*"
  reason = "no real data"
  expires = 2027-01-31
"""
app = typer.Typer(
    help="Findings to live with: why and until when. They stay visible, and do not count as open.", no_args_is_help=True
)
ByOption = Annotated[str | None, typer.Option("--by", help="Who decides.", show_default="your login name")]


@app.callback()
def suppress() -> None:
    """Findings to live with: why and until when. They stay visible, and do not count as open."""


@app.command("add", epilog=ADD_EPILOG.replace("\n  ", "\n\n  "))
def add(
    reason: Annotated[str, typer.Option("--reason", help="Why the findings are accepted.")],
    expires: Annotated[str, typer.Option("--expires", help="The last day on which it holds, such as 2027-01-31.")],
    control: Annotated[
        list[str] | None, typer.Option("--control", "-c", help="Control, or a pattern such as S3-*; repeat for more.")
    ] = None,
    resource: Annotated[
        list[str] | None, typer.Option("--resource", help="ARN, or a pattern with * and ?; repeat for more.")
    ] = None,
    tag: Annotated[
        list[str] | None, typer.Option("--tag", help="Tag of the resource, key or key=value; repeat for more.")
    ] = None,
    status: Annotated[
        list[str] | None,
        typer.Option("--status", help="fail or unknown. unknown alone accepts a gap, and not what closing it shows."),
    ] = None,
    by: ByOption = None,
    controls: ControlsOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Keep a suppression in the state store.

    Of several values of one option any may match; of --control, --resource and --tag, all that are given must.
    """
    from modelkeep import bootstrap
    from modelkeep.core.errors import UsageError
    from modelkeep.core.suppression import suppression

    settings = resolve({"workspace": workspace, "controls": controls})
    said = {"control": control, "resource": resource, "tag": tag, "status": status}
    try:
        wanted = suppression(
            {**{key: value for key, value in said.items() if value}, "reason": reason, "expires": expires}, origin=""
        )
    except ValueError as error:
        raise UsageError(str(error)) from error
    now = bootstrap.clock()
    if wanted.expires < now.date():
        raise UsageError(f"--expires {wanted.expires.isoformat()} is over", remedy="Name a day to come.")
    _check_controls(settings, wanted.controls)
    kept = _store(settings).add(wanted, by=by or _me(), at=now)
    typer.echo(f"{kept.id} holds until {kept.expires.isoformat()}")
    _show_effect(settings, kept.id)


@app.command("list", epilog="Example: modelkeep suppress list")
def list_suppressions(
    format: Annotated[str, typer.Option("--format", "-f", help="text or json.")] = "text",  # noqa: A002
    snapshot: SnapshotOption = "latest",
    controls: ControlsOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Show every suppression of the settings file and the state store, and what each covers now.

    Ends with 1 where one is expired or something in it matches nothing.
    """

    require_format(format, ("text", "json"))
    uses = _uses(resolve({"workspace": workspace, "controls": controls}), snapshot)
    if format == "json":
        import sys

        from modelkeep.adapters.export.record import use_record
        from modelkeep.adapters.export.views import write_json

        write_json([use_record(use) for use in uses], sys.stdout)
    else:
        _print(uses)
    raise typer.Exit(1 if any(use.warnings for use in uses) else 0)


@app.command("remove", epilog="Example: modelkeep suppress remove sup-1a2b3c4d5e")
def remove(
    suppression_id: Annotated[str, typer.Argument(metavar="ID", help="As `modelkeep suppress list` shows it.")],
    by: ByOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Take a suppression of the state store out of force. Who and when is kept."""
    from modelkeep import bootstrap
    from modelkeep.core.errors import UsageError

    settings = resolve({"workspace": workspace})
    for each in settings.suppressions:
        if each.id == suppression_id:
            raise UsageError(f"{each.id} stands in a file", remedy="Delete it there.")
    gone = _store(settings).remove(suppression_id, by=by or _me(), at=bootstrap.clock())
    typer.echo(f"Removed {gone.id}: {gone.reason}")


def _store(settings: Settings) -> SuppressionStore:
    from modelkeep import bootstrap

    return bootstrap.open_state(Path(settings["workspace"]), settings["state_url"])


def _me() -> str:
    """The login name; empty on a system that knows none."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


def _check_controls(settings: Settings, globs: tuple[str, ...]) -> None:
    """Raise UsageError for a control that the catalogue does not have: a typing error would suppress nothing, silently."""
    from difflib import get_close_matches
    from fnmatch import fnmatchcase

    from modelkeep import bootstrap
    from modelkeep.core.errors import UsageError

    known = [each.id for each in bootstrap.load_catalogue([Path(folder) for folder in settings["controls"]]).controls]
    for glob in globs:
        if not any(fnmatchcase(each, glob) for each in known):
            close = get_close_matches(glob, known, 3)
            hint = f"Did you mean {' or '.join(close)}?" if close else "`modelkeep controls list` shows all."
            raise UsageError(f"no control is called {glob!r}", remedy=hint)


def _uses(settings: Settings, snapshot: str) -> tuple[SuppressionUse, ...]:
    """The suppressions, held against a snapshot; against none where there is no scan yet."""
    from modelkeep import bootstrap
    from modelkeep.app.suppressions import suppressions

    folder = Path(settings["workspace"])
    decided = living(settings, quiet=True)
    place = bootstrap.open_workspace(folder, decided)
    if snapshot == "latest" and not place.snapshots():
        return decided.untried()
    connection = place.snapshot(snapshot).open()
    try:
        return suppressions(connection)
    finally:
        connection.close()


def _show_effect(settings: Settings, suppression_id: str) -> None:
    """What a suppression that was just added covers, on standard error."""
    from modelkeep.cli.console import err
    from modelkeep.core.words import plural

    for use in _uses(settings, "latest"):
        if use.suppression.id == suppression_id and use.tried:
            told = f"It covers {plural(use.findings, 'finding')} of the latest scan."
            for each in (told, *(f"warning: {warning}" for warning in use.warnings)):
                err().print(each, markup=False, highlight=False)


def _print(uses: tuple[SuppressionUse, ...]) -> None:
    from rich.text import Text

    from modelkeep.adapters.export.text import visible
    from modelkeep.cli.console import out_uncut
    from modelkeep.core.suppression import ACCEPTABLE
    from modelkeep.core.words import plural

    console = out_uncut()
    if not uses:
        console.print("No suppression. `modelkeep suppress add --help` shows how to make one.", markup=False)
    for use in uses:
        each = use.suppression
        head = f"{use.state.value}, {plural(use.findings, 'finding')}" if use.tried else "no scan yet"
        console.print(Text(f"{visible(each.id)}  {head}", style="bold"))
        rows: list[tuple[str, Any]] = [
            ("controls", each.controls), ("resources", each.resources), ("tags", each.tags),
            ("status", () if each.verdicts == ACCEPTABLE else sorted(verdict.value.lower() for verdict in each.verdicts)),
            ("until", (_day(each.expires),)), ("reason", (each.reason,)),
            ("decided", (f"{each.by or 'somebody'} on {_day(each.at.date())}",) if each.at else ()),
        ]  # fmt: skip
        for name, values in (*rows, *(("warning", (warning,)) for warning in use.warnings)):
            if values:
                console.print(Text(f"  {name:9}  {visible(', '.join(values))}"))


def _day(day: date) -> str:
    return day.isoformat()
