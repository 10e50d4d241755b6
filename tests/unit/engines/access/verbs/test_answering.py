"""Verbs over small worlds: joint conditions, what is about no resource, what is in doubt, who was not read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.unit.engines.access.small import FOREIGN, HOME, Statement, allow, role_arn, small_world

from modelkeep.core.escalation import Need, Predicate
from modelkeep.core.verb import Verb, Way
from modelkeep.engines.access.decision import Outcome
from modelkeep.engines.access.principals import principal_of
from modelkeep.engines.access.statements import policy_of
from modelkeep.engines.access.verbs.answering import Answering, WayAnswer
from modelkeep.engines.access.verbs.parts import Parts
from modelkeep.engines.access.world import Identity, Unread, World

MODEL = f"arn:aws:sagemaker:eu-west-1:{HOME}:model/fraud"
NOTEBOOK = f"arn:aws:sagemaker:eu-west-1:{HOME}:notebook-instance/n"
KEY = f"arn:aws:kms:eu-west-1:{HOME}:key/1"
ROLE = role_arn("somebody")
STOP, START = Need("sagemaker:StopNotebookInstance", "{part}"), Need("sagemaker:StartNotebookInstance", "{part}")


def asked(world: World, *needs: Need, part: str = NOTEBOOK, doubt: str = "") -> WayAnswer:
    """A verb of one way, about one part of the model."""
    way = Way("does it", needs, (Predicate("part", ("{model}", "{part}")),))
    verb = Verb("do", "Do", "Do it.", "https://example.org", (way,), Path("do.yml"))
    return Answering(world, Parts([("part", MODEL, part, doubt)])).answer(verb, MODEL).ways[0]


def held(answer: WayAnswer) -> dict[str, tuple[Outcome, str]]:
    return {each.principal: (each.outcome, each.condition) for each in answer.grants if each.kind != "root user"}


def from_vpc(action: str, vpc: str) -> Statement:
    return allow(action, Condition={"StringEquals": {"aws:SourceVpc": vpc}})


def test_permissions_under_one_condition_are_held_together_under_it() -> None:
    world = small_world({"somebody": [from_vpc(STOP.action, "vpc-1"), from_vpc(START.action, "vpc-1")]})
    assert held(asked(world, STOP, START)) == {ROLE: (Outcome.ALLOWED_IF, "aws:SourceVpc is vpc-1")}


def test_permissions_under_conditions_that_exclude_each_other_are_not_held_together() -> None:
    world = small_world({"somebody": [from_vpc(STOP.action, "vpc-1"), from_vpc(START.action, "vpc-2")]})
    assert held(asked(world, STOP)) != {}
    assert held(asked(world, STOP, START)) == {}


def test_what_is_about_no_resource_counts_in_the_account_of_the_model_only() -> None:
    action = Need("bedrock:PutModelInvocationLoggingConfiguration")
    stranger = f"arn:aws:iam::{FOREIGN}:role/admin"
    policies = (policy_of("all", {"Statement": [allow("*")]}),)
    world = small_world({"somebody": [allow("*")]})
    both = replace(world, identities={**world.identities, stranger: Identity(principal_of(stranger), policies)})
    answer = asked(both, action)
    assert held(answer) == {ROLE: (Outcome.ALLOWED, "")}
    assert answer.resources == (NOTEBOOK,)


def test_what_is_about_no_resource_is_asked_in_the_region_of_the_model() -> None:
    only = {"StringEquals": {"aws:RequestedRegion": "us-east-1"}}
    world = small_world({"somebody": [allow("bedrock:*", Condition=only)]})
    assert held(asked(world, Need("bedrock:PutModelInvocationLoggingConfiguration"))) == {}


def test_what_is_made_new_is_made_where_the_model_is() -> None:
    made = Need("sagemaker:CreateModel")
    world = small_world({"somebody": [allow("sagemaker:*", f"arn:aws:sagemaker:us-east-1:{HOME}:*")]})
    assert held(asked(world, made)) == {}
    world = small_world({"somebody": [allow("sagemaker:*", f"arn:aws:sagemaker:eu-west-1:{HOME}:*")]})
    assert held(asked(world, made)) == {ROLE: (Outcome.ALLOWED, "")}


def test_what_is_made_new_is_not_of_a_type_that_the_action_cannot_make() -> None:
    but = {"Effect": "Allow", "Action": "sagemaker:*", "NotResource": "arn:aws:sagemaker:*:*:flow-definition/*"}
    world = small_world({"somebody": [but]})
    assert held(asked(world, Need("sagemaker:CreateModel"))) == {ROLE: (Outcome.ALLOWED, "")}


def test_what_a_way_settles_of_the_request_decides_its_conditions() -> None:
    via_s3 = {"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}}
    to_account = allow("kms:*", Principal={"AWS": HOME})
    world = small_world({"somebody": [allow("kms:Decrypt", Condition=via_s3)]}, {KEY: [to_account]})
    through = Need("kms:Decrypt", "{part}", {"kms:viaservice": ("s3.{part_region}.amazonaws.com",)})
    assert held(asked(world, through, part=KEY)) == {ROLE: (Outcome.ALLOWED, "")}
    elsewhere = Need("kms:Decrypt", "{part}", {"kms:viaservice": ("ebs.{part_region}.amazonaws.com",)})
    assert held(asked(world, elsewhere, part=KEY)) == {}


def test_a_part_in_doubt_makes_the_answer_unknown() -> None:
    answer = asked(small_world({"somebody": [allow("*")]}), STOP, doubt="whether it is the model's was not read")
    outcome, condition = held(answer)[ROLE]
    assert outcome is Outcome.UNKNOWN
    assert "whether it is the model's was not read" in condition


def test_accounts_whose_principals_were_not_read_are_said() -> None:
    world = replace(small_world({}), unread=(Unread("users and roles", f"account {HOME}", "AccessDenied"),))
    ((name, (outcome, condition)),) = held(asked(world, STOP)).items()
    assert (name, outcome) == (f"users and roles of account {HOME}", Outcome.UNKNOWN)
    assert "AccessDenied" in condition


def test_the_root_user_of_the_account_can_do_it() -> None:
    answer = asked(small_world({}), STOP)
    assert [(each.principal, each.kind) for each in answer.grants] == [(f"arn:aws:iam::{HOME}:root", "root user")]


def test_a_model_without_the_part_is_no_occasion() -> None:
    way = Way("does it", (STOP,), (Predicate("other", ("{model}", "{part}")),))
    verb = Verb("do", "Do", "Do it.", "https://example.org", (way,), Path("do.yml"))
    world = small_world({"somebody": [allow("*")]})
    (answer,) = Answering(world, Parts([("part", MODEL, NOTEBOOK, "")])).answer(verb, MODEL).ways
    assert (answer.resources, answer.grants) == ((), ())
