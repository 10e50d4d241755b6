"""Whether a candidate for a secret is one: random enough, and neither an example nor a reference to where the secret is kept."""

from __future__ import annotations

import base64
import binascii
import json
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
    rb"your[_-].*|my[_-]?(?:[_-].*|pass(?:word)?|secret|pw|key|token)|.*[_-]here|redacted|hidden|required|optional|pass(?:wd|word)?_?hash|"
    rb"foo(?:bar|baz)?|bar|baz|hunter|tiger|swordfish|s3cr3t|p[a4@]ssw0rd|secure|user(?:name)?|pw|pwd|login|name|value)[0-9!]*$",
    re.IGNORECASE,
)


_RUN = re.compile(
    rb"|".join(
        row[at : at + 7]
        for row in (
            b"01234567890",
            b"09876543210",
            b"abcdefghijklmnopqrstuvwxyz",
            b"zyxwvutsrqponmlkjihgfedcba",
            b"qwertyuiop",
        )
        for at in range(len(row) - 6)
    )
)
_EXAMPLE = re.compile(rb"example|sample|dummy|placeholder|redacted|x{6}|\.\.\.$", re.IGNORECASE)
_KNOWN_CREDENTIALS = frozenset({b"Aladdin:open sesame", b"Aladdin:OpenSesame", b"scott:tiger"})
"""Of RFC 7617, of MDN's page on the Authorization header, and of Oracle's sample schema."""
_SAMPLE_USERS = frozenset({b"user", b"username", b"login", b"name", b"foo", b"scott", b"usr", b"me", b"alice", b"bob"})
_SAMPLE_HOST = re.compile(
    rb"@(?:localhost|127\.0\.0\.1|\[::1\]|host(?:name)?|server|domain|proxy|example|(?:[a-z0-9-]+\.)*(?:example(?:\.(?:com|org|net|edu))?|test|"
    rb"invalid|local|localhost))(?:[:/?#\s]|$)",
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
def issued_token(value: bytes) -> bool:
    """Not what stands for a token in documents: neither the word, nor seven signs of the alphabet or of the digits in a row."""
    return not _RUN.search(value.lower()) and not _EXAMPLE.search(value) and len(set(value)) > 8


@is_validator
def random_token(value: bytes) -> bool:
    """As `issued_token`, and random."""
    return issued_token(value) and random_looking(value)


@is_validator
def json_web_token(value: bytes) -> bool:
    """A header with its algorithm (RFC 7515), and claims that are not the ones with which libraries show what a token is."""
    header, claims, _ = value.split(b".")
    try:
        told, said = (json.loads(base64.urlsafe_b64decode(each + b"=" * (-len(each) % 4))) for each in (header, claims))
    except (binascii.Error, ValueError):
        return False
    return isinstance(told, dict) and "alg" in told and isinstance(said, dict) and str(said.get("sub")) != "1234567890"


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
    return bool(colon and name) and is_secret(password) and told not in _KNOWN_CREDENTIALS


@is_validator
def bearer_credentials(value: bytes) -> bool:
    """A token, not a word that stands for one."""
    told = value.rpartition(b" ")[2]
    return is_secret(told) and entropy(told) >= ENTROPY


@is_validator
def url_password(value: bytes) -> bool:
    """A password, not a placeholder: neither a plain word of a user who is called one, nor one for a host of documents (RFC 2606) or of
    one's own machine, for which see `local_url_password`."""
    return _is_url_password(value) and not _SAMPLE_HOST.search(value)


@is_validator
def local_url_password(value: bytes) -> bool:
    """As `url_password`, for a host of documents or of one's own machine."""
    return _is_url_password(value) and _SAMPLE_HOST.search(value) is not None


def _is_url_password(value: bytes) -> bool:
    user, _, password = value.partition(b"://")[2].rpartition(b"@")[0].partition(b":")
    if not is_secret(password) or password.isdigit() or password == user:
        return False
    return not (user.lower() in _SAMPLE_USERS and password.isalpha() and password.islower())


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
    """A literal that is no placeholder, not a plain word, and not the path that a shell's PWD is."""
    told = _VALUE.search(value)
    if told is None or not is_secret(told["value"]):
        return False
    text = told["value"]
    return not text.isalpha() and b"(" not in text and not text.startswith((b"/", b"~", b"./", b"../"))


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
        and issued_token(text)
    )
