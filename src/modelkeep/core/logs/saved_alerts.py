"""What the last evaluation of all rules over the lake found, for those who ask later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from modelkeep.core.logs.alert import Alert


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedAlerts:
    """The alerts, when they were looked for (UTC), the newest batch of the lake then, the rules that were not evaluated, and the folders
    that the rules are from."""

    at: datetime
    batch: int
    alerts: tuple[Alert, ...]
    evaluated: int
    not_evaluated: tuple[str, ...]
    folders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertsSection:
    """The alerts of a report. `suppressed` says of each why nobody needs to look at it, '' for those that are open; `told` what limits
    them."""

    alerts: tuple[Alert, ...]
    suppressed: tuple[str, ...]
    told: str
