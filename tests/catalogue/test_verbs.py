"""Every way of every verb: who has all that it needs has it, who lacks any one permission does not."""

from __future__ import annotations

import pytest
from tests.unit.engines.access.small import HOME, allow, role_arn, small_world

from modelkeep.adapters.lake.estate import empty_estate
from modelkeep.bootstrap import load_action_table
from modelkeep.catalogue.loader import load_relations
from modelkeep.catalogue.verbs import built_in_parts, built_in_verbs, load_verbs, verb_names
from modelkeep.core.verb import Verb, Way
from modelkeep.engines.access.decision import Outcome
from modelkeep.engines.access.verbs.answering import Answering, VerbAnswer
from modelkeep.engines.access.verbs.parts import Parts

PARTS = load_relations(built_in_parts(), None)
VERBS = {verb.id: verb for verb in load_verbs(built_in_verbs(), PARTS)}
PLACE = f"eu-west-1:{HOME}"
MODEL = f"arn:aws:sagemaker:{PLACE}:model/fraud"
ENDPOINT = f"arn:aws:sagemaker:{PLACE}:endpoint/fraud"
BUCKET = "arn:aws:s3:::weights"
RESOURCES = {
    "object": f"{BUCKET}/fraud/model.tar.gz", "objects": f"{BUCKET}/documents/*", "bucket": BUCKET,
    "key": f"arn:aws:kms:{PLACE}:key/1", "endpoint": ENDPOINT, "config": f"arn:aws:sagemaker:{PLACE}:endpoint-config/other",
    "role": role_arn("serving"), "repository": f"arn:aws:ecr:{PLACE}:repository/fraud",
    "package": f"arn:aws:sagemaker:{PLACE}:model-package/fraud/1", "group": f"arn:aws:sagemaker:{PLACE}:model-package-group/fraud",
    "versions": f"arn:aws:sagemaker:{PLACE}:model-package/fraud/*", "agent": f"arn:aws:bedrock:{PLACE}:agent/A",
    "alias": f"arn:aws:bedrock:{PLACE}:agent-alias/A/B", "function": f"arn:aws:lambda:{PLACE}:function:tool",
    "throughput": f"arn:aws:bedrock:{PLACE}:provisioned-model/p", "invocable": f"arn:aws:bedrock:{PLACE}:imported-model/i",
    "base": f"arn:aws:bedrock:{PLACE}:knowledge-base/K", "features": f"arn:aws:sagemaker:{PLACE}:feature-group/f",
    "guardrail": f"arn:aws:bedrock:{PLACE}:guardrail/g", "logging": f"arn:aws:bedrock:{PLACE}:logging", "same": MODEL,
    "front": f"arn:aws:execute-api:{PLACE}:abc/*",
}  # fmt: skip
"""What variables of ways stand for."""
TO_ACCOUNT = {"Effect": "Allow", "Action": "kms:*", "Resource": "*", "Principal": {"AWS": f"arn:aws:iam::{HOME}:root"}}
SOMEBODY = role_arn("somebody")


def every_way() -> list[tuple[Verb, Way]]:
    return [(verb, way) for verb in VERBS.values() for way in verb.ways]


def pairs(way: Way) -> list[tuple[str, str, str, str]]:
    """The parts that a way asks for, of one model."""
    known = {"model": MODEL, **RESOURCES}
    log_group = f"arn:aws:logs:{PLACE}:log-group:/aws/sagemaker/Endpoints/fraud"
    found = []
    for each in way.where:
        first, second = (known[term[1:-1]] for term in each.terms)
        found.append((each.relation, first, log_group if each.relation == "log_group" else second, ""))
    return found


def answer(verb: Verb, way: Way, actions: set[str]) -> VerbAnswer:
    targets = {arn: () for arn in (BUCKET, ENDPOINT, *RESOURCES.values()) if "/" not in arn.partition(":s3:::")[2]}
    group = f"arn:aws:logs:{PLACE}:log-group:/aws/sagemaker/Endpoints/fraud"
    world = small_world(
        {"somebody": [allow(sorted(actions))] if actions else [], "serving": []},
        {**targets, RESOURCES["key"]: [TO_ACCOUNT], f"{group}:*": (), f"{group}:log-stream:*": ()},
    )
    return Answering(world, Parts(pairs(way))).answer(verb, MODEL)


@pytest.mark.parametrize(("verb", "way"), every_way(), ids=lambda each: getattr(each, "id", getattr(each, "how", "")))
def test_a_way_takes_all_of_its_permissions(verb: Verb, way: Way) -> None:
    actions = {need.action for need in way.needs}
    (found,) = [each for each in answer(verb, way, actions).ways if each.how == way.how]
    held = {each.principal: each.outcome for each in found.grants}
    assert held.get(SOMEBODY) is Outcome.ALLOWED, found
    for missing in actions:
        (found,) = [each for each in answer(verb, way, actions - {missing}).ways if each.how == way.how]
        assert SOMEBODY not in {each.principal for each in found.grants}, missing


@pytest.mark.parametrize(("verb", "way"), every_way(), ids=lambda each: getattr(each, "id", getattr(each, "how", "")))
def test_every_action_of_a_way_is_one_that_aws_has(verb: Verb, way: Way) -> None:
    table = load_action_table()
    for need in way.needs:
        action = table.action(need.action)
        assert action is not None, need.action
        assert action.name == need.action


def test_the_names_are_those_that_the_commands_tell() -> None:
    assert verb_names(built_in_verbs()) == tuple(VERBS)
    assert set(VERBS) == {"invoke", "read-weights", "replace", "approve", "poison", "decrypt", "unguard", "watch"}


def test_every_part_is_a_query_over_the_estate_and_is_spoken_of() -> None:
    with empty_estate() as estate:
        checked = load_relations(built_in_parts(), estate)
        for part in checked:
            columns = [column[0] for column in estate.execute(f"DESCRIBE ({part.sql}\n)").fetchall()]
            assert set(columns) <= {"src", "dst", "doubt"}, part.kind
    assert {each.kind: each.tables for each in checked} == {each.kind: each.tables for each in PARTS}
    spoken = {each.relation for _, way in every_way() for each in way.where}
    assert {each.kind for each in checked} == spoken - {"in_bucket"}
