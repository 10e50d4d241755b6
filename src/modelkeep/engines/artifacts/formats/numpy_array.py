"""NumPy's .npy: a header, then plain numbers, or a pickle where the type is `object` (numpy/lib/format.py, NEP 1)."""

from __future__ import annotations

import ast
import math
import re
import warnings
from dataclasses import dataclass

from modelkeep.engines.artifacts.looking import Look
from modelkeep.engines.artifacts.sources import Part, Source, UnreadableError

MAGIC = b"\x93NUMPY"
HEADER = 64 << 10
"""The longest header that is parsed; NumPy itself refuses what is over 10,000 bytes."""
ARRAYS = 10_000
"""Arrays one after the other in one file."""
_TYPE = re.compile(r"[<>|=!]?([a-zA-Z?])(\d*)(?:\[[^\]]*\])?")
_SIZES = {"?": 1, "b": 1, "B": 1, "h": 2, "H": 2, "e": 2, "l": 8, "L": 8, "q": 8, "Q": 8, "d": 8, "g": 16}


@dataclass(frozen=True, slots=True)
class Header:
    """What an array's header says. `length` is that of its numbers in bytes, None where it holds Python objects; `descr` the type of its
    items as NumPy writes it."""

    start: int
    length: int | None
    descr: object = None
    shape: tuple[int, ...] = ()
    by_columns: bool = False


def inspect(source: Source, look: Look) -> None:
    """Each array of the file: numbers are looked at for what hides in them, objects are a pickle."""
    at = 0
    for index in range(ARRAYS):
        header = header_of(source, at)
        if header.length is None:
            look.member("objects", Part(source, header.start, source.size - header.start))
            return
        stop = header.start + header.length
        if stop > source.size:
            look.gap(f"npy: its numbers would end at byte {stop:,} of {source.size:,}")
        name = "numbers" if not index else f"numbers of array {index + 1}"
        look.peek(name, Part(source, header.start, max(0, min(stop, source.size) - header.start)))
        if stop >= source.size:
            return
        if source.read(stop, len(MAGIC)) != MAGIC:
            look.member("bytes after the array", Part(source, stop, source.size - stop))
            return
        at = stop
    look.gap(f"npy: more than {ARRAYS:,} arrays in one file")


def header_of(source: Source, at: int) -> Header:
    """The header at an offset. Raises UnreadableError where it is malformed."""
    head = source.read(at, 12)
    if len(head) < 10 or not head.startswith(MAGIC) or head[6] not in (1, 2, 3):
        raise UnreadableError("no header of a version that is known")
    width = 2 if head[6] == 1 else 4
    length = int.from_bytes(head[8 : 8 + width], "little")
    if length > HEADER:
        raise UnreadableError(f"a header of {length:,} bytes")
    text = source.read(at + 8 + width, length).decode("utf-8" if head[6] == 3 else "latin-1", "replace")
    try:
        # Python 2 wrote long numbers with an L.
        with warnings.catch_warnings():  # of Python's parser, about text that nobody here wrote
            warnings.simplefilter("ignore")
            told = ast.literal_eval(re.sub(r"(?<=\d)L(?=[,)])", "", text.strip()))
        shape = tuple(told["shape"])
        size = item_size(told["descr"])
    except (ValueError, SyntaxError, KeyError, TypeError, RecursionError, MemoryError) as error:
        raise UnreadableError(f"a header that is not one ({type(error).__name__})") from None
    if not all(isinstance(each, int) and 0 <= each < 1 << 62 for each in shape) or len(shape) > 64:
        raise UnreadableError("an impossible shape")
    total = None if size is None else size * math.prod(shape)
    return Header(at + 8 + width + length, total, told["descr"], shape, bool(told.get("fortran_order")))


def item_size(told: object) -> int | None:
    """Bytes of one item of a type: `<f8`, or a list of fields. None where it holds objects. Raises ValueError."""
    if isinstance(told, tuple) and len(told) == 2:
        size = item_size(told[0])
        shape = told[1] if isinstance(told[1], tuple) else (told[1],)
        return None if size is None else size * math.prod(shape)
    if isinstance(told, list):
        sizes = [item_size(each[1] if len(each) == 2 else (each[1], each[2])) for each in told]
        return None if None in sizes else sum(size for size in sizes if size is not None)
    if not isinstance(told, str) or not (match := _TYPE.fullmatch(told)):
        raise ValueError(told)
    kind, count = match[1], match[2]
    if kind == "O":
        return None
    if not count:
        return _SIZES.get(kind, 4 if kind in "iIfU" else 8)
    return int(count[:18]) * (4 if kind == "U" else 1)
