"""What a principal can do: by resource and access level, with conditions, and the roles that it can become."""

from __future__ import annotations

from dataclasses import replace

from tests.unit.engines.access.asking.grounds import (
    ADA,
    BUCKET,
    BUILDER,
    ENDPOINT,
    HOME,
    KEY,
    TRAINER,
    allow,
    deny,
    ground,
    identity,
    target,
)

from modelkeep.core.action import AccessLevel
from modelkeep.engines.access.asking.ground import Ground, KnownResource
from modelkeep.engines.access.asking.reach import Reach, can_reach
from modelkeep.engines.access.decision import Outcome
from modelkeep.engines.access.statements import unread_policy
from modelkeep.engines.access.world import Identity

FRAUD = KnownResource(arn=ENDPOINT, name="fraud", kind="AWS::SageMaker::Endpoint", is_ai=True)


def place(*statements: dict[str, object]) -> Ground:
    return ground(
        identity(ADA, *statements),
        identity(TRAINER, trust=[{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": ADA}}]),
        identity(
            BUILDER,
            trust=[{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ec2.amazonaws.com"}}],
        ),
        targets=[target(BUCKET), target(KEY), target(ENDPOINT)],
        resources=[FRAUD, KnownResource(arn="arn:aws:s3:::other", relevant=False)],
    )


def actions(
    found: Reach, arn: str, outcome: Outcome = Outcome.ALLOWED
) -> dict[tuple[AccessLevel, str], tuple[str, ...]]:
    return {
        (each.level, each.form): each.actions
        for reached in found.reached
        if reached.resource.arn == arn
        for each in reached.permitted
        if each.outcome is outcome
    }


def test_actions_by_level_on_the_bucket_and_on_what_is_in_it() -> None:
    where = place(allow(["s3:GetObject", "s3:ListBucket", "s3:DeleteBucket", "sagemaker:InvokeEndpoint"]))
    found = can_reach(where, where.world.identity(ADA))
    assert actions(found, BUCKET) == {
        (AccessLevel.WRITE, BUCKET): ("s3:DeleteBucket",),
        (AccessLevel.LIST, BUCKET): ("s3:ListBucket",),
        (AccessLevel.READ, f"{BUCKET}/*"): ("s3:GetObject",),
    }
    assert actions(found, ENDPOINT) == {(AccessLevel.READ, ENDPOINT): ("sagemaker:InvokeEndpoint",)}
    assert found.is_complete


def test_conditions_and_denies_count() -> None:
    in_vpc = {"StringEquals": {"aws:SourceVpc": "vpc-1"}}
    where = place(allow(["s3:GetObject", "s3:PutObject"], f"{BUCKET}/*", Condition=in_vpc), deny("s3:PutObject"))
    found = can_reach(where, where.world.identity(ADA))
    assert actions(found, BUCKET) == {}
    assert actions(found, BUCKET, Outcome.ALLOWED_IF) == {(AccessLevel.READ, f"{BUCKET}/*"): ("s3:GetObject",)}
    (bucket,) = [each for each in found.reached if each.resource.arn == BUCKET]
    assert bucket.permitted[0].condition == "aws:SourceVpc is vpc-1"


def test_actions_without_resource_count_too() -> None:
    where = place(allow("bedrock:PutModelInvocationLoggingConfiguration"))
    found = can_reach(where, where.world.identity(ADA))
    assert actions(found, "*") == {(AccessLevel.WRITE, "*"): ("bedrock:PutModelInvocationLoggingConfiguration",)}


def test_a_resources_own_policy_may_be_all_that_lets_in() -> None:
    open_bucket = target(BUCKET, allow("s3:GetObject", f"{BUCKET}/*", Principal={"AWS": ADA}))
    where = ground(identity(ADA), targets=[open_bucket])
    assert actions(can_reach(where, where.world.identity(ADA)), BUCKET)


def test_the_choice_of_resources() -> None:
    where = place(allow("*"))
    ada = where.world.identity(ADA)

    def asked(**choice: object) -> set[str]:
        return {each.resource.arn for each in can_reach(where, ada, **choice).reached} - {"*"}  # type: ignore[arg-type]  # any of its options

    assert "arn:aws:s3:::other" not in asked()
    assert asked(ai=True) == {ENDPOINT}
    assert asked(services=["s3"]) == {BUCKET}
    assert "arn:aws:s3:::other" in asked(everything=True)


def test_the_roles_that_it_can_become_in_one_step() -> None:
    where = place(allow("s3:GetObject"))
    found = can_reach(where, where.world.identity(ADA))
    assert [each.principal for each in found.roles] == [TRAINER]


def test_a_principal_whose_policies_were_not_read_is_unknown() -> None:
    where = place()
    who = Identity(where.world.identity(ADA).principal, (unread_policy("inline", "AccessDenied"),))
    found = can_reach(where, who)
    assert "AccessDenied" in found.principal_unread
    assert not found.is_complete


def test_resources_that_something_unread_may_open_make_it_incomplete() -> None:
    where = ground(identity(ADA), targets=[target(BUCKET)], openings={BUCKET: "lists"})
    found = can_reach(where, where.world.identity(ADA))
    assert found.openings == (BUCKET,)
    assert not found.is_complete


def test_the_root_user_reaches_everything_of_its_account() -> None:
    where = place()
    found = can_reach(where, where.world.identity(f"arn:aws:iam::{HOME}:root"))
    assert actions(found, ENDPOINT)


def test_a_role_does_not_become_itself() -> None:
    trust = [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": TRAINER}}]
    where = ground(identity(TRAINER, trust=trust))
    assert can_reach(where, where.world.identity(TRAINER)).roles == ()


def test_pitfall_60_through_an_access_point_nothing_is_reached_that_its_bucket_denies() -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html."""
    point = f"arn:aws:s3:eu-west-1:{HOME}:accesspoint/models"
    found = {}
    for name, bucket in (("open", target(BUCKET)), ("closed", target(BUCKET, deny("s3:*", Principal="*")))):
        known = ground(
            identity(ADA, allow("s3:*")),
            targets=[replace(target(point), behind=BUCKET), bucket],
            resources=[KnownResource(arn=point)],
        )
        answer = can_reach(known, known.world.identity(ADA), everything=True)
        found[name] = {
            action
            for reached in answer.reached
            if reached.resource.arn == point
            for each in reached.permitted
            for action in each.actions
        }
    assert "s3:GetBucketAcl" in found["open"]
    assert "s3:GetBucketAcl" not in found["closed"]
