"""The set-based evaluator gives what the exact one gives, for everybody."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from tests.unit.engines.access.worlds import QUESTIONS, worlds

from modelkeep.engines.access.crowd import Crowd
from modelkeep.engines.access.world import World


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(world=worlds())
def test_both_evaluators_agree_on_everybody_and_every_condition(world: World) -> None:
    crowd = Crowd(world)
    for action, resource in QUESTIONS:
        exact = {
            holder.principal.name: (holder.decision.outcome, holder.decision.condition)
            for holder in world.who_can(action, resource)
        }
        at_once = {
            holder.principal.name: (holder.decision.outcome, holder.decision.condition)
            for holder in crowd.who_can(action, resource)
        }
        assert at_once == exact, (action, resource)


@pytest.mark.parametrize(("action", "resource"), QUESTIONS)
def test_an_empty_world_has_nobody_of_its_own(action: str, resource: str) -> None:
    from modelkeep import bootstrap

    world = World(bootstrap.load_action_table(), {}, {})
    assert Crowd(world).ask(action, resource) == {}
