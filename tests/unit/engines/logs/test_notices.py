"""What messages of a queue tell, in each of the forms in which AWS sends it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelkeep.core.logs.following import Notice
from modelkeep.core.logs.objects import LogObject
from modelkeep.engines.logs.notices import OTHER, TEST, read_notice

KEY = "AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/21/a b+c(1).json.gz"
ENCODED = "AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/21/a+b%2Bc%281%29.json.gz"
FOUND = LogObject(container="s3://trail", key=KEY, tag="d41d8cd9", size=1024)


def _s3(name: str = "ObjectCreated:Put", key: str = ENCODED) -> dict[str, Any]:
    return {
        "eventVersion": "2.1", "eventSource": "aws:s3", "awsRegion": "eu-west-1", "eventTime": "2026-11-21T10:00:00.000Z",
        "eventName": name, "s3": {
            "s3SchemaVersion": "1.0", "configurationId": "c", "bucket": {"name": "trail", "arn": "arn:aws:s3:::trail"},
            "object": {"key": key, "size": 1024, "eTag": "d41d8cd9", "sequencer": "0055AED6DCD90281E5"},
        },
    }  # fmt: skip


def _bridged(kind: str = "Object Created") -> dict[str, Any]:
    return {
        "version": "0", "id": "1", "detail-type": kind, "source": "aws.s3", "account": "111122223333", "region": "eu-west-1",
        "detail": {"version": "0", "bucket": {"name": "trail"}, "object": {"key": KEY, "size": 1024, "etag": "d41d8cd9"}},
    }  # fmt: skip


def _sns(inner: object) -> dict[str, Any]:
    topic = "arn:aws:sns:eu-west-1:111122223333:t"
    return {"Type": "Notification", "MessageId": "1", "TopicArn": topic, "Message": json.dumps(inner), "Signature": "x"}


@pytest.mark.parametrize(
    "body", [{"Records": [_s3()]}, {"Records": [_s3("s3:ObjectCreated:CompleteMultipartUpload")]}, _sns({"Records": [_s3()]}),
             _bridged(), _sns(_bridged())],
)  # fmt: skip
def test_a_new_object_is_told_in_every_form(body: dict[str, Any]) -> None:
    assert read_notice(json.dumps(body).encode()) == Notice(objects=(FOUND,))


@pytest.mark.parametrize(
    ("body", "ignored"),
    [
        ({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "trail"}, TEST),
        (_sns({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "trail"}), TEST),
        ({"Records": [_s3("ObjectRemoved:Delete")]}, OTHER),
        ({"Records": [_s3(key="AWSLogs/folder/")]}, OTHER),
        (_bridged("Object Deleted"), OTHER),
    ],
)
def test_what_tells_of_no_log_is_counted(body: dict[str, Any], ignored: str) -> None:
    assert read_notice(json.dumps(body).encode()) == Notice(ignored=(ignored,))


def test_one_message_tells_of_several() -> None:
    notice = read_notice(json.dumps({"Records": [_s3(), _s3("ObjectRemoved:Delete"), _s3(key="other")]}).encode())
    assert [each.key for each in notice.objects] == [KEY, "other"]
    assert notice.ignored == (OTHER,)


@pytest.mark.parametrize(
    "body",
    [
        b"hello",
        b'{"Records": [{"eventName": "ObjectCreated:Put", "s3": {}}]}',
        b'{"Records": [{"eventID": "1", "eventTime": "2026-11-21T10:00:00Z", "eventSource": "sts.amazonaws.com"}]}',
        b'{"source": "aws.sts", "detail-type": "AWS API Call via CloudTrail", "detail": {"eventID": "1"}}',
        b'{"source": "aws.s3", "detail-type": "AWS API Call via CloudTrail", "detail": {"eventID": "1"}}',
        b'{"source": "aws.s3", "detail-type": "Object Created", "detail": {}}',
        b"\xff\xfe",
    ],
)
def test_everything_else_is_left_to_whoever_reads_records(body: bytes) -> None:
    assert read_notice(body) == Notice(record=body)


def test_an_event_by_way_of_sns_is_taken_out_of_its_envelope() -> None:
    event = {"source": "aws.guardduty", "detail-type": "GuardDuty Finding", "detail": {"id": "f"}}
    assert read_notice(json.dumps(_sns(event)).encode()) == Notice(record=json.dumps(event).encode())


@given(st.binary(max_size=60) | st.recursive(
    st.none() | st.text(max_size=5) | st.integers(),
    lambda inner: st.dictionaries(st.sampled_from(["Records", "Message", "TopicArn", "s3", "detail", "detail-type", "source"]), inner)
    | st.lists(inner, max_size=2), max_leaves=8,
).map(lambda value: json.dumps(value).encode()))  # fmt: skip
def test_no_message_is_lost(body: bytes) -> None:
    notice = read_notice(body)
    assert notice.objects or notice.ignored or notice.record is not None or b"Records" in body
