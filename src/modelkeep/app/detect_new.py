"""Alerts as they come: each is told once, however the events arrive and whoever evaluates them in between."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from modelkeep.app.detect import Detected
from modelkeep.core.logs.alert import Alert
from modelkeep.ports import Positions

TOLD = "alerts that were told"
"""The place under which the ids of alerts are remembered."""
_LOOKED = ""
"""The entry that tells that there was a first look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAlerts:
    """What came of a look: `alerts` that were not told before, and `earlier` ones, told or from before the first look."""

    detected: Detected
    alerts: Sequence[Alert]
    earlier: Sequence[Alert]


def tell_new(detected: Detected, positions: Positions, tell: Callable[[NewAlerts], None]) -> None:
    """Hand the alerts that are new to `tell`; what it has returned from is remembered, so an alert is told at least once.

    The first look of all learns what there is: its alerts are earlier ones, which `detect` shows. Raises WorkspaceError.
    """
    told = positions.all(TOLD)
    new = [each for each in detected.alerts if told and each.id not in told]
    ids = {each.id for each in new}
    earlier = [each for each in detected.alerts if each.id not in ids]
    tell(NewAlerts(detected=detected, alerts=new, earlier=earlier))
    positions.save(TOLD, {_LOOKED: "1", **{each.id: "1" for each in detected.alerts if each.id not in told}})
