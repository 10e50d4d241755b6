"""CloudTrail's files become typed events; what is none is told with its place."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.engines.access.least.records import HOME, RECORD_SHAPE, ROLE, SESSION, record, s3_object, training_job

from modelkeep.adapters.cloudtrail.reading import read_events
from modelkeep.core.errors import UsageError
from modelkeep.core.trail import TrailEvent, TrailTrouble

RECORDS = [s3_object("GetObject", "weights", "fraud/model.tar.gz", day=1), training_job("fraud-1", day=2)]


def names(*paths: Path) -> list[str]:
    return [each.name for each in read_events([str(path) for path in paths]) if isinstance(each, TrailEvent)]


def troubles(*paths: Path) -> list[TrailTrouble]:
    return [each for each in read_events([str(path) for path in paths]) if isinstance(each, TrailTrouble)]


@pytest.mark.parametrize(
    "made",
    [*RECORDS, record("kms", "Decrypt", via="s3.amazonaws.com", errorCode="AccessDenied", vpcEndpointId="vpce-1")],
)
def test_our_records_have_the_shape_that_cloudtrail_documents(made: dict[str, object]) -> None:
    jsonschema.validate(made, RECORD_SHAPE)


def test_a_record_becomes_an_event(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    made = record(
        "kms", "Decrypt", {"keyId": "alias/k", "grantTokens": ["t"], "encryptionContext": {"aws:s3:arn": "arn:aws:s3:::b"}},
        resources=("arn:aws:kms:eu-west-1:111111111111:key/1",), answers={"keyArn": "arn:x"}, via="s3.amazonaws.com",
        errorCode="AccessDenied", vpcEndpointId="vpce-1",
    )  # fmt: skip
    file.write_text(json.dumps({"Records": [made]}))
    (event,) = read_events([str(file)])
    assert event == TrailEvent(
        id=made["eventID"], place=f"{file}, record 1", source="kms.amazonaws.com", name="Decrypt",
        at=datetime(2026, 6, 1, tzinfo=UTC), region="eu-west-1", account=HOME, principal=ROLE, caller=SESSION,
        resources=("arn:aws:kms:eu-west-1:111111111111:key/1",),
        parameters=(("keyId", "alias/k"), ("grantTokens", "t"), ("encryptionContext.aws:s3:arn", "arn:aws:s3:::b")),
        answers=(("keyArn", "arn:x"),), error="AccessDenied", invoked_by="s3.amazonaws.com", source_ip="198.51.100.7",
        endpoint="vpce-1", is_data=False, is_call=True,
    )  # fmt: skip


def test_data_events_and_what_services_tell_are_marked(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text(json.dumps({"Records": [RECORDS[0], record("kms", "RotateKey", eventType="AwsServiceEvent")]}))
    assert [(each.is_data, each.is_call) for each in read_events([str(file)]) if isinstance(each, TrailEvent)] == [
        (True, True),
        (False, False),
    ]


def test_every_form_of_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"Records": RECORDS}, indent=2))
    (tmp_path / "b.json.gz").write_bytes(gzip.compress(json.dumps({"Records": RECORDS}).encode()))
    (tmp_path / "c.jsonl").write_text("\n".join(map(json.dumps, RECORDS)) + "\n\n")
    looked_up = {"Events": [{"EventId": "1", "CloudTrailEvent": json.dumps(each)} for each in RECORDS]}
    (tmp_path / "d.json").write_text(json.dumps(looked_up))
    (tmp_path / "inner" / "CloudTrail-Digest").mkdir(parents=True)
    (tmp_path / "inner" / "CloudTrail-Digest" / "e.json.gz").write_bytes(gzip.compress(b'{"digestS3Bucket": "b"}'))
    (tmp_path / "notes.txt").write_text("no log")
    assert names(tmp_path) == ["GetObject", "CreateTrainingJob"] * 4
    assert troubles(tmp_path) == []


def test_what_is_no_event_is_told_with_its_place(tmp_path: Path) -> None:
    lines = tmp_path / "a.jsonl"
    lines.write_text("\n".join([json.dumps(RECORDS[0]), '{"eventName": 1}', "", json.dumps(RECORDS[1]), "{"]))
    delivered = tmp_path / "b.json"
    delivered.write_text(json.dumps({"Records": [{}, RECORDS[0], "x"]}))
    broken = tmp_path / "c.json"
    broken.write_text('{"Records": [')
    other = tmp_path / "d.json"
    other.write_text('{"Version": "2012-10-17"}\n')
    cut = tmp_path / "e.json.gz"
    cut.write_bytes(gzip.compress(json.dumps({"Records": RECORDS * 50}).encode())[:-20])
    looked_up = tmp_path / "f.json"
    looked_up.write_text('{"Events": [{}]}')
    assert names(tmp_path) == ["GetObject", "CreateTrainingJob", "GetObject"]
    assert [each.place for each in troubles(tmp_path)] == [
        f"{lines}:2", f"{lines}:5", f"{delivered}, record 1", f"{delivered}, record 3", str(broken), f"{other}:1", str(cut),
        f"{looked_up}, event 1",
    ]  # fmt: skip


def test_insights_are_about_no_call(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text(json.dumps({"Records": [record("s3", "PutObject", eventCategory="Insight")]}))
    assert list(read_events([str(file)])) == []


def test_paths_that_hold_nothing_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        list(read_events([str(tmp_path / "none")]))
    with pytest.raises(UsageError, match="holds no CloudTrail files"):
        list(read_events([str(tmp_path)]))


@given(content=st.binary(max_size=60) | st.text('{}[]":,Recordsvnt01\n ', max_size=60).map(str.encode))
def test_nothing_is_passed_over(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("trail") / "a.json"
    file.write_bytes(content)
    found = list(read_events([str(file)]))
    assert all(isinstance(each, TrailTrouble) for each in found)
    assert found or b'"Records":[' in content.replace(b" ", b"").replace(b"\n", b"")
