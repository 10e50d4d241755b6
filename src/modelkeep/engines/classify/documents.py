"""The values of a JSON document, with their paths and where each stands, however deep in texts that are documents themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from modelkeep.engines.classify.tables import DEEPEST
from modelkeep.engines.classify.values import Escaped, Plain, Value, Where

_SIGNS = re.compile(rb'([{}\[\]:,])|("(?:[^"\\]|\\.)*")|([^ \t\r\n{}\[\]:,"]+)', re.DOTALL)
_RUNS = re.compile(
    rb"[^\\]+|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.", re.DOTALL
)
_NO_VALUES = (b"true", b"false", b"null")
DEEPEST_TEXT = 5
"""Documents within texts within documents: each doubles the escapes."""


def document_values(
    raw: bytes, where: Where, path: str = "", *, level: int = 0, depth: int = 0, rows: bool = False
) -> Iterator[Value]:
    """All values of a document that is known to be JSON, with their paths as `tables.Rows` has them.

    `level` is how many texts it is within, `depth` how many objects and lists. With `rows`, the elements of the outermost list are
    documents of their own.
    """
    owners: list[tuple[str, bool]] = []
    here, wants_key = path, False
    for match in _SIGNS.finditer(raw):
        sign, text, other = match.groups()
        if sign:
            if sign in b"{[":
                is_list = sign == b"["
                owners.append((here, is_list))
                here = _element(here, plain=rows and len(owners) == 1) if is_list else here
                wants_key = not is_list
            elif sign in b"}]":
                here, _ = owners.pop()
            elif sign == b",":
                wants_key = not owners[-1][1]
            continue
        if text and wants_key:
            owner = owners[-1][0]
            own = _decoded(text).decode("utf-8", "replace")
            here, wants_key = (f"{owner}.{own}" if owner else own), False
        elif text:
            yield from _text(text[1:-1], Plain(match.start(2) + 1, where), here, level, depth + len(owners))
        elif other not in _NO_VALUES:
            quote = b"\\" * (2**level - 1) + b'"'
            yield Value(here, other, Plain(match.start(3), where), number=True, quote=quote)


def _element(path: str, *, plain: bool) -> str:
    return path if plain else f"{path}[]"


def _decoded(literal: bytes) -> bytes:
    import msgspec

    if b"\\" not in literal:
        return literal[1:-1]
    return msgspec.json.decode(literal, type=str).encode("utf-8", "replace")


def _text(body: bytes, where: Where, path: str, level: int, depth: int) -> Iterator[Value]:
    data = body
    if b"\\" in body:
        data, where = unescaped(body, where)
    if data[:1] in (b"{", b"[") and depth < DEEPEST and level < DEEPEST_TEXT and is_document(data):
        yield from document_values(data, where, path, level=level + 1, depth=depth + 1)
    elif data:
        yield Value(path, data, where)


def unescaped(body: bytes, where: Where) -> tuple[bytes, Where]:
    """What a text with escapes says, and where its bytes stand."""
    parts: list[bytes] = []
    own, raw, verbatim = [], [], []
    at = 0
    for match in _RUNS.finditer(body):
        run = match[0]
        is_plain = run[:1] != b"\\"
        own.append(at)
        raw.append(match.start())
        verbatim.append(is_plain)
        part = run if is_plain else _decoded(b'"' + run + b'"')
        parts.append(part)
        at += len(part)
    own.append(at)
    raw.append(len(body))
    verbatim.append(True)
    return b"".join(parts), Escaped(where, own, raw, verbatim)


def is_document(data: bytes) -> bool:
    """Whether a text is an object or a list in JSON."""
    import msgspec

    try:
        return isinstance(msgspec.json.decode(data), dict | list)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return False
