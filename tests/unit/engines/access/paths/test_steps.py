"""Steps: conditions, what is unknown, boundaries, evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from tests.unit.engines.access.paths.worlds import (
    ACCOUNT,
    BUCKET,
    EVE,
    MALLORY,
    MODEL,
    STRONG,
    allow,
    deny,
    somebody,
    technique,
    techniques,
    trust,
    world,
)

from modelkeep.core.escalation import Gained, Need, Predicate, Technique
from modelkeep.engines.access.administration import is_administrator
from modelkeep.engines.access.decision import Decision, Outcome
from modelkeep.engines.access.expressions import Unread
from modelkeep.engines.access.paths.asking import AskedWorld
from modelkeep.engines.access.paths.edges import Edge, administrator
from modelkeep.engines.access.paths.facts import Fact, Facts
from modelkeep.engines.access.paths.resources import with_made_new
from modelkeep.engines.access.paths.techniques import Steps
from modelkeep.engines.access.statements import policy_of, unread_policy
from modelkeep.engines.access.world import Target, World

OFFICE = {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}
HOME = {"IpAddress": {"aws:SourceIp": "192.168.0.0/16"}}
FUNCTION = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:answer"
PASSED = Need("iam:PassRole", "{role}", {"iam:passedtoservice": ("lambda.amazonaws.com",)})


def edges(of: World, facts: Iterable[Fact], *asked: str | Technique) -> list[Edge]:
    chosen = [each if isinstance(each, Technique) else techniques()[each] for each in asked]
    whole = with_made_new(of, chosen)
    return sorted(Steps(whole, AskedWorld(whole), Facts(facts)).edges(chosen), key=lambda edge: edge.source)


TRUSTS = Fact("trusts", (STRONG, "lambda.amazonaws.com"))
WORKS = Fact("works_as", (FUNCTION, "lambda:function", STRONG))


def test_a_step_carries_the_condition_of_its_permissions() -> None:
    eve = somebody(EVE, allow("iam:PassRole"), allow("lambda:*", Condition=OFFICE))
    (edge,) = edges(world(eve, somebody(STRONG)), [TRUSTS], "lambda-001")
    assert (edge.source, edge.target, edge.outcome) == (EVE, STRONG, Outcome.ALLOWED_IF)
    assert edge.condition == "aws:SourceIp is within 10.0.0.0/8"


def test_permissions_whose_conditions_on_the_caller_exclude_each_other_make_no_step() -> None:
    eve = somebody(EVE, allow("iam:PassRole", Condition=HOME), allow("lambda:*", Condition=OFFICE))
    assert edges(world(eve, somebody(STRONG)), [TRUSTS], "lambda-001") == []


def test_conditions_on_different_requests_do_not_exclude_each_other() -> None:
    def tagged(value: str) -> dict[str, object]:
        return {"StringEquals": {"aws:RequestTag/team": value}}

    eve = somebody(
        EVE,
        allow("iam:PassRole"),
        allow("lambda:CreateFunction", Condition=tagged("red")),
        allow("lambda:InvokeFunction", Condition=tagged("blue")),
    )
    (edge,) = edges(world(eve, somebody(STRONG)), [TRUSTS], "lambda-001")
    assert edge.outcome is Outcome.ALLOWED_IF
    assert "for lambda:CreateFunction aws:RequestTag/team is red" in edge.condition
    assert "for lambda:InvokeFunction aws:RequestTag/team is blue" in edge.condition


def test_what_is_made_new_is_the_same_for_all_who_work_on_it() -> None:
    functions = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function"
    eve = somebody(
        EVE,
        allow("iam:PassRole"),
        allow("lambda:CreateFunction", on=f"{functions}:dev-*"),
        allow("lambda:InvokeFunction", on=f"{functions}:prod-*"),
    )
    assert edges(world(eve, somebody(STRONG)), [TRUSTS], "lambda-001") == []
    both = somebody(EVE, allow("iam:PassRole"), allow("lambda:*", on=f"{functions}:dev-*"))
    (edge,) = edges(world(both, somebody(STRONG)), [TRUSTS], "lambda-001")
    assert f"the resource is within {functions}:dev-*" in edge.condition


def test_a_pattern_for_another_type_of_resource_does_not_count() -> None:
    """`arn:aws:codebuild:*:*:build/*` and a project's ARN have texts in common, but no project is a build."""
    project = f"arn:aws:codebuild:*:{ACCOUNT}:project/*"
    facts = [Fact("works_as", (project, "codebuild:project", STRONG))]
    other = somebody(EVE, allow("codebuild:StartBuild", on="arn:aws:codebuild:*:*:build/*"))
    assert edges(world(other, somebody(STRONG)), facts, "codebuild-002") == []
    fitting = somebody(EVE, allow("codebuild:StartBuild", on="arn:aws:codebuild:*:*:project/x*"))
    (edge,) = edges(world(fitting, somebody(STRONG)), facts, "codebuild-002")
    assert edge.condition == "for codebuild:StartBuild the resource is within arn:aws:codebuild:*:*:project/x*"


def test_what_rests_on_an_unread_policy_is_unknown_and_there() -> None:
    eve = somebody(EVE, allow("lambda:*"))
    unread = Target(FUNCTION, ACCOUNT, (unread_policy(f"the policy of {FUNCTION}", "AccessDenied"),))
    found = {edge.source: edge for edge in edges(world(eve, somebody(STRONG), targets=[unread]), [WORKS], "lambda-004")}
    assert {edge.outcome for edge in found.values()} == {Outcome.UNKNOWN}
    assert {EVE, "anonymous"} <= found.keys()
    assert "AccessDenied" in found[EVE].condition


def test_what_rests_on_an_unread_fact_is_unknown_and_there() -> None:
    eve = somebody(EVE, allow("lambda:*"))
    doubt = Unread("whether the function works as strong")
    facts = [Fact("works_as", (FUNCTION, "lambda:function", STRONG), doubt)]
    (edge,) = edges(world(eve, somebody(STRONG), targets=[Target(FUNCTION, ACCOUNT)]), facts, "lambda-004")
    assert (edge.outcome, edge.condition) == (Outcome.UNKNOWN, doubt.told(True))


def test_the_surest_of_several_ways_is_kept() -> None:
    eve = somebody(EVE, allow("lambda:*"))
    pattern = f"arn:aws:lambda:*:{ACCOUNT}:function:*"
    facts = [Fact("works_as", (pattern, "lambda:function", STRONG), Unread("whether any does")), WORKS]
    (edge,) = edges(world(eve, somebody(STRONG), targets=[Target(FUNCTION, ACCOUNT)]), facts, "lambda-004")
    assert edge.outcome is Outcome.ALLOWED
    assert edge.facts == (f"{FUNCTION} works as {STRONG}",)


def test_an_action_that_the_table_does_not_know_is_unknown_for_whoever_is_not_denied() -> None:
    unheard = technique(
        "x",
        Need("lambda:DoTheUnheardOf", "{role}"),
        where=[Predicate("role", ("{role}",))],
        gains={Gained.ROLE: "{role}"},
    )
    eve, mallory = somebody(EVE, allow("lambda:*")), somebody(MALLORY, deny("*"))
    found = edges(world(eve, mallory, somebody(STRONG)), [Fact("role", (STRONG,))], unheard)
    assert [(edge.source, edge.outcome) for edge in found] == [(EVE, Outcome.UNKNOWN)]


def test_a_deny_takes_the_step_away() -> None:
    eve = somebody(EVE, allow("*"), deny("iam:PassRole", on=STRONG))
    assert edges(world(eve, somebody(STRONG)), [TRUSTS], "lambda-001") == []


def test_own_rights_are_limited_by_a_boundary_that_stays() -> None:
    boundary = (policy_of("limits", {"Version": "2012-10-17", "Statement": [allow("*")]}),)
    eve = somebody(EVE, allow("iam:PutUserPolicy", on=EVE), boundary=boundary)
    mallory = somebody(MALLORY, allow("iam:PutUserPolicy", on=MALLORY))
    facts = [Fact("user", (EVE,)), Fact("user", (MALLORY,))]
    bounded, free = edges(world(eve, mallory), facts, "iam-007")
    assert (bounded.target, free.target) == (administrator(ACCOUNT), administrator(ACCOUNT))
    assert (bounded.outcome, bounded.condition) == (
        Outcome.ALLOWED_IF,
        f"the permissions boundary of {EVE} leaves it",
    )
    assert (free.outcome, free.subject) == (Outcome.ALLOWED, MALLORY)


def test_a_policy_for_users_says_nothing_about_roles() -> None:
    role = somebody(STRONG, allow("iam:PutUserPolicy", on="*"))
    assert edges(world(role), [Fact("user", (STRONG,))], "iam-007") == []


def test_nobody_gains_what_it_is() -> None:
    role = somebody(STRONG, allow("*"))
    assert edges(world(role), [TRUSTS], "lambda-001") == []


def test_service_linked_roles_and_services_take_no_steps() -> None:
    linked = f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX"
    document = {
        "Version": "2012-10-17",
        "Statement": [{**trust("Service", "x.amazonaws.com", "s3:PutObject"), "Resource": "*"}],
    }
    bucket = Target(BUCKET, ACCOUNT, (policy_of("policy", document, of_resource=True),))
    facts = [Fact("uses", (MODEL, "documents", f"{BUCKET}/*"))]
    found = edges(
        world(somebody(linked, allow("*")), somebody(EVE, allow("s3:*")), targets=[bucket]), facts, "mk-ai-05"
    )
    assert [edge.source for edge in found] == [EVE]


def test_whoever_a_resource_lets_in_from_outside_takes_steps() -> None:
    document = {
        "Version": "2012-10-17",
        "Statement": [{**trust("AWS", "*", "s3:PutObject"), "Resource": f"{BUCKET}/*"}],
    }
    bucket = Target(BUCKET, ACCOUNT, (policy_of("policy", document, of_resource=True),))
    facts = [Fact("uses", (MODEL, "documents", f"{BUCKET}/*"))]
    found = edges(world(somebody(EVE), targets=[bucket]), facts, "mk-ai-05")
    assert {edge.source for edge in found} == {EVE, "anonymous", "any other AWS account"}


def test_the_evidence_is_every_permission_with_its_statement() -> None:
    eve = somebody(EVE, allow("iam:PassRole"), allow("lambda:*"))
    (edge,) = edges(world(eve, somebody(STRONG)), [TRUSTS], "lambda-001")
    assert [(each.action, [ref.statement for ref in each.refs]) for each in edge.evidence] == [
        ("iam:PassRole", [0]),
        ("lambda:CreateFunction", [1]),
        ("lambda:InvokeFunction", [1]),
    ]
    assert {(each.owner, each.ref.statement) for one in edge.evidence for each in one.essential} == {(EVE, 0), (EVE, 1)}
    assert edge.facts == (f"{STRONG} trusts lambda.amazonaws.com",)


def test_of_two_statements_that_give_the_same_neither_is_essential() -> None:
    eve = somebody(EVE, allow("iam:PassRole"), allow("iam:*"), allow("lambda:*"))
    (edge,) = edges(world(eve, somebody(STRONG)), [TRUSTS], "lambda-001")
    assert edge.evidence[0].essential == ()


def test_to_assume_a_role_that_names_the_account_both_policies_are_essential_and_one_that_names_the_user_itself() -> (
    None
):
    asks = somebody(EVE, allow("sts:AssumeRole"))
    of_account = somebody(STRONG, trusts=[trust("AWS", f"arn:aws:iam::{ACCOUNT}:root")])
    (edge,) = edges(world(asks, of_account), [Fact("role", (STRONG,))], "sts-001")
    assert {each.owner for each in edge.evidence[0].essential} == {EVE, STRONG}
    of_user = somebody(STRONG, trusts=[trust("AWS", EVE)])
    (edge,) = edges(world(asks, of_user), [Fact("role", (STRONG,))], "sts-001")
    assert edge.evidence[0].essential == ()
    (edge,) = edges(world(somebody(EVE), of_user), [Fact("role", (STRONG,))], "sts-001")
    assert {each.owner for each in edge.evidence[0].essential} == {STRONG}


def test_to_assume_a_role_of_another_account_both_policies_are_essential() -> None:
    other = STRONG.replace(ACCOUNT, "444455556666")
    of_user = somebody(other, trusts=[trust("AWS", EVE)])
    both = world(somebody(EVE, allow("sts:AssumeRole")), of_user, accounts=(ACCOUNT, "444455556666"))
    (edge,) = [each for each in edges(both, [Fact("role", (other,))], "sts-001") if each.source == EVE]
    assert {each.owner for each in edge.evidence[0].essential} == {EVE, other}


def test_administrators_may_do_everything_for_certain() -> None:
    boundary = (policy_of("limits", {"Version": "2012-10-17", "Statement": [allow("s3:*")]}),)
    cases = {
        True: [somebody(EVE, allow("*"))],
        False: [
            somebody(EVE, allow("s3:*")),
            somebody(EVE, {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}),
            somebody(EVE, allow("*", Condition=OFFICE)),
            somebody(EVE, allow("*"), boundary=boundary),
        ],
    }
    for expected, identities in cases.items():
        for each in identities:
            assert is_administrator(world(each), each) is expected, each


def test_a_role_is_passed_to_the_service_that_the_condition_names() -> None:
    """What `context` settles is not left open: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html."""
    only = {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}
    passing = technique("x", PASSED, where=[Predicate("role", ("{role}",))], gains={Gained.ROLE: "{role}"})
    eve = somebody(EVE, allow("iam:PassRole", Condition=only))
    assert edges(world(eve, somebody(STRONG)), [Fact("role", (STRONG,))], passing) == []


class OneByOne(AskedWorld):
    """Asks the exact evaluator about everybody; nobody shares a decision."""

    def candidates(self, action: str, resource: str) -> Mapping[str, Decision]:
        return {name: self.decision(name, action, resource) for name in super().candidates(action, resource)}


def test_who_shares_a_decision_takes_the_steps_that_each_alone_takes() -> None:
    """Half of them have the same statements; conditions on the request, on the service that a role is passed to and on the principal."""
    to_lambda = {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}
    own = {"StringEquals": {"aws:PrincipalTag/team": "red"}, "IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}
    kinds = [
        [allow("iam:PassRole", "lambda:*", "sagemaker:*")],
        [allow("iam:PassRole", Condition=to_lambda), allow("lambda:*", Condition=OFFICE)],
        [
            allow("iam:PassRole", Condition={"StringNotEquals": to_lambda["StringEquals"]}),
            allow("lambda:*", "sagemaker:*"),
        ],
        [allow("*", Condition=own)],
        [
            allow("iam:PassRole", on=STRONG, Condition=OFFICE),
            allow("lambda:*", "sagemaker:*"),
            deny("lambda:InvokeFunction"),
        ],
    ]
    people = [
        replace(
            somebody(f"arn:aws:iam::{ACCOUNT}:user/u{at}", *kinds[at % len(kinds)]),
            tags={"team": "red" if at % 3 else "blue"},
        )
        for at in range(20)
    ]
    facts = [TRUSTS, Fact("trusts", (STRONG, "sagemaker.amazonaws.com"), Unread("the trust")), WORKS]
    chosen = [
        techniques()[each] for each in ("lambda-001", "lambda-004", "lambda-006", "sagemaker-001", "sagemaker-002")
    ]
    whole = with_made_new(world(*people, somebody(STRONG), targets=[Target(FUNCTION, ACCOUNT)]), chosen)
    shared, alone = (
        sorted(Steps(whole, asker(whole), Facts(facts)).edges(chosen), key=lambda edge: (edge.source, edge.technique))
        for asker in (AskedWorld, OneByOne)
    )
    assert len({edge.condition for edge in shared}) == 4
    assert shared == alone
    assert [tuple(edge.evidence) for edge in shared] == [tuple(edge.evidence) for edge in alone]
