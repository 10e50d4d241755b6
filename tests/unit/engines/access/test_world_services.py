"""Policies of queues and topics, of OpenSearch's collections, of models and versions: what becomes of their rows."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.engines.access.rows import (
    BOB,
    OURS,
    PARTNER,
    ROOT,
    THEIRS,
    TRAINER,
    document,
    outcome,
    role,
    told,
    user,
    world,
)

from modelkeep.core.kinds.awslambda import FunctionVersion, FunctionVersionPolicyStatement
from modelkeep.core.kinds.opensearchserverless import AccessPolicy, AccessPolicyRule, Collection
from modelkeep.core.kinds.sns import Topic, TopicPolicyStatement
from modelkeep.core.kinds.sqs import Queue, QueuePolicyStatement
from modelkeep.core.kinds.sso import InstancePrincipal, PermissionSet, PermissionSetAssignment
from modelkeep.core.policy import statements
from modelkeep.core.tables import Row
from modelkeep.engines.access.crowd import Crowd

FULL = document("Allow", "*")
QUEUE = f"arn:aws:sqs:eu-west-1:{OURS}:requests"
OTHER = f"arn:aws:iam::{OURS}:role/other"
TOPIC = f"arn:aws:sns:eu-west-1:{OURS}:alerts"


def queue(*documents: Any) -> list[Row]:
    rows: list[Row] = [Queue(arn=QUEUE, account=OURS, region="eu-west-1", name="requests", tags={})]
    return rows + [row for each in documents for row in statements(QueuePolicyStatement, QUEUE, "queue policy", each)]


def topic(*documents: Any) -> list[Row]:
    rows: list[Row] = [Topic(arn=TOPIC, account=OURS, region="eu-west-1", name="alerts", tags={})]
    return rows + [row for each in documents for row in statements(TopicPolicyStatement, TOPIC, "topic policy", each)]


# Queues and topics


def test_a_queues_policy_is_enough_within_the_account_and_has_to_agree_across() -> None:
    """https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-using-identity-based-policies.html"""
    sending = document("Allow", "sqs:SendMessage", QUEUE, Principal={"AWS": [BOB, PARTNER]})
    here = world(user(), role(PARTNER, FULL), queue(sending))
    assert outcome(here, BOB, "sqs:SendMessage", QUEUE) == "allowed"
    assert outcome(here, PARTNER, "sqs:SendMessage", QUEUE) == "allowed"
    assert outcome(here, PARTNER, "sqs:ReceiveMessage", QUEUE) == "implicit_deny"
    assert outcome(world(role(PARTNER), queue(sending)), PARTNER, "sqs:SendMessage", QUEUE) == "implicit_deny"
    assert outcome(world(role(PARTNER, FULL), queue()), PARTNER, "sqs:SendMessage", QUEUE) == "implicit_deny"


def test_a_topic_is_for_its_account_by_default_and_for_whom_its_policy_names() -> None:
    """https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html"""
    default = document(
        "Allow", "SNS:Publish", TOPIC, Principal={"AWS": "*"}, Condition={"StringEquals": {"AWS:SourceOwner": OURS}}
    )
    here = world(user(BOB, FULL), role(PARTNER, FULL), topic(default))
    assert outcome(here, BOB, "sns:Publish", TOPIC) == "allowed"
    assert here.decide(PARTNER, "sns:Publish", TOPIC).condition == f"AWS:SourceOwner is {OURS}"
    service = document(
        "Allow", "sns:Publish", TOPIC, Principal={"Service": "s3.amazonaws.com"},
        Condition={"StringEquals": {"aws:SourceOwner": OURS}},
    )  # fmt: skip
    (bounded,) = world(topic(service)).who_can("sns:Publish", TOPIC)
    assert not bounded.is_confused_deputy


@pytest.mark.parametrize(
    ("call", "rows", "action", "resource"),
    [
        ("sqs:GetQueueAttributes", queue(), "sqs:SendMessage", QUEUE),
        ("sns:GetTopicAttributes", topic(), "sns:Publish", TOPIC),
    ],
)
def test_a_policy_that_was_not_read_may_let_in_anybody(call: str, rows: list[Row], action: str, resource: str) -> None:
    assert told(world(rows), action, resource) == {}
    here = world(rows, user(BOB, FULL), denied=[call])
    assert outcome(here, BOB, action, resource) == "unknown"
    assert told(here, action, resource)["anonymous"] == "unknown"
    assert [(each.what, each.where) for each in here.unread] == [("resource policy", resource)]


# Collections of OpenSearch Serverless

COLLECTION = f"arn:aws:aoss:eu-west-1:{OURS}:collection/c1"
API = document("Allow", "aoss:APIAccessAll", COLLECTION)
READ = "aoss:ReadDocument"
DATA = f"arn:aws:aoss:eu-west-1:{OURS}:access-policy/data/readers"


def collection(*rules: AccessPolicyRule) -> list[Row]:
    place: dict[str, Any] = {"account": OURS, "region": "eu-west-1"}
    return [
        Collection(arn=COLLECTION, name="handbook", tags={}, **place),
        AccessPolicy(arn=DATA, name="readers", tags={}, policy_version="1", **place),
        *rules,
    ]


def rule(*principals: str, resource: str = "index/handbook/*", **columns: Any) -> AccessPolicyRule:
    found: dict[str, Any] = {"resource_type": "index", "permissions": (READ,), "resources": (resource,), **columns}
    return AccessPolicyRule(arn=DATA, account=OURS, region="eu-west-1", principals=principals, **found)


def test_what_is_in_a_collection_takes_a_data_access_policy_and_iam() -> None:
    """https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-data-access.html"""
    here = world(user(BOB, API), role(TRAINER), role(OTHER, API), collection(rule(BOB, TRAINER)))
    assert outcome(here, BOB, READ, COLLECTION) == "allowed"
    assert outcome(here, TRAINER, READ, COLLECTION) == "implicit_deny"
    assert outcome(here, OTHER, READ, COLLECTION) == "implicit_deny"
    assert outcome(here, BOB, "aoss:WriteDocument", COLLECTION) == "implicit_deny"
    assert outcome(here, ROOT, READ, COLLECTION) == "implicit_deny"
    assert told(here, READ, COLLECTION) == {BOB: "allowed"}
    assert Crowd(here).ask(READ, COLLECTION).keys() == {BOB}
    session = f"arn:aws:sts::{OURS}:assumed-role/other/nightly"
    assert outcome(world(role(OTHER, API), collection(rule(OTHER))), session, READ, COLLECTION) == "allowed"
    scp = document("Deny", "aoss:APIAccessAll")
    assert outcome(world(user(BOB, API, scp), collection(rule(BOB))), BOB, READ, COLLECTION) == "explicit_deny"


def test_a_rule_is_about_the_collections_and_indexes_that_it_names() -> None:
    """https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-data-access.html#serverless-data-access-syntax"""

    def may(resource: str, **columns: Any) -> str:
        return outcome(
            world(user(BOB, API), collection(rule(BOB, resource=resource, **columns))), BOB, READ, COLLECTION
        )

    assert may("index/hand*/*") == "allowed"
    assert may("index/other/*") == "implicit_deny"
    assert may("index/handbook/log*") == "allowed_if"
    assert may("index/handbook/*", permissions=("aoss:*",)) == "allowed"
    assert may("collection/handbook", resource_type="collection", permissions=("aoss:*",)) == "implicit_deny"
    assert may("index/handbook/*", permissions=None) == "unknown"


def test_principals_of_data_access_policies_that_aws_does_not_document_stay_open() -> None:
    here = world(user(BOB, API), role(PARTNER, API), collection(rule(ROOT)))
    assert outcome(here, ROOT, READ, COLLECTION) == "allowed"
    assert here.decide(BOB, READ, COLLECTION).condition.endswith("for the whole account, which AWS does not document")
    assert outcome(here, BOB, READ, COLLECTION) == "unknown"
    assert outcome(here, PARTNER, READ, COLLECTION) == "implicit_deny"
    sessions = rule(f"arn:aws:sts::{OURS}:assumed-role/other/*")
    here = world(user(BOB, API), role(OTHER, API), collection(sessions))
    assert outcome(here, OTHER, READ, COLLECTION) == "unknown"
    assert outcome(here, BOB, READ, COLLECTION) == "implicit_deny"
    saml = world(user(BOB, API), collection(rule(f"saml/{OURS}/company/group/data")))
    assert outcome(saml, BOB, READ, COLLECTION) == "implicit_deny"


@pytest.mark.parametrize("call", ["opensearchserverless:ListAccessPolicies", "opensearchserverless:GetAccessPolicy"])
def test_data_access_policies_that_were_not_read_may_allow_and_deny_nothing(call: str) -> None:
    here = world(user(BOB, FULL), role(TRAINER), collection(), denied=[call])
    assert outcome(here, BOB, READ, COLLECTION) == "unknown"
    assert outcome(here, TRAINER, READ, COLLECTION) == "implicit_deny"
    assert outcome(here, BOB, "aoss:DeleteCollection", COLLECTION) == "allowed"
    assert [each.what for each in here.unread] == ["data access policy"]
    granted = world(user(BOB, API), collection(rule(BOB)), denied=[call])
    assert outcome(granted, BOB, READ, COLLECTION) == "allowed"


# Versions of functions


def test_62_a_version_of_a_function_has_a_policy_of_its_own() -> None:
    """https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html"""
    function = f"arn:aws:lambda:eu-west-1:{OURS}:function:tools"
    version = FunctionVersion(arn=f"{function}:3", account=OURS, region="eu-west-1", name="3", function_arn=function)
    policy = document("Allow", "lambda:InvokeFunction", version.arn, Principal={"AWS": PARTNER})
    own = statements(FunctionVersionPolicyStatement, version.arn, "", policy)
    here = world(role(PARTNER, FULL), version, own)
    assert outcome(here, PARTNER, "lambda:InvokeFunction", version.arn) == "allowed"
    assert outcome(here, PARTNER, "lambda:InvokeFunction", f"{function}:4") == "unknown"
    closed = world(role(PARTNER, FULL), version)
    assert outcome(closed, PARTNER, "lambda:InvokeFunction", version.arn) == "implicit_deny"
    unread = world(role(PARTNER, FULL), version, denied=["lambda:GetPolicy"])
    assert outcome(unread, PARTNER, "lambda:InvokeFunction", version.arn) == "unknown"


# Roles of IAM Identity Center

SET = "arn:aws:sso:::permissionSet/ssoins-1/ps-1"
RESERVED = f"arn:aws:iam::{OURS}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Data_Science_0123456789abcdef"


def assigned(account: str, *who: tuple[str, str]) -> list[Row]:
    rows = (
        PermissionSetAssignment(arn=SET, target_account_id=account, principal_type=k, principal_id=n) for k, n in who
    )
    return [PermissionSet(arn=SET, account=THEIRS, region="eu-west-1", name="Data_Science"), *rows]


def named(kind: str, identifier: str, name: str | None) -> InstancePrincipal:
    return InstancePrincipal(arn="i", principal_type=kind, principal_id=identifier, name=name)


def test_29_a_role_of_identity_center_names_those_whom_its_permission_set_is_assigned_to() -> None:
    """https://docs.aws.amazon.com/singlesignon/latest/userguide/howtoassignusers.html"""

    def whom(*rows: Any, **more: Any) -> str:
        here = world(role(RESERVED, FULL), role(), *rows, **more)
        assert here.comes_from(here.identity(TRAINER)) == ""
        session = here.identity(f"arn:aws:sts::{OURS}:assumed-role/{RESERVED.rpartition('/')[2]}/ana")
        assert not rows or here.comes_from(session) == here.comes_from(here.identity(RESERVED))
        return here.comes_from(here.identity(RESERVED))

    both = assigned(OURS, ("USER", "1"), ("GROUP", "2"))
    assert "user ana, group scientists, by permission set Data_Science" in whom(
        both, named("USER", "1", "ana"), named("GROUP", "2", "scientists")
    )
    assert "user 1, whose name was not read, group 2, who is gone" in whom(both, named("GROUP", "2", ""))
    assert "user a***@acme.example (1), group" in whom(both, named("USER", "1", "a***@acme.example"))
    assert "nobody at all" in whom(assigned(THEIRS, ("USER", "1")))
    assert whom().endswith("permission set Data_Science is assigned to")
    for call in ("sso-admin:ListAccountsForProvisionedPermissionSet", "sso-admin:ListAccountAssignments"):
        assert "user ana, others, who were not read" in whom(
            assigned(OURS, ("USER", "1")), named("USER", "1", "ana"), denied=[call]
        )
        unread = world(role(RESERVED), assigned(OURS), denied=[call]).unread
        assert [(each.what, each.where) for each in unread] == [("assignments of a permission set", SET)]
