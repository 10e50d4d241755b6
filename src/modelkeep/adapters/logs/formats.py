"""The records in an object, by its content: JSON documents of every source, JSON lines, text lines, CSV and Parquet.

What an object is called does not matter. Whatever is no record of a source that is known is told, with its place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import msgspec
from msgspec import Raw

from modelkeep.adapters.logs import answers, envelopes, exports, flow
from modelkeep.adapters.logs.content import GZIP, PARQUET, ZSTD, Content, UnreadableError, unpack
from modelkeep.adapters.logs.parts import Hints, Part, Skipped, Trouble
from modelkeep.adapters.logs.telling import ENVELOPES, kind_of
from modelkeep.core.logs import log_tables

Found = Part | Trouble | Skipped
SHOWN = 4096
UNKNOWN = "it is of no source that is known"
NAMELESS = "it is a flow log whose fields nobody names: put the line with the names of its format before it"
_EXPORTED_LINE = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) (.*)\Z", re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")
"""What stands for bytes that are not UTF-8."""
_DEEPEST = 4
"""Envelopes in envelopes that are opened: a subscription's message may hold an event that holds a finding."""


def records_of(packed: bytes | Path, hints: Hints, scratch: Path) -> Iterator[Found]:
    """What is in an object, given as bytes or as a file. `scratch` is a folder for what has to lie on disk."""
    try:
        yield from _found(packed, hints, scratch)
    except (UnreadableError, duckdb.Error) as error:
        yield Trouble("", str(error).splitlines()[0])


def _found(packed: bytes | Path, hints: Hints, scratch: Path) -> Iterator[Found]:
    content = unpack(packed, scratch)
    try:
        yield from _told_apart(packed, content, hints, scratch)
    finally:
        content.close()


def _told_apart(packed: bytes | Path, content: Content, hints: Hints, scratch: Path) -> Iterator[Found]:
    start = content.head[:SHOWN].lstrip()
    if start.startswith(PARQUET):
        yield from exports.rows_of(_file(packed, content, scratch / "rows.parquet"), "parquet")
    elif not start and content.rest is None:
        yield Skipped("empty")
    elif start[:1] in (b"{", b"["):
        yield from _json(content, hints)
    elif _is_csv(content.head):
        yield from exports.rows_of(_file(packed, content, scratch / "rows.csv"), "csv")
    else:
        yield from _text(content, hints)


def _file(packed: bytes | Path, content: Content, path: Path) -> Path:
    if isinstance(packed, Path):
        with packed.open("rb") as file:
            if file.read(4)[:2] not in (GZIP, ZSTD[:2]):
                return packed
    path.write_bytes(content.whole())
    return path


def _is_csv(start: bytes) -> bool:
    names = {name.strip(b'" \r').lower() for name in start.split(b"\n", 1)[0].split(b",")}
    return bool(names & {b"eventdata", b"eventjson"}) or {b"eventtime", b"eventsource"} <= names


def _json(content: Content, hints: Hints) -> Iterator[Found]:
    if content.head.startswith(b'{"Records":'):
        text = content.whole()
        try:
            yield from _records(text, hints, "", 0)
        except (msgspec.DecodeError, UnicodeDecodeError):
            yield from _document(text.strip(), hints, "")
        return
    line, _, after = content.head.lstrip().partition(b"\n")
    if (after.strip() or content.rest is not None) and _is_whole(line):
        number = 1
        for block in content.blocks():
            lines = block.split(b"\n")
            yield from _lines(lines, number, hints)
            number += len(lines) - 1
    else:
        yield from _document(content.whole().strip(), hints, "")


def _is_whole(line: bytes) -> bool:
    try:
        kind_of(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    return True


def _lines(lines: Sequence[bytes], first: int, hints: Hints) -> Iterator[Found]:
    """Lines of JSON, each a record or an envelope; records of one table that follow each other go together."""
    run: list[bytes] = []
    table, start = "", first
    for number, line in enumerate(lines, first):
        kind = _kind(line) if line.strip() else ""
        if run and (kind != table or number != start + len(run)):
            yield Part(table, run, start, "line", flat=True)
            run = []
        if kind in log_tables():
            if not run:
                table, start = kind, number
            run.append(line)
        elif line.strip():
            yield from _document(line, hints, f"line {number}")
    if run:
        yield Part(table, run, start, "line", flat=True)


def _kind(line: bytes) -> str:
    try:
        return kind_of(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""


def _document(text: bytes, hints: Hints, place: str, depth: int = 0) -> Iterator[Found]:
    """One JSON document, or several one after the other."""
    try:
        kind = kind_of(text)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        yield from _several(text, hints, place, error)
        return
    if kind in log_tables():
        yield Part(kind, (text,))
    elif kind in ENVELOPES and depth < _DEEPEST:
        try:
            yield from _OPENED[kind](text, hints, place, depth)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            yield Trouble(place, f"it is no such document: {_told(error)}", text[:SHOWN])
    else:
        yield Trouble(place, UNKNOWN, text[:SHOWN])


def _several(text: bytes, hints: Hints, place: str, error: Exception) -> Iterator[Found]:
    """Documents without a line's end between them, as Firehose delivers them, or an array of records."""
    try:
        decoded = text.decode()
        if decoded.startswith("["):
            yield from _mixed(msgspec.json.decode(text, type=list[Raw]), hints, place)
            return
        documents = list(_split(decoded))
    except (ValueError, RecursionError):
        yield Trouble(place, _told(error), text[:SHOWN])
        return
    if len(documents) < 2:
        yield Trouble(place, _told(error), text[:SHOWN])
        return
    yield from _mixed(documents, hints, place)


def _split(text: str) -> Iterator[bytes]:
    """Raises ValueError where the text is not a row of JSON documents."""
    decoder, position = json.JSONDecoder(), 0
    while position < len(text):
        _, end = decoder.raw_decode(text, position)
        yield text[position:end].encode()
        position = end
        while position < len(text) and text[position] in " \t\r\n":
            position += 1


def _mixed(documents: Sequence[bytes | Raw], hints: Hints, place: str) -> Iterator[Found]:
    for number, document in enumerate(documents, 1):
        where = f"{place}, document {number}" if place else f"document {number}"
        for found in _document(bytes(document), hints, where, 1):
            yield (
                Part(found.table, found.records, number)
                if isinstance(found, Part) and len(found.records) == 1
                else found
            )


def _records(text: bytes, hints: Hints, place: str, depth: int) -> Iterator[Found]:
    records = envelopes.RECORDS.decode(text).records
    if not records:
        yield Skipped("no records")
        return
    kind = _kind(bytes(records[0]))
    if kind in log_tables():
        yield Part(kind, records, flat=b"\n" not in text)
    else:
        yield from _mixed(records, hints, place)


def _looked_up(text: bytes, hints: Hints, place: str, depth: int) -> Iterator[Found]:
    events = envelopes.LOOKED_UP.decode(text).events
    yield Part("cloudtrail", [each.record.encode() for each in events]) if events else Skipped("no events")


def _findings(text: bytes, hints: Hints, place: str, depth: int) -> Iterator[Found]:
    yield from _mixed(envelopes.FINDINGS.decode(text).findings, hints, place)


def _told_findings(text: bytes, hints: Hints, place: str, depth: int) -> Iterator[Found]:
    findings = envelopes.IMPORTED.decode(text).findings
    yield from _mixed(findings, hints, place) if findings else (Skipped("no findings"),)


def _event(text: bytes, hints: Hints, place: str, depth: int) -> Iterator[Found]:
    """An event of EventBridge: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html"""
    event = envelopes.DETAIL.decode(text)
    if event.detail_type.startswith("Security Hub Findings"):
        yield from _told_findings(bytes(event.detail), hints, place, depth)
    else:
        yield from _document(bytes(event.detail), hints, place, depth + 1)


def _subscription(text: bytes, hints: Hints, place: str, depth: int) -> Iterator[Found]:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html"""
    sent = envelopes.SUBSCRIPTION.decode(text)
    if sent.message_type == "CONTROL_MESSAGE":
        yield Skipped("control message")
        return
    kept = {"owner": sent.owner, "logGroup": sent.log_group, "logStream": sent.log_stream}
    messages = [(each.message, {**kept, "id": each.id, "timestamp": each.timestamp}) for each in sent.log_events]
    yield from _messages(messages, hints, place, depth)


def _messages(
    messages: Sequence[tuple[str, Mapping[str, Any]]], hints: Hints, place: str, depth: int, first: int = 1
) -> Iterator[Found]:
    """Messages of CloudWatch Logs: records of a source that delivers there, and lines of their own, which may be JSON of any form."""
    for number, (message, kept) in enumerate(messages, first):
        where = f"{place}, message {number}" if place else f"message {number}"
        raw = message.strip().encode()
        kind = _kind(raw) if raw[:1] == b"{" else ""
        held = list(_document(raw, hints, where, depth + 1)) if kind in ENVELOPES - answers.ANSWERS else ()
        fields = flow.DEFAULT if not kind and flow.fields_of(message.strip()) is flow.DEFAULT else None
        if kind in log_tables():
            yield Part(kind, (raw,), number, "message")
        elif any(isinstance(each, Part) for each in held):
            yield from held
        elif fields is not None and (flowed := flow.record(fields, message.strip())) is not None:
            yield Part("vpc_flow", (flowed,), number, "message")
        else:
            line = msgspec.json.encode({**kept, "message": message})
            yield Part("cloudwatch", (line,), number, "message")


def _digest(text: bytes, hints: Hints, place: str, depth: int) -> Iterator[Found]:
    yield Skipped("digest")


def _exported(text: bytes, hints: Hints, place: str, depth: int) -> Iterator[Found]:
    try:
        yield Part("cloudtrail", (exports.restored(msgspec.json.decode(text)),))
    except ValueError as error:
        yield Trouble(place, str(error), text[:SHOWN])


def _asked_finding(text: bytes, hints: Hints, place: str, depth: int) -> Iterator[Found]:
    yield Part("guardduty", (answers.finding(text),))


def _asked_messages(text: bytes, hints: Hints, place: str, depth: int) -> Iterator[Found]:
    kind = kind_of(text)
    messages = answers.messages(text, kind)
    yield from _messages(messages, hints, place, depth) if messages else (Skipped("no events"),)


def _lone_message(text: bytes, hints: Hints, place: str, depth: int) -> Iterator[Found]:
    """A message by itself, as flow logs reach Firehose."""
    message = answers.lone_message(text)
    found = list(_messages([(message, {})], hints, place, depth))
    if any(isinstance(each, Part) and each.table == "cloudwatch" for each in found):
        found = [Trouble(place, NAMELESS if flow.lacks_header(message) else UNKNOWN, text[:SHOWN])]
    yield from found


def _asked_rows(text: bytes, hints: Hints, place: str, depth: int) -> Iterator[Found]:
    rows = answers.rows(text, kind_of(text))
    yield from exports.parts_of(rows) if rows else (Skipped("no rows"),)


_OPENED = {
    "Records": _records, "Events": _looked_up, "Findings": _findings, "detail": _event, "DATA_MESSAGE": _subscription,
    "digest": _digest, "exported": _exported, "Finding": _asked_finding, "events": _asked_messages, "results": _asked_messages,
    "QueryResultRows": _asked_rows, "ResultSet": _asked_rows, "findings": _told_findings, "message": _lone_message,
}  # fmt: skip


def _text(content: Content, hints: Hints) -> Iterator[Found]:
    """Lines of text: VPC flow logs, and exports of CloudWatch Logs, where each begins with its time."""
    fields: Sequence[str] | None = None
    number = 1
    for block in content.blocks():
        lines = block.decode(errors="surrogateescape").split("\n")
        if fields is None:
            fields = flow.fields_of(lines[0]) or ()
        if fields:
            yield from _flows(fields, lines, number)
        else:
            yield from _exported_lines(lines, number, hints)
        number += len(lines) - 1


def _flows(fields: Sequence[str], lines: Sequence[str], first: int) -> Iterator[Found]:
    run: list[bytes] = []
    start = first
    for number, line in enumerate(lines, first):
        record = None if not line.strip() or flow.is_header(line) else _safe(fields, line)
        if record is None:
            if run:
                yield Part("vpc_flow", run, start, "line")
                run = []
            if line.strip() and not flow.is_header(line):
                yield Trouble(f"line {number}", "it has not the fields that the header names", _raw(line))
        else:
            start = number if not run else start
            run.append(record)
    if run:
        yield Part("vpc_flow", run, start, "line")


def _safe(fields: Sequence[str], line: str) -> bytes | None:
    try:
        return flow.record(fields, line)
    except UnicodeEncodeError:
        return None


def _exported_lines(lines: Sequence[str], first: int, hints: Hints) -> Iterator[Found]:
    """Each message begins with its time; lines that do not go on with the message before."""
    message: list[str] = []
    moment, start = 0, first
    for number, line in enumerate((*lines, None), first):
        matched = _EXPORTED_LINE.match(line) if line is not None and _is_text(line) else None
        if matched is None and line is not None and message and _is_text(line):
            message.append(line)
            continue
        if message and (matched or line is None):
            kept = {"timestamp": moment, "logStream": hints.stream, "line": start}
            yield from _messages([("\n".join(message).rstrip("\n"), kept)], hints, "", 0, start)
            message = []
        if matched is not None:
            message, start = [matched[2]], number
            moment = int(datetime.fromisoformat(matched[1]).timestamp() * 1000 + 0.5)
        elif line is not None and line.strip():
            yield Trouble(f"line {number}", NAMELESS if flow.lacks_header(line) else UNKNOWN, _raw(line))


def _is_text(line: str) -> bool:
    return not _SURROGATE.search(line)


def _raw(line: str) -> bytes:
    return line.encode(errors="surrogateescape")[:SHOWN]


def _told(error: Exception) -> str:
    """What msgspec says names fields and types, never values."""
    return "it is not text in UTF-8" if isinstance(error, UnicodeError) else f"it is no JSON that can be read: {error}"
