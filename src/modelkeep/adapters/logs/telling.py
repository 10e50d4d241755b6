"""Which log table a JSON object belongs to, by the fields that its source documents."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UNSET, Raw, UnsetType

from modelkeep.adapters.logs.answers import ANSWERS

Maybe = Raw | UnsetType


class _Told(msgspec.Struct):
    """The fields that tell sources apart; each is present or not, its value does not matter."""

    event_time: Maybe = msgspec.field(default=UNSET, name="eventTime")
    event_source: Maybe = msgspec.field(default=UNSET, name="eventSource")
    event_id: Maybe = msgspec.field(default=UNSET, name="eventID")
    notified: Maybe = msgspec.field(default=UNSET, name="s3")
    schema_type: Maybe = msgspec.field(default=UNSET, name="schemaType")
    capture: Maybe = msgspec.field(default=UNSET, name="captureData")
    query_name: Maybe = UNSET
    query_timestamp: Maybe = UNSET
    class_uid: Maybe = UNSET
    product_arn: Maybe = msgspec.field(default=UNSET, name="ProductArn")
    aws_account: Maybe = msgspec.field(default=UNSET, name="AwsAccountId")
    service: Maybe = UNSET
    account: Maybe = msgspec.field(default=UNSET, name="accountId")
    severity: Maybe = UNSET
    type: Maybe = UNSET
    records: Maybe = msgspec.field(default=UNSET, name="Records")
    events: Maybe = msgspec.field(default=UNSET, name="Events")
    findings: Maybe = msgspec.field(default=UNSET, name="Findings")
    message_type: Maybe = msgspec.field(default=UNSET, name="messageType")
    log_events: Maybe = msgspec.field(default=UNSET, name="logEvents")
    detail: Maybe = UNSET
    detail_type: Maybe = msgspec.field(default=UNSET, name="detail-type")
    digest_end: Maybe = msgspec.field(default=UNSET, name="digestEndTime")
    digest_files: Maybe = msgspec.field(default=UNSET, name="logFiles")
    lake_event: Maybe = msgspec.field(default=UNSET, name="eventData")
    lower_lake_event: Maybe = msgspec.field(default=UNSET, name="eventdata")
    whole_event: Maybe = msgspec.field(default=UNSET, name="eventJson")
    lower_whole_event: Maybe = msgspec.field(default=UNSET, name="eventjson")
    lower_time: Maybe = msgspec.field(default=UNSET, name="eventtime")
    lower_source: Maybe = msgspec.field(default=UNSET, name="eventsource")
    interface: Maybe = msgspec.field(default=UNSET, name="interface-id")
    event_name: Maybe = msgspec.field(default=UNSET, name="eventName")
    identity: Maybe = msgspec.field(default=UNSET, name="userIdentity")
    event_type: Maybe = msgspec.field(default=UNSET, name="eventType")
    asked_account: Maybe = msgspec.field(default=UNSET, name="AccountId")
    asked_severity: Maybe = msgspec.field(default=UNSET, name="Severity")
    asked_type: Maybe = msgspec.field(default=UNSET, name="Type")
    asked_resource: Maybe = msgspec.field(default=UNSET, name="Resource")
    asked_events: Maybe = msgspec.field(default=UNSET, name="events")
    results: Maybe = UNSET
    told_findings: Maybe = msgspec.field(default=UNSET, name="findings")
    message: Maybe = UNSET
    result_rows: Maybe = msgspec.field(default=UNSET, name="QueryResultRows")
    result_set: Maybe = msgspec.field(default=UNSET, name="ResultSet")


_DECODER = msgspec.json.Decoder(_Told)

ENVELOPES = frozenset({"Records", "Events", "Findings", "DATA_MESSAGE", "detail", "digest", "exported"}) | ANSWERS
"""What holds records instead of being one."""


def kind_of(raw: bytes | memoryview | Raw) -> str:
    """The log table of a record, one of ENVELOPES, or '' for neither. Raises msgspec.DecodeError for what is no JSON object."""
    return _kind(_DECODER.decode(raw))


def _kind(told: _Told) -> str:
    if _is_plain_event(told):
        return "cloudtrail"
    return _envelope(told) or _record(told) or _answer(told)


def _is_plain_event(told: _Told) -> bool:
    """Whether it is an event of CloudTrail with what nearly all of them have: most lines are, and need no other question."""
    return (
        told.event_time is not UNSET
        and told.event_source is not UNSET
        and told.event_name is not UNSET
        and told.identity is not UNSET
        and told.notified is UNSET
        and told.lake_event is UNSET
        and told.whole_event is UNSET
        and told.detail is UNSET
        and told.records is UNSET
    )


def _has(*fields: Any) -> bool:
    return all(field is not UNSET for field in fields)


def _envelope(told: _Told) -> str:
    if _has(told.message_type, told.log_events):
        return "DATA_MESSAGE"
    if _has(told.detail, told.detail_type):
        return "detail"
    if _has(told.digest_end, told.digest_files):
        return "digest"
    wholes = (told.lake_event, told.lower_lake_event, told.whole_event, told.lower_whole_event)
    if any(map(_has, wholes)) or _has(told.lower_time, told.lower_source):
        return "exported"
    lists = {"Records": told.records, "Events": told.events, "Findings": told.findings}
    return next((name for name, found in lists.items() if _has(found)), "")


def _record(told: _Told) -> str:
    signs = {
        "cloudtrail": _is_cloudtrail(told),
        "bedrock_invocation": told.schema_type is not UNSET and bytes(told.schema_type) == b'"ModelInvocationLog"',
        "sagemaker_capture": _has(told.capture),
        "route53_resolver": _has(told.query_name, told.query_timestamp),
        "ocsf": _has(told.class_uid),
        "security_hub": _has(told.product_arn, told.aws_account),
        "guardduty": _has(told.service, told.account, told.severity, told.type),
        "vpc_flow": _has(told.interface),
    }
    return next((table for table, found in signs.items() if found), "")


def _is_cloudtrail(told: _Told) -> bool:
    """Whether it is an event of CloudTrail, one without its time among them: the lake says what it lacks. What S3, SQS, streams and the
    like send to functions has some of the names, too."""
    if _has(told.notified) or not (_has(told.event_source) or _has(told.event_id)):
        return False
    if _has(told.event_time):
        return True
    from_service = told.event_source is not UNSET and not bytes(told.event_source).startswith(b'"aws:')
    return from_service and _has(told.event_name) and (_has(told.identity) or _has(told.event_type))


def _answer(told: _Told) -> str:
    if _has(told.asked_account, told.asked_severity, told.asked_type, told.asked_resource):
        return "Finding"
    lists = {
        "QueryResultRows": told.result_rows, "ResultSet": told.result_set, "events": told.asked_events, "results": told.results,
        "findings": told.told_findings, "message": told.message,
    }  # fmt: skip
    return next((name for name, found in lists.items() if _has(found)), "")
