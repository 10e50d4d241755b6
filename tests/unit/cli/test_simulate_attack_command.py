"""`modelkeep detect simulate`, and `detect --known @FILE` that takes what it wrote."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from modelkeep.cli import app
from modelkeep.cli.known import known_by_people
from modelkeep.core.errors import UsageError
from modelkeep.engines.logs.organisation.cast import ESTATE
from modelkeep.engines.logs.scenarios.known import SCENARIOS


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["detect", "simulate", *arguments], catch_exceptions=False)
    if isinstance(result.exception, Exception):
        raise result.exception
    assert result.exit_code == 0
    return result.stdout


def test_the_list_tells_what_each_scenario_teaches() -> None:
    shown = run("--list")
    for each in SCENARIOS:
        assert each.id in shown
        assert each.teaches in shown


def test_what_is_written_can_be_given_to_detect(tmp_path: Path) -> None:
    folder = tmp_path / "attack"
    assert run("logging-off", "--benign", "0", "--out", str(folder)).strip() == str(folder)
    assert list((folder / "logs").rglob("*_CloudTrail_*.json.gz"))
    assert known_by_people([f"@{folder / 'estate.json'}"]) == {name: list(values) for name, values in ESTATE.items()}


def test_known_values_of_a_file_and_of_the_command_line_add_up(tmp_path: Path) -> None:
    (tmp_path / "known.json").write_text('{"canaries": ["a"]}')
    assert known_by_people([f"@{tmp_path / 'known.json'}", "canaries=b"]) == {"canaries": ["a", "b"]}


@pytest.mark.parametrize("content", ["", "[]", '{"canaries": "a"}'])
def test_a_file_that_gives_no_lists_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "known.json").write_text(content)
    with pytest.raises(UsageError, match=r"known\.json gives no placeholders"):
        known_by_people([f"@{tmp_path / 'known.json'}"])


def test_a_scenario_is_to_be_named() -> None:
    with pytest.raises(UsageError, match="name a scenario"):
        run()
