"""How `classify records` and `classify retention` run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from modelkeep.adapters.export.files import written
from modelkeep.adapters.export.processing import formats
from modelkeep.app.processing_records import processing_records
from modelkeep.cli.formats import require_format
from modelkeep.cli.settings import resolve
from modelkeep.core.exits import EXIT_CLEAN, EXIT_INCOMPLETE, EXIT_NOTHING, EXIT_OPEN
from modelkeep.core.processing import ProcessingRecord
from modelkeep.core.verdict import Severity


def run_records(
    name: str,
    workspace: Path | None,
    classes: Path | None,
    identifiers: Sequence[Path],
    format_name: str,
    output: Path | None,
    snapshot: str,
) -> int:
    """Write `records` or `retention` of a snapshot and return the exit code."""
    from modelkeep import bootstrap
    from modelkeep.bootstrap_classify import data_part, known, load_framework
    from modelkeep.cli.console import err

    writers = formats(name)
    require_format(format_name, writers)
    settings = resolve({"workspace": workspace, "classify.classes": str(classes) if classes else None})
    told = settings["classify.classes"]
    framework = load_framework(Path(told) if told else None, identifiers)
    connection = bootstrap.open_workspace(Path(settings["workspace"])).snapshot(snapshot).open()
    try:
        records = processing_records(connection, data_part(), framework, known(identifiers))
    finally:
        connection.close()
    with written(output) as out:
        writers[format_name](records, out)
    if not records:
        err().print("the snapshot knows of no data of models", highlight=False)
    return exit_code(name, records)


def exit_code(name: str, records: Sequence[ProcessingRecord]) -> int:
    """Data that owe deletion and are kept win over what is not known."""
    if not records:
        return EXIT_NOTHING
    if name == "retention":
        kept = [each.retention.met for each in records]
        return EXIT_OPEN[Severity.MEDIUM] if False in kept else EXIT_INCOMPLETE if None in kept else EXIT_CLEAN
    return EXIT_INCOMPLETE if any(each.unknown for each in records) else EXIT_CLEAN
