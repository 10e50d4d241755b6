"""Buckets: which calls are made about which bucket, and what becomes of the replies."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.fakes.journal import MemoryJournal

from modelkeep.adapters.aws.clients import Clients, Endpoint
from modelkeep.adapters.aws.collect import Collector
from modelkeep.adapters.aws.collect.s3 import _lifecycle, buckets
from modelkeep.adapters.aws.collect.s3_points import access_points
from modelkeep.adapters.aws.reader import Reader, Run
from modelkeep.core.coverage import Outcome
from modelkeep.core.kinds import tables
from modelkeep.core.kinds.s3 import (
    AccessPoint,
    AccessPointPolicyStatement,
    Bucket,
    BucketAcl,
    BucketAclGrant,
    BucketEncryption,
    BucketLifecycle,
    BucketLifecycleRule,
    BucketObjectLock,
    BucketOwnership,
    BucketPolicyStatus,
    BucketPublicAccessBlock,
    BucketVersioning,
)
from modelkeep.lab.seed import Acme
from modelkeep.lab.server import LabServer
from modelkeep.ports import Silent

ACCOUNT = "123456789012"
CALLS = frozenset(call for name, table in tables().items() if name.startswith("s3_") for call in table.calls)


@pytest.fixture
def acme() -> Iterator[Acme]:
    with LabServer() as lab:
        yield Acme(lab.url, hardened=False)


def collect(acme: Acme, region: str = "us-east-1", collector: Collector = buckets) -> MemoryJournal:
    journal = MemoryJournal()
    endpoint = Endpoint(region="us-east-1", endpoint_url=acme.endpoint_url, credentials=("testing", "testing"))

    async def go() -> None:
        with ThreadPoolExecutor(2) as executor:
            run = Run(
                journal=journal, progress=Silent(), calls=CALLS, executor=executor,
                clock=lambda: datetime(2026, 1, 1, tzinfo=UTC),
            )  # fmt: skip
            clients = Clients.of_profile(endpoint)
            await collector.collect(
                Reader(run, clients, account=ACCOUNT, region=region, partition="aws", home="us-east-1")
            )

    asyncio.run(go())
    return journal


def of(journal: MemoryJournal, name: str, kind: type[Any]) -> Any:
    (row,) = (row for row in journal.rows if isinstance(row, kind) and row.arn == f"arn:aws:s3:::{name}")
    return row


def calls_about(journal: MemoryJournal, name: str) -> set[str]:
    reads = [entry.read for entry in journal.entries.values()]
    return {read.call.removeprefix("s3:") for read in reads if read.resource == f"arn:aws:s3:::{name}"}


def test_a_bucket_is_read_in_its_own_region_only(acme: Acme) -> None:
    acme.client("s3").create_bucket(Bucket="at-home")
    acme.client("s3", "eu-west-1").create_bucket(
        Bucket="abroad", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    home, abroad = collect(acme), collect(acme, "eu-west-1")
    assert {(row.name, row.region) for row in home.rows if isinstance(row, Bucket)} >= {("at-home", "us-east-1")}
    assert not calls_about(home, "abroad")
    assert {(row.name, row.region) for row in abroad.rows if isinstance(row, Bucket)} == {("abroad", "eu-west-1")}


def test_what_was_never_configured_is_known(acme: Acme) -> None:
    acme.client("s3").create_bucket(Bucket="plain")
    journal = collect(acme)
    assert of(journal, "plain", BucketEncryption).algorithm == "AES256"
    assert of(journal, "plain", BucketVersioning).status == "Disabled"
    assert of(journal, "plain", BucketPublicAccessBlock).block_public_policy is False
    assert of(journal, "plain", BucketPolicyStatus).is_public is False
    assert of(journal, "plain", BucketOwnership).object_ownership == "ObjectWriter"
    assert of(journal, "plain", BucketLifecycle).configured is False
    assert of(journal, "plain", BucketObjectLock).enabled is False
    assert calls_about(journal, "plain") == {
        "GetBucketEncryption", "GetBucketVersioning", "GetPublicAccessBlock", "GetBucketPolicy", "GetBucketLogging",
        "GetBucketOwnershipControls", "GetBucketAcl", "GetBucketLifecycleConfiguration",
    }  # fmt: skip


def test_calls_that_can_add_nothing_are_not_made(acme: Acme) -> None:
    s3 = acme.client("s3")
    s3.create_bucket(Bucket="strict")
    s3.put_bucket_ownership_controls(
        Bucket="strict", OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    )
    journal = collect(acme)
    assert not calls_about(journal, "strict") & {"GetBucketAcl", "GetBucketPolicyStatus", "GetObjectLockConfiguration"}
    assert of(journal, "strict", BucketAcl).public_read is False


def test_public_grants_and_policies_are_seen(acme: Acme) -> None:
    s3 = acme.client("s3")
    s3.create_bucket(Bucket="open-to-all")
    s3.put_bucket_acl(Bucket="open-to-all", ACL="public-read-write")
    statement = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::open-to-all/*",
    }
    s3.put_bucket_policy(Bucket="open-to-all", Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    journal = collect(acme)
    grants = of(journal, "open-to-all", BucketAcl)
    assert (grants.public_read, grants.public_write, grants.foreign_grantees) == (True, True, ())
    assert of(journal, "open-to-all", BucketPolicyStatus).is_public is True


def test_a_lifecycle_rule_that_is_off_or_spares_objects_expires_nothing(acme: Acme) -> None:
    s3 = acme.client("s3")
    for name, status, rule in (
        ("off", "Disabled", {"Expiration": {"Days": 1}}),
        ("noncurrent", "Enabled", {"NoncurrentVersionExpiration": {"NoncurrentDays": 1}}),
        ("markers", "Enabled", {"Expiration": {"ExpiredObjectDeleteMarker": True}}),
        ("days", "Enabled", {"Expiration": {"Days": 1}}),
    ):
        s3.create_bucket(Bucket=f"cycle-{name}")
        s3.put_bucket_lifecycle_configuration(
            Bucket=f"cycle-{name}",
            LifecycleConfiguration={"Rules": [{"ID": "r", "Status": status, "Filter": {"Prefix": ""}, **rule}]},
        )
    journal = collect(acme)
    found = {name: of(journal, f"cycle-{name}", BucketLifecycle) for name in ("off", "noncurrent", "markers", "days")}
    assert {name: (row.configured, row.expires) for name, row in found.items()} == {
        "off": (False, False), "noncurrent": (True, False), "markers": (True, False), "days": (True, True),
    }  # fmt: skip
    rules = sorted(
        (row.arn.rpartition("-")[2], row.rule, row.prefix, row.narrowed, row.expiration_days, row.noncurrent_days)
        for row in journal.rows
        if isinstance(row, BucketLifecycleRule)
    )
    assert rules == [("days", "r", "", False, 1, 0), ("noncurrent", "r", "", False, 0, 1)]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"Prefix": "logs/"}, ("rule 1", "logs/", False, 30, "", 0)),
        ({"ID": "x", "Filter": {"And": {"Prefix": "a/", "Tags": [{}]}}}, ("x", "a/", True, 30, "", 0)),
        ({"Filter": {"ObjectSizeLessThan": 5}}, ("rule 1", "", True, 30, "", 0)),
        ({"Expiration": {"Date": datetime(2027, 1, 2, tzinfo=UTC)}}, ("rule 1", "", False, 0, "2027-01-02", 0)),
    ],
)
def test_lifecycle_rules_say_for_what_they_are(rule: dict[str, Any], expected: tuple[object, ...]) -> None:
    reply = {"Rules": [{"Status": "Enabled", "Expiration": {"Days": 30}, **rule}]}
    _, found = _lifecycle("b", reply)
    assert isinstance(found, BucketLifecycleRule)
    told = (
        found.rule,
        found.prefix,
        found.narrowed,
        found.expiration_days,
        found.expiration_date,
        found.noncurrent_days,
    )
    assert told == expected


def test_every_read_of_an_allowed_bucket_is_knowledge(acme: Acme) -> None:
    acme.client("s3").create_bucket(Bucket="known")
    outcomes = {entry.read.outcome for entry in collect(acme).entries.values()}
    assert outcomes == {Outcome.OK, Outcome.ABSENT}


def test_the_access_control_list_tells_each_grant_but_the_owners(acme: Acme) -> None:
    s3 = acme.client("s3")
    s3.create_bucket(Bucket="listed", ObjectOwnership="ObjectWriter")
    s3.put_bucket_acl(
        Bucket="listed", GrantRead='uri="http://acs.amazonaws.com/groups/global/AllUsers"', GrantWriteACP='id="abc"'
    )
    grants = {(row.grantee, row.permission) for row in collect(acme).rows if isinstance(row, BucketAclGrant)}
    assert grants == {("http://acs.amazonaws.com/groups/global/AllUsers", "READ"), ("abc", "WRITE_ACP")}


def test_an_access_point_is_read_with_its_bucket_its_block_and_its_policy(acme: Acme) -> None:
    acme.client("s3").create_bucket(Bucket="weights")
    control = acme.client("s3control")
    open_block = {"RestrictPublicBuckets": False, "IgnorePublicAcls": True}
    control.create_access_point(
        AccountId=ACCOUNT, Name="team", Bucket="weights", PublicAccessBlockConfiguration=open_block
    )
    control.create_access_point(AccountId=ACCOUNT, Name="bare", Bucket="weights", VpcConfiguration={"VpcId": "vpc-1"})
    statement = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}
    control.put_access_point_policy(AccountId=ACCOUNT, Name="team", Policy=json.dumps({"Statement": [statement]}))
    journal = collect(acme, collector=access_points)
    found = {row.name: row for row in journal.rows if isinstance(row, AccessPoint)}
    team = found["team"]
    assert (team.bucket_name, team.bucket_account, team.vpc_id) == ("weights", ACCOUNT, "")
    assert (team.ignore_public_acls, team.restrict_public_buckets) == (True, False)
    assert found["bare"].vpc_id == "vpc-1"
    assert [row.arn for row in journal.rows if isinstance(row, AccessPointPolicyStatement)] == [team.arn]
    assert all(entry.read.outcome.known for entry in journal.entries.values())
