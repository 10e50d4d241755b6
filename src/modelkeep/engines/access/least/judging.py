"""Whether recorded events can tell that a permission is not used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from modelkeep.core.event_facts import EventFacts
from modelkeep.engines.access.actions import ActionTable
from modelkeep.engines.access.least.evidence import ENOUGH_DAYS, Evidence
from modelkeep.engines.access.least.recording import NOTHING_TOLD, Recorded
from modelkeep.engines.access.statements import ActionSet, action_set


class Confidence(StrEnum):
    """How sure it is that a permission is not needed."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class LastAccess:
    """What IAM's access advisor says of a service: whether the role called it within 400 days, and when last."""

    used: bool
    at: datetime | None = None


@dataclass(frozen=True)
class Judge:
    """`accessed` is by IAM prefix; `complete` names services whose data events are known to be recorded for everything."""

    table: ActionTable
    facts: EventFacts
    evidence: Evidence
    accessed: Mapping[str, LastAccess] = field(default_factory=dict)
    complete: frozenset[str] = frozenset()
    recorded: Recorded = NOTHING_TOLD
    """What the trails of the role's account record today."""

    def unjudged(self, action: str) -> str:
        """Why nothing can be said of an action that no event shows; '' where something can."""
        if action not in self._remembered:
            self._remembered[action] = self._why(action)
        return self._remembered[action]

    @cached_property
    def _remembered(self) -> dict[str, str]:
        return {}

    def _why(self, action: str) -> str:
        service = action.partition(":")[0]
        access = self.accessed.get(service)
        if access is not None and not access.used:
            return ""  # nobody needs an event to know
        if self._not_logged.holds(action.lower()):
            return "it leaves no event"
        if self._not_certain.holds(action.lower()):
            return "AWS does not say for sure that it leaves an event"
        if self._is_data(action) and service not in self.complete:
            if service in self.evidence.data_services:
                return f"a data event, and the files hold only some data events of {service}"
            return f"a data event, and the files hold no data events of {service}; {self.recorded.told(service)}"
        if service in self.facts.may_be_left_out and service not in self.evidence.services:
            return f"the files hold no events of {service}, which trails may leave out"
        if access is not None and service not in self.evidence.services_used:
            when = f" on {access.at:%Y-%m-%d}" if access.at else ""
            return f"IAM says that the role called {service}{when}, and the files hold no event of that"
        return ""

    def confidence(self, action: str) -> Confidence:
        """How sure it is that an action that no event shows is not needed."""
        access = self.accessed.get(action.partition(":")[0])
        if access is not None and not access.used:
            return Confidence.HIGH
        if self.unjudged(action):
            return Confidence.LOW
        return Confidence.HIGH if self.evidence.days >= ENOUGH_DAYS else Confidence.MEDIUM

    @cached_property
    def _not_logged(self) -> ActionSet:
        return action_set(self.facts.not_logged)

    @cached_property
    def _not_certain(self) -> ActionSet:
        return action_set(self.facts.not_certain)

    @cached_property
    def _data(self) -> ActionSet:
        return action_set(self.facts.data_events)

    def _is_data(self, action: str) -> bool:
        if self._data.holds(action.lower()):
            return True
        service = action.partition(":")[0]
        types = self.facts.data_types.get(service)
        known = self.table.action(action) if types else None
        return known is not None and types is not None and any(use.name in types for use in known.resource_types)
