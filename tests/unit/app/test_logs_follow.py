"""Following: messages go only when what they tell of is in the lake, and nothing is lost or doubled on the way."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.fakes.queue import MemoryQueue
from tests.unit.adapters.lake.lakes import event_ids
from tests.unit.adapters.logs.samples import FINDING, cloudtrail, encoded

from modelkeep.adapters.lake.convert import Converter
from modelkeep.adapters.lake.store import FolderLake
from modelkeep.adapters.logs.files import FileObjects
from modelkeep.adapters.logs.messages import MessageBodies
from modelkeep.adapters.logs.polling import FolderPolling
from modelkeep.adapters.store.positions import FilePositions
from modelkeep.app.logs_follow import Feed, Followed, Follower
from modelkeep.app.logs_ingest import Summary
from modelkeep.app.poll_feed import PollFeed
from modelkeep.app.queue_feed import QueueFeed
from modelkeep.core.errors import AccessError, ConnectionFailedError, LakeInUseError
from modelkeep.core.logs.lake import Outcome, Work
from modelkeep.core.logs.objects import LogObject
from modelkeep.ports import Lake

NOW = datetime(2026, 11, 21, tzinfo=UTC)


@dataclass
class _Bucket:
    """Objects by key; those of `refused` give that code."""

    objects: dict[str, bytes] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)

    def fetch(self, found: LogObject, scratch: Path) -> bytes:
        if code := self.refused.get(found.key):
            raise AccessError(f"{found.shown}: {code}")
        return self.objects[found.key]


class _World:
    """A lake, a bucket and a queue, followed in this process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bucket, self.queue, self.bodies = _Bucket(), MemoryQueue(), MessageBodies()
        self.told: list[str] = []
        self.pauses: list[float] = []
        self.converter = Converter(folder, {"s3://": self.bucket, "sqs://": self.bodies, "": FileObjects()})
        self.feed = QueueFeed(self.queue, self.bodies, lambda: 0.0, self.told.append)

    def put(self, key: str, *events: str) -> None:
        """A new object and the message about it."""
        content = gzip.compress(encoded({"Records": [cloudtrail(each) for each in events]}), 1)
        self.bucket.objects[key] = content
        self.notify(key)

    def notify(self, *keys: str) -> None:
        records = [
            {
                "eventName": "ObjectCreated:Put",
                "s3": {"bucket": {"name": "b"}, "object": {"key": key, "size": 9, "eTag": "t"}},
            }
            for key in keys
        ]
        self.queue.put(json.dumps({"Records": records}).encode())

    def follow(self, feed: Feed | None = None, **changes: Any) -> Followed:
        follower = Follower(**{
            "feed": feed or self.feed, "open_lake": lambda: FolderLake(self.folder), "convert": self.convert, "now": lambda: NOW,
            "stop": lambda: False, "pause": self.pauses.append, "tell": self.told.append, "after": lambda _: None, **changes,
        })  # fmt: skip
        return follower.run(once=changes.get("stop") is None)

    def convert(self, works: Iterable[Work]) -> Iterator[Outcome]:
        return map(self.converter.convert, works)


@pytest.fixture
def world(tmp_path: Path) -> _World:
    return _World(tmp_path / "lake")


def _bridged(kind: str, detail: object) -> bytes:
    return encoded({"source": "aws.x", "detail-type": kind, "detail": detail})


def test_objects_and_events_of_messages_come_into_the_lake_once(world: _World) -> None:
    world.put("a", "1", "2")
    world.queue.put(_bridged("AWS API Call via CloudTrail", cloudtrail("3")), _bridged("GuardDuty Finding", FINDING))
    world.queue.put(encoded({"Event": "s3:TestEvent"}))
    followed = world.follow()
    assert event_ids(world.folder) == ["1", "2", "3"]
    assert dict(followed.total.tables) == {"cloudtrail": 3, "guardduty": 1}
    assert followed.total.is_whole
    assert dict(world.feed.ignored) == {"test events": 1}
    assert world.queue.left == 0


def test_what_is_delivered_twice_is_kept_once(world: _World) -> None:
    world.put("a", "1")
    event = _bridged("AWS API Call via CloudTrail", cloudtrail("2"))
    world.queue.put(event)
    world.follow()
    world.notify("a")
    world.queue.put(event)
    followed = world.follow()
    assert event_ids(world.folder) == ["1", "2"]
    assert (followed.total.known, followed.total.duplicates) == (1, 1)
    assert world.queue.left == 0


def test_a_poisonous_message_is_quarantined_once_and_goes(world: _World) -> None:
    world.put("a", "1")
    world.queue.put(b"hello", b'{"Records": [{"s3": {}}]}')
    followed = world.follow()
    assert followed.total.quarantined == 2
    assert not followed.total.is_whole
    (quarantine,) = (world.folder / "quarantine").iterdir()
    entries = [json.loads(line) for line in quarantine.read_text().splitlines()]
    assert {each["object"] for each in entries} == {"sqs://logs/m1", "sqs://logs/m2"}
    assert all(each["reason"] for each in entries)
    assert world.queue.left == 0


def test_what_is_denied_stays_for_the_dead_letter_queue_and_what_is_gone_does_not(world: _World) -> None:
    world.put("a", "1")
    world.put("denied", "2")
    world.put("gone", "3")
    world.notify("a", "denied")
    world.bucket.refused = {"denied": "AccessDenied", "gone": "NoSuchKey"}
    followed = world.follow()
    assert event_ids(world.folder) == ["1"]
    assert set(world.queue.received) == {"m1", "m3"}
    assert (world.feed.denied, world.feed.gone) == (1, 1)
    assert not followed.total.is_whole
    assert [reason for _, reason in followed.total.unread] == ["s3://b/denied: AccessDenied", "s3://b/gone: NoSuchKey"]
    world.bucket.refused = {}
    world.queue.show()
    world.follow()
    assert event_ids(world.folder) == ["1", "2"]
    assert world.queue.left == 0


def test_nothing_is_deleted_before_it_is_committed(world: _World) -> None:
    world.put("a", "1")

    def convert(works: Iterable[Work]) -> Iterator[Outcome]:
        raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        world.follow(convert=convert)
    assert set(world.queue.received) == {"m0"}
    world.queue.show()
    world.follow()
    assert event_ids(world.folder) == ["1"]


def test_messages_are_kept_hidden_while_a_batch_is_read(world: _World) -> None:
    world.put("a", "1")
    world.feed.beat = 0.005
    extended = threading.Event()
    extend = world.queue.extend

    def convert(works: Iterable[Work]) -> Iterator[Outcome]:
        assert extended.wait(10)
        yield from world.convert(works)

    def told(messages: Any) -> None:
        extend(messages)
        extended.set()

    world.feed.queue = type("Watched", (MemoryQueue,), {"extend": lambda _, messages: told(messages)})(
        waiting=world.queue.waiting
    )
    world.follow(convert=convert)
    assert world.queue.extended[0] == "m0"
    assert threading.active_count() == 1 or not any(each.name == "visibility" for each in threading.enumerate())


def test_batches_are_bounded(world: _World) -> None:
    for number in range(30):
        world.queue.put(b'{"x": "' + str(number).encode() * 600_000 + b'"}')
    batch = world.feed.next()
    assert batch is not None
    assert len(batch.messages) < 30
    batch.close()


def test_a_source_that_cannot_be_reached_is_tried_again_with_longer_pauses(world: _World) -> None:
    world.put("a", "1")
    world.queue.failures = 3
    stops = iter([False] * 4 + [True])
    followed = world.follow(stop=lambda: next(stops))
    assert world.pauses == [2, 4, 8]
    assert followed.failures == 3
    assert event_ids(world.folder) == ["1"]
    world.queue.failures = 1
    with pytest.raises(ConnectionFailedError):
        world.follow()


def test_what_was_received_is_read_though_the_queue_goes_away(world: _World) -> None:
    for number in range(12):
        world.put(f"k{number}", str(number))
    receive = world.queue.receive
    answers = iter([True, False])

    def once(wait: int) -> Any:
        if not next(answers):
            raise ConnectionFailedError("the queue cannot be reached")
        return receive(wait)

    world.feed.queue = type("Going", (MemoryQueue,), {"receive": lambda _, wait: once(wait)})()
    batch = world.feed.next()
    assert batch is not None
    assert len(batch.messages) == 10
    batch.close()


def test_it_waits_while_somebody_else_writes_the_lake(world: _World) -> None:
    world.put("a", "1")
    refusals = iter([True, True, False])

    def open_lake() -> AbstractContextManager[Lake]:
        if next(refusals, False):
            raise LakeInUseError("another process (7) is writing the lake")
        return FolderLake(world.folder)

    world.follow(open_lake=open_lake)
    assert world.told == ["another process (7) is writing the lake; waiting"]
    assert event_ids(world.folder) == ["1"]


def test_it_ends_after_the_batch_under_way(world: _World) -> None:
    world.put("a", "1")
    stopped: list[Summary] = []
    world.follow(stop=lambda: bool(stopped), after=stopped.append)
    world.put("b", "2")
    assert event_ids(world.folder) == ["1"]
    assert len(stopped) == 1


def test_a_folder_is_read_as_it_grows(world: _World, tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    (source / "a.json").write_bytes(encoded({"Records": [cloudtrail("1")]}))
    (source / ".hidden").write_bytes(b"x")
    positions = FilePositions(tmp_path)
    later = (source / "a.json").stat().st_mtime + 10

    def feed(now: float = later) -> PollFeed:
        polling = FolderPolling(source, positions, lambda: now)
        return PollFeed(polling.place, polling.look, positions, 60.0)

    assert feed(later - 9).next() is None, "a file that may still be written"
    assert world.follow(feed()).total.objects == 1
    assert feed().next() is None, "what was read is not looked at again"
    (source / "a.json").write_bytes(encoded({"Records": [cloudtrail("1"), cloudtrail("2")]}))
    (source / "b.json").write_bytes(encoded({"Records": [cloudtrail("3")]}))
    followed = world.follow(feed(later + 100))
    assert event_ids(world.folder) == ["1", "2", "3"]
    assert followed.total.duplicates == 1
    positions.close()


def test_positions_stay_where_something_could_not_be_read(world: _World, tmp_path: Path) -> None:
    positions = FilePositions(tmp_path)
    source = tmp_path / "a.json"
    source.write_bytes(encoded({"Records": [cloudtrail("1")]}))
    polling = FolderPolling(source, positions, lambda: source.stat().st_mtime + 10)
    feed = PollFeed(polling.place, polling.look, positions, 60.0)
    batch = feed.next()
    assert batch is not None
    batch.unread(batch.sighted[0].object.shown, "Permission denied")
    batch.done()
    assert positions.all(polling.place) == {}
    assert feed.denied == 1
    assert feed.next() is None
    assert feed.next() is not None, "the next look finds it again"
    positions.close()
