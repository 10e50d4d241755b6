"""What a sample rules out, and by which lots it is drawn: the same things each time."""

from __future__ import annotations

import hashlib
import math
import re
from functools import lru_cache

CONFIDENCE = 0.95
_NUMBER = re.compile(r"[0-9]+")
_HEX = re.compile(r"\b[0-9a-f]{8,}\b|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", re.IGNORECASE)

Shape = tuple[str, str, int]
"""Shape of the folder, ending, digits of the size."""


@lru_cache(1 << 16)
def bound(read: int, total: int) -> float:
    """The share of `total` units that may hold what none of `read` ones drawn by chance holds, at most, with 95 % confidence.

    Exact for drawing without putting back: the most units D, as a share, with C(total - D, read) / C(total, read) > 5 %. 0 where all
    were read, 1 where none was; for many units 1 - 5 % ^ (1 / read). A unit has to be read whole, and drawn with the same chance as every
    other one.
    """
    if read >= total:
        return 0.0
    if read <= 0:
        return 1.0
    if total > 1 << 40:
        return float(1.0 - (1.0 - CONFIDENCE) ** (1.0 / read))
    least, most = 0, total - read
    limit = math.log(1.0 - CONFIDENCE)
    of_all = math.lgamma(total + 1) - math.lgamma(total - read + 1)
    while least < most:
        middle = (least + most + 1) // 2
        if math.lgamma(total - middle + 1) - math.lgamma(total - middle - read + 1) - of_all > limit:
            least = middle
        else:
            most = middle - 1
    return least / total


@lru_cache(1 << 16)
def needed(target: float, total: int) -> int:
    """How many of `total` units have to be read until what is found in none of them has at most the bound `target`."""
    least, most = 0, total
    while least < most:
        middle = (least + most) // 2
        if bound(middle, total) <= target:
            most = middle
        else:
            least = middle + 1
    return least


def lot(name: str, seed: bytes) -> int:
    """By which names are drawn: the highest first."""
    return int.from_bytes(hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8, key=seed).digest())


def seeded(seed: int) -> bytes:
    """A seed, as `lot` takes it."""
    return str(seed).encode()[:64]


def kind(name: str, size: int) -> Shape:
    """What objects are likely to be alike in: the shape of the key, numbers and digests aside, its ending and the size's power of ten."""
    folder, _, file = name.rpartition("/")
    return shape_of(folder), file.rpartition(".")[2].lower() if "." in file else "", len(str(size))


def shape_of(folder: str) -> str:
    """A folder with every number as 0 and every digest or UUID as x."""
    scheme, mark, rest = folder.rpartition("://")
    return f"{scheme}{mark}{_NUMBER.sub('0', _HEX.sub('x', rest))}"
