"""A place that is looked at again and again as a feed: what is new since the position that is remembered of each of its parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from modelkeep.core.logs.following import Sighted, is_gone
from modelkeep.core.logs.objects import LogObject
from modelkeep.ports import Positions

OBJECTS = 500
"""Objects of one batch at most: as many as are read before following ends when it is told to."""


@dataclass(slots=True)
class PollBatch:
    """Objects that are read together."""

    sighted: Sequence[Sighted]
    feed: PollFeed

    @property
    def objects(self) -> Sequence[LogObject]:
        """See `logs_follow.FeedBatch`."""
        return [each.object for each in self.sighted]

    def unread(self, shown: str, reason: str) -> None:
        """See `logs_follow.FeedBatch`. The position in that part stays where it is until the next look."""
        if is_gone(reason):
            self.feed.gone += 1
            return
        self.feed.denied += 1
        self.feed.held.update(each.part for each in self.sighted if each.object.shown == shown)

    def done(self) -> None:
        """See `logs_follow.FeedBatch`."""
        changed = {each.part: each.position for each in self.sighted if each.part not in self.feed.held}
        if changed:
            self.feed.positions.save(self.feed.place, changed)

    def close(self) -> None:
        """See `logs_follow.FeedBatch`."""


@dataclass(slots=True)
class PollFeed:
    """A `logs_follow.Feed` over what `look` finds new; it looks every `pause` seconds.

    `look` gives objects part by part, with the position in the part that is reached when the object is read; a batch has `at_once` of them.
    """

    place: str
    look: Callable[[], Iterator[Sighted]]
    positions: Positions
    pause: float
    at_once: int = OBJECTS
    ignored: Counter[str] = field(default_factory=Counter)
    denied: int = 0
    gone: int = 0
    held: set[str] = field(default_factory=set)
    """Parts in which something could not be read in this look."""
    _looking: Iterator[Sighted] | None = None

    def next(self) -> PollBatch | None:
        """See `logs_follow.Feed`. None at the end of each look."""
        if self._looking is None:
            self._looking = self.look()
            self.held.clear()
        try:
            found = list(islice(self._looking, self.at_once))
        except BaseException:
            self._looking = None
            raise
        if not found:
            self._looking = None
            return None
        return PollBatch(found, self)
