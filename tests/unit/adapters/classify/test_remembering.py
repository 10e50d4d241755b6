"""Objects that did not change are not read again: in their order, for the same question only, and nothing that was not read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.engines.classify.test_text import CARD, NINE

from modelkeep.adapters.classify import remembering
from modelkeep.adapters.classify.remembering import FILE, Remembering, asked, classifications
from modelkeep.core.artifacts import Artifact, Gap
from modelkeep.core.data import Classified, Method, Span
from modelkeep.engines.classify.reading import Plan

OBJECTS = [Artifact(f"s3://acme/{name}", 1, f"tag-{name}") for name in "abcd"]
KEY = b"k" * 32
PLAN = Plan()


class Reading:
    """Reads what it is asked for, and counts it; what ends in `unread` has a gap."""

    def __init__(self, unread: str = "") -> None:
        self.read: list[str] = []
        self.unread = unread

    def listed(self, place: str, account: str = "") -> Iterator[Artifact]:
        yield from OBJECTS

    def classify(self, artifacts: Iterable[Artifact]) -> Iterator[tuple[Artifact, Classified, Sequence[Span]]]:
        for each in artifacts:
            self.read.append(each.place[-1])
            gaps = (Gap((each.place,), "denied"),) if each.place.endswith(self.unread or "-") else ()
            yield each, told(each, gaps), ()


def told(artifact: Artifact, gaps: tuple[Gap, ...] = ()) -> Classified:
    return Classified(
        place=artifact.place, size=1, tag=artifact.tag, formats=("text",), findings=(), gaps=gaps, method=Method.FULL, bytes_read=1
    )  # fmt: skip


def run(
    workspace: Path, objects: Iterable[Artifact] = OBJECTS, question: str = "1", unread: str = ""
) -> tuple[str, str]:
    """What was read, and what was told as unchanged, of all in their order."""
    data = Reading(unread)
    objects = list(objects)
    with classifications(workspace) as kept:
        answers = list(Remembering(data, kept, question).classify(objects))
    assert [artifact for artifact, *_ in answers] == objects
    assert [each.place for _, each, _ in answers] == [each.place for each in objects]
    return "".join(data.read), "".join(each.place[-1] for _, each, _ in answers if each.unchanged)


def test_what_did_not_change_is_not_read_again(tmp_path: Path) -> None:
    assert run(tmp_path) == ("abcd", "")
    assert run(tmp_path) == ("", "abcd")
    changed = [replace(each, tag="new") if each.place[-1] in "bd" else each for each in OBJECTS]
    assert run(tmp_path, changed) == ("bd", "ac")
    assert run(tmp_path, changed[::-1]) == ("", "dcba")


def test_few_objects_are_held_however_many_did_not_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(tmp_path, OBJECTS[1:])
    monkeypatch.setattr(remembering, "AHEAD", 2)
    taken: list[Artifact] = []

    def objects() -> Iterator[Artifact]:
        for each in OBJECTS * 5:
            taken.append(each)
            yield each

    with classifications(tmp_path) as kept:
        for number, _ in enumerate(Remembering(Reading("a"), kept, "1").classify(objects())):
            assert len(taken) <= number + 4
    assert len(taken) == 20


def test_another_question_is_read_again_and_what_was_not_read_too(tmp_path: Path) -> None:
    assert run(tmp_path, unread="b") == ("abcd", "")
    assert run(tmp_path, question="2") == ("abcd", "")
    assert run(tmp_path) == ("b", "acd")


def test_files_and_objects_without_an_etag_are_read_each_time(tmp_path: Path) -> None:
    objects = [Artifact("/a", 1, "tag"), Artifact("s3://acme/b", 1, "")]
    assert run(tmp_path, objects) == run(tmp_path, objects) == ("ab", "")


def test_an_object_that_was_overwritten_is_remembered_as_what_it_is_now(tmp_path: Path) -> None:
    class Anew(Reading):
        def classify(self, artifacts: Iterable[Artifact]) -> Iterator[tuple[Artifact, Classified, Sequence[Span]]]:
            for artifact, answer, spans in super().classify(artifacts):
                yield artifact, replace(answer, tag="now"), spans

    with classifications(tmp_path) as kept:
        list(Remembering(Anew(), kept, "1").classify(OBJECTS))
    assert run(tmp_path) == ("abcd", "")
    assert run(tmp_path, [replace(each, tag="now") for each in OBJECTS]) == ("", "abcd")


@pytest.mark.parametrize(
    "other",
    [
        asked([CARD], PLAN, KEY),
        asked([CARD, replace(NINE, deny=frozenset({"123456789"}))], PLAN, KEY),
        asked([CARD, NINE], replace(PLAN, seed=1), KEY),
        asked([CARD, NINE], replace(PLAN, full=True), KEY),
        asked([CARD, NINE], PLAN, b"x" * 32),
    ],
    ids=["fewer identifiers", "another one", "seed", "full", "key"],
)
def test_what_is_asked_is_told_by_what_could_change_the_answer(other: str) -> None:
    assert asked([CARD, NINE], PLAN, KEY) == asked([NINE, CARD], PLAN, KEY) != other


def test_no_key_is_kept(tmp_path: Path) -> None:
    run(tmp_path, question=asked([CARD], PLAN, KEY))
    assert KEY not in (tmp_path / FILE).read_bytes()
