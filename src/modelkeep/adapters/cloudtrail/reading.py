"""CloudTrail's log files as typed events.

Read are the files that CloudTrail delivers (`{"Records": [...]}`), what `aws cloudtrail lookup-events` prints (`{"Events": [...]}`)
and JSON lines with one record each, gzipped or not. What is none of them is told, never passed over.
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-examples.html
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import msgspec

from modelkeep.core.errors import UsageError
from modelkeep.core.trail import TrailEvent, TrailTrouble

SUFFIXES = (".json", ".jsonl", ".ndjson", ".gz")
_DIGEST = "CloudTrail-Digest"
_INSIGHT = "Insight"
_DATA = "Data"
_DEEPEST = 20
_MAGIC = b"\x1f\x8b"


class _Issuer(msgspec.Struct, rename="camel"):
    arn: str = ""


class _Session(msgspec.Struct, rename="camel"):
    session_issuer: _Issuer | None = None


class _Identity(msgspec.Struct, rename="camel"):
    arn: str = ""
    invoked_by: str = ""
    session_context: _Session | None = None


class _Resource(msgspec.Struct):
    arn: str | None = msgspec.field(default=None, name="ARN")


class _Record(msgspec.Struct, rename="camel"):
    event_source: str
    event_name: str
    event_time: datetime
    aws_region: str
    event_id: str = msgspec.field(default="", name="eventID")
    event_type: str = ""
    event_category: str = ""
    management_event: bool | None = None
    recipient_account_id: str = ""
    user_identity: _Identity | None = None
    source_ip: str = msgspec.field(default="", name="sourceIPAddress")
    vpc_endpoint_id: str = ""
    error_code: str | None = None
    request_parameters: Any = None
    response_elements: Any = None
    resources: list[_Resource] | None = None


class _Delivered(msgspec.Struct):
    records: list[msgspec.Raw] | None = msgspec.field(default=None, name="Records")
    events: list[msgspec.Raw] | None = msgspec.field(default=None, name="Events")


class _LookedUp(msgspec.Struct):
    record: str = msgspec.field(name="CloudTrailEvent")


_RECORDS = msgspec.json.Decoder(_Record)
_DELIVERIES = msgspec.json.Decoder(_Delivered)
_LOOKUPS = msgspec.json.Decoder(_LookedUp)


def read_events(paths: Sequence[str]) -> Iterator[TrailEvent | TrailTrouble]:
    """The events of files and folders, in the order of their names. Raises UsageError for a path that is not there or holds no files."""
    for path in map(Path, paths):
        for file in _files(path):
            yield from _read(file)


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        found = sorted(each for each in path.rglob("*") if each.is_file() and each.name.endswith(SUFFIXES))
        if not found:
            raise UsageError(
                f"{path} holds no CloudTrail files",
                remedy=f"Name files, or a folder of files that end in {', '.join(SUFFIXES)}.",
            )
        return [each for each in found if _DIGEST not in each.parts]
    if not path.is_file():
        raise UsageError(f"{path}: no such file or folder", remedy="Name CloudTrail's files with --events.")
    return [path]


def _read(file: Path) -> Iterator[TrailEvent | TrailTrouble]:
    try:
        with _opened(file) as stream:
            first = stream.readline()
            while first and not first.strip():
                first = stream.readline()
            if _is_record(first):
                yield from _lines(file, first, stream)
            else:
                yield from _delivered(file, first + stream.read())
    except (OSError, EOFError, zlib.error) as error:
        yield TrailTrouble(str(file), f"it cannot be read: {error}")


def _opened(file: Path) -> IO[bytes] | gzip.GzipFile:
    stream = file.open("rb")
    is_zipped = stream.read(2) == _MAGIC
    stream.seek(0)
    if not is_zipped:
        return stream
    stream.close()
    return gzip.open(file)


def _is_record(line: bytes) -> bool:
    """Whether the first line is a record by itself, or is meant to be one of many lines."""
    try:
        found = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    return isinstance(found, dict) and not found.keys() & {"Records", "Events"}


def _lines(file: Path, first: bytes, rest: Iterable[bytes]) -> Iterator[TrailEvent | TrailTrouble]:
    yield from _one(f"{file}:1", first)
    for number, line in enumerate(rest, 2):
        if line.strip():
            yield from _one(f"{file}:{number}", line)


def _delivered(file: Path, content: bytes) -> Iterator[TrailEvent | TrailTrouble]:
    try:
        found = _DELIVERIES.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        yield TrailTrouble(str(file), f"it is no CloudTrail file: {_told(error)}")
        return
    if found.records is None and found.events is None:
        yield TrailTrouble(str(file), "it is no CloudTrail file: it has neither Records nor Events")
    for number, raw in enumerate(found.records or (), 1):
        yield from _one(f"{file}, record {number}", bytes(raw))
    for number, raw in enumerate(found.events or (), 1):
        place = f"{file}, event {number}"
        try:
            record = _LOOKUPS.decode(bytes(raw)).record.encode()
        except (msgspec.DecodeError, UnicodeError) as error:
            yield TrailTrouble(place, f"it holds no record: {_told(error)}")
        else:
            yield from _one(place, record)


def _one(place: str, raw: bytes) -> Iterator[TrailEvent | TrailTrouble]:
    try:
        record = _RECORDS.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        yield TrailTrouble(place, f"it is no record of an event: {_told(error)}")
        return
    if record.event_category != _INSIGHT:
        yield _event(place, record)


def _told(error: Exception) -> str:
    """What msgspec says names fields and types, never values."""
    return "it is not text in UTF-8" if isinstance(error, UnicodeError) else str(error)


def _event(place: str, record: _Record) -> TrailEvent:
    identity = record.user_identity or _Identity()
    issuer = identity.session_context.session_issuer if identity.session_context else None
    at = record.event_time
    return TrailEvent(
        id=record.event_id,
        place=place,
        source=record.event_source,
        name=record.event_name,
        at=at if at.tzinfo else at.replace(tzinfo=UTC),
        region=record.aws_region,
        account=record.recipient_account_id,
        principal=(issuer.arn if issuer else "") or identity.arn,
        caller=identity.arn,
        resources=tuple(each.arn for each in record.resources or () if each.arn),
        parameters=tuple(texts(record.request_parameters)),
        answers=tuple(texts(record.response_elements)),
        error=record.error_code or "",
        invoked_by=identity.invoked_by,
        source_ip=record.source_ip,
        endpoint=record.vpc_endpoint_id,
        is_data=record.event_category == _DATA or record.management_event is False,
        is_call=record.event_type != "AwsServiceEvent",
    )


def texts(value: Any, name: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """Texts with their dotted names. What is nested deeper than any API's parameters is left out."""
    if isinstance(value, str):
        yield name, value
    elif depth < _DEEPEST and isinstance(value, dict):
        for key, inner in value.items():
            yield from texts(inner, f"{name}.{key}" if name else key, depth + 1)
    elif depth < _DEEPEST and isinstance(value, list):
        for inner in value:
            yield from texts(inner, name, depth + 1)
