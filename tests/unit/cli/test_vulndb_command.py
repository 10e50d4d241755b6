"""`modelkeep vulndb`: takes data, says what they are, looks one package up, and ends with what it found."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from tests.fakes.advisories import EXCERPT, lines, record
from typer.testing import CliRunner

from modelkeep.bootstrap import clock
from modelkeep.cli import app
from modelkeep.core.errors import ModelkeepError, UsageError

CRITICAL = [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}]


def run(*arguments: str, workspace: Path, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["vulndb", *arguments, "-w", str(workspace)])
    if isinstance(result.exception, ModelkeepError):
        raise result.exception
    assert result.exit_code == code, result.output
    return " ".join(result.output.split())


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With data of today on `thing`, which is affected below 2.0."""
    folder = tmp_path_factory.mktemp("vulndb")
    today = clock().strftime("%Y-%m-%dT%H:%M:%SZ")
    records = [
        record(aliases=["CVE-2026-1"], severity=CRITICAL, modified=today),
        record("PYSEC-2", "commits", [{"introduced": "0"}], kind="GIT", modified=today),
        record("DSA-1-1", "openssl", ecosystem="Debian:12", related=["CVE-2026-2"], modified=today),
    ]
    (folder / "osv.jsonl").write_bytes(lines(records))
    (folder / "kev.json").write_text(json.dumps({
        "dateReleased": "2026-11-20", "vulnerabilities": [{"cveID": "CVE-2026-1", "dateAdded": "2026-05-04"}],
    }))  # fmt: skip
    (folder / "epss.csv").write_text("#score_date:2026-11-20\ncve,epss,percentile\nCVE-2026-1,0.12345,0.9\n")
    told = run("update", "--from", str(folder / "osv.jsonl"), workspace=folder)
    assert told.startswith("PyPI: 2 advisories on 2 packages, the newest of ")
    assert "Debian: 1 advisories on 1 packages" in told
    told = run("update", "--kev", str(folder / "kev.json"), "--epss", str(folder / "epss.csv"), workspace=folder)
    assert told == "known exploited: 1 vulnerabilities, of 2026-11-20 EPSS: 1 scores, of 2026-11-20"
    return folder


def test_what_is_held(workspace: Path) -> None:
    shown = run("show", workspace=workspace)
    assert "in time" in shown
    assert "known exploited: 1 vulnerabilities, of 2026-11-20" in shown
    told = json.loads(run("show", "--format", "json", workspace=workspace))
    assert told["limit_days"] == 7
    assert [(each["ecosystem"], each["advisories"], each["stale"]) for each in told["ecosystems"]] == [
        ("Debian", 1, ""),
        ("PyPI", 2, ""),
    ]
    assert told["ecosystems"][0]["releases"] == ["Debian:12"]
    assert told["exploitation"]["entries"] == 1


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("thing", "1.0"), 14, "thing 1.0: affected"),
        (("thing", "2.0"), 0, "thing 2.0: not-affected"),
        (("stranger", "1.0"), 4, "stranger 1.0: no-data: no advisory names it"),
        (("openssl", "1.0", "--ecosystem", "Debian:12"), 12, "CVE-2026-2 DSA-1-1 not told 2.0"),
    ],
)
def test_looking_up(workspace: Path, arguments: tuple[str, ...], code: int, told: str) -> None:
    assert told in run("lookup", *arguments, workspace=workspace, code=code)


def test_a_match_in_full(workspace: Path) -> None:
    assert "PYSEC-1 CVE-2026-1 critical 9.8 2.0 since 2026-05-04 0.123" in run(
        "lookup", "thing", "1.0", workspace=workspace, code=14
    )
    told = json.loads(run("lookup", "thing", "1.0", "--format", "json", workspace=workspace, code=14))
    [match] = told["matches"]
    assert (told["standing"], match["fixed"], match["vulnerability"]["epss"]) == ("affected", ["2.0"], 0.12345)


def test_old_data_say_so(tmp_path: Path) -> None:
    copy = tmp_path / "pypa.jsonl"
    copy.write_bytes(EXCERPT.read_bytes())
    os.utime(copy, (1_700_000_000, 1_700_000_000))
    run("update", "--from", str(copy), "--ecosystem", "PyPI", workspace=tmp_path)
    shown = run("show", workspace=tmp_path)
    assert "too old" in shown
    assert "the data on PyPI are of 2023-11-14, older than the limit of 7 days" in shown
    assert "no-data" in run("lookup", "jinja2", "3.1.4", workspace=tmp_path, code=4)
    assert "PYSEC-2021-66" in run("lookup", "jinja2", "2.11.2", workspace=tmp_path, code=12)


def test_what_fails_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    (tmp_path / "osv.jsonl").write_bytes(lines([record()]))
    arguments = (
        "update",
        "--from",
        str(tmp_path / "osv.jsonl"),
        "-e",
        "Debian:12",
        "-e",
        "Debian:11",
        "-e",
        "npm",
        "-e",
        "PyPI",
    )
    told = run(*arguments, workspace=tmp_path, code=1)
    assert told.count("Debian: no record is about Debian; nothing is held") == 1
    assert "npm: 'npm' is no ecosystem of OSV that can be looked up" in told
    assert "PyPI: 1 advisories" in told


def test_without_data_nothing_is_answered(tmp_path: Path) -> None:
    for arguments in (("show",), ("lookup", "thing", "1.0")):
        with pytest.raises(UsageError, match="holds no vulnerability data"):
            run(*arguments, workspace=tmp_path)
