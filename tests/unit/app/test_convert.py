"""What is found, not analysed or no tensor ends a conversion; what was written is inspected before it is there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import pytest
from tests.fakes import opcodes as op
from tests.fakes.torch_files import tensor, torch_file

from modelkeep.app.convert import Converted, convert
from modelkeep.core.artifacts import Artifact, Gap, Inspection, Issue
from modelkeep.core.errors import RefusedFileError
from modelkeep.core.verdict import Severity

REVIEW = Issue(
    rule="r",
    title="t",
    severity=Severity.LOW,
    place=("?", "data.pkl"),
    message="odd",
    fix="f",
    at="byte 3",
    review=True,
)


class Looking:
    """An `app.inspect.Looking` that says of each place what it is told to."""

    def __init__(self, **told: tuple[Issue, ...] | tuple[Gap, ...]) -> None:
        self.told = told
        self.bad = "in"

    def listed(self, place: str, account: str = "") -> Iterator[Artifact]:
        yield Artifact(place, 5, "")

    def inspect(self, artifacts: Iterable[Artifact]) -> Iterator[tuple[Artifact, Inspection]]:
        for each in artifacts:
            told = Inspection(path=each.place, size=5, formats=(), issues=(), gaps=())
            if each.place == self.bad:
                told = Inspection(path=each.place, size=5, formats=(), **{"issues": (), "gaps": (), **self.told})  # type: ignore[arg-type]
            yield each, told


class File:
    """A file that has been opened."""

    def __init__(self, data: bytes, *, has_changed: bool = False) -> None:
        self.data, self.size, self.has_changed = data, len(data), has_changed

    def read(self, offset: int, length: int) -> bytes:
        return self.data[offset : offset + length]

    def prefetch(self, ranges: Sequence[tuple[int, int]]) -> None:
        pass


def _convert(
    looking: Looking, value: bytes, *, has_changed: bool = False, drop: bool = False
) -> tuple[Converted, bytes]:
    written: list[bytes] = []

    def put(pieces: Iterable[bytes], check: Callable[[str], None]) -> None:
        content = b"".join(pieces)
        check("out")
        written.append(content)

    source = File(torch_file(value).data, has_changed=has_changed)
    told = convert("in", source, looking, put, drop_others=drop)
    return told, written[0]


def test_a_clean_file_is_written() -> None:
    told, content = _convert(Looking(), op.dic("w", tensor()))
    assert (told.tensors, told.size, told.dropped) == (1, len(content), ())


@pytest.mark.parametrize(
    ("looking", "why"),
    [
        (Looking(issues=(REVIEW,)), r"in: to review, low: data\.pkl > byte 3: odd \[r\]"),
        (Looking(gaps=(Gap(("in", "x"), "encrypted"),)), "in: not analysed: x > encrypted"),
        (Looking(issues=(REVIEW,), gaps=(Gap(("in",), "cut"),)), "and 1 more"),
    ],
)
@pytest.mark.parametrize("bad", ["in", "out"])
def test_only_clean_files_are_converted_and_kept(looking: Looking, why: str, bad: str) -> None:
    looking.bad = bad
    with pytest.raises(RefusedFileError, match=why.replace("in: ", f"{bad}: ", 1)):
        _convert(looking, op.dic("w", tensor()))


def test_others_are_dropped_only_when_asked_for() -> None:
    value = op.dic("w", tensor(), "epoch", 3)
    with pytest.raises(RefusedFileError, match=r"not only tensors: epoch \(3\)"):
        _convert(Looking(), value)
    assert _convert(Looking(), value, drop=True)[0].dropped == (("epoch", "3"),)


def test_a_file_that_changes_is_refused() -> None:
    with pytest.raises(RefusedFileError, match="changed while it was read"):
        _convert(Looking(), op.dic("w", tensor()), has_changed=True)
