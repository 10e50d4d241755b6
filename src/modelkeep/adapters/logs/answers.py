"""What the AWS CLI printed when somebody asked for logs: answers of GuardDuty, CloudWatch Logs, CloudTrail Lake and Athena.

https://docs.aws.amazon.com/cli/latest/reference/guardduty/get-findings.html,
https://docs.aws.amazon.com/cli/latest/reference/logs/filter-log-events.html (and get-log-events, get-query-results),
https://docs.aws.amazon.com/cli/latest/reference/cloudtrail/get-query-results.html,
https://docs.aws.amazon.com/cli/latest/reference/athena/get-query-results.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

import msgspec

ANSWERS = frozenset({"Finding", "findings", "events", "results", "QueryResultRows", "ResultSet", "message"})
"""Kinds of documents that this module opens, by what tells them apart."""

_MEMBER = re.compile(r"[A-Z][A-Za-z0-9]*\Z")
# Members whose name on the wire, which exports and events have, is not the CLI's with a small first letter (botocore's guardduty).
_ODD: Mapping[str, str] = MappingProxyType(
    {
        "SourceIps": "sourceIPs", "LoginAttributes": "LoginAttributes", "KubernetesResourcesTypes": "type", "Latitude": "lat",
        "Longitude": "lon",
    }
)  # fmt: skip


class _LogEvent(msgspec.Struct, rename="camel"):
    timestamp: int
    message: str
    ingestion_time: int | None = None
    event_id: str = ""
    log_stream_name: str = ""


class _LogEvents(msgspec.Struct):
    events: list[_LogEvent]


class _Lone(msgspec.Struct):
    message: str


class _Cell(msgspec.Struct):
    field: str
    value: str = ""


class _Results(msgspec.Struct):
    results: list[list[_Cell]]


class _Rows(msgspec.Struct):
    rows: list[list[dict[str, str | None]]] = msgspec.field(name="QueryResultRows")


class _Datum(msgspec.Struct):
    value: str | None = msgspec.field(default=None, name="VarCharValue")


class _Row(msgspec.Struct):
    data: list[_Datum] = msgspec.field(name="Data")


class _Set(msgspec.Struct):
    rows: list[_Row] = msgspec.field(name="Rows")


class _Sets(msgspec.Struct):
    set: _Set = msgspec.field(name="ResultSet")


_EVENTS, _RESULTS = msgspec.json.Decoder(_LogEvents), msgspec.json.Decoder(_Results)
_LONE = msgspec.json.Decoder(_Lone)
_ROWS, _SETS = msgspec.json.Decoder(_Rows), msgspec.json.Decoder(_Sets)

Message = tuple[str, dict[str, Any]]


def finding(text: bytes) -> bytes:
    """A finding of `aws guardduty get-findings` as GuardDuty exports it. Raises msgspec.DecodeError."""
    return msgspec.json.encode(_small(msgspec.json.decode(text)))


def _small(value: Any) -> Any:
    if isinstance(value, list):
        return [_small(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {_wire(name): _small(each) for name, each in value.items()}


def _wire(name: str) -> str:
    if not _MEMBER.match(name):
        return name
    return _ODD.get(name, name[0].lower() + name[1:])


def messages(text: bytes, kind: str) -> Sequence[Message]:
    """The messages that CloudWatch Logs answered, each with what is kept of it beside. Raises msgspec.DecodeError."""
    if kind == "events":
        return [_message(each) for each in _EVENTS.decode(text).events]
    return [_queried({cell.field: cell.value for cell in cells}) for cells in _RESULTS.decode(text).results]


def lone_message(text: bytes) -> str:
    """The message of an object that has nothing else. Raises msgspec.DecodeError."""
    return _LONE.decode(text).message


def _message(event: _LogEvent) -> Message:
    told: dict[str, Any] = {"timestamp": event.timestamp, "logStream": event.log_stream_name, "id": event.event_id}
    return event.message, {**told, "ingestionTime": event.ingestion_time}


def _queried(fields: Mapping[str, str]) -> Message:
    """A row of Logs Insights, whose times are UTC: `2026-11-01 10:00:00.000`."""
    try:
        moment = datetime.fromisoformat(fields["@timestamp"]).replace(tzinfo=UTC)
    except (KeyError, ValueError) as error:
        raise msgspec.ValidationError("a row has no @timestamp: ask for fields @timestamp, @message") from error
    if "@message" not in fields:
        raise msgspec.ValidationError("a row has no @message: ask for fields @timestamp, @message")
    account, _, group = fields.get("@log", "").rpartition(":")
    told = {"timestamp": round(moment.timestamp() * 1000), "logStream": fields.get("@logStream", "")}
    return fields["@message"], {**told, "logGroup": group, "owner": account, "id": fields.get("@ptr", "")}


def rows(text: bytes, kind: str) -> Sequence[bytes]:
    """The rows of a query's answer, one JSON object each by columns' names. Raises msgspec.DecodeError."""
    if kind == "QueryResultRows":
        return [
            msgspec.json.encode({name: value for cell in row for name, value in cell.items()})
            for row in _ROWS.decode(text).rows
        ]
    found = [[each.value for each in row.data] for row in _SETS.decode(text).set.rows]
    if not found:
        return []
    names = [name or "" for name in found[0]]
    if any(len(row) != len(names) for row in found):
        raise msgspec.ValidationError("a row has not the columns of the first one, which names them")
    return [msgspec.json.encode(dict(zip(names, row, strict=True))) for row in found[1:]]
