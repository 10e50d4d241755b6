"""`modelkeep least-privilege`: what is asked for is checked before anything is read."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from modelkeep.cli import app
from modelkeep.core.errors import UsageError


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--format", "yaml"), "unknown format 'yaml'"),
        (("--data-events", "s4"), "knows no service 's4'"),
    ],
)
def test_what_makes_no_sense_is_said(words: tuple[str, ...], message: str, tmp_path: Path) -> None:
    arguments = ["least-privilege", "trainer", "--events", str(tmp_path), "--workspace", str(tmp_path), *words]
    run = CliRunner().invoke(app, arguments)
    assert isinstance(run.exception, UsageError)
    assert message in str(run.exception)


def test_events_are_required() -> None:
    run = CliRunner().invoke(app, ["least-privilege", "trainer"])
    assert run.exit_code == 2
    assert "--events" in run.output
