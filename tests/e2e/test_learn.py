"""`modelkeep learn` at a terminal: every lesson ends with what was broken found, fixed and verified."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from modelkeep.cli import main
from modelkeep.core.verdict import Practice
from modelkeep.lab.lessons import all_lessons

PROMPT = "(s skips, q ends)"
PATIENCE = 120.0
"""Seconds without a word after which a learner gives up."""


def at_the_keyboard(folder: Path, answers: dict[int, str], *arguments: str) -> tuple[int, str]:
    """Run the command at a pseudo-terminal; prompts get Enter, or the answer by their number. Returns exit code and text."""
    terminal, ours = pty.openpty()
    environment = {**os.environ, "COLUMNS": "80", "TERM": "dumb", "HOME": str(folder)}
    process = subprocess.Popen(
        [sys.executable, "-m", "modelkeep", "learn", *arguments],
        stdin=ours, stdout=ours, stderr=ours, cwd=folder, env=environment, close_fds=True,
    )  # fmt: skip
    os.close(ours)
    said, answered, heard = "", 0, time.monotonic()
    try:
        while time.monotonic() - heard < PATIENCE:
            if not select.select([terminal], [], [], 1.0)[0]:
                continue
            try:
                piece = os.read(terminal, 65_536)
            except OSError:
                break
            if not piece:
                break
            heard = time.monotonic()
            said += piece.decode()
            while said.count(PROMPT) > answered:
                answered += 1
                os.write(terminal, answers.get(answered, "").encode() + b"\n")
        else:
            pytest.fail(f"silence after: {said[-500:]}")
    finally:
        if process.poll() is None and time.monotonic() - heard >= PATIENCE:
            process.kill()
        os.close(terminal)
    return process.wait(), said


def test_there_is_a_lesson_on_every_practice() -> None:
    assert [lesson.practice for lesson in all_lessons()] == list(Practice)


@pytest.mark.slow
def test_the_whole_course(tmp_path: Path) -> None:
    code, said = at_the_keyboard(tmp_path, {})
    lessons = all_lessons()
    parts = re.split(r"\n\d+ of 13: ", said)[1:]
    assert len(parts) == len(lessons)
    for lesson, part in zip(lessons, parts, strict=True):
        assert part.startswith(lesson.practice.heading)
        broken, _, mended = part.partition("Why it matters")
        assert re.search(r"^FAIL ", broken, re.MULTILINE), part
        assert re.search(r"^PASS ", mended, re.MULTILINE), part
        assert not re.search(r"^(FAIL|UNKNOWN) ", mended, re.MULTILINE), part
    assert "13 of 13 lessons done" in said
    assert code == 0


@pytest.mark.slow
def test_a_learner_who_only_says_that_it_is_fixed_is_told_so_and_may_leave(tmp_path: Path) -> None:
    code, said = at_the_keyboard(tmp_path, {2: "me", 3: "q"}, "access")
    assert said.count("FAIL") == 2
    assert "Not yet." in said
    assert "0 of 1 lessons done" in said
    assert code == 0


@pytest.mark.parametrize(
    ("arguments", "remedy"), [(["knitting"], "--list"), (["access"], "--yes")], ids=["no such practice", "no terminal"]
)
def test_usage_errors_have_a_remedy(
    arguments: list[str], remedy: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["modelkeep", "learn", *arguments])
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == 2
    assert remedy in capsys.readouterr().err
