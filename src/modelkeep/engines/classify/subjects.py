"""The hashes by which the data of a person are found again: of a value in one form, however it is written."""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

LENGTH = 16
"""Bytes of a hash that are kept: of 10^12 values, no two share theirs but with a chance of 10^-15."""
_DROP = {each: None for each in range(128) if not chr(each).isalnum()}
_ZERO = re.compile(r"^(\+.*?)\(0\)")
Kept = tuple[int, int, int, bytes]
"""Row, start and end in the value's characters, and the bytes between."""


class Keeper(Protocol):
    """Takes the values of one column, or one identifier in a text, as they are confirmed."""

    def append(self, kept: Kept, /) -> None:
        """One more."""

    def __iter__(self) -> Iterator[Kept]:
        """Those that can be told again."""

    def __len__(self) -> int:
        """How many there were, or some of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Where in an object values of an identifier stand: the file within it, the column or JSON path, or the unit of a text such as a page.

    `kind` says what positions are: `row`, `byte`, or '' for none that mean anything to people.
    """

    identifier: str
    place: str
    column: str
    unit: str
    kind: str


class Subjects(Protocol):
    """Keeps the hashes of values of one object."""

    def keeper(self) -> Keeper:
        """For values of which it is not yet known whether they are any."""

    def accept(self, keeper: Keeper, field: Field) -> None:
        """The values of a keeper are those of a field. What is never accepted does not count."""

    def value(self, field: Field, at: int, value: bytes) -> None:
        """A value in a text."""


def normal(value: str) -> str:
    """The one form of a value: Unicode's NFKC, in lower case; an address of e-mail without blanks, anything else without separators, so
    that of a number its digits are left. What has neither letters nor digits stays as it is."""
    if value.isascii():
        text = value.strip().lower()
        bare = "".join(text.split()) if "@" in text else text.translate(_DROP)
    else:
        text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", value.strip()).casefold())
        bare = "".join(text.split()) if "@" in text else "".join(each for each in text if each.isalnum())
    return bare or text


def keyed(value: str, key: bytes) -> str:
    """HMAC-SHA-256 of a value's one form, in hexadecimal digits."""
    return hmac.digest(key, normal(value).encode(), "sha256").hex()


def hashed(value: bytes, key: bytes) -> bytes:
    """The first `LENGTH` bytes of `keyed`."""
    return hmac.digest(key, normal(value.decode("utf-8", "replace")).encode(), "sha256")[:LENGTH]


def hashes_of(value: str, key: bytes) -> tuple[bytes, ...]:
    """Those under which a value may be kept: a telephone number also with 00 for its +, and without the (0) behind the country."""
    bare = value.strip()
    forms = [bare]
    if bare.startswith("+"):
        short = _ZERO.sub(r"\1", bare)
        forms += [f"00{bare[1:]}", short, f"00{short[1:]}"]
    elif bare.startswith("00"):
        forms.append(bare[2:])
    return tuple(dict.fromkeys(hashed(each.encode(), key) for each in forms))


def key_id(key: bytes) -> str:
    """What tells keys from each other, and nothing of them."""
    return hmac.new(key, b"modelkeep: which key", hashlib.sha256).hexdigest()[:12]
