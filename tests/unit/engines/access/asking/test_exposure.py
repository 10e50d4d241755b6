"""What is open to the outside is told, what could not be read is told, and nothing else is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.unit.engines.access.asking.grounds import (
    ADA,
    BUCKET,
    FOREIGN,
    HOME,
    OTHER,
    TRAINER,
    allow,
    ground,
    identity,
    target,
)

from modelkeep.engines.access.asking.exposure import Exposed, Outsider, exposed
from modelkeep.engines.access.asking.ground import KnownResource, OutsideIam
from modelkeep.engines.access.decision import Outcome
from modelkeep.engines.access.statements import unread_policy
from modelkeep.engines.access.world import Membership

GITHUB = f"arn:aws:iam::{HOME}:oidc-provider/token.actions.githubusercontent.com"


def of_bucket(principal: Any, **more: Any) -> Exposed:
    statement = allow(["s3:GetObject", "s3:ListBucket"], [BUCKET, f"{BUCKET}/*"], Principal=principal, **more)
    return exposed(ground(identity(ADA), targets=[target(BUCKET, statement)], memberships={HOME: Membership("o-1")}))


def of_role(action: str, principal: Any, **more: Any) -> Exposed:
    trust = {"Effect": "Allow", "Action": action, "Principal": principal, **more}
    return exposed(ground(identity(TRAINER, trust=[trust])))


def kinds(found: Exposed) -> list[Outsider]:
    return [each.kind for each in found.exposures]


def test_everybody_is_said_once() -> None:
    (found,) = of_bucket("*").exposures
    assert (found.kind, found.outcome, found.who) == (Outsider.ANONYMOUS, Outcome.ALLOWED, "anonymous")
    assert found.actions == ("s3:ListBucket", "s3:GetObject")


def test_only_the_organisation() -> None:
    found = of_bucket("*", Condition={"StringEquals": {"aws:PrincipalOrgID": "o-1"}})
    assert kinds(found) == [Outsider.ORGANISATION]


def test_accounts_outside_and_accounts_that_were_read() -> None:
    assert kinds(of_bucket({"AWS": FOREIGN})) == [Outsider.ACCOUNT]
    found = of_bucket({"AWS": OTHER})
    assert [(each.kind, each.who) for each in found.exposures] == [
        (Outsider.ORGANISATION, f"arn:aws:iam::{OTHER}:root")
    ]


def test_its_own_account_is_not_outside() -> None:
    found = of_bucket({"AWS": [HOME, ADA]})
    assert found.exposures == ()
    assert found.asked == 1
    assert found.is_complete


@pytest.mark.parametrize("key", ["aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID"])
def test_pitfall_23_a_service_that_acts_for_anybody(key: str) -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html."""
    service = {"Service": "logging.s3.amazonaws.com"}
    assert kinds(of_bucket(service)) == [Outsider.SERVICE]
    assert kinds(of_bucket(service, Condition={"StringLike": {key: "*1*"}})) == []


def test_pitfall_58_a_role_for_whoever_a_provider_knows() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html."""
    action = "sts:AssumeRoleWithWebIdentity"
    audience = {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}
    subject = {"token.actions.githubusercontent.com:sub": "repo:acme/models:ref:refs/heads/main"}
    (wide,) = of_role(action, {"Federated": GITHUB}, Condition={"StringEquals": audience}).exposures
    assert (wide.kind, bool(wide.note)) == (Outsider.FEDERATED, True)
    (narrow,) = of_role(action, {"Federated": GITHUB}, Condition={"StringEquals": {**audience, **subject}}).exposures
    assert (narrow.kind, narrow.note) == (Outsider.FEDERATED, "")


def test_a_role_for_every_account_is_for_accounts_and_not_for_the_unsigned() -> None:
    assert kinds(of_role("sts:AssumeRole", "*")) == [Outsider.ANY_ACCOUNT]


def test_an_unread_policy_is_one_line_and_makes_it_incomplete() -> None:
    unread = replace(target(BUCKET), policies=(unread_policy("bucket policy", "AccessDenied"),))
    found = exposed(ground(identity(ADA), targets=[unread]))
    assert kinds(found) == [Outsider.UNREAD]
    assert "AccessDenied" in found.exposures[0].condition
    assert not found.is_complete


def test_a_resource_of_a_kind_whose_policies_are_not_read_is_counted() -> None:
    topic = KnownResource(arn=f"arn:aws:sns:eu-west-1:{HOME}:alarms")
    found = exposed(ground(resources=[topic]))
    assert (found.asked, found.unread, found.is_complete) == (0, 1, False)
    assert any(each.where == topic.arn for each in found.coverage.unread)


def test_only_what_models_depend_on_unless_everything() -> None:
    open_bucket = target(BUCKET, allow("s3:GetObject", f"{BUCKET}/*", Principal="*"))
    place = ground(targets=[open_bucket], resources=[KnownResource(arn=BUCKET, relevant=False)])
    assert exposed(place).exposures == ()
    assert kinds(exposed(place, everything=True)) == [Outsider.ANONYMOUS]


def test_a_function_url_is_open_as_it_is_configured() -> None:
    """https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html."""
    function = f"arn:aws:lambda:eu-west-1:{HOME}:function:front"
    none = {"StringEquals": {"lambda:FunctionUrlAuthType": "NONE"}}
    named = target(function, allow("lambda:InvokeFunctionUrl", function, Principal="*", Condition=none))

    def found(kind: str) -> list[tuple[Outsider, Outcome]]:
        front = replace(named, keys={"lambda:functionurlauthtype": (kind,)})
        return [(each.kind, each.outcome) for each in exposed(ground(targets=[front])).exposures]

    assert found("NONE") == [(Outsider.ANONYMOUS, Outcome.ALLOWED)]
    assert found("AWS_IAM") == []


def test_pitfall_67_ways_beside_iam_are_told_and_unread_ones_make_it_incomplete() -> None:
    """https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/runtime-oauth.html."""
    runtime = f"arn:aws:bedrock-agentcore:eu-west-1:{HOME}:gateway/tools"
    way = OutsideIam(resource=runtime, who="whoever", judge="a token")
    place = ground(targets=[target(runtime)], outside=[way])
    assert (exposed(place).outside, exposed(place).is_complete) == ((way,), True)
    assert not exposed(replace(place, outside=(replace(way, is_unread=True),))).is_complete
