"""What the alerts of the last `detect` are worth now: told beside them, in investigations and in the report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from modelkeep.app.detect import Detected, findings_of
from modelkeep.core.logs.saved_alerts import AlertsSection, SavedAlerts
from modelkeep.core.suppression import Suppression
from modelkeep.core.words import plural

BUILT_IN = "builtin"
"""What `--rules` calls the rules that come with Modelkeep."""


def saved_of(detected: Detected, now: datetime, newest: int, folders: Sequence[str]) -> SavedAlerts:
    """What all rules of these folders found in a whole lake. `newest` is the batch up to which was looked."""
    unevaluated = tuple(each.rule for each in detected.troubles)
    return SavedAlerts(
        at=now, batch=newest, alerts=detected.alerts, evaluated=len(detected.rules), not_evaluated=unevaluated,
        folders=tuple(folders),
    )  # fmt: skip


def replaces(saved: SavedAlerts | None, folders: Sequence[str]) -> bool:
    """Whether a look with the rules of these folders tells more than what was saved: not if the built-in rules are missing that were
    there."""
    return saved is None or BUILT_IN in folders or BUILT_IN not in saved.folders


def alerts_told(saved: SavedAlerts | None, newest: int) -> str:
    """What limits the alerts of the last `detect`; `newest` is the lake's newest batch."""
    if saved is None:
        return "Alerts are unknown: `modelkeep detect` has not looked at this lake yet."
    told = [f"Alerts are those of `modelkeep detect` of {saved.at:%Y-%m-%d %H:%M} UTC."]
    if newest > saved.batch:
        told.append("Later logs have not been looked at for alerts: run it again.")
    if saved.not_evaluated:
        every = saved.evaluated + len(saved.not_evaluated)
        told.append(f"{plural(len(saved.not_evaluated), 'rule')} of {every} not evaluated.")
    return " ".join(told)


def alerts_section(
    saved: SavedAlerts | None, newest: int, suppressions: Iterable[Suppression], now: datetime
) -> AlertsSection:
    """The alerts for a report, each with the suppression that covers it."""
    alerts = saved.alerts if saved else ()
    found = findings_of(Detected(alerts=alerts, rules=(), troubles=(), counts={}, learning=()), suppressions, now)
    suppressed = tuple(each.suppressed.told if each.suppressed else "" for each in found)
    return AlertsSection(alerts=alerts, suppressed=suppressed, told=alerts_told(saved, newest))
