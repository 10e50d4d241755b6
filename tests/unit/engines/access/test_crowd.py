"""The set-based evaluator gives what the exact one gives, for everybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, given, settings
from tests.unit.engines.access.worlds import QUESTIONS, dense_worlds, worlds

from modelkeep import bootstrap
from modelkeep.engines.access.crowd import Crowd
from modelkeep.engines.access.world import Holder, World


def _assert_agreement(world: World) -> None:
    crowd = Crowd(world)
    for action, resource in QUESTIONS:
        exact = _told(world.who_can(action, resource))
        assert _told(crowd.who_can(action, resource)) == exact, (action, resource)


def _told(holders: Iterable[Holder]) -> dict[str, tuple[str, str]]:
    return {each.principal.name: (each.decision.outcome, each.decision.condition) for each in holders}


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(world=worlds())
def test_both_evaluators_agree_on_everybody_and_every_condition(world: World) -> None:
    _assert_agreement(world)


def test_both_evaluators_agree_on_every_combination_of_layers() -> None:
    outcomes: Counter[str] = Counter()
    for world in dense_worlds():
        _assert_agreement(world)
        outcomes.update(each.decision.outcome for question in QUESTIONS for each in world.who_can(*question))
    assert outcomes["allowed"] > 1000
    assert outcomes["allowed_if"] > 1000


@pytest.mark.parametrize(("action", "resource"), QUESTIONS)
def test_an_empty_world_has_nobody_of_its_own(action: str, resource: str) -> None:
    world = World(bootstrap.load_action_table(), {}, {})
    assert Crowd(world).ask(action, resource) == {}
