"""A process that is killed while it reads, anywhere, leaves a lake that the next run completes: nothing lost, nothing doubled."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import duckdb
from tests.unit.adapters.lake.lakes import event_ids, fill, write_events

FILES, EACH = 12, 5
SEED, KILLS = 6, 12

# One process imports everything once, then forks a reader after the other; each kills itself at the n-th thing that it asks of the
# operating system (a file opened, renamed or removed, a transaction), for numbers spread over the whole run.
PROGRAM = """
import os, signal, sys
from pathlib import Path
from tests.unit.adapters.lake import lakes
import duckdb, modelkeep.adapters.lake.compaction, modelkeep.adapters.logs.formats

source, lake, *moments = sys.argv[1:]
DONE = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "shutil.rmtree", "sqlite3.connect", "os.listdir"}

def read(moment):
    left = [moment]
    def audit(event, args):
        if event in DONE:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(audit)
    lakes.fill(Path(source), Path(lake), batch_bytes=1500)
    print(moment - left[0], flush=True)

for moment in map(int, moments):
    child = os.fork()
    if child == 0:
        read(moment)
        os._exit(0)
    ended = os.waitpid(child, 0)[1]
    assert ended in (0, signal.SIGKILL), ended
"""


def _run(source: Path, lake: Path, moments: list[int]) -> list[int]:
    """How many things each reader that came to its end asked for."""
    command = [sys.executable, "-c", PROGRAM, str(source), str(lake), *map(str, moments)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert ended.returncode == 0, ended.stderr
    return [int(line) for line in ended.stdout.split()]


def test_kills_at_random_moments_lose_and_double_nothing(tmp_path: Path) -> None:
    source, lake = tmp_path / "in", tmp_path / "lake"
    ids = write_events(source, files=FILES, each=EACH)
    (whole,) = _run(source, tmp_path / "other", [10**9])
    randomly = random.Random(SEED)
    moments = sorted(randomly.randrange(1, whole) for _ in range(KILLS))
    survivors = _run(source, lake, moments)
    assert len(survivors) < KILLS, "nothing was killed"
    found = event_ids(lake)
    assert len(found) == len(set(found)), "doubled after a kill"
    fill(source, lake)
    assert event_ids(lake) == sorted(ids)
    every = f"SELECT event_id FROM read_parquet('{lake}/cloudtrail/**/*.parquet') ORDER BY 1"
    on_disk = duckdb.connect().execute(every).fetchall()
    assert [row[0] for row in on_disk] == sorted(ids), "readers that know no ledger see the same"
