"""What was tokenised, as it was: a stream in which tokens are turned back."""

from __future__ import annotations

import re
from collections.abc import Iterator

from modelkeep.engines.artifacts.sources import Source, UnreadableError
from modelkeep.engines.classify.reading import BLOCK
from modelkeep.engines.classify.redacted import Redactor

LARGEST = 256 << 20
"""Bytes without a blank, a comma or another sign that no token has."""
_BREAK = re.compile(rb"[^0-9A-Za-z_\-\\\"]")


def restored(source: Source, redactor: Redactor) -> Iterator[bytes]:
    """The bytes before redaction. Raises UnreadableError, redacted.WrongKeyError."""
    at, data = 0, b""
    while at < source.size:
        new = source.read(at, BLOCK)
        if not new:
            raise UnreadableError(f"it ends at byte {at:,} of {source.size:,}")
        at += len(new)
        last = 0
        for match in _BREAK.finditer(new, max(0, len(new) - (64 << 10))):
            last = match.end()
        if not last:
            for match in _BREAK.finditer(new):
                last = match.end()
        whole = data + new
        cut = len(whole) if at >= source.size else len(data) + last if last else 0
        if cut:
            yield redactor.restored(whole[:cut])
        elif len(whole) > LARGEST:
            raise UnreadableError("it has no end of a word in too many bytes")
        data = whole[cut:]
