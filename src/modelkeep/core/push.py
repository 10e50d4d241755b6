"""What is sent to a service that keeps findings, what it made of it, and what is remembered of that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from modelkeep.core.destination import Destination
from modelkeep.core.finding import Finding


class Reason(StrEnum):
    """Why a finding is sent."""

    NEW = "new"
    CHANGED = "changed"
    REFRESHED = "refreshed"
    """It is as it was; the service would forget it if it did not hear of it for much longer."""
    GONE = "gone"
    """The resource no longer exists, or the control no longer applies to it: archived."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """That a finding was accepted. `digest` is of its content without times; `created` and `at` are when it was sent first and
    last, `seen` is when the scan saw it that last said what was sent."""

    place: Destination
    id: str
    digest: str
    created: datetime
    at: datetime
    seen: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent(Known):
    """All that is remembered of an accepted finding. `source_table` and `everything` are about the scan that found it: they tell
    what its absence from a later one means."""

    finding: Finding
    source_table: str = ""
    everything: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A finding to be sent: why, its document, and what will be remembered of it."""

    reason: Reason
    document: Mapping[str, Any]
    sent: Sent


@dataclass(frozen=True, slots=True)
class Batch:
    """Findings that are sent together."""

    place: Destination
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why findings were not accepted: the service's code and message, and what to do."""

    code: str
    message: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a batch: the ids that were refused, each with the reason. All others were accepted."""

    refused: Mapping[str, Refusal] = field(default_factory=dict)


@dataclass(slots=True)
class PlaceTally:
    """What happened in one account and region."""

    sent: dict[Reason, int] = field(default_factory=dict)
    unchanged: int = 0
    refused: int = 0

    @property
    def accepted(self) -> int:
        """All that the service took."""
        return sum(self.sent.values())


@dataclass(slots=True)
class PushReport:
    """What a push did.

    `not_looked` counts findings that were sent earlier and are not in this snapshot, which cannot say that they are gone; `newer`
    those that a later scan than this was pushed about. Both are left as they are. `findings` are those of the snapshot, within
    the accounts and regions asked for.
    """

    places: dict[Destination, PlaceTally] = field(default_factory=dict)
    refusals: dict[tuple[Destination, Refusal], int] = field(default_factory=dict)
    not_looked: int = 0
    newer: int = 0
    findings: int = 0

    def at(self, place: Destination) -> PlaceTally:
        """The tally of a place."""
        return self.places.setdefault(place, PlaceTally())

    def total(self) -> PlaceTally:
        """All places together."""
        whole = PlaceTally()
        for tally in self.places.values():
            whole.unchanged += tally.unchanged
            whole.refused += tally.refused
            for reason, count in tally.sent.items():
                whole.sent[reason] = whole.sent.get(reason, 0) + count
        return whole
