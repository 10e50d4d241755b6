"""The lake's events as typed events: what the reader of files says of the same records."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.adapters.lake.lakes import fill
from tests.unit.engines.access.least.records import ROLE, record, training_job

from modelkeep.adapters.cloudtrail.reading import read_events
from modelkeep.adapters.lake.trail import lake_events
from modelkeep.core.errors import NothingToScanError
from modelkeep.core.trail import TrailEvent, TrailTrouble

OBJECT = ["arn:aws:s3:::weights/model.bin"]


def test_the_lake_says_what_the_files_say(tmp_path: Path) -> None:
    records = [
        training_job("fraud-1", responseElements={"trainingJobArn": "arn:job"}, sourceIPAddress="203.0.113.9"),
        record("s3", "GetObject", {"bucketName": "weights"}, eventCategory="Data", resources=OBJECT),
        record("s3", "PutObject", {"bucketName": "weights"}, errorCode="AccessDenied", vpcEndpointId="vpce-1"),
        record("sagemaker", "RotateKey", None, eventType="AwsServiceEvent"),
    ]
    trail = tmp_path / "trail.json"
    trail.write_text(json.dumps({"Records": records}))
    fill(trail, tmp_path / "lake")
    name = ROLE.rpartition("/")[2]
    told = sorted((_event(each) for each in lake_events(tmp_path / "lake", name)), key=lambda each: each.id)
    read = sorted((_event(each) for each in read_events([str(trail)])), key=lambda each: each.id)
    assert [replace(each, place="") for each in told] == [replace(each, place="") for each in read]
    assert [each.parameters for each in map(_event, lake_events(tmp_path / "lake", "somebody-else"))] == [()] * 4


def test_what_is_in_the_quarantine_is_told(tmp_path: Path) -> None:
    trail = tmp_path / "trail.json"
    trail.write_text(json.dumps({"Records": [training_job("fraud-1"), "no record"]}))
    fill(trail, tmp_path / "lake")
    troubles = [each for each in lake_events(tmp_path / "lake", "any") if isinstance(each, TrailTrouble)]
    assert [each.message.partition(" ")[0] for each in troubles] == ["1"]


def test_a_lake_without_events_is_no_evidence(tmp_path: Path) -> None:
    with pytest.raises(NothingToScanError):
        list(lake_events(tmp_path / "lake", "any"))


def _event(found: TrailEvent | TrailTrouble) -> TrailEvent:
    assert isinstance(found, TrailEvent)
    return found
