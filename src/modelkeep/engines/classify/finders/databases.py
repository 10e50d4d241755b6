"""Databases of Hyperscan: compiling all patterns takes seconds, so what was compiled before is kept where somebody keeps it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from typing import Protocol

import hyperscan


class Kept(Protocol):
    """Keeps bytes by a key. Neither method raises: what is not kept is compiled again."""

    def get(self, key: str) -> bytes | None:
        """What was put under the key."""
        ...

    def put(self, key: str, data: bytes) -> None:
        """Keep it, if that can be done."""
        ...


def database(
    expressions: Sequence[bytes], numbers: Sequence[int], flags: Sequence[int], kept: Kept | None = None
) -> hyperscan.Database | None:
    """A database that reports `numbers`; None where Hyperscan does not take an expression, or there is none.

    Hyperscan itself refuses what it did not write, or wrote for another version or processor; that is compiled again.
    """
    if not expressions:
        return None
    key = _key(expressions, numbers, flags)
    data = kept.get(key) if kept is not None else None
    if data is not None:
        with suppress(hyperscan.HyperscanError):
            found = hyperscan.loadb(data, hyperscan.HS_MODE_BLOCK)
            found.scratch = hyperscan.Scratch(found)
            return found
    built = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    try:
        built.compile(expressions=list(expressions), ids=list(numbers), elements=len(expressions), flags=list(flags))
    except hyperscan.HyperscanError:
        return None
    if kept is not None:
        kept.put(key, hyperscan.dumpb(built))
    return built


def _key(expressions: Sequence[bytes], numbers: Sequence[int], flags: Sequence[int]) -> str:
    digest = hashlib.sha256(str(getattr(hyperscan, "__version__", "")).encode())
    for expression, number, flag in zip(expressions, numbers, flags, strict=True):
        digest.update(b"%d %d %d " % (number, flag, len(expression)) + expression)
    return digest.hexdigest()
