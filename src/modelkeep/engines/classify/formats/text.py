"""Plain text: UTF-8, UTF-16 with its mark, or bytes of another superset of ASCII."""

from __future__ import annotations

from collections.abc import Iterator

from modelkeep.engines.artifacts.sources import Source, UnreadableError
from modelkeep.engines.classify.choosing import needed
from modelkeep.engines.classify.reading import BLOCK, OVERLAP, PILOT, Reading, Text

NARROW, WIDE = 2 << 10, 64 << 10
"""Bytes of the smallest and the largest window."""
BEYOND = 2
"""Windows beyond its own that a line is read on to its end; of a longer one what stands in its window is read."""
_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


def read(source: Source, reading: Reading) -> None:
    """All of it with `plan.full`, or where it is small; else its start, its end and windows between, cut at line ends."""
    encoding = _MARKS.get(source.read(0, 2))
    for start, stop in windows(source, reading):
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


def windows(source: Source, reading: Reading) -> Iterator[tuple[int, int]]:
    """What is read of a file: (start, stop), not overlapping. What begins in a window belongs to it.

    All of it, or of a large one: its start, its end, and windows of equal size that are drawn by chance from what is between: `PILOT` ones
    first, and unless the class cannot rise any more as many others as the bound of the plan takes, or its bytes allow.
    """
    plan, size = reading.plan, source.size
    if plan.full or size <= plan.sample:
        yield 0, size
        return
    ends = min(plan.sample // 8, WIDE) & ~1
    yield 0, ends
    last = (size - ends) & ~1
    yield last, size
    line = ends // (source.read(0, ends).count(b"\n") or 1)
    line = line if line < ends else 0
    left = plan.sample - 2 * ends
    width = max(NARROW, 2 * line, min(WIDE, left // needed(plan.bound, 1 << 30) - line)) & ~1
    total = max(1, (last - ends) // width)
    count = min(total, needed(plan.bound, total), max(1, left // (width + line)))
    drawn = plan.chance(reading.place).sample(range(total), count)
    done = 0
    for numbers in (sorted(drawn[:PILOT]), sorted(drawn[PILOT:])):
        source.prefetch([(ends + number * width - 1, width + 2 * line + 513) for number in numbers])
        for number in numbers:
            start = ends + number * width
            yield start, start + width if number < total - 1 else last
            done += 1
        if reading.settled():
            break
    if done < total:
        reading.sampled(done, total, f"its start, its end and {done:,} of {total:,} windows of {width:,} bytes")


def pieces(source: Source, start: int, stop: int) -> Iterator[Text]:
    """The bytes of a window in pieces that end at line ends. The line in which a window begins is left out, unless that is the file's
    first, and the one in which it ends is read on. A line that is longer than a piece goes on in the next one, which repeats its end."""
    at, line, kept, repeated = max(start - 1, 0), 0 if start else 1, b"", 0
    within, cut = start > 0, 0
    while at < stop:
        new = source.read(at, min(BLOCK, stop - at))
        if not new:
            raise UnreadableError(f"it ends at byte {at:,} of {stop:,}")
        if within:
            cut, within = new.find(b"\n") + 1, False
            at, new = at + (cut or 1), new[cut or 1 :]
            if not new:
                continue
        at += len(new)
        if at >= stop:
            begun = cut > 0 if start else b"\n" in new or bool(kept)
            more = _rest(source, new, at, BEYOND * (stop - start)) if begun else b""
            new += more
            at += len(more)
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


def _rest(source: Source, new: bytes, at: int, most: int) -> bytes:
    """The rest of the line in which a window ends, and of one that does not end soon its beginning."""
    if at >= source.size or new.endswith(b"\n"):
        return b""
    more = b""
    while len(more) < most:
        step = source.read(at + len(more), min(max(256, len(more)), most - len(more)))
        end = step.find(b"\n") + 1
        more += step[:end] if end else step
        if end or not step:
            break
    return more
