"""Plain text: UTF-8, UTF-16 with its mark, or bytes of another superset of ASCII."""

from __future__ import annotations

from collections.abc import Iterator

from modelkeep.engines.artifacts.sources import Source, UnreadableError
from modelkeep.engines.classify.reading import BLOCK, OVERLAP, Reading, Text

_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


def read(source: Source, reading: Reading) -> None:
    """All of it with `plan.full`, or where it is small; else its start, its end and a piece between, cut at line ends."""
    encoding = _MARKS.get(source.read(0, 2))
    for start, stop in windows(source.size, reading):
        for piece in pieces(source, start, stop) if encoding is None else _decoded(source, start, stop, encoding):
            reading.text(piece)
            reading.read(piece.data.count(b"\n", piece.repeated) or 1)


def _decoded(source: Source, start: int, stop: int, encoding: str) -> Iterator[Text]:
    """UTF-16 in UTF-8. A window begins at an even offset, so no sign is cut in two; each piece repeats the end of the one before."""
    kept = b""
    for at in range(start, stop, BLOCK):
        new = source.read(at, min(BLOCK, stop - at))
        if not new:
            raise UnreadableError(f"it ends at byte {at:,} of {stop:,}")
        repeated = len(kept.decode(encoding, "replace").encode())
        yield Text((kept + new).decode(encoding, "replace").encode(), repeated=repeated)
        kept = new[-2 * OVERLAP :]


def windows(size: int, reading: Reading) -> list[tuple[int, int]]:
    """What is read of so many bytes: (start, stop), sorted, not overlapping."""
    plan = reading.plan
    if plan.full or size <= plan.sample:
        return [(0, size)]
    reading.sampled()
    third = plan.sample // 3 & ~1
    middle = plan.chance(" > ".join(reading.look.place)).randrange(third, max(third + 1, size - 2 * third)) & ~1
    return [(0, third), (middle, middle + third), (size - third & ~1, size)]


def pieces(source: Source, start: int, stop: int) -> Iterator[Text]:
    """The bytes of a window in pieces that end at line ends. The line in which a window begins is left out, unless that is the file's
    first; a line that is longer than a piece goes on in the next, which repeats its end."""
    at, line, kept, repeated = start, 0 if start else 1, b"", 0
    within = start > 0
    while at < stop:
        new = source.read(at, min(BLOCK, stop - at))
        if not new:
            raise UnreadableError(f"it ends at byte {at:,} of {stop:,}")
        if within:
            cut = new.find(b"\n") + 1
            at, new, within = at + cut, new[cut:], False
        at += len(new)
        data = kept + new
        end = len(data) if at >= stop else data.rfind(b"\n") + 1
        whole = end > repeated
        if not whole:
            end = len(data)
        if end > repeated:
            yield Text(data[:end], at - len(data), line, repeated=repeated)
            line += data.count(b"\n", repeated, end) if line else 0
        kept = data[end:] if whole else data[-OVERLAP:]
        repeated = 0 if whole else len(kept)
