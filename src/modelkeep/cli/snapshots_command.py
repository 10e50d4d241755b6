"""`modelkeep snapshots`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from modelkeep.cli.formats import echo_json, require_format
from modelkeep.cli.options import WorkspaceOption
from modelkeep.cli.settings import resolve


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("snapshots", epilog="Example: modelkeep snapshots --format json")(snapshots)


def snapshots(
    workspace: WorkspaceOption = None,
    format: Annotated[str, typer.Option("--format", "-f", help="table or json.")] = "table",  # noqa: A002
) -> None:
    """List the finished scans of the workspace, newest first."""
    from rich.table import Table

    from modelkeep import bootstrap
    from modelkeep.cli.console import err, out_uncut

    require_format(format, ("table", "json"))
    settings = resolve({"workspace": workspace})
    place = bootstrap.open_workspace(Path(settings["workspace"]))
    for folder, reason in place.broken_snapshots():
        err().print(f"warning: {folder.name} cannot be used: {reason}", markup=False, highlight=False)
    found = place.snapshots()
    if format == "json":
        echo_json(found)
        return
    table = Table("id", "accounts", "regions", "controls", "pass", "fail", "unknown", box=None, pad_edge=False)
    for each in found:
        verdicts = each.verdicts
        table.add_row(
            each.id, str(len(each.accounts)), str(len(each.regions)), str(len(each.controls)),
            *(str(verdicts.get(verdict, 0)) for verdict in ("PASS", "FAIL", "UNKNOWN")),
        )  # fmt: skip
    out_uncut().print(table)
