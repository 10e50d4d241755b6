"""`modelkeep investigate`, from the command line."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.unit.adapters.lake.lakes import fill
from tests.unit.app.test_investigate import ALERT
from tests.unit.engines.logs.investigation.records import PROD, write
from typer.testing import CliRunner

from modelkeep import bootstrap
from modelkeep.adapters.store.saved_alerts import save_alerts
from modelkeep.cli import app
from modelkeep.core.errors import NothingToScanError, UsageError
from modelkeep.core.logs.saved_alerts import SavedAlerts

NOW = datetime(2026, 11, 2, tzinfo=UTC)


def _run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["investigate", *words])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a lake, and with the alerts of a run before its only batch."""
    folder = tmp_path_factory.mktemp("investigate-cli")
    write(folder / "logs")
    fill(folder / "logs", bootstrap.lake_folder(folder / "w"))
    saved = SavedAlerts(at=NOW, batch=0, alerts=(ALERT,), evaluated=9, not_evaluated=())
    save_alerts(folder / "w", saved)
    return folder / "w"


def test_an_alert_of_the_last_run_is_investigated(workspace: Path, tmp_path: Path) -> None:
    code, out = _run(ALERT.id, "-w", str(workspace), "--format", "json")
    told = json.loads(out)
    assert code == 0
    assert [each["id"] for each in told["alerts"]] == [ALERT.id]
    assert any("Later logs have not been looked at" in each for each in told["notes"])
    page = tmp_path / "page.html"
    assert _run(ALERT.id, "-w", str(workspace), "--format", "html", "-o", str(page)) == (0, "")
    assert '<svg class="lanes"' in page.read_text()


def test_a_day_is_meant_as_a_whole(workspace: Path) -> None:
    code, out = _run(PROD["accessKeyId"], "-w", str(workspace), "--until", "2026-11-01", "-f", "json")
    assert code == 0
    events = {event for each in json.loads(out)["timeline"] for event in each["events"]}
    assert {"p0", "p1", "p2"} <= events
    assert "p9" not in events


def test_what_cannot_be_asked_says_what_to_do(workspace: Path, tmp_path: Path) -> None:
    with pytest.raises(NothingToScanError):
        _run("x", "-w", str(tmp_path))
    for words in (("--since", "yesterday"), ("--since", "2026-11-02", "--until", "2026-11-01"), ("--format", "pdf")):
        with pytest.raises(UsageError):
            _run("x", "-w", str(workspace), *words)
