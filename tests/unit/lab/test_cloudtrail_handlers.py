"""The lab's CloudTrail: what the owner of an organisation's trail and what a member account see."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError
from tests.unit.lab.shapes import Checked, checked

from modelkeep.lab.seed import MANAGEMENT, PRODUCTION, Acme
from modelkeep.lab.seed.organisation import credentials
from modelkeep.lab.server import LabServer

ARN = f"arn:aws:cloudtrail:us-east-1:{MANAGEMENT}:trail/everything"
"""moto keeps its state for the whole process, so other tests' trails may be there as well."""


@pytest.fixture(scope="module")
def acme() -> Iterator[Acme]:
    with LabServer() as server:
        acme = Acme(server.url, hardened=True)
        credentials.plant(acme)
        acme.client("s3").create_bucket(Bucket="logs")
        cloudtrail = acme.client("cloudtrail")
        cloudtrail.create_trail(
            Name="everything", S3BucketName="logs", IsMultiRegionTrail=True, IsOrganizationTrail=True
        )
        cloudtrail.create_trail(Name="here-only", S3BucketName="logs")
        cloudtrail.start_logging(Name="everything")
        yield acme


@pytest.fixture(scope="module")
def owner(acme: Acme) -> Checked:
    return checked(acme.within(MANAGEMENT).client("cloudtrail"))


@pytest.fixture(scope="module")
def member(acme: Acme) -> Checked:
    return checked(acme.within(PRODUCTION).client("cloudtrail"))


def seen(reply: dict[str, list[dict[str, Any]]]) -> dict[str, dict[str, Any]]:
    return {trail["Name"]: trail for trail in reply["trailList"] if trail["Name"] in ("everything", "here-only")}


def test_the_owner_sees_both_trails_and_other_regions_the_shadow(acme: Acme, owner: Checked) -> None:
    assert set(seen(owner("DescribeTrails"))) == {"everything", "here-only"}
    elsewhere = checked(acme.within(MANAGEMENT).client("cloudtrail", "eu-west-1"))
    shadow = seen(elsewhere("DescribeTrails"))["everything"]
    assert "here-only" not in seen(elsewhere("DescribeTrails"))
    assert (shadow["TrailARN"], shadow["HomeRegion"]) == (ARN, "us-east-1")
    assert seen(elsewhere("DescribeTrails", includeShadowTrails=False)) == {}
    assert elsewhere("GetTrailStatus", Name=ARN)["IsLogging"] is True


def test_a_member_sees_the_organisations_trail_but_not_its_selectors(member: Checked) -> None:
    (trail,) = seen(member("DescribeTrails")).values()
    assert (trail["TrailARN"], trail["IsOrganizationTrail"]) == (ARN, True)
    assert seen(member("DescribeTrails", includeShadowTrails=False)) == {}
    assert member("GetTrailStatus", Name=ARN)["IsLogging"] is True
    with pytest.raises(ClientError, match="TrailNotFoundException"):
        member("GetTrailStatus", Name="everything")
    with pytest.raises(ClientError, match="TrailNotFoundException"):
        member("GetEventSelectors", TrailName=ARN)


def test_selectors_are_awss_default_until_they_are_put(acme: Acme, owner: Checked) -> None:
    (default,) = owner("GetEventSelectors", TrailName="here-only")["EventSelectors"]
    assert (default["ReadWriteType"], default["IncludeManagementEvents"]) == ("All", True)
    fields = [{"Field": "eventCategory", "Equals": ["Management"]}]
    acme.client("cloudtrail").put_event_selectors(
        TrailName="everything", AdvancedEventSelectors=[{"Name": "all", "FieldSelectors": fields}]
    )
    reply = owner("GetEventSelectors", TrailName=ARN)
    assert "EventSelectors" not in reply
    assert reply["AdvancedEventSelectors"][0]["FieldSelectors"] == fields
