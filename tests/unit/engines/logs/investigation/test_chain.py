"""Who is behind credentials."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from tests.unit.engines.logs.investigation.records import DEPLOY, GHOST, HOME, MARIA, PROD, RECORDS, role, service, user

from modelkeep.core.logs.investigation import Chain, OriginKind, Used
from modelkeep.engines.logs.investigation.chain import MISSING, chains, resolve
from modelkeep.engines.logs.investigation.links import IssueRow, identity_of, issues

AT = datetime(2026, 11, 1)  # noqa: DTZ001


def issued(*pairs: tuple[dict[str, Any], str], shared: str = "", action: str = "AssumeRole") -> list[IssueRow]:
    """An event for each caller and key."""
    return [IssueRow(key, shared, f"e-{key}", action, AT, HOME, caller) for caller, key in pairs]


def row_of(record: dict[str, Any]) -> IssueRow:
    """A record as the lake gives it."""
    answer = record["responseElements"] or {"credentials": {"accessKeyId": ""}}
    return IssueRow(
        answer["credentials"]["accessKeyId"], record.get("sharedEventID", ""), record["eventID"], record["eventName"], AT,
        record["recipientAccountId"], record["userIdentity"],
    )  # fmt: skip


def chain(record: dict[str, Any], rows: list[IssueRow]) -> Chain:
    return resolve(identity_of(record), issues(rows))


def test_roles_over_two_accounts_lead_to_the_human() -> None:
    rows = [row_of(each) for each in RECORDS if each["eventName"] == "AssumeRole"]
    found = chain(PROD, list(reversed(rows)))
    assert found.origin.kind is OriginKind.HUMAN
    assert found.origin.name == "maria@example.com"
    assert [hop.session for hop in found.hops] == ["maria@example.com", "maria", "deploy"]
    assert [hop.event_id for hop in found.hops] == ["", "m2", "d1"]


def test_a_record_without_key_is_joined_by_its_shared_event_id() -> None:
    stranger = {"type": "AWSAccount", "principalId": "AROADEPLOY:maria", "accountId": HOME}
    rows = [*issued((stranger, PROD["accessKeyId"]), shared="s"), *issued((MARIA, ""), shared="s")]
    assert chain(PROD, rows).origin.name == "maria@example.com"
    alone = chain(PROD, rows[:1])
    assert alone.origin.kind is OriginKind.UNKNOWN
    assert alone.origin.told == f"{MISSING} as account {HOME} recorded it"


def test_a_missing_event_is_unknown_and_never_guessed() -> None:
    found = chain(GHOST, issued((MARIA, "ASIAANOTHER00001")))
    assert found.origin.kind is OriginKind.UNKNOWN
    assert found.origin.name == ""
    assert found.origin.told.startswith(MISSING)


def test_a_cycle_ends() -> None:
    one, two = role("one", "s", "ASIAONE000000001"), role("two", "s", "ASIATWO000000001")
    found = chain(one, issued((two, "ASIAONE000000001"), (one, "ASIATWO000000001")))
    assert found.origin.kind is OriginKind.UNKNOWN
    assert len(found.hops) == 3


@pytest.mark.parametrize(
    ("host", "session", "name"),
    [
        ("ec2.amazonaws.com", "i-0abc1234", "EC2 instance i-0abc1234"),
        ("lambda.amazonaws.com", "score", "Lambda function score"),
        ("sagemaker.amazonaws.com", "SageMaker", "SageMaker, session SageMaker"),
    ],
)
def test_what_a_service_took_a_role_for_is_the_workload(host: str, session: str, name: str) -> None:
    found = chain(role("app", session, "ASIAAPP000000001"), issued((service(host), "ASIAAPP000000001")))
    assert (found.origin.kind, found.origin.name) == (OriginKind.WORKLOAD, name)


def test_what_the_metadata_service_handed_out_is_the_instance() -> None:
    told = role("app", "i-0abc1234", "ASIAAPP000000001", ec2RoleDelivery="2.0")
    assert chain(told, []).origin.name == "EC2 instance i-0abc1234"
    assert chain(role("app", "i-0abc1234", "ASIAAPP000000001"), []).origin.kind is OriginKind.UNKNOWN


def test_users_and_their_sessions() -> None:
    anna = user("anna", "AKIAANNA00000001")
    session = user("anna", "ASIAANNA00000001")
    found = chain(session, issued((anna, "ASIAANNA00000001"), action="GetSessionToken"))
    assert (found.origin.kind, found.origin.name) == (OriginKind.USER, anna["arn"])
    assert [hop.how for hop in found.hops] == ["", "GetSessionToken"]
    federated = {
        "type": "FederatedUser", "arn": f"arn:aws:sts::{HOME}:federated-user/tool", "accountId": HOME, "accessKeyId": "ASIAFED000000001",
        "sessionContext": {"sessionIssuer": {"type": "IAMUser", "arn": anna["arn"]}},
    }  # fmt: skip
    assert chain(federated, []).origin.name == anna["arn"]


@pytest.mark.parametrize(
    ("caller", "kind", "name"),
    [
        ({"type": "SAMLUser", "userName": "bo", "identityProvider": "idp"}, OriginKind.HUMAN, "bo"),
        (
            {"type": "WebIdentityUser", "userName": "repo:acme/app:ref:main"},
            OriginKind.WORKLOAD,
            "repo:acme/app:ref:main",
        ),
        ({"type": "WebIdentityUser", "userName": "1234"}, OriginKind.FEDERATED, "1234"),
        ({"type": "Root", "arn": f"arn:aws:iam::{HOME}:root"}, OriginKind.ROOT, f"arn:aws:iam::{HOME}:root"),
    ],
)
def test_who_stands_at_the_beginning(caller: dict[str, Any], kind: OriginKind, name: str) -> None:
    found = chain(DEPLOY, issued((caller, DEPLOY["accessKeyId"])))
    assert (found.origin.kind, found.origin.name) == (kind, name)


def test_source_identity_is_told_from_wherever_it_was_set() -> None:
    deploy = role("deploy", "maria", "ASIADEPLOY000001", sourceIdentity="maria")
    assert chain(PROD, issued((deploy, PROD["accessKeyId"]))).source_identity == "maria"


def test_sessions_of_one_path_are_one_chain() -> None:
    used = [
        Used(identity=identity_of(role("ghost", "s", f"ASIAGHOST000000{n}")), lane="ghost", events=n, first=AT, last=AT)
        for n in (2, 3)
    ]
    (found,) = chains(used, {})
    assert (found.events, found.sessions) == (5, 2)
