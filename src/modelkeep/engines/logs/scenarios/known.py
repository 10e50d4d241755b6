"""All scenarios, by their ids."""

from __future__ import annotations

from modelkeep.core.errors import UsageError
from modelkeep.engines.logs.scenarios import (
    data_poisoning,
    guardrail_removal,
    logging_off,
    model_swap,
    model_theft,
    notebook_takeover,
    stolen_key,
)
from modelkeep.engines.logs.scenarios.series import Scenario

SCENARIOS: tuple[Scenario, ...] = (
    stolen_key.SCENARIO,
    model_theft.SCENARIO,
    model_swap.SCENARIO,
    data_poisoning.SCENARIO,
    notebook_takeover.SCENARIO,
    guardrail_removal.SCENARIO,
    logging_off.SCENARIO,
)


def scenario(name: str) -> Scenario:
    """The scenario of an id. Raises UsageError."""
    for each in SCENARIOS:
        if each.id == name:
            return each
    raise UsageError(
        f"there is no scenario {name!r}", remedy=f"Choose one of {', '.join(each.id for each in SCENARIOS)}."
    )
