"""Settings: which origin wins, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from modelkeep.cli import app
from modelkeep.cli.settings import SETTINGS, resolve
from modelkeep.core.errors import ConfigError


def test_defaults_stand_when_nobody_says_anything(tmp_path: Path) -> None:
    settings = resolve({}, environ={}, folder=tmp_path)
    assert {name: resolved.value for name, resolved in settings.items()} == {
        each.name: each.default for each in SETTINGS
    }


def test_flags_win_over_environment_over_file(tmp_path: Path) -> None:
    (tmp_path / "modelkeep.toml").write_text('profile = "file"\nregions = ["file-1"]\nworkspace = "file"\n')
    settings = resolve(
        {"profile": "flag", "regions": []},
        environ={"MODELKEEP_PROFILE": "environment", "MODELKEEP_REGIONS": "a-1, b-2"},
        folder=tmp_path,
    )
    origins = {name: (resolved.value, resolved.origin.split(" ")[0]) for name, resolved in settings.items()}
    assert origins["profile"] == ("flag", "flag")
    assert origins["regions"] == (("a-1", "b-2"), "environment")
    assert origins["workspace"] == ("file", "file")
    assert origins["concurrency"] == (24, "default")


def test_the_nearest_file_counts_and_pyproject_only_with_a_section(tmp_path: Path) -> None:
    (tmp_path / "modelkeep.toml").write_text('profile = "far"\n')
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    (below / "pyproject.toml").write_text('[project]\nname = "x"\n')
    assert resolve({}, environ={}, folder=below)["profile"] == "far"
    (tmp_path / "a" / "pyproject.toml").write_text('[tool.modelkeep]\nprofile = "near"\n')
    assert resolve({}, environ={}, folder=below)["profile"] == "near"


def test_numbers_are_as_limited_as_their_flags_wherever_they_come_from(tmp_path: Path) -> None:
    for days in ("0", "90", "-1"):
        with pytest.raises(ConfigError, match=f"MODELKEEP_FULL_EVERY: full_every is {days}") as caught:
            resolve({}, environ={"MODELKEEP_FULL_EVERY": days}, folder=tmp_path)
        assert caught.value.remedy == "Choose a number from 1 to 89."
    for days in ("1", "89"):
        assert resolve({}, environ={"MODELKEEP_FULL_EVERY": days}, folder=tmp_path)["full_every"] == int(days)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('profil = "x"', "did you mean 'profile'"),
        ("profile = 3", "profile is to be a text"),
        ('regions = "us-east-1"', "regions is to be a list of texts"),
        ("concurrency = true", "concurrency is to be a whole number"),
        ("profile = ", "not TOML"),
        ("full_every = 0", "full_every is 0"),
        ("full_every = 90", "full_every is 90"),
        ("concurrency = 129", "concurrency is 129"),
        ("newest_jobs = -1", "newest_jobs is -1"),
        ("[signing]\ntrust_key = []", "did you mean 'signing.trust_keys'"),
        ('[signing]\ntrust_kms = "arn"', "signing.trust_kms is to be a list of texts"),
    ],
)
def test_mistakes_in_the_file_are_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "modelkeep.toml").write_text(text)
    with pytest.raises(ConfigError, match=message) as caught:
        resolve({}, environ={}, folder=tmp_path)
    assert str(tmp_path / "modelkeep.toml") in str(caught.value)


@pytest.mark.parametrize(
    ("variable", "value"), [("MODELKEEP_EVERYTHING", "perhaps"), ("MODELKEEP_CONCURRENCY", "many")]
)
def test_mistakes_in_the_environment_are_named(tmp_path: Path, variable: str, value: str) -> None:
    with pytest.raises(ConfigError, match=variable):
        resolve({}, environ={variable: value}, folder=tmp_path)


def test_switches_are_read_from_the_environment(tmp_path: Path) -> None:
    assert resolve({}, environ={"MODELKEEP_EVERYTHING": "yes"}, folder=tmp_path)["everything"] is True
    assert resolve({}, environ={"MODELKEEP_EVERYTHING": "0"}, folder=tmp_path)["everything"] is False


def test_only_a_flag_counts_as_given(tmp_path: Path) -> None:
    (tmp_path / "modelkeep.toml").write_text('control_profile = "gdpr"\n')
    assert not resolve({}, environ={}, folder=tmp_path).given("control_profile")
    assert not resolve({}, environ={"MODELKEEP_CONTROL_PROFILE": "cis"}, folder=tmp_path).given("control_profile")
    flagged = resolve({"control_profile": "baseline"}, environ={}, folder=tmp_path)
    assert flagged.given("control_profile")
    assert flagged["control_profile"] == "baseline"


def test_addresses_of_destinations_are_never_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELKEEP_NOTIFY", "slack://hush/hush/hush,json://hush")
    shown = CliRunner().invoke(app, ["config", "show"]).output
    assert 'notify = ["slack://*** (' in shown
    assert "hush" not in shown
    (tmp_path / "modelkeep.toml").write_text('notify = "slack://hush/hush/hush"\n')
    with pytest.raises(ConfigError, match="notify is to be a list of texts, not str") as told:
        resolve({}, environ={}, folder=tmp_path)
    assert "hush" not in str(told.value)
