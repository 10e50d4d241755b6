"""Which objects of a place are read where not all are: chosen by chance, the same ones each time, and one of each kind besides."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

CONFIDENCE = 0.95
_NUMBER = re.compile(r"[0-9]+")
_HEX = re.compile(r"\b[0-9a-f]{8,}\b|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Choice:
    """Names that are read. The first `random` of them were drawn by chance alone: a bound rests on these."""

    names: tuple[str, ...]
    random: int


def choose(objects: Iterable[tuple[str, int]], most: int, seed: int = 0) -> Choice:
    """Of names with sizes in bytes `most` by chance, and then at most as many again, one of each kind of which none was drawn."""
    drawn = sorted(objects, key=lambda each: _lot(each[0], seed))
    first, rest = drawn[:most], drawn[most:]
    kinds = {kind(*each) for each in first}
    more: list[str] = []
    for each in rest:
        if len(more) == most:
            break
        found = kind(*each)
        if found not in kinds:
            kinds.add(found)
            more.append(each[0])
    return Choice((*(name for name, _ in first), *more), len(first))


def kind(name: str, size: int) -> tuple[str, str, int]:
    """What objects are likely to be alike in: the shape of the key, numbers and digests aside, its ending and the size's power of ten."""
    folder, _, file = name.rpartition("/")
    shape = _NUMBER.sub("0", _HEX.sub("x", folder))
    return shape, file.rpartition(".")[2].lower() if "." in file else "", len(str(size))


def bound(read: int, total: int) -> float:
    """The share of `total` objects that may hold what none of `read` ones drawn by chance holds, at most, with 95 % confidence.

    0 where all were read, 1 where none was: p with (1 - p)^n = 5 %.
    """
    if read >= total:
        return 0.0
    return 1.0 - (1.0 - CONFIDENCE) ** (1.0 / read) if read else 1.0


def _lot(name: str, seed: int) -> bytes:
    return hashlib.blake2b(f"{seed}\0{name}".encode(), digest_size=16).digest()
