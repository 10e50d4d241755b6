"""Text as a model reads it: what hides from readers is made visible, and spellings are made one.

Unicode's compatibility form (NFKC), tag characters as the ASCII that they stand for (https://www.unicode.org/charts/PDF/UE0000.pdf),
invisible characters removed, letters that look like Latin ones in words that mix scripts (UTS 39), letters set apart by spaces.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any

LONGEST = 65536
"""Characters of a part that are looked through."""

_TAG_FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007e]{1,8}\U000e007f")
_TAGS = re.compile("[\U000e0000-\U000e007f]+")
_TAG_TEXT = {0xE0000 + code: chr(code) for code in range(0x20, 0x7F)} | {0xE0000: "", 0xE0001: "", 0xE007F: ""}
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0]"
)
_HIDING = re.compile("[\u180e\u200b\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_JOINER_IN_WORD = re.compile("(?<=[A-Za-z])[\u200c\u200d]+(?=[A-Za-z])")
_SELECTORS = re.compile("[\ufe00-\ufe0f]{2,}|[\U000e0100-\U000e01ef]")
_REMOVED = re.compile("[\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_WORD = re.compile(r"\w+")
_APART = r"\b(?:[a-z][ .*_-]){2,40}[a-z]\b"
_SEPARATORS = re.compile(r"[ .*_-]")

_LOOK_ALIKES = str.maketrans(
    "аеорсухіјѕԁһӏԛԝвкмнтгьαεορυχιντκηßıɡɑⅼ",
    "aeopcyxijsdhlqwbkmhtrbaeopuxivtknbigal",
)


@dataclass(frozen=True, slots=True)
class Normal:
    """A part in its normal form, in lower case; how many characters it hid; and whether it was longer than is looked through."""

    text: str
    hidden: int
    cut: bool


def normal(text: str) -> Normal:
    """The normal form of a text."""
    cut = len(text) > LONGEST
    text = text[:LONGEST]
    if text.isascii():
        return Normal(_folded(text.lower()), 0, cut)
    hidden = _hidden(text)
    shown = _TAGS.sub(lambda found: f" {found[0].translate(_TAG_TEXT)} ", _TAG_FLAG.sub("", text))
    shown = _REMOVED.sub("", _INVISIBLE.sub("", shown))
    lowered = unicodedata.normalize("NFKC", shown)[: 2 * LONGEST].lower()
    return Normal(_folded(_WORD.sub(_latin, lowered)), hidden, cut)


def words(text: str) -> list[str]:
    """The words of a normal text."""
    return _WORD.findall(text)


def _hidden(text: str) -> int:
    """Characters that hide something. Joiners and selectors belong to emoji and to scripts, so they count only where they do not."""
    text = _TAG_FLAG.sub("", text)
    text = text.removeprefix("\ufeff")
    count = sum(len(found) for found in _TAGS.findall(text)) + len(_HIDING.findall(text))
    count += sum(len(found) for found in _JOINER_IN_WORD.findall(text))
    return count + sum(len(found) for found in _SELECTORS.findall(text))


def _latin(found: re.Match[str]) -> str:
    """A word in Latin letters, where it mixes them with others that look like them."""
    word = found[0]
    if word.isascii() or not any("a" <= character <= "z" for character in word):
        return word
    return word.translate(_LOOK_ALIKES)


def _folded(text: str) -> str:
    joined = _apart().sub(lambda found: _SEPARATORS.sub("", found[0]), text)
    return " ".join(joined.split())


@cache
def _apart() -> Any:
    import re2

    return re2.compile(_APART)
