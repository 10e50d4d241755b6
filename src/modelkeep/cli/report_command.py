"""`modelkeep report`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from modelkeep.cli.options import ControlsOption, SnapshotOption, WorkspaceOption


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("report", epilog="Example: modelkeep report -o modelkeep-report.html")(report)


def report(
    output: Annotated[Path, typer.Option("--output", "-o", help="The HTML file.")] = Path("modelkeep-report.html"),
    snapshot: SnapshotOption = "latest",
    controls: ControlsOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Write a scan as one HTML file that opens offline: by practice and by model, with search and filters."""
    from modelkeep.cli.settings import resolve

    settings = resolve({"workspace": workspace, "controls": controls})
    write_report(Path(settings["workspace"]), snapshot, output, [Path(folder) for folder in settings["controls"]])
    typer.echo(f"Report: {output.resolve()}")


def write_report(workspace: Path, snapshot: str, output: Path, controls: list[Path]) -> None:
    """Write the report of a snapshot."""
    from modelkeep import bootstrap
    from modelkeep.cli.render import write_findings

    found = bootstrap.open_workspace(workspace).snapshot(snapshot)
    write_findings(found, bootstrap.load_catalogue(controls).controls, "html", output)
