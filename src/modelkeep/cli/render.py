"""What several commands do with a snapshot: open it, choose findings, write them in a format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from modelkeep.adapters.export import FORMATS, exporter
from modelkeep.adapters.export.files import written
from modelkeep.app.findings import EVERYTHING, Filter, exit_code, findings
from modelkeep.app.summary import report_context
from modelkeep.cli.console import out
from modelkeep.core.control import Control
from modelkeep.core.errors import UsageError
from modelkeep.core.logs.saved_alerts import AlertsSection
from modelkeep.ports import Snapshot, Workspace

SUMMARY = "summary"


def check_format(name: str) -> None:
    """Raise UsageError for a format that does not exist, before any work is done."""
    if name != SUMMARY:
        exporter(name)


def show_outcome(snapshot: Snapshot, controls: Sequence[Control], format_name: str, output: Path | None) -> int:
    """Show a finished scan and return its exit code."""
    connection = snapshot.open()
    try:
        context = report_context(snapshot.manifest, connection, controls)
        if format_name == SUMMARY and output is None:
            from modelkeep.adapters.export.terminal import show_summary

            show_summary(context, out())
        else:
            name = _format_of(output) if format_name == SUMMARY else format_name
            write = exporter(name)
            with written(output) as file:
                write(findings(connection), context, file)
        return exit_code(connection)
    finally:
        connection.close()


def write_findings(
    snapshot: Snapshot,
    controls: Sequence[Control],
    format_name: str,
    output: Path | None,
    chosen: Filter = EVERYTHING,
    alerts: AlertsSection | None = None,
) -> int:
    """Write the chosen findings of a snapshot, and alerts of logs, in a format; returns the snapshot's exit code."""
    write = exporter(format_name)
    connection = snapshot.open()
    try:
        context = replace(report_context(snapshot.manifest, connection, controls, filtered=chosen.told), alerts=alerts)
        stream = findings(connection, chosen, controls)
        with written(output) as file:
            write(stream, context, file)
        return exit_code(connection)
    finally:
        connection.close()


def changes_format(name: str, output: Path | None) -> str:
    """The format of a comparison; raises UsageError for one that comparisons do not have."""
    from modelkeep.adapters.export.diff_view import DIFF_FORMATS

    if name == SUMMARY:
        return "json" if output is not None and output.suffix == ".json" else "text"
    if name not in DIFF_FORMATS:
        raise UsageError(
            f"what changed cannot be written as {name!r}",
            remedy=f"Choose {' or '.join(DIFF_FORMATS)}. `modelkeep findings --new-since REF --format {name}` writes findings.",
        )
    return name


def earlier_snapshot(workspace: Workspace, name: str) -> Snapshot:
    """The snapshot with which a scan is to be compared. Raises UsageError or IntegrityError, before anything is read from AWS."""
    from modelkeep.app.since import snapshot_of

    snapshot = snapshot_of(workspace, name)
    snapshot.open().close()
    return snapshot


def show_changes(before: Snapshot, after: Snapshot, format_name: str, output: Path | None) -> int:
    """Show what changed from one snapshot to a later one; returns the exit code of what is new or reopened."""
    from modelkeep.adapters.export.diff_view import DIFF_FORMATS
    from modelkeep.app.diff import diff
    from modelkeep.app.since import opened_severities

    comparison = diff(before, after)
    with written(output) as file:
        DIFF_FORMATS[format_name](comparison, file)
    connection = after.open()
    try:
        return exit_code(connection, opened_severities(comparison))
    finally:
        connection.close()


def _format_of(output: Path | None) -> str:
    """The format that a file's name asks for; JSON where it says nothing."""
    name = output.name if output else ""
    matching = [key for key, each in FORMATS.items() if name.endswith(each.suffix)]
    if not matching:
        raise UsageError(
            f"the name {name!r} does not tell the format", remedy=f"Give --format: one of {', '.join(FORMATS)}."
        )
    return max(matching, key=lambda key: len(FORMATS[key].suffix))
