"""Documents that hold records: CloudTrail's files, answers and deliveries of CloudWatch Logs, EventBridge and the AWS CLI."""

from __future__ import annotations

import msgspec
from msgspec import Raw


class _Records(msgspec.Struct):
    records: list[Raw] = msgspec.field(name="Records")


class _LookedUp(msgspec.Struct):
    record: str = msgspec.field(name="CloudTrailEvent")


class _Events(msgspec.Struct):
    events: list[_LookedUp] = msgspec.field(name="Events")


class _Findings(msgspec.Struct):
    findings: list[Raw] = msgspec.field(name="Findings")


class _Detail(msgspec.Struct):
    detail: Raw
    detail_type: str = msgspec.field(name="detail-type")


class _Imported(msgspec.Struct):
    findings: list[Raw]


class _LogEvent(msgspec.Struct):
    id: str
    timestamp: int
    message: str


class _Subscription(msgspec.Struct, rename="camel"):
    message_type: str
    log_events: list[_LogEvent]
    owner: str = ""
    log_group: str = ""
    log_stream: str = ""


RECORDS, LOOKED_UP = msgspec.json.Decoder(_Records), msgspec.json.Decoder(_Events)
FINDINGS = msgspec.json.Decoder(_Findings)
DETAIL, IMPORTED = msgspec.json.Decoder(_Detail), msgspec.json.Decoder(_Imported)
SUBSCRIPTION = msgspec.json.Decoder(_Subscription)
