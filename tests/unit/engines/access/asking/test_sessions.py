"""Session policies narrow what a session may do, and give nothing."""

from __future__ import annotations

import pytest
from tests.unit.engines.access.asking.grounds import ADA, BUCKET, HOME, TRAINER, allow, ground, identity, policy, target

from modelkeep.core.errors import UsageError
from modelkeep.engines.access.asking.explaining import Explanation, Word, explain
from modelkeep.engines.access.asking.ground import KnownResource
from modelkeep.engines.access.asking.question import ask
from modelkeep.engines.access.asking.reach import can_reach
from modelkeep.engines.access.asking.sessions import in_session
from modelkeep.engines.access.decision import Layer, Outcome
from modelkeep.engines.access.statements import Policy

GET, LIST = policy("session policy", allow("s3:Get*")), policy("session policy", allow("s3:List*"))


def explained(who: str, *session: Policy) -> Explanation:
    place = ground(identity(ADA, allow("s3:Get*")), identity(TRAINER, allow("s3:Get*")), targets=[target(BUCKET)])
    return explain(place, in_session(place.world.identity(who), session), ask(place, "s3:GetObject", "s3://weights/a"))


@pytest.mark.parametrize("who", [TRAINER, ADA])
def test_both_the_session_and_its_principal_have_to_allow(who: str) -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session: the intersection of both."""
    assert explained(who, GET).outcome is Outcome.ALLOWED
    found = explained(who, LIST)
    assert found.outcome is Outcome.IMPLICIT_DENY
    words = {each.layer: each.words for each in found.parts[0].verdicts}
    assert words[Layer.SESSION] == (Word.SILENT,)
    assert "its session policy allowed it" in found.parts[0].changes[0]
    assert "session policies" not in found.coverage.never


def test_a_user_is_a_federated_user_in_its_session() -> None:
    """https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html: no permissions without a session policy."""
    assert explained(ADA, GET).principal == f"arn:aws:sts::{HOME}:federated-user/{ADA.rpartition('/')[2]}"
    assert explained(ADA).outcome is Outcome.IMPLICIT_DENY
    assert explained(TRAINER).outcome is Outcome.ALLOWED


def test_what_a_session_reaches() -> None:
    place = ground(
        identity(ADA, allow("s3:Get*"), allow("sts:AssumeRole")),
        identity(TRAINER, trust=[{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": HOME}}]),
        targets=[target(BUCKET)],
        resources=[KnownResource(arn=BUCKET, kind="AWS::S3::Bucket")],
    )
    ada = place.world.identity(ADA)
    assert [each.principal for each in can_reach(place, ada).roles] == [TRAINER]
    found = can_reach(place, in_session(ada, (GET,)))
    assert BUCKET in {each.resource.arn for each in found.reached}
    assert found.roles == ()
    assert not can_reach(place, in_session(ada, (LIST,))).reached
    assert "session policies" not in found.coverage.never


@pytest.mark.parametrize("who", ["anonymous", HOME, "s3.amazonaws.com"])
def test_others_have_no_such_sessions(who: str) -> None:
    with pytest.raises(UsageError, match="no session policy"):
        explained(who, GET)
