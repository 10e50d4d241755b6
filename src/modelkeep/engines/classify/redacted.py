"""What stands for a value that was redacted: masks, keyed hashes, and tokens that a key turns back. None of them is taken for a value."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from modelkeep.engines.classify.finders import Finder, finder
from modelkeep.engines.classify.packed import Packed
from modelkeep.engines.classify.subjects import keyed


class Way(StrEnum):
    """How values are redacted."""

    MASK = "mask"
    HASH = "hash"
    TOKENISE = "tokenise"
    DROP = "drop"


ESCAPED = "token"
"""Stands in tokens in the place of an identifier where the data held what looks like a token."""
DIGITS = 16
"""Hexadecimal digits of a hash: those with which its `keyed` form begins."""
TOKEN = re.compile(rb"(tokn?)_([a-z0-9_-]{1,64})_([a-z2-7]{26,})(?![0-9A-Za-z_])")
"""Whatever stands before it: in JSON that may be the end of an escape."""
QUOTED = re.compile(rb'\\*"(?P<number>tokn)_(?P<its>[a-z0-9_-]{1,64})_(?P<sealed>[a-z2-7]{26,})\\*"|' + TOKEN.pattern)
"""A token with the quotes that a number got, or one without."""
_STANDS_FOR = re.compile(rb"(?:tokn?_[a-z0-9_-]{1,64}_[a-z2-7]{26,}|hmac_[0-9a-f]{16})(?![0-9A-Za-z_])")
_MASK = re.compile(rb"[^0-9A-Za-z\x80-\xff*#]*[*#][^0-9A-Za-z\x80-\xff]*\Z")
_HINTS = (b"tok_", b"tokn_", b"hmac_")
_LARGE = 64 << 10
"""Bytes from which on it is worth it to look for all hints at once."""


class WrongKeyError(Exception):
    """A token was made with another key, or was changed since."""


def mask(value: bytes, *, lines: bool = False) -> bytes:
    """The form of a value: letters as *, digits as #, blanks and other separators as they are. Quotes, backslashes and control characters
    become *, so that it can stand wherever the value stood; with `lines`, ends of lines are left."""
    return "".join(_sign(each, lines) for each in value.decode("utf-8", "replace")).encode()


def _sign(each: str, lines: bool) -> str:
    if each.isdigit():
        return "#"
    if lines and each in "\r\n":
        return each
    return each if each.isascii() and not each.isalnum() and each.isprintable() and each not in "\"'\\<>" else "*"


@dataclass(frozen=True, slots=True)
class Redactor:
    """Makes what stands for values. `key` is that of hashes and tokens."""

    way: Way
    key: bytes
    sealer: Any

    @classmethod
    def of(cls, way: Way, key: bytes) -> Redactor:
        """With a key of any length."""
        return cls(way, key, _sealer(key))

    def stand_in(
        self, identifier: str, value: bytes, raw: bytes, *, number: bool = False, lines: bool = False
    ) -> bytes:
        """What stands for a value, of which `raw` are the bytes in the file. What a number becomes is quoted by the caller."""
        if self.way is Way.MASK:
            return mask(value, lines=lines)
        if self.way is Way.HASH:
            return b"hmac_" + keyed(value.decode("utf-8", "replace"), self.key)[:DIGITS].encode()
        return b"" if self.way is Way.DROP else self.token(identifier, raw, number=number)

    def token(self, identifier: str, raw: bytes, *, number: bool = False) -> bytes:
        """The same for the same bytes and identifier: AES-SIV (RFC 5297), with the identifier authenticated."""
        kind = b"tokn" if number else b"tok"
        sealed = self.sealer.encrypt(raw, [kind, identifier.encode()])
        return b"_".join((kind, identifier.encode(), base64.b32encode(sealed).rstrip(b"=").lower()))

    def restored(self, data: bytes) -> bytes:
        """The bytes before redaction. Raises WrongKeyError."""
        return QUOTED.sub(self._opened, data)

    def _opened(self, match: re.Match[bytes]) -> bytes:
        from cryptography.exceptions import InvalidTag

        kind, identifier, text = match["number"], match["its"], match["sealed"]
        if kind is None:
            kind, identifier, text = match[4], match[5], match[6]
        try:
            sealed = base64.b32decode(text.upper() + b"=" * (-len(text) % 8))
            plain: bytes = self.sealer.decrypt(sealed, [kind, identifier])
        except (ValueError, InvalidTag) as error:
            raise WrongKeyError(identifier.decode()) from error
        return plain if identifier == ESCAPED.encode() else self.restored(plain)


def _sealer(key: bytes) -> Any:
    from cryptography.hazmat.primitives.ciphers.aead import AESSIV

    return AESSIV(hmac.new(key, b"modelkeep redact: tokens", hashlib.sha512).digest())


class _Hints(threading.local):
    """Looks for all hints at once; what does so is not shared by threads."""

    def __init__(self) -> None:
        self._finder: Finder | None = None

    def starts(self, data: bytes) -> Iterator[int]:
        """Where a token or hash may start."""
        if self._finder is None:
            self._finder = finder(_HINTS)
        return (start for start, _, _ in self._finder.find(data))


_hints = _Hints()


def blanked(data: bytes) -> bytes:
    """With blanks in place of tokens and hashes: nothing else moves."""
    if len(data) < _LARGE:
        if not any(each in data for each in _HINTS):
            return data
        return _STANDS_FOR.sub(lambda match: b" " * len(match[0]), data)
    blank: bytearray | None = None
    for start in _hints.starts(data):
        match = _STANDS_FOR.match(data, start)
        if match is not None:
            blank = blank or bytearray(data)
            blank[start : match.end()] = b" " * (match.end() - start)
    return data if blank is None else bytes(blank)


def kept_of(values: Sequence[bytes]) -> Sequence[tuple[int, bytes]] | None:
    """The values that are not redacted, with their numbers; None where all are as they were."""
    joined = values.joined if isinstance(values, Packed) else b"\0".join(values)
    if not any(each in joined for each in (*_HINTS, b"*", b"#")):
        return None
    blank = [(number, blanked(value)) for number, value in enumerate(values) if not _MASK.match(value)]
    return [(number, value) for number, value in blank if value and not value.isspace()]
