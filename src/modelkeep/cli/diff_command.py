"""`modelkeep diff`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from modelkeep.cli.formats import require_format
from modelkeep.cli.living import living
from modelkeep.cli.options import OutputOption, WorkspaceOption

_NAMED = "an id, the beginning of one, latest, previous, or a day as 2026-01-31 for the newest on it or before."
EPILOG = """Examples:

  modelkeep diff

  modelkeep diff 2026-01-31

  modelkeep diff 20260101T080000Z latest --format json
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("diff", epilog=EPILOG)(diff)


def diff(
    before: Annotated[str, typer.Argument(help=f"The earlier snapshot: {_NAMED}")] = "previous",
    after: Annotated[str, typer.Argument(help="The later snapshot.")] = "latest",
    format: Annotated[str, typer.Option("--format", "-f", help="text or json.")] = "text",  # noqa: A002
    output: OutputOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Compare two scans: new, reopened, fixed, still open, newly unknown, and when each was first seen.

    What was not scanned again is never called fixed.
    """
    from modelkeep import bootstrap
    from modelkeep.adapters.export.diff_view import DIFF_FORMATS
    from modelkeep.adapters.export.files import written
    from modelkeep.app.diff import diff as compare
    from modelkeep.app.since import snapshot_of
    from modelkeep.cli.settings import resolve

    require_format(format, DIFF_FORMATS)
    settings = resolve({"workspace": workspace})
    place = bootstrap.open_workspace(Path(settings["workspace"]), living(settings))
    comparison = compare(snapshot_of(place, before), snapshot_of(place, after))
    with written(output) as file:
        DIFF_FORMATS[format](comparison, file)
