"""Secrets: settings and policies are kept, and never a value is asked for."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.fakes.journal import MemoryJournal
from tests.fakes.scripted_aws import ScriptedAws, ok

from modelkeep.adapters.aws.collect.secretsmanager import secrets
from modelkeep.adapters.aws.reader import Reader, Run
from modelkeep.core.kinds import tables
from modelkeep.core.kinds.secretsmanager import Secret, SecretPolicy, SecretPolicyStatement
from modelkeep.ports import Silent

ARN = "arn:aws:secretsmanager:us-east-1:111122223333:secret:token-AbCdEf"
CALLS = frozenset(call for table in tables().values() for call in table.calls)
POLICY = json.dumps({
    "Statement": {"Effect": "Allow", "Principal": "*", "Action": "secretsmanager:GetSecretValue", "Resource": "*"}
})  # fmt: skip


@pytest.fixture
def aws() -> Iterator[ScriptedAws]:
    with ScriptedAws() as scripted:
        yield scripted


def collected(aws: ScriptedAws, policy: str | None = None, **listed: Any) -> MemoryJournal:
    aws.on("ListSecrets", ok(SecretList=[{"ARN": ARN, "Name": "token", **listed}]))
    aws.on("GetResourcePolicy", ok(ARN=ARN, Name="token", **({"ResourcePolicy": policy} if policy else {})))
    journal = MemoryJournal()

    async def go() -> None:
        with ThreadPoolExecutor(2) as executor:
            run = Run(
                journal=journal, progress=Silent(), calls=CALLS, executor=executor,
                clock=lambda: datetime(2026, 1, 1, tzinfo=UTC),
            )  # fmt: skip
            await secrets.collect(
                Reader(
                    run, aws.clients(), account="111122223333", region="us-east-1", partition="aws", home="us-east-1"
                )
            )

    asyncio.run(go())
    return journal


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ({}, (False, 0)),
        ({"RotationEnabled": False, "RotationRules": {"AutomaticallyAfterDays": 30}}, (False, 0)),
        ({"RotationEnabled": True, "RotationRules": {"AutomaticallyAfterDays": 30}}, (True, 30)),
        ({"RotationEnabled": True, "RotationRules": {"ScheduleExpression": "rate(10 days)"}}, (True, None)),
    ],
)
def test_rotation_and_its_period(aws: ScriptedAws, listed: dict[str, Any], expected: tuple[bool, int | None]) -> None:
    (secret,) = (row for row in collected(aws, **listed).rows if isinstance(row, Secret))
    assert (secret.rotation_enabled, secret.rotation_days) == expected
    assert (secret.kms_key_id, secret.owning_service, secret.tags) == ("", "", {})


def test_a_policy_is_kept_as_statements(aws: ScriptedAws) -> None:
    journal = collected(aws, POLICY)
    assert [row.configured for row in journal.rows if isinstance(row, SecretPolicy)] == [True]
    assert [row.principals for row in journal.rows if isinstance(row, SecretPolicyStatement)] == [("*",)]


def test_a_secret_without_policy_is_known_to_have_none(aws: ScriptedAws) -> None:
    journal = collected(aws)
    assert [row.configured for row in journal.rows if isinstance(row, SecretPolicy)] == [False]
    assert set(aws.counts) == {"ListSecrets", "GetResourcePolicy"}
