"""`modelkeep investigate`."""

from __future__ import annotations

from typing import Annotated

import typer

from modelkeep.cli.formats import require_format
from modelkeep.cli.options import OutputOption, SnapshotOption, WorkspaceOption

EPILOG = """ENTITY is a role or user (ARN or name), an access key id, a session's ARN or name, an IP address, an instance id, or a model
(ARN or name; what belongs to it is taken from the snapshot). ALERT is an id that `modelkeep detect` told; its alerts are those of the
last `modelkeep detect` over the lake.

Examples:

  modelkeep investigate AKIAIOSFODNN7EXAMPLE

  modelkeep investigate mka-1eaafef8462a9bf4b19e --format html -o incident.html

  modelkeep investigate arn:aws:iam::111122223333:role/ci/model-release --since 2026-10-01 --until 2026-10-05

  modelkeep investigate fraud-scoring --since 7d --format json

Exit codes: 0 found, and the lake has CloudTrail's events of the whole range, 3 there is no lake, 4 nothing was found, days or records are
lacking, or it is unknown who is behind it.
"""
FORMATS = ("text", "json", "html")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("investigate", epilog=EPILOG)(investigate)


def investigate(
    asked: Annotated[str, typer.Argument(metavar="ENTITY|ALERT", help="Whom, what or which alert to look at.")],
    since: Annotated[
        str | None, typer.Option("--since", help="From then on: 24h, 7d, or a time as 2026-01-31 or 2026-01-31T10:00.")
    ] = None,
    until: Annotated[str | None, typer.Option("--until", help="Up to then; a day is meant as a whole.")] = None,
    context: Annotated[int, typer.Option("--context", min=0, help="Minutes to show around an alert's events.")] = 60,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Lines of the timeline in text and HTML at most.")] = 60,
    format: Annotated[str, typer.Option("--format", "-f", help="text, json or html.")] = "text",  # noqa: A002
    output: OutputOption = None,
    snapshot: SnapshotOption = "latest",
    workspace: WorkspaceOption = None,
) -> None:
    """Show who is behind an entity or an alert, and what was done, from every log of the lake."""
    require_format(format, FORMATS)
    from modelkeep.cli.investigating import Ask, run_investigate
    from modelkeep.cli.settings import resolve

    ask = Ask(asked=asked, since=since, until=until, context=context, limit=limit, snapshot=snapshot)
    raise typer.Exit(run_investigate(resolve({"workspace": workspace}), ask, format, output))
