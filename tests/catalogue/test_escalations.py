"""Every technique finds its fixture, and finds nothing once any one permission or predicate of it is gone.

A fixture, `escalations/<id>.yaml`, says `who` `may` do what on which resource, what is `so` besides, and what that `gains`; `trust` gives
roles a trust policy. The negatives are made from it: the fixture without each of its permissions, and without each of its facts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from modelkeep.bootstrap import load_action_table, load_frameworks
from modelkeep.catalogue.escalations import built_in_escalations, load_escalations
from modelkeep.core.escalation import OWN, Gained, Technique
from modelkeep.engines.access.actions import ActionTable
from modelkeep.engines.access.decision import Outcome
from modelkeep.engines.access.holders import holder_of
from modelkeep.engines.access.paths.asking import AskedWorld
from modelkeep.engines.access.paths.edges import Edge, administrator
from modelkeep.engines.access.paths.facts import Fact, Facts
from modelkeep.engines.access.paths.resources import with_made_new
from modelkeep.engines.access.paths.techniques import Steps
from modelkeep.engines.access.principals import principal_of
from modelkeep.engines.access.statements import Policy, policy_of
from modelkeep.engines.access.world import Identity, Target, World

ACCOUNT = "111122223333"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
FIXTURES = Path(__file__).parent / "escalations"
TECHNIQUES = {technique.id: technique for technique in load_escalations(built_in_escalations())}


@dataclass(frozen=True)
class Fixture:
    """What one file says."""

    who: str
    may: tuple[str, ...]
    so: tuple[Fact, ...]
    trust: dict[str, str]
    gains: dict[str, str]
    lost: str = ""
    """The permission that is not there. The resource still is, and has been read."""
    condition: dict[str, Any] | None = None
    """A condition on all that `who` may."""


def fixture_of(name: str) -> Fixture:
    content: dict[str, Any] = yaml.safe_load((FIXTURES / f"{name}.yaml").read_text(encoding="utf-8"))
    facts = tuple(Fact(relation, tuple(terms)) for entry in content.get("so", ()) for relation, terms in entry.items())
    return Fixture(content["who"], tuple(content["may"]), facts, content.get("trust", {}), content["gains"])


@cache
def table() -> ActionTable:
    return load_action_table()


def world_of(fixture: Fixture) -> World:
    """The principals of a fixture; `who` alone may do anything, by its own policies or, from outside of the account, by a role's."""
    statements = [line.split(" on ") for line in fixture.may if line != fixture.lost]
    only = {"Condition": fixture.condition} if fixture.condition else {}
    allow = [{"Effect": "Allow", "Action": action, "Resource": resource, **only} for action, resource in statements]
    names = {term for fact in fixture.so for term in fact.terms} | set(fixture.gains.values()) | {fixture.who}
    identities: dict[str, Identity] = {}
    for name in sorted(each for each in names if ":role/" in each or ":user/" in each or each == fixture.who):
        who = principal_of(name)
        trust = tuple(policy_of("trust", statement, of_resource=True) for statement in trusts(fixture, name))
        if not who.name.partition("-provider/")[1]:
            own = (policy_of("own", {"Version": "2012-10-17", "Statement": allow}),) if name == fixture.who else ()
            identities[name] = Identity(who, own, trust=trust)
    resources = {holder_of(line.partition(" on ")[2]) for line in fixture.may} - {"*"}
    targets = {each: Target(each, ACCOUNT, key_policy(each)) for each in resources}
    owners = {each: ACCOUNT for each in resources if each.startswith("arn:aws:s3:::")}
    return World(table(), identities, targets, accounts=frozenset({ACCOUNT}), owners=owners)


def trusts(fixture: Fixture, role: str) -> Iterator[dict[str, Any]]:
    if role in fixture.trust:
        yield statement("AWS", fixture.trust[role], "sts:AssumeRole")
    for line in fixture.may:
        action, _, resource = line.partition(" on ")
        if "-provider/" in fixture.who and resource == role and line != fixture.lost:
            yield statement("Federated", fixture.who, action)


def statement(kind: str, principal: str, action: str) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {kind: principal}, "Action": action}}


def key_policy(arn: str) -> tuple[Policy, ...]:
    """Keys leave the decision to their account, as the console makes them."""
    if ":key/" not in arn:
        return ()
    document = statement("AWS", ROOT, "kms:*")
    document["Statement"]["Resource"] = "*"
    return (policy_of("key policy", document, of_resource=True),)


def found(technique: Technique, fixture: Fixture) -> tuple[Edge, ...]:
    world = with_made_new(world_of(fixture), (technique,))
    edges = Steps(world, AskedWorld(world), Facts(fixture.so)).edges((technique,))
    return tuple(edge for edge in edges if edge.source == fixture.who)


def test_every_technique_has_a_fixture_and_every_fixture_a_technique() -> None:
    assert {path.stem for path in FIXTURES.glob("*.yaml")} == TECHNIQUES.keys()
    assert sum(not name.startswith("mk-") for name in TECHNIQUES) == 65
    assert sum(name.startswith("mk-ai-") for name in TECHNIQUES) >= 10


@pytest.mark.parametrize("name", TECHNIQUES)
def test_technique_finds_what_has_all_and_nothing_that_lacks_one(name: str) -> None:
    technique, fixture = TECHNIQUES[name], fixture_of(name)
    edges = found(technique, fixture)
    assert {edge.gained: edge.target for edge in edges} == {
        Gained(kind): administrator(ACCOUNT) if kind == Gained.RIGHTS else target
        for kind, target in fixture.gains.items()
    }
    outcome = Outcome.ALLOWED_IF if technique.when else Outcome.ALLOWED
    assert {(edge.outcome, edge.condition) for edge in edges} == {(outcome, technique.when)}
    for lost in fixture.may:
        assert found(technique, replace(fixture, lost=lost)) == (), f"without {lost}"
    for absent in fixture.so:
        others = tuple(fact for fact in fixture.so if fact != absent)
        assert found(technique, replace(fixture, so=others)) == (), f"without {absent}"


@pytest.mark.parametrize(
    "name", [name for name, each in TECHNIQUES.items() if any(need.context for need in each.needs)]
)
def test_a_role_that_may_be_passed_to_other_services_only_is_not_gained(name: str) -> None:
    technique, fixture = TECHNIQUES[name], fixture_of(name)
    (service,) = [fact.terms[1] for fact in fixture.so if fact.relation == "trusts"]
    fitting = {"StringEquals": {"iam:PassedToService": service}}
    other = {"StringEquals": {"iam:PassedToService": "other.amazonaws.com"}}
    assert found(technique, replace(fixture, condition=fitting)) != ()
    assert found(technique, replace(fixture, condition=other)) == ()


@pytest.mark.parametrize(
    "name", [name for name, each in TECHNIQUES.items() if any(p.relation == OWN for p in each.where)]
)
def test_what_has_to_be_in_the_own_account_does_not_count_in_another(name: str) -> None:
    """The technique acts in the account of whoever uses it, so that nothing that lies elsewhere can be hit."""
    technique, fixture = TECHNIQUES[name], fixture_of(name)
    (variable,) = [each.terms[0] for each in technique.where if each.relation == OWN]
    (resource,) = {
        term
        for predicate, fact in zip(technique.where, fixture.so, strict=False)
        for asked, term in zip(predicate.terms, fact.terms, strict=False)
        if asked == variable
    }
    moved = tuple(
        Fact(
            fact.relation,
            tuple(term.replace(ACCOUNT, "444455556666") if term == resource else term for term in fact.terms),
        )
        for fact in fixture.so
    )
    assert found(technique, replace(fixture, so=moved)) == ()


@pytest.mark.parametrize("name", TECHNIQUES)
def test_a_fixture_has_no_permission_or_fact_besides_those_of_its_technique(name: str) -> None:
    technique, fixture = TECHNIQUES[name], fixture_of(name)
    assert {line.partition(" on ")[0] for line in fixture.may} == {need.action for need in technique.needs}
    told = [predicate.relation for predicate in technique.where if predicate.relation != OWN]
    assert [fact.relation for fact in fixture.so] == told


def test_what_techniques_map_to_is_in_the_frameworks() -> None:
    known = {framework.id: {each.id for each in framework.requirements} for framework in load_frameworks()}
    for technique in TECHNIQUES.values():
        for framework, ids in (technique.maps or {}).items():
            assert set(ids) <= known[framework], technique.id


@pytest.mark.parametrize("technique", TECHNIQUES.values(), ids=TECHNIQUES)
def test_a_technique_names_actions_and_types_that_there_are(technique: Technique) -> None:
    for need in technique.needs:
        known = table().action(need.action)
        assert known is not None, need.action
        assert known.name == need.action
        if not need.resource:
            assert known.wildcard_only or any(use.required for use in known.resource_types), need.action
    for predicate in technique.where:
        if predicate.relation in ("works_as", "exists", "target"):
            service, _, kind = predicate.terms[1].partition(":")
            assert table().resource_type(service, kind) is not None, predicate
