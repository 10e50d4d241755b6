"""A queue as a feed: messages are gathered to a batch, hidden from others while it is read, and deleted when it is in the lake."""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from modelkeep.core.errors import ConnectionFailedError, ModelkeepError
from modelkeep.core.logs.following import QUEUE, QueueMessage, is_gone
from modelkeep.core.logs.objects import LogObject
from modelkeep.engines.logs.notices import read_notice
from modelkeep.ports import LogQueue, MessageHolder

MESSAGES = 1_000
"""Messages of one batch at most."""
BYTES = 8 << 20
"""Bytes of messages after which a batch is read."""
SECONDS = 5.0
"""Seconds for which messages are gathered."""
WAIT = 5
"""Seconds to wait for the first message: as long as it may take until following ends when it is told to."""


@dataclass(slots=True)
class QueueBatch:
    """Messages that are read together."""

    messages: Sequence[QueueMessage]
    objects: Sequence[LogObject]
    named: dict[str, list[str]]
    """The messages, by id, that tell of an object, by how it is shown."""
    feed: QueueFeed
    kept: set[str] = field(default_factory=set)
    """Messages that are left in the queue."""
    _closed: threading.Event = field(default_factory=threading.Event)
    _beat: threading.Thread | None = None

    def unread(self, shown: str, reason: str) -> None:
        """See `logs_follow.FeedBatch`."""
        if is_gone(reason):
            self.feed.gone += 1
            return
        self.feed.denied += 1
        self.kept.update(self.named.get(shown, ()))

    def done(self) -> None:
        """See `logs_follow.FeedBatch`."""
        read = [each for each in self.messages if each.id not in self.kept]
        if read:
            self.feed.undeleted += self.feed.queue.delete(read)
        self.feed.deleted += len(read)

    def close(self) -> None:
        """See `logs_follow.FeedBatch`."""
        self._closed.set()
        if self._beat is not None:
            self._beat.join()
        self.feed.holder.release()

    def hide(self, every: float) -> None:
        """Keep the messages hidden from others until it is closed."""
        self._beat = threading.Thread(target=self._extend, args=(every,), name="visibility", daemon=True)
        self._beat.start()

    def _extend(self, every: float) -> None:
        while not self._closed.wait(every):
            try:
                self.feed.queue.extend(self.messages)
            except ModelkeepError as error:
                # They may come a second time then, which the ledger takes care of.
                self.feed.tell(f"messages of {self.feed.queue.name} cannot be kept hidden: {error}")


@dataclass(slots=True)
class QueueFeed:
    """A `logs_follow.Feed` over a queue. `clock` gives seconds that only grow."""

    queue: LogQueue
    holder: MessageHolder
    clock: Callable[[], float]
    tell: Callable[[str], None]
    beat: float = 0.0
    """Seconds between two extensions; 0 for a third of the time that messages are hidden."""
    wait: int = WAIT
    """Seconds to wait for the first message; from 1 on, SQS asks all of its servers."""
    ignored: Counter[str] = field(default_factory=Counter)
    denied: int = 0
    gone: int = 0
    deleted: int = 0
    undeleted: int = 0
    pause: float = 0.0

    def next(self) -> QueueBatch | None:
        """See `logs_follow.Feed`."""
        messages = self._gathered()
        if not messages:
            return None
        objects, named = self._told(messages)
        batch = QueueBatch(messages, objects, named, self)
        batch.hide(self.beat or self.queue.hidden / 3)
        return batch

    def _gathered(self) -> list[QueueMessage]:
        """Each message once, though a queue may deliver one twice."""
        found: dict[str, QueueMessage] = {}
        size, until = 0, self.clock() + SECONDS
        received: Sequence[QueueMessage] = self.queue.receive(self.wait)
        while received:
            size += sum(len(each.body) for each in received)
            found.update((each.id, each) for each in received)
            if len(found) >= MESSAGES or size >= BYTES or self.clock() >= until:
                break
            try:
                received = self.queue.receive(1)
            except ConnectionFailedError:
                # What is here is read first; the next batch tells whether the queue is still away.
                break
        return list(found.values())

    def _told(self, messages: Iterable[QueueMessage]) -> tuple[list[LogObject], dict[str, list[str]]]:
        objects: list[LogObject] = []
        named: dict[str, list[str]] = {}
        for message in messages:
            notice = read_notice(message.body)
            self.ignored.update(notice.ignored)
            found = list(notice.objects)
            if notice.record is not None:
                found.append(self._held(message.id, notice.record))
            for each in found:
                named.setdefault(each.shown, []).append(message.id)
            objects += found
        return objects, named

    def _held(self, message_id: str, record: bytes) -> LogObject:
        tag = hashlib.sha256(record).hexdigest()
        found = LogObject(container=f"{QUEUE}{self.queue.name}", key=message_id, tag=tag, size=len(record))
        self.holder.hold(found, record)
        return found
