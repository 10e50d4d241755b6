"""A converter that dies on an executor of Spark, each time in the worst moment: its files are staged, and nobody has heard of them."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from pathlib import Path

from modelkeep.adapters.lake.convert import Converter
from modelkeep.adapters.logs.files import FileObjects
from modelkeep.core.logs.lake import Outcome, Work

PROCESS, MACHINE = 2, 4
"""Batches: at the first, the process of Python dies once; at the second, the whole executor."""


@dataclass(slots=True)
class DyingConverter(Converter):
    """Notes in the folder `deaths` that it died, and does not die twice."""

    deaths: Path = Path()

    def convert(self, work: Work) -> Outcome:
        """See Converter."""
        outcome = Converter.convert(self, work)
        if work.batch not in (PROCESS, MACHINE):
            return outcome
        try:
            (self.deaths / str(work.batch)).touch(exist_ok=False)
        except FileExistsError:
            return outcome
        os.kill(os.getpid() if work.batch == PROCESS else _executor(), signal.SIGKILL)
        signal.pause()
        raise AssertionError("unreachable")


def dying(lake: Path, deaths: Path) -> Converter:
    """A converter of files that dies twice."""
    return DyingConverter(lake, {"": FileObjects()}, deaths=deaths)


def quoting(lake: Path) -> Converter:
    """No converter: what it raises quotes what it read."""
    raise ValueError("hunter2")


def _executor() -> int:
    """The process of Java that Spark's daemon of Python, our parent, was started by."""
    found = int(Path(f"/proc/{os.getppid()}/stat").read_text().rpartition(")")[2].split()[1])
    assert b"CoarseGrainedExecutorBackend" in Path(f"/proc/{found}/cmdline").read_bytes()
    return found
