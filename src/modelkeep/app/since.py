"""What `--since REF` means: a snapshot by name or by day, the time at which it holds, and what counts since then."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from modelkeep.app.findings import latest_read
from modelkeep.core.comparison import OPENED, Comparison
from modelkeep.core.errors import UsageError
from modelkeep.core.verdict import Severity
from modelkeep.ports import Snapshot, Workspace

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")


def snapshot_of(workspace: Workspace, name: str) -> Snapshot:
    """A snapshot by id, unique prefix of an id, `latest`, `previous`, or a day such as 2026-11-01: the newest that was begun on
    that day, in UTC, or before.

    Raises UsageError when there is none, IntegrityError when it is damaged.
    """
    if not _DAY.match(name):
        return workspace.snapshot(name)
    try:
        day = date.fromisoformat(name)
    except ValueError as error:
        raise UsageError(f"there is no day {name}", remedy="Give a day as in 2026-01-31.") from error
    for manifest in workspace.snapshots():
        if manifest.started.astimezone(UTC).date() <= day:
            return workspace.snapshot(manifest.id)
    raise UsageError(f"no snapshot is of {name} or before", remedy="`modelkeep snapshots` lists them.")


def time_of(snapshot: Snapshot) -> datetime:
    """When the findings of a snapshot hold. Raises IntegrityError when it is damaged."""
    connection = snapshot.open()
    try:
        return latest_read(connection)
    finally:
        connection.close()


def opened_severities(comparison: Comparison) -> frozenset[Severity]:
    """The severities of what is open now, was not in the earlier snapshot, and nobody decided to live with."""
    return frozenset(
        change.after.severity for change in comparison.of(*OPENED) if change.after is not None and change.after.open
    )
