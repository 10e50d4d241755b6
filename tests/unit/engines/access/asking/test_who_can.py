"""Everybody who can, may or might: nobody is missing because something was not read."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.unit.engines.access.asking.grounds import (
    ADA,
    BUCKET,
    BUILDER,
    ENDPOINT,
    FOREIGN,
    HOME,
    OTHER,
    TRAINER,
    allow,
    deny,
    ground,
    identity,
    policy,
    target,
)

from modelkeep.engines.access.asking.answers import Certainty
from modelkeep.engines.access.asking.ground import Ground, OutsideIam
from modelkeep.engines.access.asking.question import ask
from modelkeep.engines.access.asking.who_can import WhoCan, who_can
from modelkeep.engines.access.principals import Kind, Principal
from modelkeep.engines.access.statements import unread_policy
from modelkeep.engines.access.world import Identity, Membership, Unread

IN_VPC = {"StringEquals": {"aws:SourceVpc": "vpc-1"}}
ROOT = f"arn:aws:iam::{HOME}:root"


def answer(place: Ground, action: str = "s3:GetObject", resource: str = "s3://weights/", *also: str) -> WhoCan:
    return who_can(place, ask(place, action, resource, also))


def told(found: WhoCan) -> dict[str, Certainty]:
    return {each.principal: each.certainty for each in found.grants}


def test_groups_and_the_root_user() -> None:
    found = answer(
        ground(
            identity(ADA, allow("s3:GetObject", f"{BUCKET}/*")),
            identity(TRAINER, allow("s3:*", "*", Condition=IN_VPC)),
            identity(BUILDER, allow("s3:*")),
            targets=[target(BUCKET)],
        )
    )
    assert told(found) == {ADA: Certainty.CERTAIN, ROOT: Certainty.CERTAIN, TRAINER: Certainty.CONDITIONAL}
    assert [each.condition for each in found.grants] == ["", "", "aws:SourceVpc is vpc-1"]
    assert [str(ref) for ref in found.grants[0].by] == ["policy of ada, statement 0"]
    assert found.is_complete


def test_the_root_user_is_limited_by_the_organisation_alone() -> None:
    limited = Membership("o-1", scp=((policy("full", allow("*")), policy("no", deny("s3:GetObject"))),))
    place = ground(identity(ADA, allow("*")), targets=[target(BUCKET)], memberships={HOME: limited})
    assert told(answer(place)) == {}
    assert told(answer(place, "s3:PutObject")) == {ADA: Certainty.CERTAIN, ROOT: Certainty.CERTAIN}


def test_outsiders_come_first_and_anonymous_before_all() -> None:
    place = ground(
        identity(ADA, allow("s3:*")),
        targets=[
            target(
                BUCKET,
                allow("s3:GetObject", f"{BUCKET}/*", Principal="*"),
                allow("s3:*", f"{BUCKET}/*", Principal={"AWS": FOREIGN}),
                allow("s3:*", f"{BUCKET}/*", Principal={"Service": "logging.s3.amazonaws.com"}),
            )
        ],
    )
    certain = [each.principal for each in answer(place).grants if each.certainty is Certainty.CERTAIN]
    assert certain[0] == "anonymous"
    assert ROOT in certain[-2:]  # and that of the other account, for everybody may
    assert certain.index("logging.s3.amazonaws.com") < certain.index(ADA)


def test_pitfall_39_a_pattern_is_allowed_wholly_or_in_part() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html: wildcards in resources."""
    place = ground(
        identity(ADA, allow("s3:GetObject", f"{BUCKET}/*")),
        identity(TRAINER, allow("s3:GetObject", f"{BUCKET}/fraud/*")),
        targets=[target(BUCKET)],
    )
    found = {each.principal: each.condition for each in answer(place).grants}
    assert found[ADA] == ""
    assert found[TRAINER] == f"the resource is within {BUCKET}/fraud/*"


def test_an_account_that_was_not_read_is_a_row_and_not_nobody() -> None:
    unread = [Unread("users and roles", f"account {HOME}", "AccessDenied")]
    found = answer(ground(accounts=[OTHER], unread=unread, targets=[target(BUCKET)]))
    (row, *_) = [each for each in found.grants if "users and roles" in each.principal]
    assert row.certainty is Certainty.UNKNOWN
    assert "AccessDenied" in row.condition
    assert not found.is_complete


def test_an_account_that_was_not_read_is_one_row() -> None:
    """Though the world has somebody who stands for all of its principals."""
    unknown = (unread_policy("the users and roles", "denied"),)
    anybody = Identity(Principal(Kind.STRANGER, f"arn:aws:iam::{HOME}:*", HOME), unknown, unknown)
    place = ground(
        anybody,
        targets=[target(BUCKET)],
        accounts=[OTHER],
        unread=[Unread("users and roles", f"account {HOME}", "denied")],
    )
    assert [each.principal for each in answer(place).grants if each.principal != ROOT] == [
        f"users and roles of account {HOME}"
    ]


def test_an_unread_account_is_no_row_where_no_policy_lets_it_in() -> None:
    unread = [Unread("users and roles", f"account {OTHER}", "AccessDenied")]
    place = ground(accounts=[HOME], unread=unread, targets=[target(BUCKET)])
    assert told(answer(place)) == {ROOT: Certainty.CERTAIN}
    shared = target(BUCKET, allow("s3:*", [BUCKET, f"{BUCKET}/*"], Principal={"AWS": OTHER}))
    assert f"users and roles of account {OTHER}" in told(
        answer(ground(accounts=[HOME], unread=unread, targets=[shared]))
    )


def test_a_bucket_that_was_not_read_belongs_to_nobody_known() -> None:
    found = answer(ground(identity(ADA, allow("s3:*"))), resource="s3://elsewhere/")
    assert told(found)[ADA] is Certainty.UNKNOWN
    assert any("whose it is" in each.condition for each in found.grants)
    assert not found.is_complete


def test_an_unread_boundary_or_policy_makes_it_unknown() -> None:
    trainer = identity(TRAINER)
    who = type(trainer)(trainer.principal, (unread_policy("inline", "denied"),))
    assert told(answer(ground(who, targets=[target(BUCKET)])))[TRAINER] is Certainty.UNKNOWN


def test_pitfall_36_all_resources_of_the_request_have_to_be_allowed() -> None:
    """https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html."""
    config = ENDPOINT.replace("endpoint/", "endpoint-config/")
    place = ground(
        identity(ADA, allow("sagemaker:CreateEndpoint", ENDPOINT)),
        identity(TRAINER, allow("sagemaker:CreateEndpoint", [ENDPOINT, config], Condition=IN_VPC)),
        targets=[target(ENDPOINT)],
    )
    assert ADA in told(answer(place, "sagemaker:CreateEndpoint", ENDPOINT))
    both = answer(place, "sagemaker:CreateEndpoint", ENDPOINT, config)
    assert told(both) == {ROOT: Certainty.CERTAIN, TRAINER: Certainty.CONDITIONAL}
    assert f"on {config}: aws:SourceVpc is vpc-1" in both.grants[-1].condition


def test_pitfall_66_through_a_profile_the_models_count_and_unread_destinations_are_unknown() -> None:
    """https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html."""
    profile = f"arn:aws:bedrock:eu-west-1:{HOME}:inference-profile/eu.maker.model"
    model = "arn:aws:bedrock:*::foundation-model/maker.model"
    only = {"StringEquals": {"bedrock:InferenceProfileArn": profile}}
    place = ground(
        identity(ADA, allow("bedrock:InvokeModel", profile)),
        identity(TRAINER, allow("bedrock:InvokeModel", profile), allow("bedrock:InvokeModel", model, Condition=only)),
    )
    found = told(answer(place, "bedrock:InvokeModel", profile))
    assert ADA not in found
    assert found[TRAINER] is Certainty.UNKNOWN
    named = [model.replace("*", region) for region in ("eu-west-1", "eu-north-1")]
    assert told(answer(place, "bedrock:InvokeModel", profile, *named))[TRAINER] is Certainty.CERTAIN
    read = replace(place, world=replace(place.world, destinations={profile: tuple(named)}))
    assert told(answer(read, "bedrock:InvokeModel", profile))[TRAINER] is Certainty.CERTAIN
    farther = (*named, "arn:aws:bedrock:eu-north-1::foundation-model/other.model")
    other = replace(place, world=replace(place.world, destinations={profile: farther}))
    assert TRAINER not in told(answer(other, "bedrock:InvokeModel", profile))


def test_an_unknown_action_is_unknown_and_never_nobody() -> None:
    found = answer(ground(identity(ADA, allow("s3:*")), targets=[target(BUCKET)]), "s3:Conjure", BUCKET)
    assert told(found)[ADA] is Certainty.UNKNOWN
    assert not found.is_complete


def test_pitfall_67_what_an_authoriser_lets_in_is_outside_iam() -> None:
    """https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/runtime-oauth.html."""
    runtime = f"arn:aws:bedrock-agentcore:eu-west-1:{HOME}:runtime/support"
    way = OutsideIam(
        resource=runtime, who="whoever", judge="a token", actions=("bedrock-agentcore:InvokeAgentRuntime",)
    )
    place = ground(identity(ADA), outside=[way], targets=[target(runtime)])
    assert answer(place, "bedrock-agentcore:InvokeAgentRuntime", runtime).outside == (way,)
    assert answer(place, "bedrock-agentcore:GetAgentRuntime", runtime).outside == ()


def test_what_else_may_open_a_resource_is_a_row() -> None:
    found = answer(ground(identity(ADA), targets=[target(BUCKET)], openings={BUCKET: "lists were not given"}))
    assert any("lists were not given" in each.condition for each in found.grants)
    assert not found.is_complete


def test_nobody_assumes_a_role_without_credentials() -> None:
    """https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html."""
    trusting = identity(TRAINER, trust=[{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": "*"}])
    found = told(answer(ground(trusting), "sts:AssumeRole", TRAINER))
    assert "anonymous" not in found
    assert "any other AWS account" in found


@pytest.mark.parametrize("strict", [True, False])
def test_what_is_known_of_the_request_counts(strict: bool) -> None:
    place = ground(identity(TRAINER, allow("s3:*", "*", Condition=IN_VPC)), targets=[target(BUCKET)])
    right = ask(place, "s3:GetObject", "s3://weights/", context={"aws:sourcevpc": ("vpc-1",)}, strict=strict)
    wrong = ask(place, "s3:GetObject", "s3://weights/", context={"aws:sourcevpc": ("vpc-2",)}, strict=strict)
    assert told(who_can(place, right))[TRAINER] is Certainty.CERTAIN
    assert TRAINER not in told(who_can(place, wrong))


def test_pitfall_29_a_role_of_a_permission_set_tells_where_people_come_from() -> None:
    """https://docs.aws.amazon.com/singlesignon/latest/userguide/permissionsetsconcept.html."""
    reserved = f"arn:aws:iam::{HOME}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Scientists_0123456789abcdef"
    place = ground(identity(reserved, allow("s3:*")), identity(ADA, allow("s3:*")), targets=[target(BUCKET)])
    found = {each.principal: each.comes_from for each in answer(place).grants}
    assert "permission set Scientists" in found[reserved]
    assert found[ADA] == ""


def test_what_was_not_read_may_deny_some_and_would_have_to_allow_others() -> None:
    bucket = replace(target(BUCKET), policies=(unread_policy("bucket policy", "AccessDenied"),))
    place = ground(identity(ADA, allow("s3:*")), identity(TRAINER), targets=[bucket])
    found = {each.principal: (each.certainty, each.needs_unread) for each in answer(place).grants}
    assert found[ADA] == (Certainty.UNKNOWN, False)
    assert found[TRAINER] == (Certainty.UNKNOWN, True)
    assert found["anonymous"] == (Certainty.UNKNOWN, True)
    conditions = {each.principal: each.condition for each in answer(place).grants}
    assert conditions[TRAINER] == "bucket policy (AccessDenied) allows it and does not deny it"
