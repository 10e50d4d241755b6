"""What several commands do with a snapshot: open it, choose findings, write them in a format."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from modelkeep.adapters.export import FORMATS, exporter
from modelkeep.adapters.export.files import written
from modelkeep.app.findings import EVERYTHING, Filter, exit_code, findings
from modelkeep.app.summary import report_context
from modelkeep.cli.console import out
from modelkeep.core.control import Control
from modelkeep.core.errors import UsageError
from modelkeep.ports import Snapshot

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
) -> int:
    """Write the chosen findings of a snapshot in a format; returns the snapshot's exit code."""
    write = exporter(format_name)
    connection = snapshot.open()
    try:
        context = report_context(snapshot.manifest, connection, controls, filtered=chosen.told)
        stream = findings(connection, chosen, controls)
        with written(output) as file:
            write(stream, context, file)
        return exit_code(connection)
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
