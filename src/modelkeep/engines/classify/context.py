"""What stands near a match: keywords, and signs that it is a part of something longer."""

from __future__ import annotations

import re

from modelkeep.engines.classify.compiled import WORD, Use

PROXIMITY = 30
"""Characters on both sides within which a keyword counts, as Macie has it."""
_GLUE = frozenset(b"._-/\\+:@&=%#")
_WORDS = bytes(each for each in range(128) if chr(each).isalnum()) + bytes(range(0x80, 0x100))
_ALNUM = frozenset(_WORDS)
_COLON, _DIGITS = ord(":"), b"0123456789"
_SIGNS = (b"\xc3\x97", b"\xc3\xb7")
"""Of multiplication and division."""
_ENDS, _STOPS = re.compile(rb"[\"'],|[;|\t{}\0]|\n\n"), re.compile(rb"[\"'],|[;|\t{}\0\n]")
"""Where a value's neighbour begins, so that what is said of the one is not said of the other; behind a value, also where its line ends."""


def is_glued(data: bytes, start: int, end: int) -> bool:
    """The match is a part of something longer: of a UUID, a version, a path, a number with a fraction, a word with letters beyond ASCII;
    or it is groups of digits among more of them."""
    if _is_of_a_word(data, start, end) or _is_among_numbers(data, start, end):
        return True
    if start >= 2 and data[start - 1] in _GLUE and data[start - 2] in _ALNUM:
        return data[start - 1] not in b":=" or (data[start - 1] == _COLON and data[start - 2] in _DIGITS)
    return end + 1 < len(data) and data[end] in b"._-/\\:@" and data[end + 1] in _ALNUM


def _is_of_a_word(data: bytes, start: int, end: int) -> bool:
    """A Latin, Greek or Cyrillic letter of two bytes stands right before or behind, which `\\b` takes for no letter."""
    if end < len(data) and 0xC3 <= data[end] <= 0xD4 and data[end : end + 2] not in _SIGNS:
        return True
    before = data[start - 2 : start] if start > 1 else b""
    return before != b"" and 0x80 <= before[1] < 0xC0 and 0xC3 <= before[0] <= 0xD4 and before not in _SIGNS


def _is_among_numbers(data: bytes, start: int, end: int) -> bool:
    if start < 2 or end + 1 >= len(data) or data[start - 1] != 0x20 or data[end] != 0x20:
        return False
    return data[start - 2] in _DIGITS and data[end + 1] in _DIGITS and data.find(b" ", start, end) >= 0


def context(data: bytes, start: int, end: int) -> tuple[bytes, frozenset[bytes]]:
    """What stands near, in lower case, and its words."""
    text = neighbours(data, start, end)
    return text.lower(), frozenset(text.translate(WORD).split())


def neighbours(data: bytes, start: int, end: int) -> bytes:
    """What stands near, and the first and last byte of what it stands near to."""
    low = start - PROXIMITY if start > PROXIMITY else 0
    high = end + PROXIMITY
    before, after = data[low:start], data[end:high]
    if not before.isascii():
        low = max(0, start - 3 * PROXIMITY)
        before = data[low:start].decode("utf-8", "ignore")[-PROXIMITY:].encode()
        low = start - len(before)
    if not after.isascii():
        after = data[end : end + 3 * PROXIMITY].decode("utf-8", "ignore")[:PROXIMITY].encode()
        high = end + len(after)
    if low > 0 and data[low - 1] in _ALNUM:
        before = before.lstrip(_WORDS)
    if high < len(data) and data[high] in _ALNUM:
        after = after.rstrip(_WORDS)
    stop = _STOPS.search(after)
    if stop is not None:
        after = after[: stop.start()]
    return b"%b%b %b%b" % (_ENDS.split(before)[-1], data[start : start + 1], data[end - 1 : end], after)


def stands_near(use: Use, near: tuple[bytes, frozenset[bytes]]) -> bool:
    text, words = near
    if not use.words.isdisjoint(words) and use.keyword(text) is not None:
        return True
    return any(each in text for each in use.substrings)
