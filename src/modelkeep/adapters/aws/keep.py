"""When the answer of an earlier scan still stands (ADR 0016).

A collector says of a call that its answer may be kept, with what the list says of the resource. Calls of which nobody said so
are always made. Kept is only what a write event of CloudTrail would have named, or what the list vouches for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from modelkeep.core.coverage import Basis, Outcome, Read
from modelkeep.ports import Former, Journal, Recorded

_ANSWERS = frozenset({Outcome.OK, Outcome.ABSENT})


S3, SAGEMAKER = "s3.amazonaws.com", "sagemaker.amazonaws.com"
SOURCES: Mapping[str, str] = {"s3": S3, "sagemaker": SAGEMAKER}
"""The event source of each client whose answers may be kept."""


@dataclass(frozen=True, slots=True)
class Window:
    """What was written in one account and region since the earlier scan."""

    complete: bool
    touched: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By event source, the names of what was changed, in lower case."""
    sources: frozenset[str] = frozenset()
    """Sources of which everything counts as changed; '' for all sources."""

    def is_untouched(self, call: str, resource: str) -> bool:
        """Whether no event concerns what `call` says of the resource. An incomplete window knows that of nothing."""
        source = SOURCES.get(call.split(":")[0])
        if not self.complete or source is None or not self.sources.isdisjoint((source, "")):
            return False
        return self.touched.get(source, frozenset()).isdisjoint(names_of(resource))


def names_of(resource: str) -> frozenset[str]:
    """An ARN or name as events may give it, without regard to case: SageMaker's ARNs are in lower case, its names are not."""
    lowered = resource.lower()
    return frozenset({lowered, re.split(r"[:/]", lowered)[-1]})


@dataclass(frozen=True, slots=True)
class Keep:
    """That a call's answer changes by write calls alone, and what the list said of the resource just now.

    `version` is what changes with the resource, such as its modification time. `vouched`: the service documents that it does
    so with every change, or the resource cannot be changed. `settled`: nothing is under way that changes it later.
    """

    version: str = ""
    vouched: bool = False
    settled: bool = True


@dataclass(frozen=True, slots=True)
class Dated:
    """How the items of a list tell the version of a resource: by members that are times, and one that is a status."""

    times: tuple[str, ...]
    status: str = ""
    settled: frozenset[str] = frozenset()
    vouched: bool = True

    def of(self, listed: Mapping[str, object]) -> tuple[str, bool, bool]:
        """The fields of `Keep` that one item gives. An item without its times vouches for nothing."""
        times = [value.isoformat() for name in self.times if isinstance(value := listed.get(name), datetime)]
        status = str(listed.get(self.status, ""))
        return (
            " ".join([*times, status] if self.status else times),
            self.vouched and len(times) == len(self.times),
            not self.status or status in self.settled,
        )


@dataclass(slots=True)
class Keeper:
    """Decides for one run. `windows` fills with what CloudTrail says, by account and region, before anything is asked."""

    journal: Journal
    former: Former
    now: datetime
    windows: dict[tuple[str, str], Window] = field(default_factory=dict)

    def answer(self, key: tuple[str, str, str, str], keep: Keep | None) -> tuple[Recorded | None, Basis]:
        """The earlier answer to a call where it stands, and why or why not."""
        if keep is None:
            return None, Basis.ALWAYS
        earlier = self.journal.earlier(key)
        if earlier is None:
            return None, Basis.NEW
        basis = self._basis(earlier, keep)
        if not basis.kept:
            return None, basis
        origin = earlier.read.kept_from or self.former.snapshot
        return replace(earlier, read=replace(earlier.read, basis=basis, kept_from=origin)), basis

    def _basis(self, earlier: Recorded, keep: Keep) -> Basis:
        read = earlier.read
        if read.outcome not in _ANSWERS:
            return Basis.FAILED
        if self.now - read.at > self.former.oldest:
            return Basis.OLD
        if not keep.settled or earlier.version != keep.version:
            return Basis.CHANGED
        own = self.windows.get((read.account, read.region))
        if own is None or not own.complete:
            return Basis.LISTED if keep.vouched else Basis.UNPROVEN
        concerned = [window for place, window in self.windows.items() if _bears_on(place, read) and window.complete]
        untouched = all(window.is_untouched(read.call, read.resource) for window in concerned)
        return Basis.CLOUDTRAIL if untouched else Basis.CHANGED


def _bears_on(place: tuple[str, str], read: Read) -> bool:
    """Whether events of this account and region concern the read. A bucket's name is the account's, wherever it is called."""
    account, region = place
    return account == read.account and (region == read.region or read.call.startswith("s3:"))
