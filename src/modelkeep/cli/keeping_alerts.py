"""How the alerts of `detect` are kept for `investigate` and `report`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from modelkeep.adapters.store.saved_alerts import save_alerts
from modelkeep.app.detect import Detected
from modelkeep.core.logs.saved_alerts import SavedAlerts
from modelkeep.core.words import plural


def keep_alerts(workspace: Path, detected: Detected, now: datetime, newest: int) -> None:
    """Keep what all rules found in the whole lake. `newest` is the batch up to which was looked."""
    unevaluated = tuple(each.rule for each in detected.troubles)
    saved = SavedAlerts(
        at=now, batch=newest, alerts=detected.alerts, evaluated=len(detected.rules), not_evaluated=unevaluated
    )
    save_alerts(workspace, saved)


def alerts_told(saved: SavedAlerts | None, newest: int) -> Sequence[str]:
    """What limits the alerts of the last `detect`; `newest` is the lake's newest batch."""
    if saved is None:
        return ("Alerts are unknown: `modelkeep detect` has not looked at this lake yet.",)
    told = [f"Alerts are those of `modelkeep detect` of {saved.at:%Y-%m-%d %H:%M} UTC."]
    if newest > saved.batch:
        told.append("Later logs have not been looked at for alerts: run it again.")
    if saved.not_evaluated:
        every = saved.evaluated + len(saved.not_evaluated)
        told.append(f"{plural(len(saved.not_evaluated), 'rule')} of {every} not evaluated.")
    return (" ".join(told),)
