"""Records of processing: what an estate tells of data that models use, and that what it does not tell is unknown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

import duckdb
import pytest
from tests.fakes.blank import blank_estate

from modelkeep.app.processing_records import _Bucket, _retention, processing_records
from modelkeep.bootstrap_classify import data_part, known, load_framework
from modelkeep.core.processing import ProcessingRecord, Retention
from modelkeep.engines.posture.lineage import derive, index
from modelkeep.engines.posture.schema import insert_rows

ONE = "111122223333"
HERE = {"account": ONE, "region": "eu-central-1"}
MODEL = f"arn:aws:bedrock:eu-central-1:{ONE}:custom-model/fraud"
BUCKET = "arn:aws:s3:::data"
PART, FRAMEWORK, KNOWN = data_part(), load_framework(), known()
CLASS = {
    "arn": f"{BUCKET}/train", "account": ONE, "type": "data", "data_class": "restricted", "complete": True, "objects": 2,
    "objects_read": 2, "identifiers": ["us_ssn", "icd10", "generic_high_entropy_key"], "reasons": [],
    "oldest_at": datetime(2024, 5, 6, tzinfo=UTC),
}  # fmt: skip
RULE = {
    "arn": BUCKET, **HERE, "rule": "r", "prefix": "", "narrowed": False, "expiration_days": 30, "expiration_date": "",
    "noncurrent_days": 0,
}  # fmt: skip
READ = {"call": "engine:access", "account": ONE, "region": "", "outcome": "ok", "message": ""}
ESTATE: Mapping[str, list[dict[str, Any]]] = {
    "bedrock_custom_model": [
        {
            "arn": MODEL,
            **HERE,
            "name": "fraud",
            "training_data_s3_uri": "s3://data/train",
            "validation_data_s3_uris": [],
        }
    ],
    "s3_bucket": [
        {"arn": BUCKET, **HERE, "name": "data", "tags": {"Purpose": "fraud detection", "legal-basis": "contract"}}
    ],
    "s3_bucket_encryption": [{"arn": BUCKET, **HERE, "algorithm": "aws:kms", "kms_key_id": "k"}],
    "s3_bucket_versioning": [{"arn": BUCKET, **HERE, "status": "Disabled"}],
    "s3_bucket_lifecycle": [{"arn": BUCKET, **HERE, "configured": True, "expires": True}],
    "s3_bucket_lifecycle_rule": [RULE],
    "s3_bucket_object_lock": [{"arn": BUCKET, **HERE, "enabled": False}],
    "s3_bucket_replication": [{"arn": BUCKET, **HERE, "destination_buckets": []}],
    "data_class": [CLASS],
    "read": [READ],
    "access": [
        {
            "arn": f"{BUCKET}/*",
            **HERE,
            "principal": who,
            "action": "s3:GetObject",
            "decision": decision,
            "administers": admin,
        }
        for who, decision, admin in (
            ("trainer", "allowed", False),
            ("other", "unknown", False),
            ("root", "allowed", True),
        )
    ],
}


@cache
def estate() -> duckdb.DuckDBPyConnection:
    connection = blank_estate()
    for table, rows in ESTATE.items():
        insert_rows(connection, table, rows)
    connection.execute(
        "CREATE TABLE finding AS SELECT * FROM (VALUES (?, 'S3-03', 'PASS'), (?, 'S3-06', 'UNKNOWN')) t(resource, control, verdict)",
        [BUCKET, BUCKET],
    )
    index(connection)
    derive(connection, ())
    return connection


def told(**changes: list[dict[str, Any]]) -> tuple[ProcessingRecord, ...]:
    """The records, with other rows in some tables."""
    connection = estate()
    connection.execute("BEGIN")
    try:
        for table, rows in changes.items():
            connection.execute(f'DELETE FROM "{table}"')
            if rows:
                insert_rows(connection, table, rows)
        return processing_records(connection, PART, FRAMEWORK, KNOWN)
    finally:
        connection.execute("ROLLBACK")


def test_a_data_set_is_told_with_what_it_holds_for_what_and_who_reads_it() -> None:
    (record,) = told()
    assert (record.place, record.data_class, record.country, record.in_eea) == (
        "s3://data/train",
        "restricted",
        "Germany",
        True,
    )
    assert {each.identifier: each.is_special for each in record.personal_data} == {"us_ssn": False, "icd10": True}
    assert [(each.use, each.name) for each in record.purposes] == [("training", "fraud")]
    assert (record.purpose_tag, record.subjects, record.legal_basis) == ("fraud detection", "", "contract")
    assert record.recipients is not None
    assert (record.recipients.certain, record.recipients.possible, record.recipients.administrators) == (
        ("trainer",),
        ("other",),
        1,
    )
    assert (record.measures["TLS only"], record.measures["access is on record"], record.measures["not public"]) == (
        True,
        None,
        None,
    )
    assert (record.retention.days, record.retention.met, record.unknown) == (30, True, ())
    assert record.oldest_at is not None
    assert record.oldest_at.year == 2024


@pytest.mark.parametrize(
    ("changes", "unknown"),
    [
        ({"data_class": []}, "which personal data it holds: not classified (modelkeep scan --classify)"),
        (
            {"data_class": [{**CLASS, "complete": False, "reasons": ["a: encrypted"]}]},
            "which personal data it holds besides: not all was read (a: encrypted)",
        ),
        ({"read": []}, "recipients: access was not analysed"),
        ({"s3_bucket": []}, "region, tags, encryption and retention: the bucket is of no account that was scanned"),
        ({"s3_bucket_lifecycle": []}, "retention: lifecycle rules were not read"),
        ({"s3_bucket_encryption": []}, "encryption: not read"),
    ],
)
def test_what_was_not_read_is_unknown(changes: dict[str, list[dict[str, Any]]], unknown: str) -> None:
    (record,) = told(**changes)
    assert unknown in record.unknown


def test_a_prompt_log_in_cloudwatch_has_a_record_of_its_own() -> None:
    group = f"arn:aws:logs:eu-central-1:{ONE}:log-group:/prompts"
    logging = {
        "arn": "l",
        **HERE,
        "enabled": True,
        "log_group_arn": group,
        "s3_bucket_name": "",
        "large_data_bucket_name": "",
    }
    records = told(
        bedrock_model_invocation_logging_configuration=[logging],
        logs_log_group=[{"arn": group, **HERE, "name": "/prompts", "retention_days": 0, "kms_key_id": ""}],
    )
    record = next(each for each in records if each.place == "log group /prompts")
    assert (record.retention.read, record.retention.ends, record.retention.met) == (True, False, None)
    assert record.is_personal is None


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, (30, (), True)),
        ({"prefix": "tr"}, (30, (), True)),
        ({"prefix": "train/old/"}, (None, ("r: train/old/* after 30 days",), False)),
        ({"prefix": "other/"}, (None, (), False)),
        ({"narrowed": True}, (None, ("r: some tags or sizes after 30 days",), False)),
        ({"expiration_days": 0, "noncurrent_days": 5}, (None, (), None)),  # the rule that expires was not kept
    ],
)
def test_a_rule_for_a_part_deletes_a_part(changes: dict[str, Any], expected: tuple[Any, ...]) -> None:
    rule = {**RULE, **changes}
    columns = ("rule", "prefix", "narrowed", "expiration_days", "expiration_date", "noncurrent_days")
    bucket = _Bucket(ONE, "", {}, "AES256", "", "Disabled", True, False, ())
    retention = _retention(bucket, "train", [[rule[each] for each in columns]], owed=True)
    assert (retention.days, retention.partly, retention.ends) == expected


@pytest.mark.parametrize(
    ("retention", "met"),
    [
        (Retention(read=True, days=30, versions=False, owed=True), True),
        (Retention(read=True, days=30, versions=True, owed=True), False),
        (Retention(read=True, days=30, versions=True, version_days=7, owed=True), True),
        (Retention(read=True, days=30, versions=None, owed=True), None),
        (Retention(read=True, date="2027-01-01", versions=False, owed=True), True),
        (Retention(read=True, versions=False, owed=True), False),
        (Retention(read=True, versions=False, owed=False), True),
        (Retention(read=True, versions=False, owed=None), None),
        (Retention(read=False, owed=True), None),
    ],
)
def test_deletion_that_is_owed_is_done_for_all_objects_and_versions(retention: Retention, met: bool | None) -> None:
    assert retention.met is met
