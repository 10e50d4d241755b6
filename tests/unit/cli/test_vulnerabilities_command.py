"""`modelkeep vulnerabilities` of things on this machine: exit codes, formats, VEX, and nothing that looks better than it is known."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from modelkeep.cli import app
from modelkeep.cli.settings import setting_named
from modelkeep.core.errors import UsageError
from modelkeep.engines.vulnerabilities.index import LIMIT_DAYS
from modelkeep.lab.advisories import index

OPENVEX = {
    "@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://acme.example/vex/1", "author": "Acme", "version": 1,
    "timestamp": "2026-11-21T10:00:00Z",
    "statements": [{
        "vulnerability": {"name": "CVE-2020-28493"}, "products": [{"@id": "pkg:pypi/jinja2@2.11.2"}], "status": "not_affected",
        "justification": "vulnerable_code_not_in_execute_path",
    }],
}  # fmt: skip


@pytest.fixture(scope="module")
def vulndb(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The lab's data."""
    return index(tmp_path_factory.mktemp("data") / "vulndb")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without settings, with two files of requirements."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "requirements.txt").write_text("jinja2==2.11.2\nacme==1\n")
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "requirements.txt").write_text("PyYAML==5.3\n")
    return tmp_path


def run(*options: str) -> tuple[int, str, str]:
    """Exit code, standard output and error."""
    result = CliRunner().invoke(app, ["vulnerabilities", *options])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("requirements.txt",), 12),
        (("bad/requirements.txt",), 14),
        (("bad/requirements.txt", "requirements.txt", "--min-severity", "critical"), 14),
        (("requirements.txt", "--min-severity", "high"), 0),
        (("requirements.txt", "--min-severity", "high", "--strict"), 4),
        (("requirements.txt", "--vex", "reviewed.json"), 0),
    ],
)
def test_it_ends_with_the_worst_that_is_open(folder: Path, vulndb: Path, options: tuple[str, ...], code: int) -> None:
    (folder / "reviewed.json").write_text(json.dumps(OPENVEX))
    found, out, _ = run(*options, "--vulndb", str(vulndb))
    assert found == code, out


def test_without_data_nothing_is_clean(folder: Path) -> None:
    code, out, _ = run("requirements.txt")
    assert code == 4
    assert "No vulnerability data: run modelkeep vulndb update. Nothing was looked up." in out


def test_the_days_of_the_data_are_told_with_every_format(folder: Path, vulndb: Path) -> None:
    code, out, err = run("requirements.txt", "--vulndb", str(vulndb), "--format", "sarif")
    (result,) = json.loads(out)["runs"][0]["results"]
    assert (code, result["ruleId"]) == (12, "CVE-2020-28493")
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "requirements.txt"
    assert "Data of: Debian" in err
    assert "no data on 1 of them" in err
    _, out, _ = run("requirements.txt", "--vulndb", str(vulndb), "--format", "json")
    assert set(json.loads(out)["data"]["made"]) == {"Debian", "PyPI"}


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ((), "not said what to look into"),
        (("requirements.txt", "--all"), "not said what to look into"),
        (("requirements.txt", "--min-severity", "awful"), "no severity 'awful'"),
        (("requirements.txt", "--format", "xml"), "no format 'xml'"),
        (("requirements.txt", "--vex", "missing.json"), "missing.json"),
        (("nothing.tar.gz",), "nothing.tar.gz: no such file"),
    ],
)
def test_what_is_asked_for_wrongly_is_said_so(folder: Path, options: tuple[str, ...], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        run(*options)


def test_the_setting_and_the_data_agree_on_how_old_they_may_be() -> None:
    assert setting_named("vulnerabilities.max_age").default == LIMIT_DAYS
