"""Each layer says what it says, and what is told to change the answer changes it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.unit.engines.access.asking.grounds import (
    ADA,
    BUCKET,
    BUILDER,
    HOME,
    KEY,
    TRAINER,
    allow,
    deny,
    ground,
    identity,
    policy,
    target,
)

from modelkeep.engines.access.asking.explaining import Explained, Word, explain
from modelkeep.engines.access.asking.ground import Ground
from modelkeep.engines.access.asking.question import ask
from modelkeep.engines.access.decision import Layer, Outcome
from modelkeep.engines.access.statements import unread_policy
from modelkeep.engines.access.world import Membership

MODEL = f"arn:aws:sagemaker:eu-west-1:{HOME}:model/fraud"
OBJECT = "s3://weights/a"


def explained(place: Ground, who: str = ADA, action: str = "s3:GetObject", resource: str = OBJECT) -> Explained:
    (found,) = explain(place, place.world.identity(who), ask(place, action, resource)).parts
    return found


def words(found: Explained) -> dict[Layer, tuple[Word, ...]]:
    return {each.layer: each.words for each in found.verdicts}


def test_each_layer_has_its_say() -> None:
    limited = Membership("o-1", scp=((policy("full", allow("*")),),))
    place = ground(
        identity(ADA, allow("s3:*"), boundary=[allow("s3:List*")]),
        targets=[target(BUCKET)],
        memberships={HOME: limited},
    )
    found = explained(place)
    assert found.outcome is Outcome.IMPLICIT_DENY
    assert words(found) == {
        Layer.IDENTITY: (Word.ALLOWS,), Layer.BOUNDARY: (Word.SILENT,), Layer.SESSION: (Word.ABSENT,),
        Layer.RESOURCE: (Word.ABSENT,), Layer.SCP: (Word.ALLOWS,), Layer.RCP: (Word.ABSENT,), Layer.ENDPOINT: (Word.ABSENT,),
    }  # fmt: skip
    assert found.changes == (
        "Allowed if the resource's policy named the principal and allowed it, or if its permissions boundary allowed it.",
    )


def test_a_layer_that_would_have_to_allow_is_named() -> None:
    found = explained(ground(identity(ADA, allow("s3:List*")), targets=[target(BUCKET)]))
    assert "an identity policy of the principal allowed it" in found.changes[0]
    assert ", or if the resource's policy" in found.changes[0]


def test_across_accounts_both_sides_have_to_allow() -> None:
    found = explained(ground(identity(BUILDER), targets=[target(BUCKET)]), BUILDER)
    assert found.changes == (
        "Allowed if an identity policy of the principal allowed it, and the resource's policy named the principal and allowed it.",
    )


def test_pitfall_59_a_key_opens_by_its_own_policy_only() -> None:
    """https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html."""
    found = explained(ground(identity(ADA, allow("kms:*")), targets=[target(KEY)]), action="kms:Decrypt", resource=KEY)
    assert found.changes == ("Allowed if the resource's policy named the principal and allowed it.",)


def test_nothing_opens_what_can_have_no_policy_to_another_account() -> None:
    found = explained(ground(identity(BUILDER, allow("*"))), BUILDER, "sagemaker:DescribeModel", MODEL)
    assert "No policy can hang on such a resource" in found.changes[0]


def test_denies_have_to_go_and_may_not_be_enough() -> None:
    place = ground(identity(ADA, deny("s3:GetObject", Sid="Never")), targets=[target(BUCKET)])
    found = explained(place)
    assert (found.outcome, words(found)[Layer.IDENTITY]) == (Outcome.EXPLICIT_DENY, (Word.DENIES,))
    assert found.changes == (
        "No longer denied without policy of ada, statement 0 (Never).",
        "Even then it would be denied: nothing allows it.",
    )


def test_a_layer_that_denies_sometimes_and_never_allows_says_both() -> None:
    outside = {"StringNotEquals": {"aws:SourceVpc": "vpc-1"}}
    bucket = target(BUCKET, deny("s3:*", f"{BUCKET}/*", Principal="*", Condition=outside))
    found = explained(ground(identity(ADA, allow("s3:*")), targets=[bucket]))
    assert words(found)[Layer.RESOURCE] == (Word.DENIES_IF, Word.SILENT)


def test_one_statement_or_several_that_allow() -> None:
    alone = explained(ground(identity(ADA, allow("s3:GetObject")), targets=[target(BUCKET)]))
    assert alone.changes == ("Denied without policy of ada, statement 0, or by any Deny.",)
    open_bucket = target(BUCKET, allow("s3:GetObject", f"{BUCKET}/*", Principal={"AWS": ADA}))
    both = explained(ground(identity(ADA, allow("s3:GetObject")), targets=[open_bucket]))
    assert "2 statements allow it, each by itself" in both.changes[0]


def test_keys_that_decide_are_named_and_settle_the_answer() -> None:
    in_vpc = {"StringEquals": {"aws:SourceVpc": "vpc-1"}}
    place = ground(identity(TRAINER, allow("s3:*", Condition=in_vpc)), targets=[target(BUCKET)])
    found = explained(place, TRAINER)
    assert (found.outcome, found.keys) == (Outcome.ALLOWED_IF, ("aws:SourceVpc",))
    assert any("--context" in each for each in found.changes)
    for value, outcome in (("vpc-1", Outcome.ALLOWED), ("vpc-2", Outcome.IMPLICIT_DENY)):
        question = ask(place, "s3:GetObject", OBJECT, context={"aws:sourcevpc": (value,)})
        assert explain(place, place.world.identity(TRAINER), question).outcome is outcome


def test_what_was_not_read_is_named() -> None:
    place = ground(
        identity(ADA, allow("s3:*")),
        targets=[replace(target(BUCKET), policies=(unread_policy("bucket policy", "AccessDenied"),))],
    )
    answer = explain(place, place.world.identity(ADA), ask(place, "s3:GetObject", OBJECT))
    (found,) = answer.parts
    assert found.outcome is Outcome.UNKNOWN
    assert words(found)[Layer.RESOURCE] == (Word.UNREAD,)
    assert any("AccessDenied" in each for each in found.changes)
    assert not answer.is_complete


@pytest.mark.parametrize(
    ("who", "told"),
    [("anonymous", "signs nothing"), (f"arn:aws:iam::{HOME}:root", "root user"), ("ec2.amazonaws.com", "services")],
)
def test_who_has_no_identity_policies_is_told_why(who: str, told: str) -> None:
    found = explained(ground(identity(ADA), targets=[target(BUCKET)]), who)
    (identity_layer,) = [each for each in found.verdicts if each.layer is Layer.IDENTITY]
    assert told in identity_layer.note


def test_a_deny_that_something_unread_may_lift_is_not_complete() -> None:
    place = ground(identity(ADA), targets=[target(BUCKET)], openings={BUCKET: "lists were not given"})
    answer = explain(place, place.world.identity(ADA), ask(place, "s3:GetObject", OBJECT))
    assert answer.outcome is Outcome.IMPLICIT_DENY
    assert answer.parts[0].opening == "lists were not given"
    assert not answer.is_complete


def test_pitfall_60_behind_an_access_point_the_bucket_has_its_say() -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html."""
    point = f"arn:aws:s3:eu-west-1:{HOME}:accesspoint/models"
    deny_all = deny("s3:GetObject", f"{BUCKET}/*", Principal="*")
    place = ground(
        identity(ADA, allow("s3:*")), targets=[replace(target(point), behind=BUCKET), target(BUCKET, deny_all)]
    )
    answer = explain(place, place.world.identity(ADA), ask(place, "s3:GetObject", f"{point}/object/a"))
    assert [each.resource for each in answer.parts] == [f"{point}/object/a", f"{BUCKET}/a"]
    assert [each.outcome for each in answer.parts] == [Outcome.ALLOWED, Outcome.EXPLICIT_DENY]
    assert (answer.outcome, answer.is_complete) == (Outcome.EXPLICIT_DENY, True)


def test_pitfall_61_a_vpc_endpoint_has_its_say_on_the_way_through_it() -> None:
    """https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html."""
    place = ground(identity(ADA, allow("s3:*")), targets=[target(BUCKET)])
    narrow = (policy("endpoint", allow("s3:PutObject", Principal="*"), of_resource=True),)
    place = replace(place, world=replace(place.world, endpoints={"vpce-1": narrow}))
    question = ask(place, "s3:GetObject", OBJECT)
    assert explain(place, place.world.identity(ADA), question).outcome is Outcome.ALLOWED
    assert explain(place, place.world.identity(ADA), question, "vpce-1").outcome is Outcome.IMPLICIT_DENY
    assert explain(place, place.world.identity(ADA), question, "vpce-2").outcome is Outcome.UNKNOWN


def test_what_is_in_a_collection_is_explained_by_iam_and_by_data_access_policies() -> None:
    """https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-data-access.html."""
    arn = f"arn:aws:aoss:eu-west-1:{HOME}:collection/c1"
    data = policy("readers", allow("aoss:ReadDocument", Principal={"AWS": ADA}), of_resource=True)
    place = ground(identity(ADA, allow("s3:*")), targets=[replace(target(arn), policies=(data,))])
    answer = explain(place, place.world.identity(ADA), ask(place, "aoss:readdocument", arn))
    assert [(each.action, each.outcome) for each in answer.parts] == [
        ("aoss:APIAccessAll", Outcome.IMPLICIT_DENY),
        ("", Outcome.ALLOWED),
    ]
    assert answer.outcome is Outcome.IMPLICIT_DENY
    assert any("aoss:APIAccessAll" in each for each in answer.question.notes)
