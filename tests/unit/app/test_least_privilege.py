"""The least privilege of a role of a snapshot."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import duckdb
import pytest
from tests.unit.engines.access.cases import Document, allow, policy, table
from tests.unit.engines.access.least.records import (
    HOME,
    REGION,
    ROLE,
    allowed,
    events,
    facts,
    record,
    rows,
    s3_object,
    training_job,
)
from tests.unit.estates import Estate

from modelkeep.app.access import SnapshotEstate
from modelkeep.app.least_privilege import Asked, least_privilege
from modelkeep.core.errors import NothingToScanError, UsageError
from modelkeep.core.trail import TrailEvent, TrailTrouble
from modelkeep.engines.access.building import build
from modelkeep.engines.access.least.report import LeastPrivilege
from modelkeep.engines.posture.schema import insert_rows

BOUNDARY = f"arn:aws:iam::{HOME}:policy/limit"
KEY = f"arn:aws:kms:{REGION}:{HOME}:key/1111"
DETAILS = {"call": "iam:GetAccountAuthorizationDetails", "account": HOME, "region": "", "resource": ""}


def snapshot(*policies: Document, boundary: Document | None = None) -> duckdb.DuckDBPyConnection:
    """A role with these policies and two buckets, one encrypted with a key."""
    connection = Estate(accounts=(HOME,), reads=[DETAILS]).connection()
    role = {
        "arn": ROLE, "account": HOME, "name": "trainer", "attached_policy_arns": [], "inline_policy_names": [],
        "permissions_boundary_arn": BOUNDARY if boundary else "",
    }  # fmt: skip
    insert_rows(connection, "iam_role", [role, {**role, "arn": f"arn:aws:iam::{HOME}:role/other", "name": "other"}])
    insert_rows(connection, "iam_role_policy_statement", [_row(row, ROLE) for row in rows(*policies)])
    if boundary:
        insert_rows(connection, "iam_managed_policy", [{"arn": BOUNDARY, "account": HOME, "name": "limit"}])
        insert_rows(connection, "iam_managed_policy_statement", [_row(row, BOUNDARY) for row in rows(boundary)])
    bucket = {"arn": "arn:aws:s3:::weights", "account": HOME, "region": REGION, "name": "weights"}
    insert_rows(connection, "s3_bucket", [bucket])
    insert_rows(
        connection, "s3_bucket_encryption", [{"arn": bucket["arn"], "algorithm": "aws:kms", "kms_key_id": "1111"}]
    )
    return connection


def _row(row: Any, arn: str) -> dict[str, Any]:
    return {
        "arn": arn, "policy": row.policy, "position": row.position, "sid": row.sid, "effect": row.effect, "actions": list(row.actions),
        "not_actions": list(row.not_actions), "resources": list(row.resources), "not_resources": list(row.not_resources),
        "principals": [], "not_principals": [], "version": row.version, "problem": row.problem,
        "conditions": [{"operator": each.operator, "key": each.key, "values": list(each.values)} for each in row.conditions],
    }  # fmt: skip


def ask(connection: duckdb.DuckDBPyConnection, *records: Document, **asked: Any) -> LeastPrivilege:
    found = Asked(**{"role": "trainer", **asked})
    return judged(connection, events(*records), found)


def judged(
    connection: duckdb.DuckDBPyConnection, recorded: Iterable[TrailEvent | TrailTrouble], asked: Asked
) -> LeastPrivilege:
    estate = SnapshotEstate(connection)
    return least_privilege(estate, build(table(), estate), table(), facts(), recorded, asked, "snapshot 1")


def test_a_role_is_found_by_name_and_by_arn() -> None:
    connection = snapshot(allow("sagemaker:*TrainingJob"))
    for name in ("trainer", ROLE):
        found = ask(connection, training_job("fraud-1"), role=name)
        assert found.role == ROLE
        assert found.used == ("sagemaker:CreateTrainingJob",)
        assert "sagemaker:StopTrainingJob" in found.can
        assert found.proof.holds
        assert found.exit_code == 0
    with pytest.raises(UsageError) as error:
        ask(connection, role="trainr")
    assert "trainer" in error.value.remedy


def test_without_evidence_nothing_is_written() -> None:
    with pytest.raises(NothingToScanError, match="none of 1 event"):
        ask(snapshot(allow("s3:*")), training_job("fraud-1", errorCode="AccessDenied"))


def test_the_key_of_an_encrypted_bucket_is_needed() -> None:
    connection = snapshot(allow(["s3:GetObject", "kms:Decrypt"]))
    found = ask(connection, s3_object("GetObject", "weights", "m"), removes_unjudged=True)
    assert allowed(found.written)["kms:Decrypt"] == {KEY}


def test_last_accessed_data_of_the_snapshot_count() -> None:
    connection = snapshot(allow(["sagemaker:InvokeEndpoint", "s3:ListAllMyBuckets"]))
    made = record("s3", "ListBuckets")
    assert "sagemaker:InvokeEndpoint" in allowed(ask(connection, made).written)
    insert_rows(connection, "iam_role_service_access", [{"arn": ROLE, "service": "sagemaker", "used": False}])
    assert "sagemaker:InvokeEndpoint" not in allowed(ask(connection, made).written)
    connection.execute("DELETE FROM iam_role_service_access")
    lately = {"arn": ROLE, "service": "sagemaker", "used": True, "last_used_at": datetime(2026, 5, 1)}  # noqa: DTZ001
    insert_rows(connection, "iam_role_service_access", [lately])
    found = ask(connection, made)
    assert "sagemaker:InvokeEndpoint" in allowed(found.written)
    assert found.accessed["sagemaker"].used


TRAIL = f"arn:aws:cloudtrail:{REGION}:{HOME}:trail/main"


def test_what_trails_record_is_told_from_their_selectors() -> None:
    def why() -> str:
        (found,) = (
            each.why for each in ask(connection, record("s3", "ListBuckets")).written.unjudged if each.why[0] == "a"
        )
        return found

    connection = snapshot(allow(["sagemaker:PutRecord", "s3:ListAllMyBuckets"]))
    assert "not known: cloudtrail:DescribeTrails: it was not asked" in why()
    insert_rows(connection, "read", [_read("cloudtrail:DescribeTrails", "")])
    assert "no trail records them" in why()
    insert_rows(connection, "cloudtrail_trail", [{"arn": TRAIL, "account": HOME, "region": REGION, "name": "main"}])
    assert f"not known: cloudtrail:GetEventSelectors of {TRAIL}" in why()
    insert_rows(connection, "read", [_read("cloudtrail:GetEventSelectors", TRAIL)])
    assert "no trail records them" in why()
    data = {"arn": TRAIL, "position": 1, "event_category": "Data", "resource_type": "AWS::SageMaker::FeatureGroup"}
    insert_rows(connection, "cloudtrail_trail_event_selector", [data])
    assert "a trail records some of them" in why()
    insert_rows(connection, "cloudtrail_trail_status", [{"arn": TRAIL, "is_logging": False}])
    assert "no trail records them" in why()


def _read(call: str, resource: str) -> dict[str, str]:
    return {"call": call, "account": HOME, "region": REGION, "resource": resource, "outcome": "ok"}


def test_what_a_boundary_forbids_is_told() -> None:
    connection = snapshot(allow("sagemaker:*TrainingJob"), boundary=allow("sagemaker:Describe*"))
    found = ask(connection, training_job("fraud-1"))
    assert "sagemaker:CreateTrainingJob" in found.limited
    assert "sagemaker:DescribeTrainingJob" in found.can
    ((call, why),) = found.refused
    assert call.action == "sagemaker:CreateTrainingJob"
    assert "boundary" in why
    assert found.exit_code == 4


def test_what_was_not_read_is_not_clean() -> None:
    connection = snapshot(allow("s3:ListAllMyBuckets"), policy({"Effect": "Deny"}))
    found = ask(connection, record("s3", "ListBuckets"))
    assert found.exit_code == 4
    assert found.written.notes
    trouble: list[TrailEvent | TrailTrouble] = [TrailTrouble("a.json", "it cannot be read")]
    trouble += events(record("s3", "ListBuckets"))
    clean = snapshot(allow("s3:ListAllMyBuckets"))
    assert ask(clean, record("s3", "ListBuckets")).exit_code == 0
    assert judged(clean, trouble, Asked(role="trainer")).exit_code == 4
