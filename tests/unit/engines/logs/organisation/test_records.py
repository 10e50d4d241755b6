import json
from typing import Any

import pytest

from modelkeep.engines.logs.organisation import cast
from modelkeep.engines.logs.organisation.actors import ROOT, Actor, unique_id
from modelkeep.engines.logs.organisation.records import Call, Template, number_slot, slot, trail_record
from modelkeep.engines.logs.organisation.streams import invocation, object_event

WHEN = {
    "time": "2026-09-01T00:00:00Z",
    "event_id": "e",
    "request_id": "r",
    "key": "ASIAX",
    "created": "2026-09-01T00:00:00Z",
}


def test_a_template_is_filled_where_slots_are_and_nowhere_else() -> None:
    template = Template.of({"a": slot("name"), "b": number_slot("size"), "c": f"x/{slot('name')}.y", "d": "100 % sure"})
    assert template.slots == {"name", "size"}
    told = json.loads(template.fill({"name": "n", "size": "7"}))
    assert told == {"a": "n", "b": 7, "c": "x/n.y", "d": "100 % sure"}


def test_a_call_of_a_role_is_recorded_with_its_session_and_issuer() -> None:
    record = trail_record(cast.RELEASE, Call(source="sts", name="GetCallerIdentity", region="eu-west-1"), WHEN)
    identity = record["userIdentity"]
    assert identity["arn"] == "arn:aws:sts::111122223333:assumed-role/model-release/GitHubActions"
    assert identity["sessionContext"]["sessionIssuer"]["arn"] == "arn:aws:iam::111122223333:role/ci/model-release"
    assert identity["principalId"] == f"{identity['sessionContext']['sessionIssuer']['principalId']}:GitHubActions"
    assert record["vpcEndpointId"] == cast.VPCE
    assert record["managementEvent"] is True


@pytest.mark.parametrize(
    ("actor", "expected"),
    [
        (cast.BILLING, {"type": "IAMUser", "userName": "billing-export"}),
        (cast.service("ec2.amazonaws.com", "111122223333"), {"type": "AWSService", "invokedBy": "ec2.amazonaws.com"}),
        (
            Actor(kind=ROOT, account="111122223333", name="root", mfa=True),
            {"type": "Root", "arn": "arn:aws:iam::111122223333:root"},
        ),
        (cast.SCALING, {"type": "AssumedRole", "invokedBy": "autoscaling.amazonaws.com"}),
    ],
)
def test_each_kind_of_caller_has_its_own_identity(actor: Actor, expected: dict[str, Any]) -> None:
    identity = actor.identity(key="AKIAX", created=WHEN["created"])
    assert identity.items() >= expected.items()


def test_a_data_event_names_object_and_bucket_and_a_refused_call_its_error() -> None:
    read = object_event("GetObject", "b", "k", "eu-west-1", "444455556666", bytes_out=5)
    record = trail_record(cast.CRM, read, WHEN)
    assert (record["eventCategory"], record["managementEvent"], record["readOnly"]) == ("Data", False, True)
    assert [each["ARN"] for each in record["resources"]] == ["arn:aws:s3:::b/k", "arn:aws:s3:::b"]
    assert record["additionalEventData"]["bytesTransferredOut"] == 5
    refused = trail_record(cast.CRM, invocation("Converse", "m", "eu-west-1", error="AccessDenied", message="no"), WHEN)
    assert (refused["errorCode"], refused["errorMessage"]) == ("AccessDenied", "no")


def test_identifiers_have_iams_form_and_stay() -> None:
    assert unique_id("AROA", "a") == unique_id("AROA", "a") != unique_id("AROA", "b")
    assert len(unique_id("AKIA", "x")) == 20
    assert cast.BILLING.access_key("one") == cast.BILLING.access_key("two")
    assert cast.CRM.access_key("one") != cast.CRM.access_key("two")
