"""`modelkeep report`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from modelkeep.cli.living import living
from modelkeep.cli.options import ControlsOption, OwnersOption, SnapshotOption, WorkspaceOption
from modelkeep.cli.settings import Settings, resolve


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("report", epilog="Example: modelkeep report -o modelkeep-report.html")(report)


def report(
    output: Annotated[Path, typer.Option("--output", "-o", help="The HTML file.")] = Path("modelkeep-report.html"),
    owner: OwnersOption = None,
    snapshot: SnapshotOption = "latest",
    controls: ControlsOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Write a scan as one HTML file that opens offline: by practice and by model, with search and filters.

    With --owner, the findings are those of the owner; the figures are about the whole scan.
    """
    write_report(resolve({"workspace": workspace, "controls": controls}), snapshot, output, tuple(owner or ()))
    typer.echo(f"Report: {output.resolve()}")


def write_report(settings: Settings, snapshot: str, output: Path, owners: tuple[str, ...] = ()) -> None:
    """Write the report of a snapshot."""
    from modelkeep import bootstrap
    from modelkeep.app.findings import Filter
    from modelkeep.cli.keeping_alerts import kept_alerts
    from modelkeep.cli.render import write_findings

    found = bootstrap.open_workspace(Path(settings["workspace"]), living(settings)).snapshot(snapshot)
    catalogue = bootstrap.load_catalogue([Path(folder) for folder in settings["controls"]])
    write_findings(found, catalogue.controls, "html", output, Filter(owners=owners), kept_alerts(settings))
