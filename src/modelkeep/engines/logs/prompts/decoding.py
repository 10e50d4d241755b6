"""Readable text that stands encoded in a text: one level, within bounds."""

from __future__ import annotations

import base64
import binascii
import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import unquote_to_bytes

BASE64, HEX, PERCENT, ROT13 = "base64", "hex", "percent", "rot13"

MOST = 16
"""Encoded runs of one kind that are decoded in a part."""
LONGEST_RUN = 8192

_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{24,8192}={0,2}")
_HEX = re.compile(
    r"(?<![0-9A-Za-z])(?:(?:0x)?[0-9A-Fa-f]{24,8192}|(?:\\x[0-9A-Fa-f]{2}){12,4096}"
    r"|[0-9A-Fa-f]{2}(?:[ :,][0-9A-Fa-f]{2}){11,4096})(?![0-9A-Za-z])"
)
_HEX_NOISE = re.compile(r"\\x|0x|[ :,]")
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2}|[\w.~+-]){8,8192}")
_NEEDLESS = re.compile(r"%(?:4[1-9A-Fa-f]|5[0-9Aa]|6[1-9A-Fa-f]|7[0-9Aa])")
"""ASCII letters that nobody needs to encode."""
_FEWEST_NEEDLESS = 6


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text that was encoded."""

    kind: str
    text: str


def decoded(text: str) -> Iterator[Decoded]:
    """The readable texts that are encoded in a text, by base64, hex or percent. Data that is no readable text is left out."""
    for kind, form, decode in ((BASE64, _BASE64, _base64), (HEX, _HEX, _hex), (PERCENT, _PERCENT, _percent)):
        for found in islice(form.finditer(text), MOST):
            plain = decode(found[0])
            if plain is not None:
                yield Decoded(kind, plain)


def rotated(text: str) -> str:
    """The text by rot13; whether it is meant to be read so is known only from what it then says."""
    return codecs.encode(text[:LONGEST_RUN], "rot13")


def _base64(run: str) -> str | None:
    if run.isdigit() or run.islower():
        return None
    try:
        return _readable(
            base64.b64decode(run.rstrip("=") + "=" * (-len(run.rstrip("=")) % 4), altchars=_alternative(run))
        )
    except (binascii.Error, ValueError):
        return None


def _alternative(run: str) -> bytes:
    return b"-_" if "-" in run or "_" in run else b"+/"


def _hex(run: str) -> str | None:
    digits = _HEX_NOISE.sub("", run)
    try:
        return _readable(bytes.fromhex(digits[: len(digits) // 2 * 2]))
    except ValueError:
        return None


def _percent(run: str) -> str | None:
    if len(_NEEDLESS.findall(run)) < _FEWEST_NEEDLESS:
        return None
    return _readable(unquote_to_bytes(run.replace("+", " ")))


def _readable(data: bytes) -> str | None:
    """The text, if a person would read it as one: UTF-8, printable, with words."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    if len(text) < 12 or not all(character.isprintable() or character in "\r\n\t" for character in text):
        return None
    letters = sum(character.isalpha() or character.isspace() for character in text)
    return text if letters >= 0.8 * len(text) and len(text.split()) >= 3 else None
