"""KMS keys: what is asked of which key, and what becomes of the replies."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.fakes.journal import MemoryJournal
from tests.fakes.scripted_aws import ScriptedAws, error, ok

from modelkeep.adapters.aws.collect.kms import aliases, keys
from modelkeep.adapters.aws.reader import Reader, Run
from modelkeep.core.kinds import tables
from modelkeep.core.kinds.kms import Alias, Key, KeyGrant, KeyPolicyStatement, KeyRotation
from modelkeep.ports import Silent

ARN = "arn:aws:kms:us-east-1:111122223333:key/k"
CALLS = frozenset(call for table in tables().values() for call in table.calls)
KEY: dict[str, Any] = {
    "Arn": ARN, "KeyId": "k", "KeyManager": "CUSTOMER", "KeyState": "Enabled", "KeySpec": "SYMMETRIC_DEFAULT",
    "Origin": "AWS_KMS", "MultiRegion": False,
}  # fmt: skip
POLICY = json.dumps({"Statement": {"Effect": "Allow", "Principal": "*", "Action": "kms:*", "Resource": "*"}})


@pytest.fixture
def aws() -> Iterator[ScriptedAws]:
    with ScriptedAws() as scripted:
        scripted.on("ListGrants", ok(Grants=[], Truncated=False))
        yield scripted


def collect(aws: ScriptedAws, collector: Any) -> MemoryJournal:
    journal = MemoryJournal()

    async def go() -> None:
        with ThreadPoolExecutor(2) as executor:
            run = Run(
                journal=journal, progress=Silent(), calls=CALLS, executor=executor,
                clock=lambda: datetime(2026, 1, 1, tzinfo=UTC),
            )  # fmt: skip
            await collector.collect(
                Reader(
                    run, aws.clients(), account="111122223333", region="us-east-1", partition="aws", home="us-east-1"
                )
            )

    asyncio.run(go())
    return journal


def described(aws: ScriptedAws, **metadata: Any) -> MemoryJournal:
    aws.on("ListKeys", ok(Keys=[{"KeyArn": ARN, "KeyId": "k"}], Truncated=False))
    aws.on("DescribeKey", ok(KeyMetadata={**KEY, **metadata}))
    aws.on("GetKeyPolicy", ok(Policy=POLICY))
    return collect(aws, keys)


def rotations(journal: MemoryJournal) -> list[tuple[bool | None, int | None]]:
    return [(row.enabled, row.period_days) for row in journal.rows if isinstance(row, KeyRotation)]


def test_an_aws_managed_key_is_described_and_no_more(aws: ScriptedAws) -> None:
    journal = described(aws, KeyManager="AWS")
    assert rotations(journal) == [(True, 365)]
    assert set(aws.counts) == {"ListKeys", "DescribeKey"}


@pytest.mark.parametrize(
    "metadata",
    [
        {"KeyState": "PendingDeletion"},
        {"KeyState": "PendingReplicaDeletion"},
        {"KeySpec": "RSA_2048"},
        {"KeySpec": "HMAC_256"},
        {"Origin": "EXTERNAL"},
        {"Origin": "AWS_CLOUDHSM"},
    ],
)
def test_a_key_that_cannot_rotate_is_not_asked_whether_it_does(aws: ScriptedAws, metadata: dict[str, str]) -> None:
    journal = described(aws, **metadata)
    assert rotations(journal) == [(False, 0)]
    assert "GetKeyRotationStatus" not in aws.counts
    assert [row.actions for row in journal.rows if isinstance(row, KeyPolicyStatement)] == [("kms:*",)]


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ({"KeyRotationEnabled": False}, (False, 0)),
        ({"KeyRotationEnabled": True}, (True, 365)),
        ({"KeyRotationEnabled": True, "RotationPeriodInDays": 90}, (True, 90)),
    ],
)
def test_rotation_and_its_period(aws: ScriptedAws, reply: dict[str, Any], expected: tuple[bool, int]) -> None:
    aws.on("GetKeyRotationStatus", ok(**reply))
    assert rotations(described(aws)) == [expected]


def test_a_key_that_may_not_be_described_stays_listed_and_is_asked_on(aws: ScriptedAws) -> None:
    aws.on("ListKeys", ok(Keys=[{"KeyArn": ARN, "KeyId": "k"}], Truncated=False))
    aws.on("DescribeKey", error("AccessDeniedException"))
    aws.on("GetKeyPolicy", ok(Policy=POLICY))
    aws.on("GetKeyRotationStatus", error("UnsupportedOperationException"))
    journal = collect(aws, keys)
    (key,) = (row for row in journal.rows if isinstance(row, Key))
    assert (key.arn, key.key_manager, key.key_state) == (ARN, None, None)
    assert [entry.read.call for entry in journal.entries.values() if not entry.read.outcome.known] == [
        "kms:DescribeKey"
    ]
    assert rotations(journal) == [(False, 0)]


def test_a_policy_that_is_none_may_grant_anything(aws: ScriptedAws) -> None:
    aws.on("ListKeys", ok(Keys=[{"KeyArn": ARN, "KeyId": "k"}], Truncated=False))
    aws.on("DescribeKey", ok(KeyMetadata={**KEY, "KeyState": "PendingDeletion"}))
    aws.on("GetKeyPolicy", ok(Policy="{"))
    journal = collect(aws, keys)
    assert [row.effect for row in journal.rows if isinstance(row, KeyPolicyStatement)] == ["Unparsed"]


def test_a_grant_names_whom_it_lets_do_what_and_within_which_bounds(aws: ScriptedAws) -> None:
    """https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantListEntry.html"""
    role = "arn:aws:iam::444455556666:role/partner"
    constrained = {"EncryptionContextSubset": {"model": "fraud"}, "SourceArn": "arn:aws:s3:::weights"}
    aws.on(
        "ListGrants",
        ok(
            Grants=[
                {"GrantId": "g1", "GranteePrincipal": role, "RetiringPrincipal": role, "Operations": ["Decrypt"]},
                {
                    "GrantId": "g2", "Name": "service", "GranteeServicePrincipal": "dynamodb.amazonaws.com",
                    "Operations": ["Encrypt", "CreateGrant"], "Constraints": constrained,
                },
            ],
            Truncated=False,
        ),
    )  # fmt: skip
    first, second = (row for row in described(aws, Origin="EXTERNAL").rows if isinstance(row, KeyGrant))
    assert (first.arn, first.grantee, first.retiring_principal, first.operations) == (ARN, role, role, ("Decrypt",))
    assert (first.context_subset, first.context_equals, first.source_arn, first.name) == ({}, {}, "", "")
    assert (second.grantee, second.retiring_principal) == ("dynamodb.amazonaws.com", "")
    assert (second.context_subset, second.source_arn) == ({"model": "fraud"}, "arn:aws:s3:::weights")


def test_an_alias_leads_to_its_key_in_its_own_region(aws: ScriptedAws) -> None:
    arn = "arn:aws:kms:us-east-1:111122223333:alias/"
    aws.on(
        "ListAliases",
        ok(
            Aliases=[
                {"AliasArn": f"{arn}mine", "AliasName": "alias/mine", "TargetKeyId": "k"},
                {"AliasArn": f"{arn}aws/s3", "AliasName": "alias/aws/s3"},
            ],
            Truncated=False,
        ),
    )
    found = {row.name: row.target_key_arn for row in collect(aws, aliases).rows if isinstance(row, Alias)}
    assert found == {"alias/mine": ARN, "alias/aws/s3": ""}
