"""Items of arrays as columns: texts, whole numbers of 32 and 64 bits, and days. Others hold no identifier."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from modelkeep.engines.artifacts.formats.numpy_array import item_size
from modelkeep.engines.artifacts.sources import Source, UnreadableError
from modelkeep.engines.classify.choosing import needed
from modelkeep.engines.classify.reading import BLOCK, ROWS, Column, Reading

BESIDE = 100
"""Columns of a table that is one array; of a wider one, all values are one column."""
RUN = 100
"""Rows one after the other of which a sample is made."""
_TYPE = re.compile(r"([<>|=]?)([a-zA-Z?])(\d*)(?:\[(\d*)(\w+)\])?")
_UNITS = {"D": 86_400 * 10**6, "h": 3_600 * 10**6, "m": 60 * 10**6, "s": 10**6, "ms": 1_000, "us": 1}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Convert = Callable[[bytes], Sequence[bytes]]
"""The values of items one after the other; empty for those that hold nothing."""


@dataclass(frozen=True, slots=True)
class Field:
    """What one column is of: `repeat` items of a type, `size` bytes each, at an offset in each row."""

    name: str
    at: int
    size: int
    kind: str
    repeat: int = 1


def fields_of(name: str, descr: object, columns: int = 1) -> tuple[list[Field], int]:
    """The fields of a row of so many items of one type as NumPy writes it (`<U10`, or a list of fields), and the bytes of the row."""
    size = item_size(descr) or 0
    if columns == 1:
        return list(_flat(name, descr, 0)), size
    if columns <= BESIDE:
        found = [each for number in range(columns) for each in _flat(f"{name}[{number}]", descr, number * size)]
        return found, columns * size
    return list(_flat(name, descr, 0)), size


def _flat(name: str, descr: object, at: int, repeat: int = 1) -> Iterator[Field]:
    if isinstance(descr, tuple):  # a type and a shape
        count = (item_size(descr) or 0) // max(1, item_size(descr[0]) or 1)
        yield from _flat(name, descr[0], at, repeat * count)
    elif isinstance(descr, list):
        for each in descr:
            inner = each[1] if len(each) < 3 else (each[1], each[2])
            own = each[0] if isinstance(each[0], str) else each[0][-1]  # a title and a name
            if own:
                yield from _flat(f"{name}.{own}", inner, at)
            at += item_size(inner) or 0
    elif isinstance(descr, str):
        yield Field(name, at, item_size(descr) or 0, descr, repeat)


def converter(kind: str, size: int) -> Convert | None:
    """What makes values of items; None where they hold no identifier. Raises UnreadableError for bytes that may be anything."""
    match = _TYPE.fullmatch(kind)
    if match is None:
        raise UnreadableError(f"items of the unknown type {kind[:40]!r}")
    order, code, _, step, unit = match.groups()
    big = ">" if order == ">" else "<"
    if code in "Sa" and size:
        return lambda data: [data[at : at + size].rstrip(b"\0") for at in range(0, len(data), size)]
    if code == "U" and size:
        return lambda data: _unicode(data, size // 4, "utf-32-be" if big == ">" else "utf-32-le")
    if code in "iulqILQ" and size in (4, 8):
        signs = {"i": "iq", "u": "IQ", "l": "iq", "q": "iq", "I": "IQ", "L": "IQ", "Q": "IQ"}[code]
        number = signs[size == 8]
        return lambda data: [b"%d" % each for (each,) in struct.iter_unpack(big + number, data)]
    if code == "M" and size == 8:
        length = _UNITS.get(unit or "", 0) * int(step or 1)
        return (lambda data: _days(data, big, length)) if length else None
    if code == "V" and size:
        raise UnreadableError("raw bytes in an array are not read")
    return None


def _unicode(data: bytes, length: int, encoding: str) -> list[bytes]:
    told = data.decode(encoding, "replace")
    return [told[at : at + length].rstrip("\0").encode("utf-8", "replace") for at in range(0, len(data) // 4, length)]


def _days(data: bytes, order: str, length: int) -> list[bytes]:
    return [_day(each * length).encode() for (each,) in struct.iter_unpack(order + "q", data)]


def _day(microseconds: int) -> str:
    try:
        moment = _EPOCH + timedelta(microseconds=microseconds)
    except OverflowError:  # no time, or none of this calendar
        return ""
    return moment.strftime("%Y-%m-%d %H:%M:%S").removesuffix(" 00:00:00")


def tell(
    source: Source, start: int, rows: int, fields: Sequence[Field], width: int, reading: Reading, sample: int = 0
) -> None:
    """Rows of `width` bytes as columns: all with `plan.full`, or up to `sample` bytes (0 for the plan's), by chance."""
    converts = _converts(fields, reading)
    if not converts or not width or not rows:
        return
    if width > BLOCK:
        raise UnreadableError(f"items of {width:,} bytes are not read")
    done = 0
    for first, last in _windows(rows, max(1, (sample or reading.plan.sample) // width), reading):
        for row in range(first, last, step := max(1, min(ROWS, BLOCK // width))):
            count = min(step, last - row)
            data = source.read(start + row * width, count * width)
            if len(data) < count * width:
                raise UnreadableError(f"it ends within its {rows:,} rows")
            for field, convert in converts:
                _column(field, convert, data, width, row, reading)
            done += count
    reading.read(done)


def _converts(fields: Sequence[Field], reading: Reading) -> list[tuple[Field, Convert]]:
    found: list[tuple[Field, Convert]] = []
    for each in fields:
        try:
            convert = converter(each.kind, each.size)
        except UnreadableError as error:
            reading.look.gap(str(error))
            continue
        if convert is not None:
            found.append((each, convert))
    return found


def _column(field: Field, convert: Convert, data: bytes, width: int, row: int, reading: Reading) -> None:
    length = field.size * field.repeat
    if length != width:
        data = b"".join([data[at : at + length] for at in range(field.at, len(data), width)])
    told = [(value, row + number // field.repeat) for number, value in enumerate(convert(data)) if value]
    if told:
        reading.column(Column(field.name, [value for value, _ in told], [number for _, number in told]))


def _windows(rows: int, most: int, reading: Reading) -> list[tuple[int, int]]:
    """All rows, or runs of them by chance of which so many rows are made at most."""
    if reading.plan.full or rows <= most:
        return [(0, rows)]
    run = max(1, min(RUN, most))
    total = -(-rows // run)
    count = max(1, min(needed(reading.plan.bound, total), most // run))
    drawn = sorted(reading.plan.chance(reading.place).sample(range(total), min(count, total)))
    reading.sampled(len(drawn), total, f"{len(drawn):,} of {total:,} runs of {run:,} rows")
    return [(each * run, min(rows, (each + 1) * run)) for each in drawn]
