"""Alerts of an earlier run, told later."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.unit.app.test_investigate import ALERT

from modelkeep.adapters.store.saved_alerts import FILE, load_alerts, save_alerts
from modelkeep.app.kept_alerts import alerts_section, alerts_told, replaces
from modelkeep.core.errors import IntegrityError
from modelkeep.core.logs.saved_alerts import SavedAlerts
from modelkeep.core.suppression import Suppression

NOW = datetime(2026, 11, 2, tzinfo=UTC)
SAVED = SavedAlerts(at=NOW, batch=3, alerts=(ALERT,), evaluated=9, not_evaluated=("AID-001",))


def test_what_is_kept_is_what_is_read(tmp_path: Path) -> None:
    assert load_alerts(tmp_path) is None
    save_alerts(tmp_path, SAVED)
    assert load_alerts(tmp_path) == SAVED
    (tmp_path / FILE).write_text("{}")
    with pytest.raises(IntegrityError):
        load_alerts(tmp_path)


def test_what_was_not_looked_at_is_told() -> None:
    assert "unknown" in alerts_told(None, 3)
    assert "1 rule of 10 not evaluated" in alerts_told(SAVED, 3)
    assert "Later logs" not in alerts_told(SAVED, 3)
    assert "Later logs" in alerts_told(SAVED, 4)


def test_a_look_without_the_built_in_rules_does_not_replace_one_with_them() -> None:
    assert replaces(None, ("mine",))
    assert replaces(replace(SAVED, folders=("mine",)), ("yours",))
    assert not replaces(replace(SAVED, folders=("builtin", "mine")), ("mine",))
    assert replaces(replace(SAVED, folders=("builtin", "mine")), ("builtin",))


def test_a_suppressed_alert_says_so() -> None:
    decided = Suppression(
        id="s", controls=(ALERT.rule,), reason="known", expires=date(2026, 12, 1), origin="modelkeep.toml:1"
    )
    assert alerts_section(SAVED, 3, (), NOW).suppressed == ("",)
    (told,) = alerts_section(SAVED, 3, (decided,), NOW).suppressed
    assert "known" in told
