"""First-seen dates and the trend of 100,000 findings carried on from one scan to the next: recall, advance, write.

A tenth of the findings changes its verdict between the scans, and a fiftieth is no longer there.
"""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

import measure
from modelkeep.adapters.lake.estate import connect
from modelkeep.app.history import naive
from modelkeep.engines.posture.evaluate import FINDING_COLUMNS
from modelkeep.engines.posture.history import KEPT, Point, advance, begin, recall
from modelkeep.engines.posture.schema import create_tables

FINDINGS = 100_000
CONTROLS = 4
SCANS = 4
START = datetime(2026, 11, 1, tzinfo=UTC)
FINISHED = """
    INSERT INTO finding SELECT 'mk-' || left(sha256(k || chr(10) || i), 20), 'SM-' || k, 'title', 'access', 'high',
        CASE (i + $scan) % 10 WHEN 0 THEN 'PASS' WHEN 1 THEN 'UNKNOWN' ELSE 'FAIL' END,
        'arn:aws:sagemaker:us-east-1:111122223333:model/m' || i, 'm', 'AWS::SageMaker::Model', '111122223333', 'us-east-1',
        'reason', '', ''
    FROM range($resources) t(i), range($controls) u(k) WHERE (i + $scan) % 50 <> 7
"""
INDEX = """
    CREATE TABLE resource_index AS SELECT 'arn:aws:sagemaker:us-east-1:111122223333:model/m' || i AS arn,
        '111122223333' AS account, 'us-east-1' AS region, 'm' AS name, 'AWS::SageMaker::Model' AS kind,
        'sagemaker_model' AS source_table, true AS is_ai FROM range(?) t(i)
"""


def main() -> int:
    """Print the figures; the exit code says whether the promise is kept."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        connection = connect(folder / "estate.duckdb")
        _estate(connection)
        walls, cpus = [], []
        for scan in range(SCANS):
            connection.execute("DELETE FROM finding")
            values = {"scan": scan, "resources": FINDINGS // CONTROLS, "controls": CONTROLS}
            connection.execute(FINISHED, values)
            wall, cpu = time.perf_counter(), time.process_time()
            _carry(connection, folder, scan)
            walls.append(time.perf_counter() - wall)
            cpus.append(time.process_time() - cpu)
        states = connection.execute("SELECT state, count(*) FROM history GROUP BY state ORDER BY state").fetchall()
        size = sum((folder / f"{table}.parquet").stat().st_size for table in KEPT)
        connection.close()
    print(measure.machine())
    print(f"{FINDINGS:,} findings, {SCANS} scans, {dict(states)}")
    print(f"kept {size / measure.MIB:.1f} MiB, wall {measure.median(walls[1:]):.2f} s")
    return 0 if measure.show("CPU to carry the history on", measure.median(cpus[1:]), 2, "s") else 1


def _estate(connection: duckdb.DuckDBPyConnection) -> None:
    create_tables(connection)
    connection.execute(f"CREATE TABLE finding ({FINDING_COLUMNS})")
    connection.execute(INDEX, [FINDINGS // CONTROLS])
    connection.execute("INSERT INTO scope_account (arn, account, region) VALUES ('a', '111122223333', 'global')")
    connection.execute("INSERT INTO scope_region (arn, account, region) VALUES ('r', '111122223333', 'us-east-1')")


def _carry(connection: duckdb.DuckDBPyConnection, folder: Path, scan: int) -> None:
    """What a scan does after it judged."""
    point = Point(
        snapshot=f"scan-{scan}", at=naive(START + timedelta(days=scan)), profile="", accounts=["111122223333"],
        regions=["us-east-1"], everything=False, controls={f"SM-{each}": "digest" for each in range(CONTROLS)},
    )  # fmt: skip
    if scan:
        recall(connection, folder)
    else:
        begin(connection)
    advance(connection, point, before=f"scan-{scan - 1}" if scan else "")
    for name in KEPT:
        connection.execute(f"COPY {name} TO '{folder / name}.parquet' (FORMAT parquet, COMPRESSION zstd)")


if __name__ == "__main__":
    sys.exit(main())
