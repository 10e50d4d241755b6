"""What an incremental scan kept and what it read again, as its reads say."""

from __future__ import annotations

from datetime import UTC

import duckdb

from modelkeep.core.coverage import SAVES_CALLS, Basis, Outcome
from modelkeep.core.report import Reuse


def reuse(connection: duckdb.DuckDBPyConnection) -> Reuse | None:
    """What the snapshot's scan kept; None for one that was to read everything, or found nothing to keep answers from."""
    bases = {
        Basis(basis): int(count)
        for basis, count in connection.execute(
            'SELECT basis, count(*) FROM "read" WHERE basis IS NOT NULL GROUP BY basis ORDER BY basis'
        ).fetchall()
    }
    if not bases:
        return None
    kept = connection.execute(
        'SELECT list(DISTINCT kept_from ORDER BY kept_from), min("at") FROM "read" WHERE kept_from <> \'\''
    ).fetchone()
    assert kept is not None
    unheard = connection.execute(
        'SELECT account, region, code FROM "read" WHERE call = ? AND outcome <> ? ORDER BY ALL',
        [SAVES_CALLS, Outcome.OK.value],
    ).fetchall()
    return Reuse(
        bases=bases,
        snapshots=tuple(kept[0] or ()),
        oldest=kept[1].replace(tzinfo=UTC) if kept[1] is not None else None,
        unheard=tuple((str(account), str(region), str(code)) for account, region, code in unheard),
    )
