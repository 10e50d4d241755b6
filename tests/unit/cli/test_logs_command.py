"""`modelkeep logs` and `modelkeep sql` over the lake, from the command line."""

from __future__ import annotations

import base64
import gzip
import json
from pathlib import Path

import pytest
from tests.unit.adapters.lake.lakes import write_events
from tests.unit.adapters.logs.deliveries import Delivered, deliver
from tests.unit.adapters.logs.samples import BEDROCK, cloudtrail, encoded
from typer.testing import CliRunner

from modelkeep.cli import app
from modelkeep.core.errors import IntegrityError, UsageError, WorkspaceError

RUN = CliRunner()


def _run(*words: str, stdin: bytes | None = None) -> tuple[int, str]:
    result = RUN.invoke(app, list(words), input=stdin)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("logs")
    write_events(folder / "in", files=3, each=4)
    (folder / "in" / "prompts.jsonl").write_bytes(encoded(BEDROCK) + b"\n")
    code, out = _run(
        "logs", "ingest", str(folder / "in"), "-w", str(folder / "w"), "--workers", "1", "--format", "json"
    )
    summary = json.loads(out)
    assert code == 0
    assert summary["tables"] == {"bedrock_invocation": 1, "cloudtrail": 12}
    assert (summary["objects"], summary["known"], summary["quarantined"]) == (4, 0, 0)
    return folder / "w"


def test_status_tells_what_there_is(workspace: Path) -> None:
    _, out = _run("logs", "status", "-w", str(workspace), "--format", "json")
    told = json.loads(out)
    assert {each["table"]: each["rows"] for each in told["tables"]} == {"bedrock_invocation": 1, "cloudtrail": 12}
    assert "12 events" in _run("logs", "status", "-w", str(workspace))[1]


def test_sql_asks_the_lake_and_nothing_else(workspace: Path, tmp_path: Path) -> None:
    query = "select event_name, count(*) as n from cloudtrail group by all"
    assert json.loads(_run("sql", query, "-w", str(workspace), "--format", "json")[1]) == [
        {"event_name": "CreateModel", "n": 12}
    ]
    (tmp_path / "secret.csv").write_text("a\n1\n")
    with pytest.raises(UsageError, match="disabled"):
        _run("sql", f"from read_csv('{tmp_path}/secret.csv')", "-w", str(workspace))


def test_standard_input_is_read_and_what_is_wrong_in_it_ends_with_4(tmp_path: Path) -> None:
    text = encoded(cloudtrail("1")) + b"\nnonsense\n"
    code, out = _run("logs", "ingest", "-", "-w", str(tmp_path), "--workers", "1", stdin=text)
    assert code == 4
    assert "1 objects read" in out
    assert "1 records could not be read" in out
    assert _run("logs", "ingest", "-", "-w", str(tmp_path), "--workers", "1", stdin=text)[0] == 4


@pytest.mark.parametrize(
    ("words", "told"),
    [(("--engine", "athena"), "athena"), (("--engine", "spark", "--workers", "2"), "--workers")],
    ids=["engine", "workers"],
)
def test_what_no_engine_does_is_refused(tmp_path: Path, words: tuple[str, ...], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        _run("logs", "ingest", str(tmp_path), *words, "-w", str(tmp_path / "w"))
    assert not (tmp_path / "w").exists()


def test_prune_and_compact(tmp_path: Path) -> None:
    write_events(tmp_path / "in", files=2, each=2)
    _run("logs", "ingest", str(tmp_path / "in"), "-w", str(tmp_path), "--workers", "1", "--no-compact")
    assert "no partition" in _run("logs", "compact", "-w", str(tmp_path))[1]
    assert "0 events" in _run("logs", "prune", "--older-than", "36500d", "-w", str(tmp_path))[1]
    with pytest.raises(UsageError, match="number of days"):
        _run("logs", "prune", "--older-than", "soon", "-w", str(tmp_path))


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        _run("logs", "ingest", str(tmp_path / "nothing"), "-w", str(tmp_path))
    with pytest.raises(WorkspaceError, match="holds no lake"):
        _run("logs", "status", "-w", str(tmp_path / "other"))


@pytest.fixture
def delivered(tmp_path: Path) -> Delivered:
    return deliver(tmp_path)


def test_changed_files_are_not_read_and_unverified_ones_end_with_4(tmp_path: Path, delivered: Delivered) -> None:
    keys = tmp_path / "keys.json"
    listed = [{"Value": base64.b64encode(delivered.keys["fp"]).decode(), "Fingerprint": "fp"}]
    keys.write_text(json.dumps({"PublicKeyList": listed}))
    words = (
        "logs",
        "ingest",
        str(delivered.folder / "AWSLogs"),
        "-w",
        str(tmp_path / "w"),
        "--workers",
        "1",
        "--verify",
        "--public-keys",
        str(keys),
    )
    assert _run(*words)[0] == 4, "the newest digest file has no signature here"
    (log,) = delivered.folder.rglob("log-0.json.gz")
    log.write_bytes(gzip.compress(b'{"Records":[]}'))
    with pytest.raises(IntegrityError, match=r"log-0\.json\.gz: it was changed"):
        _run(*words)
