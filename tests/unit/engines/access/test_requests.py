"""Requests: what principal, action and resource settle by themselves."""

from __future__ import annotations

import pytest
from tests.unit.engines.access.cases import KEY, OBJECT, OURS, ROLE, THEIRS, USER, table

from modelkeep.engines.access.context import Context
from modelkeep.engines.access.decision import Request
from modelkeep.engines.access.principals import principal_of
from modelkeep.engines.access.requests import is_decided_by_resource, owner_of, request_of

MODEL = "arn:aws:bedrock:eu-west-1::foundation-model/m"


def asked(action: str, resource: str, principal: str = USER) -> Request:
    return request_of(table(), principal_of(principal), action, resource, Context(strict=True))


@pytest.mark.parametrize(
    ("resource", "owner"),
    [(KEY, OURS), (OBJECT, OURS), (MODEL, ""), ("*", OURS), ("arn:aws:iam::aws:policy/X", ""),
     (KEY.replace(OURS, THEIRS), THEIRS), ("arn:aws:sqs:*:*:q", OURS)],
)  # fmt: skip
def test_whose_a_resource_is(resource: str, owner: str) -> None:
    assert owner_of(resource, principal_of(USER)) == owner


def test_actions_are_spelt_as_aws_does() -> None:
    assert asked("S3:GETOBJECT", OBJECT).action == "s3:GetObject"
    assert asked("bedrock:converse", MODEL).action == "bedrock:InvokeModel"
    unknown = asked("new:Thing", OBJECT)
    assert (unknown.action, unknown.known) == ("new:Thing", False)


def test_an_action_that_knows_no_resources_is_about_all() -> None:
    found = asked("s3:ListAllMyBuckets", OBJECT)
    assert (found.resource, found.takes_resource) == ("*", False)


@pytest.mark.parametrize(
    ("action", "resource", "found"),
    [
        ("kms:Decrypt", KEY, True),
        ("kms:Decrypt", f"arn:aws:kms:eu-west-1:{OURS}:*", True),
        ("kms:Decrypt", "*", True),
        ("kms:CreateAlias", f"arn:aws:kms:eu-west-1:{OURS}:alias/a", False),
        ("sts:AssumeRole", ROLE, True),
        ("sts:GetCallerIdentity", "*", False),
        ("s3:GetObject", OBJECT, False),
    ],
)
def test_what_identity_policies_alone_never_open(action: str, resource: str, found: bool) -> None:
    assert is_decided_by_resource(action, resource) is found


def test_an_alias_stands_for_a_key_of_its_account_and_region() -> None:
    assert (
        asked("kms:Decrypt", f"arn:aws:kms:eu-west-1:{OURS}:alias/a").resource == f"arn:aws:kms:eu-west-1:{OURS}:key/*"
    )
    assert asked("kms:UpdateAlias", f"arn:aws:kms:eu-west-1:{OURS}:alias/a").resource.endswith(":alias/a")


def test_region_and_account_are_settled() -> None:
    context = asked("kms:Decrypt", KEY).context
    assert context.find("aws:requestedregion") == ("eu-west-1",)
    assert context.find("aws:resourceaccount") == (OURS,)
    assert asked("iam:GetRole", ROLE).context.find("aws:requestedregion") == ("us-east-1",)
    assert asked("s3:GetObject", OBJECT).context.find("aws:requestedregion") is None
