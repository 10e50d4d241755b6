"""Whether a candidate for a secret is one: random enough, and neither an example nor a reference to where the secret is kept."""

from __future__ import annotations

import base64
import binascii
import math
import re
from collections import Counter

from modelkeep.engines.classify.validators import is_validator

ENTROPY = 3.5
"""Bits for each sign, from which on a text looks random: hexadecimal has at most 4, base64 at most 6."""
_VALUE = re.compile(rb"""[:=]\s*["']?(?P<value>[^"'\s]+)["']?$""")
_REFERENCE = re.compile(
    rb"^[$%<{*]|[<>{}]|\*{3}|^(?:x+|\.+|-+)$|^(?:arn:|ssm:|vault:|env[.:]|os\.|process\.)", re.IGNORECASE
)
_COMMON = re.compile(
    rb"^(?:pass(?:word|wd|phrase)?|secret|change_?me|example|test(?:ing)?|dummy|default|none|null|true|false|root|admin|user|string|"
    rb"your[_-].*|my[_-].*|.*[_-]here|redacted|hidden|required|optional)[0-9!]*$",
    re.IGNORECASE,
)


def entropy(value: bytes) -> float:
    """Shannon's, in bits for each byte."""
    return (
        -sum(count / len(value) * math.log2(count / len(value)) for count in Counter(value).values()) if value else 0.0
    )


def is_secret(value: bytes) -> bool:
    """Neither a placeholder, nor a reference, nor a word that stands for one."""
    return not _REFERENCE.search(value) and not _COMMON.match(value) and len(set(value)) > 3


@is_validator
def random_looking(value: bytes) -> bool:
    """Digits, small and capital letters, with the entropy of random ones; no hexadecimal digest."""
    has = [any(low <= each <= high for each in value) for low, high in ((0x30, 0x39), (0x41, 0x5A), (0x61, 0x7A))]
    return all(has) and entropy(value) >= ENTROPY and b"EXAMPLE" not in value


@is_validator
def random_letters(value: bytes) -> bool:
    """Small and capital letters with the entropy of random ones."""
    told = value.rpartition(b"_")[2]
    return not told.islower() and not told.isupper() and entropy(told) >= ENTROPY


@is_validator
def aws_access_key(value: bytes) -> bool:
    """Not AWS's own example, nor a sign over and over."""
    return not value.endswith(b"EXAMPLE") and len(set(value[4:])) > 5


@is_validator
def long_token(value: bytes) -> bool:
    """With what its issuer puts into it, it has at least 60 signs."""
    return len(value) >= 60


@is_validator
def basic_credentials(value: bytes) -> bool:
    """Base64 of a name, a colon and a password (RFC 7617)."""
    try:
        told = base64.b64decode(value.rpartition(b" ")[2], validate=True)
    except (binascii.Error, ValueError):
        return False
    name, colon, password = told.partition(b":")
    return bool(colon and name) and is_secret(password)


@is_validator
def bearer_credentials(value: bytes) -> bool:
    """A token, not a word that stands for one."""
    told = value.rpartition(b" ")[2]
    return is_secret(told) and entropy(told) >= ENTROPY


@is_validator
def url_password(value: bytes) -> bool:
    """A password, not a placeholder."""
    password = value.partition(b"://")[2].rpartition(b"@")[0].partition(b":")[2]
    return is_secret(password) and not password.isdigit()


@is_validator
def connection_password(value: bytes) -> bool:
    """A password, not a placeholder."""
    for part in value.split(b";"):
        name, equals, told = part.partition(b"=")
        if equals and name.strip().lower() in (b"password", b"pwd"):
            return is_secret(told.strip())
    return False


@is_validator
def assigned_password(value: bytes) -> bool:
    """A literal that is no placeholder and not a plain word."""
    told = _VALUE.search(value)
    return told is not None and is_secret(told["value"]) and not told["value"].isalpha() and b"(" not in told["value"]


@is_validator
def assigned_secret(value: bytes) -> bool:
    """A literal that looks random: digits and letters with the entropy of random ones."""
    told = _VALUE.search(value)
    if told is None or not is_secret(told["value"]):
        return False
    text = told["value"]
    return (
        any(each in b"0123456789" for each in text)
        and entropy(text) >= ENTROPY
        and text.count(b".") < 2
        and text.count(b"_") < 4
    )
