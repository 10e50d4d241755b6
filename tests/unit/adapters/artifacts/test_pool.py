"""Processes that inspect: a file that hangs, crashes or floods takes nothing with it but itself."""

from __future__ import annotations

import sys

import pytest

from modelkeep.adapters.artifacts.frames import Setup
from modelkeep.adapters.artifacts.looking import COMMAND, inspectors
from modelkeep.core.artifacts import Artifact, Inspection
from modelkeep.engines.artifacts.limits import Limits

SETUP = Setup(Limits(), (), 256 << 20)
STUB = """
import os, signal, sys, time
from modelkeep.adapters.artifacts.frames import READY, Setup, packed, received
from modelkeep.core.artifacts import Artifact, Inspection
answers = os.fdopen(os.dup(1), "wb")
setup = received(sys.stdin.buffer, Setup)
answers.write(READY); answers.flush()
while (artifact := received(sys.stdin.buffer, Artifact)) is not None:
    if artifact.place == "hang": time.sleep(600)
    if artifact.place == "die": os.kill(os.getpid(), signal.SIGKILL)
    if artifact.place == "leave": sys.exit(3)
    if artifact.place == "half": answers.write(b"\\0\\0\\1"); answers.flush(); sys.exit(0)
    answers.write(packed(Inspection(path=artifact.place, size=artifact.size, formats=("stub",), issues=(), gaps=())))
    answers.flush()
"""


def _inspect(*places: str, count: int = 1, seconds: float = 60.0) -> dict[str, Inspection]:
    with inspectors(SETUP, count, seconds, (sys.executable, "-c", STUB)) as pool:
        return {artifact.place: told for artifact, told in pool.ask(Artifact(each, 5, "") for each in places)}


@pytest.mark.parametrize(
    ("bad", "reason"),
    [("die", "SIGKILL"), ("leave", "exit code 3"), ("half", "exit code 0")],
)
def test_a_file_that_takes_its_process_down_hides_no_other(bad: str, reason: str) -> None:
    told = _inspect("a", bad, "b")
    assert set(told) == {"a", bad, "b"}
    assert reason in told[bad].gaps[0].reason
    assert told["a"].formats == told["b"].formats == ("stub",)
    assert not told["b"].gaps


def test_a_file_that_takes_too_long_is_given_up() -> None:
    told = _inspect("hang", "b", seconds=1.0)
    assert "longer than 1 s " in told["hang"].gaps[0].reason
    assert not told["b"].gaps


def test_nothing_to_do_starts_no_process() -> None:
    with inspectors(SETUP, 2, 1.0, ("/nowhere",)) as pool:
        assert list(pool.ask(())) == []


def test_every_file_is_answered_once_by_several_processes() -> None:
    names = [f"file-{number}" for number in range(20)]
    assert sorted(_inspect(*names, count=2)) == sorted(names)


def test_a_pool_is_asked_again() -> None:
    with inspectors(SETUP, 1, 60.0, (sys.executable, "-c", STUB)) as pool:
        for place in ("first", "second"):
            assert [told.formats for _, told in pool.ask([Artifact(place, 5, "")])] == [("stub",)]


def test_nothing_is_imported_from_the_folder_with_the_files() -> None:
    assert COMMAND[1] == "-P"
