"""S3 in the lab: what moto leaves out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.unit.lab.shapes import checked

from modelkeep.lab.seed import Acme
from modelkeep.lab.server import LabServer


@pytest.fixture
def acme() -> Iterator[Acme]:
    with LabServer() as lab:
        yield Acme(lab.url, hardened=False, region="eu-central-1")


def test_buckets_are_listed_by_region_and_in_pages(acme: Acme) -> None:
    s3 = acme.client("s3")
    for region, names in {"eu-central-1": ("paged-a", "paged-b", "paged-c"), "eu-west-3": ("paged-d",)}.items():
        for name in names:
            acme.client("s3", region).create_bucket(
                Bucket=name, CreateBucketConfiguration={"LocationConstraint": region}
            )
    call = checked(s3)
    first = call("ListBuckets", BucketRegion="eu-central-1", Prefix="paged-", MaxBuckets=2)
    assert [(each["Name"], each["BucketRegion"]) for each in first["Buckets"]] == [
        ("paged-a", "eu-central-1"),
        ("paged-b", "eu-central-1"),
    ]
    second = call(
        "ListBuckets",
        BucketRegion="eu-central-1",
        Prefix="paged-",
        MaxBuckets=2,
        ContinuationToken=first["ContinuationToken"],
    )
    assert [each["Name"] for each in second["Buckets"]] == ["paged-c"]
    assert "ContinuationToken" not in second


def test_mfa_delete_is_remembered(acme: Acme) -> None:
    s3 = acme.client("s3")
    s3.create_bucket(Bucket="versions", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    call = checked(s3)
    assert not {"Status", "MFADelete"} & call("GetBucketVersioning", Bucket="versions").keys()
    call(
        "PutBucketVersioning",
        Bucket="versions",
        VersioningConfiguration={"Status": "Enabled", "MFADelete": "Enabled"},
        MFA="device 123456",
    )
    reply = call("GetBucketVersioning", Bucket="versions")
    assert (reply["Status"], reply["MFADelete"]) == ("Enabled", "Enabled")


def test_the_block_of_an_account_is_found_without_a_host_of_its_own(acme: Acme) -> None:
    control = acme.client("s3control")
    blocked = {
        "BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": True, "RestrictPublicBuckets": False,
    }  # fmt: skip
    control.put_public_access_block(AccountId=acme.account, PublicAccessBlockConfiguration=blocked)
    reply = checked(control)("GetPublicAccessBlock", AccountId=acme.account)
    assert reply["PublicAccessBlockConfiguration"] == blocked


def test_a_grant_shows_each_of_its_permissions(acme: Acme) -> None:
    s3 = acme.client("s3")
    s3.create_bucket(Bucket="granted", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    s3.put_bucket_acl(Bucket="granted", ACL="public-read-write")
    reply = checked(s3)("GetBucketAcl", Bucket="granted")
    everybody = "http://acs.amazonaws.com/groups/global/AllUsers"
    assert [grant["Permission"] for grant in reply["Grants"] if grant["Grantee"].get("URI") == everybody] == [
        "READ",
        "WRITE",
    ]
    owner = [grant["Permission"] for grant in reply["Grants"] if grant["Grantee"].get("ID") == reply["Owner"]["ID"]]
    assert owner == ["FULL_CONTROL"]


def test_a_bucket_that_is_not_there_is_said_to_be_so(acme: Acme) -> None:
    s3 = acme.client("s3")
    for read in (s3.get_bucket_versioning, s3.get_bucket_acl):
        with pytest.raises(s3.exceptions.NoSuchBucket):
            read(Bucket="nowhere")
