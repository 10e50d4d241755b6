"""Alerts of logs in the report of a scan."""

from __future__ import annotations

import io
from dataclasses import replace

from tests.unit.adapters.export.samples import clean, context
from tests.unit.app.test_investigate import ALERT

from modelkeep.adapters.export import html_report
from modelkeep.core.logs.saved_alerts import AlertsSection


def page(section: AlertsSection | None) -> str:
    out = io.StringIO()
    html_report.write((), replace(context(clean()), alerts=section), out)
    return out.getvalue()


def test_alerts_are_listed_with_what_limits_them() -> None:
    text = page(AlertsSection(alerts=(ALERT,), suppressed=("suppressed until then",), told="Looked at yesterday."))
    assert '<a href="#alerts" data-jump>' in text
    assert ALERT.id in text
    assert "Models &lt;listed&gt;" in text
    assert "suppressed until then" in text
    assert "Looked at yesterday." in text


def test_a_lake_without_alerts_says_why_and_no_lake_says_nothing() -> None:
    text = page(AlertsSection(alerts=(), suppressed=(), told="Alerts are unknown."))
    assert "Alerts are unknown." in text
    assert '<table class="alerts">' not in text
    assert 'id="alerts"' not in page(None)
