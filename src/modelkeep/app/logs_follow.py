"""Following logs: what comes is read in small batches, and let go of only when it is in the lake.

A feed gives batches of objects; each is read as `app.logs_ingest` reads, so that an object and an event are in the lake once however
often they come. Only then does the feed go on: messages are deleted, positions remembered. What could not be read stays where it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from modelkeep.app.logs_ingest import TOLD, Convert, Summary, ingest
from modelkeep.core.errors import ConnectionFailedError, LakeInUseError
from modelkeep.core.logs.lake import Outcome, Work
from modelkeep.core.logs.objects import LogObject
from modelkeep.ports import Lake

TIDIED = timedelta(minutes=5)
"""How often small files are put together."""
LONGEST = 60.0
"""Seconds of the longest pause after a failure."""
LOCKED = 1.0
"""Seconds between two looks at a lake that somebody else writes."""


class FeedBatch(Protocol):
    """What a feed gives at once."""

    @property
    def objects(self) -> Iterable[LogObject]:
        """The objects to be read."""

    def unread(self, shown: str, reason: str) -> None:
        """An object could not be fetched."""

    def done(self) -> None:
        """Everything else of it is in the lake for good."""

    def close(self) -> None:
        """Nothing works on it any more, whether it was read or not."""


class Feed(Protocol):
    """Where batches come from."""

    @property
    def ignored(self) -> Counter[str]:
        """What came and tells of no logs, by what it is."""

    @property
    def denied(self) -> int:
        """Objects that could not be read and will be told of again."""

    @property
    def gone(self) -> int:
        """Objects that are no longer there."""

    def next(self) -> FeedBatch | None:
        """The next batch, after a short wait; None where there is none now."""

    @property
    def pause(self) -> float:
        """Seconds to wait where there was nothing."""


@dataclass(slots=True)
class Followed:
    """What came of following so far."""

    batches: int = 0
    total: Summary = field(default_factory=Summary)
    failures: int = 0
    """Times that the source could not be reached."""

    def add(self, summary: Summary) -> None:
        """Count a batch."""
        self.batches += 1
        for name in ("objects", "known", "troubled", "events", "duplicates", "quarantined", "bytes", "failed"):
            setattr(self.total, name, getattr(self.total, name) + getattr(summary, name))
        self.total.tables.update(summary.tables)
        self.total.skipped.update(summary.skipped)
        self.total.unread.extend(summary.unread[: max(TOLD - len(self.total.unread), 0)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Follower:
    """Reads what a feed gives into the lake.

    `open_lake` opens it for a batch, so that others can write in between. `stop` tells whether to end after the batch under way;
    `pause` waits for some seconds, or less where it is to stop; `tell` is told of troubles in words, `after` of each batch that was kept;
    `idle` is called where there is nothing to do.
    """

    feed: Feed
    open_lake: Callable[[], AbstractContextManager[Lake]]
    convert: Convert
    now: Callable[[], datetime]
    stop: Callable[[], bool]
    pause: Callable[[float], None]
    tell: Callable[[str], None]
    after: Callable[[Summary], None]
    idle: Callable[[], None] = lambda: None

    def run(self, *, once: bool = False) -> Followed:
        """Follow until it is to stop; with `once`, until there is nothing more now.

        Raises AccessError or CredentialsError where the source refuses, WorkspaceError where the lake cannot be written; with `once`,
        ConnectionFailedError too: else it is tried again, with longer and longer pauses.
        """
        followed, failed, tidied = Followed(), 0, self.now()
        while not self.stop():
            try:
                batch = self.feed.next()
                if batch is None:
                    if once:
                        break
                    self.idle()
                    self.pause(self.feed.pause)
                    continue
                tidy = self.now() - tidied >= TIDIED
                summary = self._read(batch, tidy)
                tidied = self.now() if tidy else tidied
                failed = 0
            except LakeInUseError:
                if not self.stop():
                    raise
                break
            except ConnectionFailedError as error:
                if once:
                    raise
                failed += 1
                followed.failures += 1
                wait = min(LONGEST, 2.0**failed)
                self.tell(f"{error}; trying again in {wait:.0f} s")
                self.pause(wait)
                continue
            followed.add(summary)
            self.after(summary)
        return followed

    def _read(self, batch: FeedBatch, tidy: bool) -> Summary:
        def convert(works: Iterable[Work]) -> Iterator[Outcome]:
            for outcome in self.convert(works):
                for shown, reason in outcome.unread:
                    batch.unread(shown, reason)
                yield outcome

        try:
            with self._lake() as lake:
                summary = ingest(batch.objects, lake, convert, now=self.now, compact=tidy)
            batch.done()
        finally:
            batch.close()
        return summary

    def _lake(self) -> AbstractContextManager[Lake]:
        """The lake, as soon as nobody else writes it. Raises LakeInUseError where it is to stop before."""
        told = False
        while True:
            try:
                return self.open_lake()
            except LakeInUseError as error:
                if self.stop():
                    raise
                if not told:
                    self.tell(f"{error}; waiting")
                told = True
                self.pause(LOCKED)
