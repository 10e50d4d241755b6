"""Batches are bounded, known objects are left out, and an ingest is whole only where everything was read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from modelkeep.app.logs_ingest import Summary, ingest
from modelkeep.core.logs.lake import Committed, Outcome, Work
from modelkeep.core.logs.objects import KnownObject, LogObject

NOW = datetime(2026, 11, 21, tzinfo=UTC)


class _Lake:
    """A `ports.Lake` that remembers."""

    def __init__(self, *known: KnownObject) -> None:
        self.objects = list(known)
        self.compacted = False

    def known(self, objects: Iterable[LogObject]) -> dict[tuple[str, str, str], KnownObject]:
        names = {(each.container, each.key) for each in objects}
        return {
            (each.container, each.key, each.tag): each for each in self.objects if (each.container, each.key) in names
        }

    def next_ids(self) -> tuple[int, int]:
        return 1, len(self.objects) + 1

    def commit(self, outcome: Outcome, now: datetime) -> Committed:
        self.objects.extend(outcome.objects)
        return Committed(id=outcome.batch, objects=outcome.objects, files=(), duplicates=outcome.duplicates)

    def compact(self, *, small: int | None = None) -> tuple[int, int]:
        self.compacted = True
        return 0, 0

    def prune(self, before: datetime) -> tuple[int, int]:
        raise AssertionError("nobody asked for it")


def _object(key: str, tag: str = "t", size: int = 10) -> LogObject:
    return LogObject(container="s3://b", key=key, tag=tag, size=size)


def _known(found: LogObject, number: int, quarantined: int = 0) -> KnownObject:
    return KnownObject(
        id=number,
        container=found.container,
        key=found.key,
        tag=found.tag,
        size=found.size,
        events=1,
        quarantined=quarantined,
    )


def _run(lake: _Lake, objects: list[LogObject], unread: tuple[str, ...] = ()) -> tuple[Summary, list[Work]]:
    works: list[Work] = []

    def convert(every: Iterable[Work]) -> Iterator[Outcome]:
        for work in every:
            works.append(work)
            read = [
                _known(each, number) for number, each in enumerate(work.objects, work.origin) if each.key not in unread
            ]
            failed = [(each.shown, "AccessDenied") for each in work.objects if each.key in unread]
            yield Outcome(batch=work.batch, objects=read, unread=failed)

    return ingest(objects, lake, convert, now=lambda: NOW, batch_bytes=25), works


def test_batches_are_bounded_and_ids_go_on() -> None:
    lake = _Lake()
    summary, works = _run(lake, [_object(str(number)) for number in range(5)])
    assert [(work.batch, work.origin, len(work.objects)) for work in works] == [(1, 1, 2), (2, 3, 2), (3, 5, 1)]
    assert sorted(each.id for each in lake.objects) == [1, 2, 3, 4, 5]
    assert summary.is_whole
    assert lake.compacted


def test_known_objects_are_left_out_and_changed_ones_are_not() -> None:
    lake = _Lake(_known(_object("a"), 1), _known(_object("b", tag="old"), 2))
    summary, works = _run(lake, [_object("a"), _object("b"), _object("b")])
    assert [each.key for work in works for each in work.objects] == ["b"]
    assert works[0].known == {("s3://b", "b"): ("old",)}
    assert (summary.known, summary.objects, summary.is_whole) == (1, 1, True)


def test_what_was_not_read_whole_before_is_not_clean_now() -> None:
    summary, _ = _run(_Lake(_known(_object("a"), 1, quarantined=3)), [_object("a")])
    assert (summary.known, summary.troubled, summary.is_whole) == (1, 1, False)


def test_what_cannot_be_fetched_is_told_and_asked_again_the_next_time() -> None:
    lake = _Lake()
    summary, _ = _run(lake, [_object("a"), _object("b")], unread=("b",))
    assert (summary.failed, summary.unread, summary.is_whole) == (1, [("s3://b/b", "AccessDenied")], False)
    assert [each.key for each in lake.objects] == ["a"]
