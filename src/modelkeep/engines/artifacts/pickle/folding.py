"""Texts that a file puts together from constants: names hidden behind joins, codecs and replacements."""

from __future__ import annotations

import base64
import binascii
import codecs
import re
from collections.abc import Callable
from typing import Any

from modelkeep.engines.artifacts.pickle.values import Call, NotPlainError, Value, plain

_LONGEST = 4_096
"""Characters of a text that is put together."""


def foldable(name: tuple[str, str]) -> bool:
    """Whether it is a function of texts."""
    return name in _TEXT


def folded(name: tuple[str, str], call: Call) -> Value:
    """The text that a function of texts gives, where all of it is constant and short; the call where it is no such function."""
    way = _TEXT.get(name)
    if way is None:
        return call
    try:
        args = plain(call.args, 64, 4)
        result = way(*args)
    except (NotPlainError, TypeError, ValueError, LookupError, AttributeError, binascii.Error, OverflowError):
        return call
    return result if isinstance(result, (str, bytes)) and len(result) <= _LONGEST else call


def _bounded(*values: object) -> None:
    if any(isinstance(value, (str, bytes)) and len(value) > _LONGEST for value in values):
        raise ValueError("too long")


def _concat(one: Any, other: Any) -> Any:
    _bounded(one, other)
    return "".join((one, other)) if isinstance(one, str) and isinstance(other, str) else None


def _join(glue: Any, parts: Any) -> Any:
    _bounded(glue, *parts)
    return glue.join(parts) if len(parts) <= 64 else None


def _replace(text: str, old: str, new: str) -> str:
    _bounded(text, new)
    return text.replace(old, new) if len(text) * (len(new) + 1) <= _LONGEST * 16 else text


def _decode(data: Any, encoding: str = "utf-8", *_: object) -> Any:
    _bounded(data)
    if not _CODECS.fullmatch(encoding.replace("_", "-").lower()):
        return None
    return codecs.decode(data, encoding)


def _encode(data: Any, encoding: str = "utf-8", *_: object) -> Any:
    _bounded(data)
    if not _CODECS.fullmatch(encoding.replace("_", "-").lower()):
        return None
    return codecs.encode(data, encoding)


_CODECS = re.compile(
    r"ascii|utf-?8|latin-?1|iso-8859-1|utf-(16|32)(-[bl]e)?|utf-7|rot-?13|(hex|base64)(-codec)?|(raw-)?unicode-escape|punycode"
)
"""Those that neither expand nor read anything."""


def _str(value: Any = "", *rest: Any) -> Any:
    return _decode(value, *rest) if isinstance(value, bytes) else str(value) if not rest else None


def _bytes(value: Any = b"", *rest: Any) -> Any:
    if not rest:
        return bytes(value) if isinstance(value, (list, tuple, bytes)) else None
    return _encode(value, *rest)


_TEXT: dict[tuple[str, str], Callable[..., Any]] = {
    ("builtins", "chr"): chr,
    ("builtins", "str"): _str,
    ("builtins", "bytes"): _bytes,
    ("builtins", "str.join"): _join,
    ("builtins", "bytes.join"): _join,
    ("builtins", "str.replace"): _replace,
    ("builtins", "str.lower"): str.lower,
    ("builtins", "str.upper"): str.upper,
    ("builtins", "str.swapcase"): str.swapcase,
    ("builtins", "str.strip"): str.strip,
    ("builtins", "str.removeprefix"): str.removeprefix,
    ("builtins", "str.removesuffix"): str.removesuffix,
    ("builtins", "str.__add__"): _concat,
    ("builtins", "str.encode"): _encode,
    ("builtins", "bytes.decode"): _decode,
    ("builtins", "bytes.fromhex"): bytes.fromhex,
    ("binascii", "unhexlify"): binascii.unhexlify,
    ("binascii", "a2b_hex"): binascii.unhexlify,
    ("binascii", "a2b_base64"): binascii.a2b_base64,
    ("base64", "b64decode"): base64.b64decode,
    ("base64", "urlsafe_b64decode"): base64.urlsafe_b64decode,
    ("base64", "b16decode"): base64.b16decode,
    ("base64", "b32decode"): base64.b32decode,
    ("codecs", "decode"): _decode,
    ("codecs", "encode"): _encode,
    ("_codecs", "decode"): _decode,
    ("_codecs", "encode"): _encode,
    ("sys", "intern"): lambda text: text if isinstance(text, str) else None,
    ("operator", "concat"): _concat,
    ("operator", "add"): _concat,
    ("_operator", "concat"): _concat,
    ("_operator", "add"): _concat,
}
