"""Runs of constants are matched by one regular expression instead of opcode by opcode, and decoded only when asked for.

A run is what stands between MARK and APPENDS or SETITEMS where nothing but numbers, short strings and memo writes is in it: the
bulk of vocabularies, tables of floats, token lists. Nothing in a run can call or name anything until a later opcode takes it from
the memo or the container, and then it is decoded.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from functools import cache
from operator import eq
from typing import NamedTuple

from modelkeep.engines.artifacts.pickle.values import Batch, Value

SPARSE = 1 << 24
"""Memo keys up to here are no matter, however few there are."""
LEAST = 48
"""Bytes: a shorter run is not worth it."""
FULL = 1_000
"""Items, or pairs, in a batch that Python's pickler writes."""
_SCALAR = rb"G.{8}|K.|M..|J.{4}|[N\x88\x89]"
_MEMO = rb"\x94|q.|r.{4}"


def _counted(most: int, tail: bytes = b"") -> bytes:
    """A count of one byte, `tail`, and so many bytes."""
    return b"(?:" + b"|".join(re.escape(bytes([n])) + tail + b".{%d}" % n for n in range(most)) + b")"


@cache
def _patterns() -> _Patterns:
    """Compiled when first asked for: it takes milliseconds, and many files have no runs."""
    text = rb"\x8c" + _counted(128) + rb"|X" + _counted(64, rb"\x00\x00\x00") + rb"|[UC]" + _counted(64)
    item, memo = rb"(?:" + _SCALAR + rb"|" + text + rb")", rb"(" + _MEMO + rb")?"
    constant = rb"(?:\x95.{8})?(?:" + _SCALAR + rb"|(?:" + text + rb")(?:" + _MEMO + rb")?)"
    named = rb"(?:\x95.{8})?\x8c" + _counted(64) + rb"\x94"
    return _Patterns(
        run=re.compile(rb"(?:" + constant + rb")*+", re.DOTALL),
        items=re.compile(rb"(?:\x95.{8})?" + item + memo, re.DOTALL),
        decoded=re.compile(rb"(?:\x95.{8})?(" + item + rb")" + memo, re.DOTALL),
        floats=re.compile(rb"(?:G.{8})*+", re.DOTALL),
        pairs=re.compile(rb"(?:" + named + rb"(?:" + _SCALAR + rb")){%d}+" % FULL, re.DOTALL),
        texts=re.compile(rb"(?:" + named + rb"){%d}+" % FULL, re.DOTALL),
    )


class _Patterns(NamedTuple):
    run: re.Pattern[bytes]
    items: re.Pattern[bytes]
    decoded: re.Pattern[bytes]
    floats: re.Pattern[bytes]
    pairs: re.Pattern[bytes]
    """A full batch of a dict from short strings that are memoised to numbers."""
    texts: re.Pattern[bytes]
    """A full batch of a list of short strings."""


_NAMED = b"\x8c\x95"
LEAST_FULL = 3 * FULL
"""Bytes of the shortest full batch."""
BEGINS = bytes(each in b"\x95GKMJN\x88\x89\x8cXUC" for each in range(256))
"""1 for opcodes that a run can begin with."""


def run_end(data: bytes, start: int) -> int:
    """Where the run of constants ends that begins at `start`."""
    match = _patterns().run.match(data, start)
    return match.end() if match else start


def full(data: bytes, start: int) -> tuple[int, int]:
    """Where a full batch of memoised short strings, or pairs of one and a number, ends, and how many constants it holds; (0, 0) where
    there is none."""
    if data[start] not in _NAMED or data[start + LEAST_FULL : start + LEAST_FULL + 1] == b"":
        return 0, 0
    patterns = _patterns()
    if match := patterns.pairs.match(data, start):
        return match.end(), 2 * FULL
    if match := patterns.texts.match(data, start):
        return match.end(), FULL
    return 0, 0


def counted(data: bytes, start: int, end: int, size: int) -> tuple[int, int]:
    """How many constants a run holds, and how many of them it writes to a memo of so many entries: -1 where it does not write them
    one after the other, behind those that are there."""
    length = end - start
    patterns = _patterns()
    if length % 9 == 0 and (match := patterns.floats.match(data, start, end)) and match.end() == end:
        return length // 9, 0
    found = patterns.items.findall(data, start, end)
    implicit = found.count(b"\x94")
    writes = len(found) - found.count(b"")
    if implicit:
        return len(found), implicit if implicit == writes else -1
    if writes and not _follow([each for each in found if each], size):
        return len(found), -1
    return len(found), writes


def _follow(writes: list[bytes], size: int) -> bool:
    """Whether BINPUT and LONG_BINPUT write these keys one after the other."""
    joined = b"".join(writes)
    if len(joined) == 5 * len(writes):
        keys: Sequence[int] = struct.unpack("<" + "xI" * len(writes), joined)
    else:
        keys = [each[1] if len(each) == 2 else int.from_bytes(each[1:], "little") for each in writes]
    return all(map(eq, keys, range(size, size + len(writes))))


class Memoised:
    """Stands in the memo for the constants of a batch that were written there, from a key on."""

    __slots__ = ("_batch", "_first", "_found")

    def __init__(self, batch: Batch, first: int) -> None:
        self._batch, self._first = batch, first
        self._found: list[Value] | None = None

    def value(self, key: int) -> Value:
        """What was written under a key."""
        if self._found is None:
            data = self._batch.source.read(self._batch.offset, self._batch.length)
            self._found = [_constant(match[1]) for match in _patterns().decoded.finditer(data) if match[2]]
        return self._found[key - self._first]


def constants(data: bytes) -> list[Value]:
    """The constants of a run."""
    return [_constant(match[1]) for match in _patterns().decoded.finditer(data)]


_UNPACK = {
    ord("G"): struct.Struct(">d").unpack,
    ord("K"): struct.Struct("<B").unpack,
    ord("M"): struct.Struct("<H").unpack,
    ord("J"): struct.Struct("<i").unpack,
}
_SINGLE = {ord("N"): None, 0x88: True, 0x89: False}


def _constant(item: bytes) -> Value:
    op = item[0]
    if op in _UNPACK:
        return _UNPACK[op](item[1:])[0]
    if op in _SINGLE:
        return _SINGLE[op]
    if op == ord("C"):
        return item[2:]
    if op == ord("U"):
        return item[2:].decode("latin-1")
    text = item[2 if op == 0x8C else 5 :]
    try:
        return text.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return text.decode("utf-8", "backslashreplace")
