"""Rewrite a table that is text: fields between separators, in their own quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from modelkeep.engines.artifacts.sources import Source, UnreadableError
from modelkeep.engines.classify.formats import delimited
from modelkeep.engines.classify.formats.json_document import LARGEST
from modelkeep.engines.classify.reading import BLOCK, ROWS
from modelkeep.engines.classify.redaction import Work, refuse_utf_16
from modelkeep.engines.classify.values import Escaped, Plain, Value, Where

Field = tuple[int, int, bool]
"""Start and end in a block, without quotes, and whether there are any."""


def rewritten(source: Source, work: Work, name: str) -> Iterator[bytes]:
    """A table with its values redacted. Raises UnreadableError for a field without an end, and a row that is too long."""
    refuse_utf_16(source)
    head = source.read(0, 65_536)
    sign = delimited.separator(head, source.size > len(head)) or delimited.by_name(name)
    pattern = _pattern(sign.encode())
    names: Sequence[str] = ()
    for block in _blocks(source, pattern):
        values: list[Value] = []
        done = 0
        for number, (end, fields) in enumerate(rows(block, pattern), 1):
            if not names:
                first = [_value(block, each, Plain(0))[0].decode("utf-8", "replace") for each in fields]
                names, data = delimited.header([first])
                fields = fields if data else []
            for position, each in enumerate(fields):
                column = names[position] if position < len(names) else f"column {position + 1}"
                if each[0] < each[1] and column in work.matcher:
                    values.append(Value(column, *_value(block, each, Plain(-done))))
            if number % ROWS == 0:
                yield work.written(block[done:end], values)
                values, done = [], end
        yield work.written(block[done:], values)


def _pattern(sign: bytes) -> re.Pattern[bytes]:
    """A field: with quotes, and maybe something behind them, or without; and its end."""
    other = rb"[^" + re.escape(sign) + rb"\r\n]*+"
    return re.compile(
        rb'(?:"((?:[^"]|"")*+)"' + other + rb'|(?!")(' + other + rb"))(" + re.escape(sign) + rb"|\r\n|\n|\r)?"
    )


def rows(block: bytes, pattern: re.Pattern[bytes]) -> Iterator[tuple[int, list[Field]]]:
    """The end of each row in a block, and its fields. Stops at a field without an end."""
    at = 0
    fields: list[Field] = []
    while at < len(block) or fields:
        match = pattern.match(block, at)
        if match is None:
            return
        quoted = match.start(1) >= 0
        fields.append((*match.span(1 if quoted else 2), quoted))
        end = match[3]
        at = match.end()
        if end is None or end in (b"\n", b"\r\n", b"\r"):
            yield at, fields
            fields = []
            if end is None:
                return


def _blocks(source: Source, pattern: re.Pattern[bytes]) -> Iterator[bytes]:
    """Blocks that end at ends of rows."""
    at, data = 0, b""
    while at < source.size:
        new = source.read(at, BLOCK)
        if not new:
            raise UnreadableError(f"it ends at byte {at:,} of {source.size:,}")
        at += len(new)
        data += new
        ends = [end for end, _ in rows(data, pattern)]
        if at >= source.size:
            if not ends or ends[-1] < len(data):
                raise UnreadableError("a field with quotes has no end")
            yield data
            return
        whole = [end for end in ends[-2:] if end < len(data)]
        if whole:
            yield data[: whole[-1]]
            data = data[whole[-1] :]
        elif len(data) > LARGEST:
            raise UnreadableError(f"a row is longer than {LARGEST:,} bytes")


def _value(block: bytes, field: Field, where: Plain) -> tuple[bytes, Where]:
    """What a field says, and where its bytes stand."""
    start, end, quoted = field
    body = block[start:end]
    place = Plain(start, where)
    if not quoted or b'""' not in body:
        return body, place
    own, raw, verbatim = [], [], []
    at = position = 0
    for part in re.split(rb'("")', body):
        is_quote = part == b'""'
        if part:
            own.append(at)
            raw.append(position)
            verbatim.append(not is_quote)
        at += 1 if is_quote else len(part)
        position += len(part)
    own.append(at)
    raw.append(len(body))
    verbatim.append(True)
    return body.replace(b'""', b'"'), Escaped(place, own, raw, verbatim)
