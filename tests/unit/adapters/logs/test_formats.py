"""What an object holds decides what is read in it; whatever is of no source is told with its place."""

from __future__ import annotations

import gzip
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.unit.adapters.logs import samples
from tests.unit.adapters.logs.samples import encoded

from modelkeep.adapters.logs.formats import records_of
from modelkeep.adapters.logs.parts import Hints, Part, Skipped, Trouble
from modelkeep.adapters.logs.places import hints


def _parts(content: bytes | Path, scratch: Path, told: Hints | None = None) -> list[Part]:
    found = list(records_of(content, told or Hints(), scratch))
    assert all(isinstance(each, Part) for each in found), found
    return [each for each in found if isinstance(each, Part)]


EVENT, OTHER = samples.cloudtrail("e1"), samples.cloudtrail("e2")
CASES: dict[str, tuple[bytes, dict[str, int]]] = {
    "delivered": (encoded({"Records": [EVENT, OTHER, samples.INSIGHT, samples.NETWORK]}), {"cloudtrail": 4}),
    "delivered, with white space": (b' {\n "Records": [' + encoded(EVENT) + b"\n]}\n", {"cloudtrail": 1}),
    "looked up": (encoded({"Events": [{"EventId": "e1", "CloudTrailEvent": encoded(EVENT).decode()}]}), {"cloudtrail": 1}),
    "lines": (encoded(EVENT) + b"\n\n" + encoded(OTHER) + b"\n", {"cloudtrail": 2}),
    "one record": (encoded(EVENT), {"cloudtrail": 1}),
    "an array": (encoded([EVENT, OTHER]), {"cloudtrail": 2}),
    "through EventBridge": (samples.eventbridge("AWS API Call via CloudTrail", EVENT), {"cloudtrail": 1}),
    "mixed lines": (encoded(EVENT) + b"\n" + encoded(samples.FINDING), {"cloudtrail": 1, "guardduty": 1}),
    "GuardDuty, exported": (encoded(samples.FINDING) + b"\n" + encoded(samples.FINDING), {"guardduty": 2}),
    "GuardDuty, EventBridge": (samples.eventbridge("GuardDuty Finding", samples.FINDING), {"guardduty": 1}),
    "Security Hub": (encoded({"Findings": [samples.HUB]}), {"security_hub": 1}),
    "Security Hub, EventBridge": (
        samples.eventbridge("Security Hub Findings - Imported", {"findings": [samples.HUB, samples.HUB]}), {"security_hub": 2},
    ),
    "OCSF": (encoded(samples.OCSF), {"ocsf": 1}),
    "flows": (f"{samples.FLOW_HEADER}\n{samples.FLOW}\n".encode(), {"vpc_flow": 1}),
    "flows without header": (f"{samples.FLOW}\n{samples.FLOW}\n".encode(), {"vpc_flow": 2}),
    "subscription": (samples.envelope("hello", samples.FLOW), {"cloudwatch": 1, "vpc_flow": 1}),
    "subscriptions without line ends": (samples.envelope("a") + samples.envelope("b"), {"cloudwatch": 2}),
    "events in a subscription": (samples.envelope(encoded(EVENT).decode(), encoded(samples.BEDROCK).decode()),
                                 {"cloudtrail": 1, "bedrock_invocation": 1}),
    "exported lines": (f"{samples.LINE}\n  at trainer.py:1\n{samples.LINE}\n".encode(), {"cloudwatch": 2}),
    "invocations": (encoded(samples.BEDROCK) + b"\n" + encoded(samples.BEDROCK), {"bedrock_invocation": 2}),
    "capture": (encoded(samples.CAPTURE), {"sagemaker_capture": 1}),
    "queries": (encoded(samples.QUERY), {"route53_resolver": 1}),
    "Athena, lower case": (encoded({
        "eventversion": "1.11", "eventtime": "2026-11-01T10:00:00Z", "eventsource": "s3.amazonaws.com", "eventname": "GetObject",
        "eventid": "e1", "awsregion": "eu-west-1", "useridentity": {"type": "Root", "accountid": "111122223333"},
        "requestparameters": '{"bucketName":"x"}',
    }), {"cloudtrail": 1}),
    "Lake, asked by the CLI": (encoded({"QueryStatus": "FINISHED", "QueryResultRows": [
        [{"eventJson": encoded(EVENT).decode()}],
        [{"eventTime": "2026-11-01 10:00:00.000"}, {"eventSource": "s3.amazonaws.com"}, {"eventID": "e2"}],
    ]}), {"cloudtrail": 2}),
    "Athena, asked by the CLI": (encoded({"ResultSet": {"Rows": [
        {"Data": [{"VarCharValue": "eventtime"}, {"VarCharValue": "eventsource"}, {"VarCharValue": "useridentity"}]},
        {"Data": [{"VarCharValue": "2026-11-01T10:00:00Z"}, {"VarCharValue": "s3.amazonaws.com"}, {}]},
    ]}}), {"cloudtrail": 1}),
    "GuardDuty, asked by the CLI": (encoded({"Findings": [samples.ASKED_FINDING]}), {"guardduty": 1}),
    "messages, asked by the CLI": (encoded({"events": [
        {"timestamp": 1793527560000, "message": encoded(EVENT).decode(), "ingestionTime": 1793527561000},
        {"timestamp": 1793527560000, "message": "plain", "logStreamName": "s", "eventId": "1"},
    ], "searchedLogStreams": []}), {"cloudtrail": 1, "cloudwatch": 1}),
    "messages, queried by the CLI": (encoded({"status": "Complete", "results": [[
        {"field": "@timestamp", "value": "2026-11-01 10:00:00.000"}, {"field": "@message", "value": encoded(EVENT).decode()},
    ]]}), {"cloudtrail": 1}),
    "flows through Firehose": (encoded({"message": samples.FLOW}) + b"\n" + encoded({"message": samples.FLOW}), {"vpc_flow": 2}),
    "findings of an event": (encoded({"findings": [samples.HUB]}), {"security_hub": 1}),
    "a message of some form": (samples.envelope('{"Records":[{"a":1}]}', '{"events":[]}'), {"cloudwatch": 2}),
    "CloudTrail Lake": (encoded({"eventCategory": "Management", "metadata": {}, "eventData": EVENT}), {"cloudtrail": 1}),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("packed", ["plain", "gzip"])
def test_records_are_found_by_content(name: str, packed: str, tmp_path: Path) -> None:
    content, expected = CASES[name]
    if packed == "gzip":
        half = len(content) // 2
        content = gzip.compress(content[:half]) + gzip.compress(content[half:])
    counted: dict[str, int] = {}
    for part in _parts(content, tmp_path):
        counted[part.table] = counted.get(part.table, 0) + len(part.records)
    assert counted == expected


def test_zstd_is_unpacked(tmp_path: Path) -> None:
    path, source = tmp_path / "events.zst", tmp_path / "events.json"
    source.write_bytes(encoded({"Records": [EVENT, OTHER]}))
    duckdb.sql(
        f"COPY (SELECT content FROM read_text('{source}')) TO '{path}' "
        "(FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\x01', COMPRESSION zstd)"
    )
    assert [len(part.records) for part in _parts(path, tmp_path)] == [2]
    assert [len(part.records) for part in _parts(path.read_bytes(), tmp_path)] == [2]


def test_parquet_and_csv_are_read_by_their_columns(tmp_path: Path) -> None:
    flows, events = tmp_path / "flows", tmp_path / "events"
    duckdb.sql(
        f"COPY (SELECT 2 AS version, '111122223333' AS account_id, 'eni-1' AS interface_id, '10.0.0.1' AS srcaddr, 5::BIGINT AS start) "
        f"TO '{flows}' (FORMAT parquet)"
    )
    events.write_text(
        'eventtime,eventsource,eventid,useridentity\n2026-11-01T10:00:00Z,s3.amazonaws.com,e1,"{""type"":""Root""}"\n'
    )
    assert [part.table for part in _parts(flows, tmp_path)] == ["vpc_flow"]
    (found,) = _parts(events, tmp_path)
    assert found.table == "cloudtrail"
    assert b'"userIdentity":{"type":"Root"}' in bytes(found.records[0])


PRINTED = (
    "{type=AssumedRole, arn=arn:aws:sts::1:assumed-role/r/a,b=c, "
    "sessioncontext={attributes={mfaauthenticated=false}, sessionissuer=null}}"
)


def _queried(header: str, value: str) -> bytes:
    return f'eventtime,eventsource,eventid,{header}\n2026-11-01T10:00:00Z,s3.amazonaws.com,e1,"{value}"\n'.encode()


def test_structures_that_a_query_printed_are_read(tmp_path: Path) -> None:
    (found,) = _parts(_queried("useridentity", PRINTED), tmp_path)
    assert msgspec.json.decode(found.records[0])["userIdentity"] == {
        "type": "AssumedRole",
        "arn": "arn:aws:sts::1:assumed-role/r/a,b=c",
        "sessionContext": {"attributes": {"mfaAuthenticated": "false"}},
    }
    (found,) = _parts(_queried("resources", "[{arn=arn:1, type=AWS::S3::Object}, {arn=arn:2, accountid=1}]"), tmp_path)
    assert msgspec.json.decode(found.records[0])["resources"] == [
        {"ARN": "arn:1", "type": "AWS::S3::Object"},
        {"ARN": "arn:2", "accountId": "1"},
    ]


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("useridentity", "{type=WebIdentityUser, username=x, type=Root}"),
        ("useridentity", "{type=Root"),
        ("useridentity", "{type=Root} and more"),
        ("useridentity", "{nobody=Root}"),
        ("useridentity", "Root"),
        ("requestparameters", "{bucketName=x, key=y}"),
    ],
)
def test_what_a_query_printed_in_two_ways_is_told_instead_of_guessed(header: str, value: str, tmp_path: Path) -> None:
    (found,) = records_of(_queried(header, value), Hints(), tmp_path)
    assert isinstance(found, Trouble)
    assert found.place == "row 1"
    assert "is no JSON" in found.reason
    assert "CAST" in found.reason


def test_a_finding_that_was_asked_for_is_as_it_is_exported(tmp_path: Path) -> None:
    (found,) = _parts(encoded({"Findings": [samples.ASKED_FINDING]}), tmp_path)
    assert msgspec.json.decode(found.records[0]) == samples.FINDING


def test_an_event_without_its_time_is_one_nevertheless(tmp_path: Path) -> None:
    """So that the lake tells what it lacks; what queues and streams send to functions is none."""
    event = {name: value for name, value in EVENT.items() if name != "eventTime"}
    assert [part.table for part in _parts(encoded(event), tmp_path)] == ["cloudtrail"]
    for other in ({"eventSource": "aws:sqs", "eventName": "x", "eventType": "y"}, {"eventSource": "x", "s3": {}}):
        (found,) = records_of(encoded(other), Hints(), tmp_path)
        assert isinstance(found, Trouble)


@pytest.mark.parametrize(
    ("content", "place", "reason"),
    [
        (b'{"Records":[{"eventTime":', "", "no JSON"),
        (b'{"a":1}\n{"b":2}\n', "line 1", "no source"),
        (encoded(EVENT) + b"\nnonsense\n", "line 2", "no JSON"),
        (b"\x1f\x8b\x08\x00broken", "", "unpacked"),
        (gzip.compress(encoded({"Records": [EVENT]}))[:-12], "", "unpacked"),
        (f"{samples.FLOW_HEADER}\n2 short\n".encode(), "line 2", "fields"),
        (b"plain text\n", "line 1", "no source"),
        (b"3 - 111122223333 vpc-1 10.0.0.1 10.0.0.2 1 2 OK\n", "line 1", "fields nobody names"),
        (b'{"message":"3 - 111122223333 vpc-1 10.0.0.1 10.0.0.2 1 2 OK"}\n', "", "fields nobody names"),
        (b'{"message":"something"}\n{"message":"more"}\n', "line 1", "no source"),
        (b"PAR1 is none", "", ""),
    ],
)
def test_what_is_no_record_is_told_with_its_place(content: bytes, place: str, reason: str, tmp_path: Path) -> None:
    troubles = [each for each in records_of(content, Hints(), tmp_path) if isinstance(each, Trouble)]
    assert troubles
    assert troubles[0].place == place
    assert reason in troubles[0].reason


def test_digests_and_control_messages_hold_no_events(tmp_path: Path) -> None:
    digest = encoded({"awsAccountId": "1", "digestEndTime": "2026-11-01T10:00:00Z", "logFiles": []})
    control = encoded({"messageType": "CONTROL_MESSAGE", "logEvents": [{"id": "", "timestamp": 1, "message": "check"}]})
    nothing = (digest, control, b"", b'{"findings":[]}', b'{"events":[]}', b'{"results":[],"status":"Complete"}')
    assert [list(records_of(each, Hints(), tmp_path)) for each in nothing] == [
        [Skipped("digest")], [Skipped("control message")], [Skipped("empty")], [Skipped("no findings")], [Skipped("no events")],
        [Skipped("no events")],
    ]  # fmt: skip


PACKED = gzip.compress(encoded(EVENT))


@pytest.mark.parametrize(
    ("packed", "events"),
    [
        (PACKED, 1), (PACKED + gzip.compress(b"\n" + encoded(OTHER)), 2), (PACKED + bytes(8), 1), (PACKED[:-9], 0),
        (PACKED[:-1] + b"\1", 0), (PACKED[:-8] + bytes(4) + PACKED[-4:], 0), (PACKED[:5], 0),
    ],
    ids=["whole", "two members", "padded", "cut", "wrong size", "wrong sum", "begun"],
)  # fmt: skip
def test_gzip_is_unpacked_or_told_to_be_broken(packed: bytes, events: int, tmp_path: Path) -> None:
    found = list(records_of(packed, Hints(), tmp_path))
    assert sum(len(each.records) for each in found if isinstance(each, Part)) == events
    assert any(isinstance(each, Trouble) and "unpacked" in each.reason for each in found) == (events == 0)


@settings(deadline=None)  # A table of rows opens a database.
@given(st.binary(max_size=400))
@example(b"eventjson")
@example(b"eventtime,eventsource\n\xff,{")
def test_no_content_breaks_the_reader(content: bytes) -> None:
    if content[:4] == b"\x28\xb5\x2f\xfd" or content.lstrip()[:4] == b"PAR1":
        return
    with TemporaryDirectory() as scratch:
        for found in records_of(content, Hints(), Path(scratch)):
            assert isinstance(found, (Part, Trouble, Skipped))


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/01/x.json.gz", Hints(account="111122223333", region="eu-west-1")),
        ("p/AWSLogs/o-a1b2c3d4e5/111122223333/CloudTrail/us-gov-west-1/2026/x", Hints(account="111122223333", region="us-gov-west-1")),
        (f"b/{samples.CAPTURE_KEY}", Hints(endpoint="fraud-endpoint", variant="AllTraffic")),
        ("x/aws-account-id=111122223333/aws-service=vpcflowlogs/aws-region=eu-west-1/y", Hints(account="111122223333", region="eu-west-1")),
        ("p/0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f/stream-1/000000.gz", Hints(stream="stream-1")),
        ("anything.json", Hints()),
    ],
)  # fmt: skip
def test_keys_tell_what_records_do_not(key: str, expected: Hints) -> None:
    assert hints(key) == expected
