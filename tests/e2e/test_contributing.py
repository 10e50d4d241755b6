"""CONTRIBUTING's "add a control in ten minutes", followed literally in a copy of the sources."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILE = re.compile(r"^`(?P<path>[^`\n]+)`\n\n```(?:sql|yaml)\n(?P<content>.*?)^```$", re.MULTILINE | re.DOTALL)
CONSOLE = re.compile(r"^```console\n\$ (?P<command>[^\n]+)\n(?P<output>.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_page_adds_a_control(tmp_path: Path) -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "tests" / "catalogue", tmp_path / "tests" / "catalogue")
    files = list(FILE.finditer(page))
    assert [Path(found["path"]).suffix for found in files] == [".sql", ".yaml"]
    for found in files:
        path = tmp_path / found["path"]
        assert not path.exists(), "the page's example is a control that exists: choose another"
        path.write_text(found["content"], encoding="utf-8")
    commands = list(CONSOLE.finditer(page))
    assert commands
    for found in commands:
        program, *arguments = shlex.split(found["command"])
        assert program == "modelkeep"
        run = subprocess.run(
            [sys.executable, "-m", "modelkeep", *arguments],
            capture_output=True, text=True, check=False, cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(tmp_path / "src")},
        )  # fmt: skip
        assert (run.stdout, run.returncode) == (found["output"], 0), run.stderr


@pytest.mark.slow
def test_a_mistake_in_the_cases_is_found(tmp_path: Path) -> None:
    controls = tmp_path / "controls"
    (controls / "tests").mkdir(parents=True)
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    sql, cases = (found["content"] for found in FILE.finditer(page))
    (controls / "SM-NB-90.sql").write_text(sql.replace("severity: low", "severity: low\npractice: patching"))
    (controls / "tests" / "SM-NB-90.yaml").write_text(cases.replace('""', "something"))
    run = subprocess.run(
        [sys.executable, "-m", "modelkeep", "controls", "test", "--controls", str(controls)],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert run.returncode == 1
    assert "SM-NB-90: fail 1: expected FAIL for every row, got nb: PASS" in run.stderr
