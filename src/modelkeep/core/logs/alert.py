"""An alert: what a detection rule says about one entity in one window of time."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from modelkeep.core.verdict import Severity

MOST_EVENTS = 1_000
"""How many event ids an alert holds; `count` tells how many there were."""


def alert_id(rule: str, version: int, entity: Sequence[str], window_start: datetime) -> str:
    """The stable id: the same rule, version, entity and window give the same id on every engine, however the events arrived."""
    parts = (rule, str(version), *entity, f"{window_start:%Y-%m-%dT%H:%M:%SZ}")
    return "mka-" + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:20]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One alert. Times are UTC without a zone. `entity` is whom it is about, one text for each field of the rule's entity; `events`
    are ids of events, in order of time, at most MOST_EVENTS of the `count`. `models` are ARNs. Nothing in it is text that a user
    sent to a model, nor the value of a request's parameter other than the names in `entity` and `terms`.
    """

    id: str
    rule: str
    version: int
    title: str
    severity: Severity
    entity: tuple[str, ...]
    window_start: datetime
    window_end: datetime
    count: int
    events: tuple[str, ...]
    techniques: tuple[str, ...]
    models: tuple[str, ...] = ()
    account: str = ""
    region: str = ""
    first: datetime
    last: datetime
    reason: str = ""
