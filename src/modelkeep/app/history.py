"""Histories carried from snapshot to snapshot, and the trend that they make."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from modelkeep.app.findings import latest_read
from modelkeep.core.errors import IntegrityError
from modelkeep.core.report import Tally
from modelkeep.core.trend import Trend, TrendPoint
from modelkeep.core.verdict import Severity
from modelkeep.engines.posture.history import KEPT, SOURCES, Point, advance, begin, recall, reconstruct
from modelkeep.ports import Manifest, Progress, Workspace


def carry(
    connection: duckdb.DuckDBPyConnection, folder: Path, workspace: Workspace, point: Point, progress: Progress
) -> None:
    """Fill `history` and `trend` of a scan that was judged, from those of the newest usable snapshot before it.

    `folder` is where the connection may read files; what the snapshot lends is gone from there afterwards. A snapshot that is
    damaged is passed over, and that is said.
    """
    lent = folder / "earlier"
    before = ""
    begin(connection)
    for manifest in workspace.snapshots():
        if manifest.id >= point.snapshot:
            continue
        try:
            _recall(connection, lent, workspace, manifest)
        except IntegrityError as error:
            progress.message(f"First-seen dates are not carried on from {manifest.id}: {error}")
            begin(connection)
            continue
        finally:
            shutil.rmtree(lent, ignore_errors=True)
        before = manifest.id
        break
    advance(connection, point, before=before)


def _recall(connection: duckdb.DuckDBPyConnection, lent: Path, workspace: Workspace, manifest: Manifest) -> None:
    snapshot = workspace.snapshot(manifest.id)
    kept = set(KEPT) <= set(manifest.tables)
    snapshot.lend(tuple(KEPT) if kept else SOURCES, lent)
    try:
        if kept:
            recall(connection, lent)
        else:
            reconstruct(connection, lent, point_of(manifest, manifest.finished))
    except duckdb.Error as error:
        raise IntegrityError(f"{manifest.id}: its history cannot be read: {error}") from error


def point_of(manifest: Manifest, at: datetime) -> Point:
    """A snapshot as a point in time."""
    return Point(
        snapshot=manifest.id, at=naive(at), profile=manifest.profile, accounts=manifest.accounts, regions=manifest.regions,
        everything=manifest.everything, controls=manifest.controls,
    )  # fmt: skip


def naive(at: datetime) -> datetime:
    """A time as the tables hold it: UTC, without saying so."""
    return at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at


def now_of(connection: duckdb.DuckDBPyConnection) -> datetime:
    """When the findings of a scan hold, as the tables hold it."""
    return naive(latest_read(connection))


def trend(connection: duckdb.DuckDBPyConnection) -> Trend:
    """The trend up to an opened snapshot."""
    worst = ", ".join(f"sum(failed) FILTER (severity = '{severity}')" for severity in Severity)
    rows = connection.execute(
        "SELECT snapshot, any_value(before), max(taken), any_value(profile), any_value(scope), any_value(catalogue), "
        f"sum(new), sum(reopened), sum(fixed), sum(gone), sum(failed), sum(unknown), sum(passed), {worst} "
        "FROM trend GROUP BY snapshot ORDER BY snapshot"
    ).fetchall()
    return Trend(points=tuple(_point(row) for row in rows))


def _point(row: tuple[Any, ...]) -> TrendPoint:
    new, reopened, fixed, gone = (None if each is None else int(each) for each in row[6:10])
    counts = {severity: int(count) for severity, count in zip(Severity, row[13:], strict=True) if count}
    return TrendPoint(
        snapshot=row[0], before=row[1] or "", at=row[2].replace(tzinfo=UTC), profile=row[3] or "", scope=row[4],
        catalogue=row[5], new=new, reopened=reopened, fixed=fixed, gone=gone,
        tally=Tally(failed=int(row[10]), unknown=int(row[11]), passed=int(row[12]), by_severity=counts),
    )  # fmt: skip
