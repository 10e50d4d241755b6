"""Batches of objects in, batches of results out: the same bytes, whoever is ready first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from modelkeep.adapters.artifacts.files import listed
from modelkeep.adapters.classify.batches import RESULTS, answers_of, batch_of, in_order, scan_batch
from modelkeep.adapters.classify.worker import Answer, Setup, begin
from modelkeep.catalogue.identifiers import built_in_identifiers, load_identifiers
from modelkeep.core.artifacts import Artifact

IDENTIFIERS = load_identifiers((), built_in_identifiers() / "personal" / "email.toml")
SETUP = Setup(IDENTIFIERS, full=True, sample=4096, seed=0, key=b"0123456789abcdef", memory=1 << 30, engine="re")
ADDRESS = "zoe.lovelace@analytical.org"


def stand_in(
    answer: Callable[[Artifact], Answer], count: int
) -> Callable[[Iterable[Artifact], Callable[[], bool]], Iterator[tuple[Artifact, Answer]]]:
    """What asks as a pool of so many processes does, in this one: the last of those that were begun is ready first."""

    def ask(
        artifacts: Iterable[Artifact], more: Callable[[], bool] = lambda: True
    ) -> Iterator[tuple[Artifact, Answer]]:
        waiting = iter(artifacts)
        busy: list[Artifact] = []
        while True:
            while len(busy) < count and (more() or not busy) and (each := next(waiting, None)) is not None:
                busy.append(each)
            if not busy:
                return
            ready = busy.pop()
            yield ready, answer(ready)

    return ask


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text(f"mail {ADDRESS}\n")
    (tmp_path / "b.csv").write_text(f"id,email\n1,{ADDRESS}\n2,{ADDRESS}\n")
    (tmp_path / "c.txt").write_text("nothing\n")
    (tmp_path / "d.bin").write_bytes(bytes(range(256)))
    return tmp_path


def test_results_are_the_same_bytes_whoever_is_ready_first(folder: Path) -> None:
    artifacts = [*listed(str(folder)), Artifact(str(folder / "gone"), 5, "t")]
    answer = begin(SETUP)
    one, three = (scan_batch(batch_of(artifacts), stand_in(answer, count)) for count in (1, 3))
    assert one.schema.names == [each.split()[0] for each in RESULTS.split(", ")]
    assert _bytes(one) == _bytes(three)
    told = [answer(each) for each in artifacts]
    assert list(answers_of(one)) == told
    assert one.column("place").to_pylist() == [each.place for each in artifacts]
    assert one.column("data_class").to_pylist() == ["confidential", "confidential", "public", None, None]
    assert one.column("gaps").to_pylist() == [0, 0, 0, 1, 1]
    assert ADDRESS.encode() not in _bytes(one)


def _bytes(batch: pa.RecordBatch) -> bytes:
    out = pa.BufferOutputStream()
    with pa.ipc.new_stream(out, batch.schema) as writer:
        writer.write_batch(batch)
    told: bytes = out.getvalue().to_pybytes()
    return told


def test_a_batch_of_nothing_gives_nothing() -> None:
    assert scan_batch(batch_of([]), stand_in(begin(SETUP), 1)).num_rows == 0


def test_a_file_that_is_asked_for_twice_is_told_twice() -> None:
    twice = [Artifact("a", 1, "")] * 2 + [Artifact("b", 1, "")] + [Artifact("a", 1, "")]
    told = list(in_order(_numbered(), twice))
    assert [artifact.place for artifact, _ in told] == ["a", "a", "b", "a"]
    assert sorted(number for _, number in told) == [0, 1, 2, 3]


def test_what_waits_for_a_slow_file_is_bounded() -> None:
    begun: list[int] = []

    def artifacts() -> Iterator[Artifact]:
        for number in range(100):
            begun.append(number)
            yield Artifact(str(number), 1, "")

    most = 0
    for artifact, _ in in_order(_numbered(), artifacts(), ahead=5):
        most = max(most, len(begun) - int(artifact.place))
    assert most == 5
    assert len(begun) == 100


def _numbered() -> Callable[[Iterable[Artifact], Callable[[], bool]], Iterator[tuple[Artifact, int]]]:
    """Four processes, of which the first is always the slowest."""

    def ask(artifacts: Iterable[Artifact], more: Callable[[], bool] = lambda: True) -> Iterator[tuple[Artifact, int]]:
        waiting = iter(artifacts)
        busy: list[Artifact] = []
        number = 0
        while True:
            while len(busy) < 4 and (more() or not busy) and (each := next(waiting, None)) is not None:
                busy.append(each)
            if not busy:
                return
            yield busy.pop(), number
            number += 1

    return ask
