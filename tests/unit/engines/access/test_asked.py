"""Rows of the table `access`: who has one, and what it says."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.unit.engines.access.small import FOREIGN, HOME, Statement, allow, deny, role_arn, small_world

from modelkeep.engines.access.asked import access_rows
from modelkeep.engines.access.principals import principal_of
from modelkeep.engines.access.statements import unread_policy
from modelkeep.engines.access.world import Identity, World

BUCKET = "arn:aws:s3:::weights"
GUARDRAIL = f"arn:aws:bedrock:eu-west-1:{HOME}:guardrail/g"
KEY = f"arn:aws:kms:eu-west-1:{HOME}:key/k"
FROM_VPC = {"StringEquals": {"aws:SourceVpc": "vpc-1"}}
TLS_ONLY = deny("s3:*", Principal="*", Condition={"Bool": {"aws:SecureTransport": "false"}})


def rows(world: World, action: str = "s3:GetObject", resource: str = f"{BUCKET}/*") -> dict[str, tuple[str, str]]:
    return {
        str(row.principal): (str(row.decision), str(row.condition)) for row in access_rows(world, [(action, resource)])
    }


def test_a_row_says_where_the_resource_is_and_spells_the_action_as_iam_does() -> None:
    world = small_world({"reader": [allow("s3:*")]}, {BUCKET: ()})
    (row,) = access_rows(world, [("S3:getobject", f"{BUCKET}/*")])
    assert (row.arn, row.account, row.region, row.action) == (f"{BUCKET}/*", HOME, "global", "s3:GetObject")
    (row,) = access_rows(
        small_world({"admin": [allow("*")]}, {GUARDRAIL: ()}), [("bedrock:DeleteGuardrail", GUARDRAIL)]
    )
    assert (row.account, row.region) == (HOME, "eu-west-1")


def test_who_is_denied_has_no_row() -> None:
    world = small_world(
        {"reader": [allow("s3:GetObject"), deny("s3:Get*")], "other": [allow("s3:PutObject")]}, {BUCKET: ()}
    )
    assert rows(world) == {}


@pytest.mark.parametrize(
    ("statement", "decision"),
    [
        (allow("s3:GetObject"), ("allowed", "")),
        (allow("s3:GetObject", f"{BUCKET}/train/*"), ("allowed", f"the resource is within {BUCKET}/train/*")),
        (allow("s3:GetObject", Condition={"Bool": {"aws:SecureTransport": "true"}}), ("allowed", "aws:SecureTransport is true")),
        (allow("s3:GetObject", Condition={"StringEquals": {"aws:SourceVpc": "vpc-1"}}), ("conditional", "aws:SourceVpc is vpc-1")),
    ],
)  # fmt: skip
def test_what_the_caller_only_has_to_choose_is_allowed(statement: Statement, decision: tuple[str, str]) -> None:
    assert rows(small_world({"reader": [statement]}, {BUCKET: ()})) == {role_arn("reader"): decision}


def test_a_bucket_that_wants_tls_is_open_to_whoever_uses_it() -> None:
    world = small_world({"reader": [allow("s3:GetObject")]}, {BUCKET: [TLS_ONLY]})
    assert rows(world) == {role_arn("reader"): ("allowed", "aws:SecureTransport is not false")}


def test_a_choice_and_something_else_together_stay_conditional() -> None:
    network = deny("s3:*", Principal="*", Condition={"StringNotEquals": {"aws:SourceVpc": "vpc-1"}})
    world = small_world({"reader": [allow("s3:GetObject")]}, {BUCKET: [TLS_ONLY, network]})
    assert rows(world)[role_arn("reader")][0] == "conditional"


def test_what_was_not_read_makes_the_decision_unknown() -> None:
    world = small_world({"reader": [allow("s3:GetObject")]}, {BUCKET: ()})
    target = replace(world.targets[BUCKET], policies=(unread_policy("the bucket's policy", "AccessDenied"),))
    found = rows(replace(world, targets={BUCKET: target}))
    assert found[role_arn("reader")][0] == "unknown"
    assert "AccessDenied" in found[role_arn("reader")][1]


def test_everybody_is_one_row_and_another_account_is_its_root() -> None:
    everybody = small_world({}, {BUCKET: [allow("s3:GetObject", f"{BUCKET}/*", Principal="*")]})
    assert rows(everybody) == {"*": ("allowed", "")}
    partner = small_world({}, {BUCKET: [allow("s3:GetObject", f"{BUCKET}/*", Principal={"AWS": FOREIGN})]})
    ((name, (decision, _)),) = rows(partner).items()
    assert (name, decision) == (f"arn:aws:iam::{FOREIGN}:root", "allowed")


def test_services_and_roles_that_only_they_act_as_have_no_row() -> None:
    linked = f"arn:aws:iam::{HOME}:role/aws-service-role/sagemaker.amazonaws.com/AWSServiceRoleForSageMaker"
    world = small_world(
        {}, {BUCKET: [allow("s3:GetObject", f"{BUCKET}/*", Principal={"Service": "logging.s3.amazonaws.com"})]}
    )
    reader = small_world({"reader": [allow("s3:*")]}).identities[role_arn("reader")]
    with_linked = replace(world, identities={linked: Identity(principal_of(linked), reader.policies)})
    assert rows(with_linked) == {}


def test_requests_for_a_bucket_go_to_its_region() -> None:
    only_ireland = allow("s3:GetObject", Condition={"StringEquals": {"aws:RequestedRegion": "eu-west-1"}})
    for region, expected in (("eu-west-1", {role_arn("reader"): ("allowed", "")}), ("us-east-1", {})):
        assert rows(small_world({"reader": [only_ireland]}, {BUCKET: ()}, {BUCKET: region})) == expected


def test_the_root_user_of_an_account_that_was_read_has_no_row() -> None:
    own = allow("s3:GetObject", f"{BUCKET}/*", Principal={"AWS": HOME})
    assert rows(small_world({}, {BUCKET: [own]})) == {}


def test_a_row_says_through_which_services_alone_a_key_is_used() -> None:
    """https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service"""
    through = {"StringEquals": {"kms:ViaService": ["s3.eu-west-1.amazonaws.com", "ecr.eu-west-1.amazonaws.com"]}}
    world = small_world(
        {
            "server": [allow("kms:Decrypt", Condition=through)],
            "both": [allow("kms:Decrypt", Condition=through), allow("kms:Decrypt", Condition=FROM_VPC)],
            "not": [allow("kms:Decrypt", Condition={"StringNotEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}})],
            "free": [allow("kms:Decrypt"), allow("kms:Decrypt", Condition=through)],
        },
        {KEY: [allow("kms:*", Principal={"AWS": f"arn:aws:iam::{HOME}:root"})]},
    )  # fmt: skip
    found = {row.principal: row.through for row in access_rows(world, [("kms:Decrypt", KEY)])}
    assert found == {
        role_arn("server"): ("ecr.eu-west-1.amazonaws.com", "s3.eu-west-1.amazonaws.com"),
        role_arn("both"): (),
        role_arn("not"): (),
        role_arn("free"): (),
    }


def test_a_row_says_who_administers_the_account_even_after_a_second_factor() -> None:
    mfa = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    world = small_world(
        {
            "admin": [allow("*")],
            "careful": [allow("*", Condition=mfa)],
            "powerful": [allow("*"), deny("iam:*")],
            "reader": [allow("s3:*")],
        },
        {BUCKET: ()},
    )
    found = {row.principal: row.administers for row in access_rows(world, [("s3:GetObject", f"{BUCKET}/*")])}
    assert found == {
        role_arn("admin"): True,
        role_arn("careful"): True,
        role_arn("powerful"): False,
        role_arn("reader"): False,
    }
