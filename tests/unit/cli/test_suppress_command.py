"""Suppressions from the command line: kept, listed with what they cover, removed; mistakes are refused at once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from modelkeep.cli import app
from modelkeep.cli.settings import resolve
from modelkeep.core.errors import ConfigError, UsageError

FUTURE = "2999-12-31"
ENTRY = '[[suppress]]\ncontrol = "SM-NB-01"\nreason = "x"\nexpires = 2999-12-31\n'


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["suppress", *arguments], catch_exceptions=True)
    if isinstance(result.exception, Exception) and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MODELKEEP_STATE_URL", raising=False)


def listed() -> list[dict[str, object]]:
    _, text = run("list", "--format", "json")
    found: list[dict[str, object]] = json.loads(text)
    return found


def test_what_is_added_is_listed_with_who_and_when_and_can_be_removed(tmp_path: Path) -> None:
    code, text = run("add", "-c", "SM-NB-*", "--reason", "why not", "--expires", FUTURE, "--by", "ann")
    assert (code, text.split()[1:]) == (0, ["holds", "until", FUTURE])
    assert (tmp_path / ".modelkeep" / "state.db").exists()
    (kept,) = listed()
    assert (kept["by"], kept["controls"], kept["state"]) == ("ann", ["SM-NB-*"], "untried")
    assert kept["at"]
    assert run("remove", str(kept["id"]))[0] == 0
    assert listed() == []


def test_file_and_store_are_listed_together(tmp_path: Path) -> None:
    (tmp_path / "modelkeep.toml").write_text("\n" + ENTRY)
    run("add", "--tag", "env=dev", "--reason", "dev", "--expires", FUTURE)
    assert listed()[0]["origin"] == "modelkeep.toml:2"
    assert [each["reason"] for each in listed()] == ["x", "dev"]
    with pytest.raises(UsageError, match="stands in a file"):
        run("remove", "modelkeep.toml:2")


def test_reading_makes_no_store(tmp_path: Path) -> None:
    assert listed() == []
    assert not (tmp_path / ".modelkeep").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("-c", "SM-NB-1", "--reason", "x", "--expires", FUTURE), "no control is called 'SM-NB-1'"),
        (("-c", "SM-NB-01", "--reason", "x", "--expires", "soon"), "expires is to be a date"),
        (("-c", "SM-NB-01", "--reason", "x", "--expires", "2020-01-01"), "2020-01-01 is over"),
        (("-c", "SM-NB-01", "--reason", " ", "--expires", FUTURE), "reason is required"),
        (("--reason", "x", "--expires", FUTURE), "neither control nor resource nor tag"),
        (("-c", "SM-NB-01", "--status", "pass", "--reason", "x", "--expires", FUTURE), "status is to be"),
    ],
)
def test_mistakes_are_refused_and_nothing_is_kept(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        run("add", *arguments)
    assert not (tmp_path / ".modelkeep").exists()


def test_a_typing_error_in_the_file_stops_every_command_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "modelkeep.toml").write_text('profile = "x"\n\n' + ENTRY + "\n" + ENTRY.replace("reason", "reson"))
    with pytest.raises(ConfigError) as caught:
        resolve({}, environ={}, folder=tmp_path)
    assert f"{tmp_path / 'modelkeep.toml'}:8: suppression: unknown key 'reson'; did you mean 'reason'?" in str(
        caught.value
    )


def test_pyproject_holds_suppressions_too(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        "[tool.modelkeep]\n\n" + ENTRY.replace("suppress", "tool.modelkeep.suppress")
    )
    (found,) = resolve({}, environ={}, folder=tmp_path).suppressions
    assert found.origin == "pyproject.toml:3"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://ann:hunter2@db/modelkeep", "postgresql://ann:***@db/modelkeep"),
        (
            "postgresql://ann@db/m?password=hunter2&sslmode=require",
            "postgresql://ann@db/m?password=%2A%2A%2A&sslmode=require",
        ),
        ("postgresql://ann:hunter2#x@db/m", "postgresql://ann:***@db/m"),
        ("hunter2", "***"),
        ("sqlite:///state.db", "sqlite:///state.db"),
    ],
)
def test_the_password_of_the_store_is_not_shown(monkeypatch: pytest.MonkeyPatch, url: str, shown: str) -> None:
    monkeypatch.setenv("MODELKEEP_STATE_URL", url)
    text = CliRunner().invoke(app, ["config", "show"]).stdout
    assert "hunter2" not in text
    assert f'state_url = "{shown}"' in text
