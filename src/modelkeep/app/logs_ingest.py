"""Reading logs into the lake: each object once, whatever happens in between."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from modelkeep.core.logs.lake import QUARANTINE, Committed, Outcome, Work
from modelkeep.core.logs.objects import KnownObject, LogObject

if TYPE_CHECKING:  # every port and what it speaks of takes longer to import than a small ingest takes
    from modelkeep.ports import Lake

LISTED = 5_000
"""Objects that are looked up in the ledger at once."""
BYTES = 16 << 20
"""Packed bytes of the objects that become one batch."""
OBJECTS = 2_000
"""Objects of one batch at most."""
TOLD = 100
"""Objects that could not be read and are named."""
MANY = 8
"""Small files in a partition from which on they are compacted after reading."""
Convert = Callable[[Iterable[Work]], Iterator[Outcome]]


@dataclass(slots=True)
class Summary:
    """What came of an ingest. `troubled` are objects known from before that were not read whole then."""

    objects: int = 0
    known: int = 0
    troubled: int = 0
    events: int = 0
    duplicates: int = 0
    quarantined: int = 0
    bytes: int = 0
    tables: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    unread: list[tuple[str, str]] = field(default_factory=list)
    """Objects that could not be fetched, and why: at most TOLD of them."""
    failed: int = 0
    """How many could not be fetched."""

    @property
    def is_whole(self) -> bool:
        """Whether everything that was asked for was read."""
        return not (self.failed or self.quarantined or self.troubled)

    def add(self, outcome: Outcome, committed: Committed) -> None:
        """Count a batch."""
        self.objects += len(outcome.objects)
        self.known += len(outcome.known)
        self.duplicates += committed.duplicates
        self.quarantined += sum(each.quarantined for each in outcome.objects)
        self.bytes += outcome.bytes
        self.skipped.update(outcome.skipped)
        self.failed += len(outcome.unread)
        self.unread.extend(outcome.unread[: max(TOLD - len(self.unread), 0)])
        for file in committed.files:
            if file.table != QUARANTINE:
                self.tables[file.table] += file.rows
                self.events += file.rows


def ingest(
    objects: Iterable[LogObject],
    lake: Lake,
    convert: Convert,
    *,
    now: Callable[[], datetime],
    tell: Callable[[Summary], None] = lambda _: None,
    batch_bytes: int = BYTES,
    compact: bool = True,
) -> Summary:
    """Read what of the objects is not known yet. Each batch is kept, events and memory of its objects together, before the next counts.

    Raises what listing the objects raises, and WorkspaceError where the lake cannot be written.
    """
    summary = Summary()
    planner = _Planner(lake, summary, batch_bytes)
    for outcome in convert(planner.works(objects)):
        planner.count_troubled(outcome.known)
        if outcome.objects:
            summary.add(outcome, lake.commit(outcome, now()))
        else:
            summary.add(outcome, Committed(id=outcome.batch, objects=(), files=()))
        tell(summary)
    if compact and summary.objects:
        lake.compact(small=MANY)
    return summary


@dataclass(slots=True)
class _Planner:
    """Puts objects together to batches, without those whose content is known to be read."""

    lake: Lake
    summary: Summary
    batch_bytes: int
    _troubled: dict[tuple[str, str, str], int] = field(default_factory=dict)

    def works(self, objects: Iterable[LogObject]) -> Iterator[Work]:
        """The batches, each made when it is asked for."""
        batch, origin = self.lake.next_ids()
        for members, known in self._batches(objects):
            yield Work(batch=batch, origin=origin, objects=tuple(members), known=known)
            batch, origin = batch + 1, origin + len(members)

    def _batches(
        self, objects: Iterable[LogObject]
    ) -> Iterator[tuple[list[LogObject], Mapping[tuple[str, str], tuple[str, ...]]]]:
        members: list[LogObject] = []
        known: dict[tuple[str, str], tuple[str, ...]] = {}
        size = 0
        for each, tags in self._new(objects):
            if members and (size + each.size > self.batch_bytes or len(members) >= OBJECTS):
                yield members, known
                members, known, size = [], {}, 0
            members.append(each)
            size += each.size
            if tags:
                known[(each.container, each.key)] = tags
        if members:
            yield members, known

    def _new(self, objects: Iterable[LogObject]) -> Iterator[tuple[LogObject, tuple[str, ...]]]:
        """Objects that are not known by their tag, each once, with the tags by which their key is known."""
        seen: set[tuple[str, str]] = set()
        every = iter(objects)
        while listed := list(islice(every, LISTED)):
            tags: dict[tuple[str, str], list[KnownObject]] = {}
            for found in self.lake.known(listed).values():
                tags.setdefault((found.container, found.key), []).append(found)
            for each in listed:
                name = (each.container, each.key)
                if name in seen:
                    continue
                seen.add(name)
                before = tags.get(name, [])
                self._troubled |= {(*name, known.tag): known.quarantined for known in before if known.quarantined}
                if each.tag and any(known.tag == each.tag for known in before):
                    self.summary.known += 1
                    self.count_troubled([(*name, each.tag)])
                else:
                    yield each, tuple(known.tag for known in before)

    def count_troubled(self, known: Iterable[tuple[str, str, str]]) -> None:
        """Count those of the known objects that were not read whole."""
        self.summary.troubled += sum(1 for each in known if self._troubled.get(each))
