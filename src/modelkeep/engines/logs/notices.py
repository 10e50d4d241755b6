"""What a queue's message tells: S3's notifications of new objects in their three forms, and events themselves.

- S3 to the queue: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html; keys are URL-encoded.
- By way of SNS: the same in an envelope, https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
- By way of EventBridge ("Object Created"): https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html; keys are as they are.
- Events themselves (CloudTrail's calls, GuardDuty's findings) that an EventBridge rule sends: they are records, in EventBridge's envelope.

What is none of these is handed on as a record, so that whoever reads records quarantines it with a reason.
"""

from __future__ import annotations

from urllib.parse import unquote_plus

import msgspec
from msgspec import UNSET, Raw, UnsetType

from modelkeep.core.logs.following import Notice
from modelkeep.core.logs.objects import LogObject

_DEEPEST = 3
"""Envelopes in envelopes that are opened."""
TEST, OTHER = "test events", "other events of S3"


class _Bucket(msgspec.Struct):
    name: str


class _Object(msgspec.Struct):
    key: str
    size: int = 0
    tag: str = msgspec.field(default="", name="eTag")


class _Place(msgspec.Struct):
    bucket: _Bucket
    object: _Object


class _Notified(msgspec.Struct):
    name: str = msgspec.field(name="eventName")
    place: _Place = msgspec.field(name="s3")
    source: str = msgspec.field(default="", name="eventSource")


class _Notification(msgspec.Struct):
    records: list[_Notified] = msgspec.field(name="Records")


class _BridgedObject(msgspec.Struct):
    key: str
    size: int = 0
    etag: str = ""


class _Created(msgspec.Struct):
    bucket: _Bucket
    object: _BridgedObject


class _Envelope(msgspec.Struct):
    """The fields by which envelopes are told apart."""

    event: str = msgspec.field(default="", name="Event")
    service: str = msgspec.field(default="", name="Service")
    topic: str = msgspec.field(default="", name="TopicArn")
    message: str | None = msgspec.field(default=None, name="Message")
    records: Raw | UnsetType = msgspec.field(default=UNSET, name="Records")
    source: str = ""
    kind: str = msgspec.field(default="", name="detail-type")
    detail: Raw | UnsetType = UNSET


_ENVELOPE = msgspec.json.Decoder(_Envelope)
_NOTIFICATION = msgspec.json.Decoder(_Notification)
_CREATED = msgspec.json.Decoder(_Created)


def read_notice(body: bytes) -> Notice:
    """What a message's body tells; never raises."""
    return _read(body, 0)


def _read(body: bytes, depth: int) -> Notice:
    try:
        envelope = _ENVELOPE.decode(body)
        if envelope.topic and envelope.message is not None and depth < _DEEPEST:
            return _read(envelope.message.encode(), depth + 1)
        if envelope.event == "s3:TestEvent":
            return Notice(ignored=(TEST,))
        if envelope.source == "aws.s3" and envelope.detail is not UNSET and envelope.kind.startswith("Object "):
            return _bridged(envelope.kind, bytes(envelope.detail))
        if envelope.records is not UNSET:
            return _notified(body)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        pass
    return Notice(record=body)


def _bridged(kind: str, detail: bytes) -> Notice:
    if kind != "Object Created":
        return Notice(ignored=(OTHER,))
    told = _CREATED.decode(detail)
    found = _object(told.bucket.name, told.object.key, told.object.etag, told.object.size)
    return Notice(objects=(found,)) if found else Notice(ignored=(OTHER,))


def _notified(body: bytes) -> Notice:
    """Raises msgspec.ValidationError for records that are not S3's."""
    objects, ignored = [], []
    for each in _NOTIFICATION.decode(body).records:
        made = each.name.removeprefix("s3:").startswith("ObjectCreated:")
        place = each.place
        found = _object(place.bucket.name, unquote_plus(place.object.key), place.object.tag, place.object.size)
        if made and found:
            objects.append(found)
        else:
            ignored.append(OTHER)
    return Notice(objects=tuple(objects), ignored=tuple(ignored))


def _object(bucket: str, key: str, tag: str, size: int) -> LogObject | None:
    """None for a folder's marker."""
    if key.endswith("/"):
        return None
    return LogObject(container=f"s3://{bucket}", key=key, tag=tag.strip('"'), size=max(size, 0))
