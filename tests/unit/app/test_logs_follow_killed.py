"""Following that is killed anywhere goes on where it was: nothing lost, nothing doubled, nothing read for nothing."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

from tests.unit.adapters.lake.lakes import event_ids, write_events

FILES, EACH = 8, 3
SEED, KILLS = 6, 8

# As the test of killed ingests does: one process imports everything, then forks one follower after the other; each kills itself at the n-th
# thing that it asks of the operating system or of a database.
PROGRAM = """
import os, signal, sys
from pathlib import Path
import duckdb, modelkeep.adapters.lake.compaction, modelkeep.adapters.logs.formats
from modelkeep.adapters.store import positions
from modelkeep.bootstrap import AwsOptions
from modelkeep.bootstrap_follow import FollowOptions, Watching, follower

source, workspace, *moments = sys.argv[1:]
DONE = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "shutil.rmtree", "sqlite3.connect", "os.listdir"}

def follow(moment):
    left = [moment]
    def audit(event, args):
        if event in DONE:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(audit)
    nothing = lambda *_: None
    watching = Watching(stop=lambda: False, pause=nothing, tell=print, after=nothing, idle=nothing)
    following = follower(Path(workspace), AwsOptions(), FollowOptions(place=source), watching)
    following.feed.at_once = 3
    followed = following.run(once=True)
    print(moment - left[0], followed.total.objects, flush=True)

for moment in map(int, moments):
    child = os.fork()
    if child == 0:
        follow(moment)
        os._exit(0)
    ended = os.waitpid(child, 0)[1]
    assert ended in (0, signal.SIGKILL), ended
"""


def _run(source: Path, workspace: Path, moments: list[int]) -> list[tuple[int, int]]:
    """What each follower that came to its end asked for, and how many objects it read."""
    command = [sys.executable, "-c", PROGRAM, str(source), str(workspace), *map(str, moments)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert ended.returncode == 0, ended.stderr
    return [(int(line.split()[0]), int(line.split()[1])) for line in ended.stdout.splitlines()]


def test_kills_at_random_moments_lose_and_double_nothing(tmp_path: Path) -> None:
    source, workspace = tmp_path / "in", tmp_path / "w"
    ids = write_events(source, files=FILES, each=EACH)
    old = time.time() - 60
    for path in source.iterdir():
        os.utime(path, (old, old))
    ((whole, objects),) = _run(source, tmp_path / "other", [10**9])
    assert objects == FILES
    randomly = random.Random(SEED)
    moments = sorted(randomly.randrange(1, whole) for _ in range(KILLS))
    ended = _run(source, workspace, [*moments, 10**9, 10**9])
    assert len(ended) < KILLS, "nothing was killed"
    assert event_ids(workspace / "lake") == sorted(ids)
    assert ended[-1][1] == 0, "positions are remembered"
