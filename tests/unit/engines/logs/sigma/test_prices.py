"""What people tell of prices and budgets, and what is none."""

from __future__ import annotations

import pytest
from tests.unit.engines.logs.sigma.evaluated import book_of, program_of

from modelkeep.core.logs.detection import EXAMPLES
from modelkeep.engines.logs.sigma.prices import budget, prices

RULE = {
    "title": "Spent",
    "name": "S",
    "logsource": {"product": "aws", "service": "bedrock-invocation"},
    "detection": {"s": {"input_tokens|gte": 1}, "condition": "s"},
    "modelkeep": {
        "fields": {"cost": {"of": ["modelId", "model"], "prices": "%model_prices%"}},
        "budget": {"per": ["principal"], "value": "sum(cost)", "over": "%hourly_budget%"},
    },
}


def test_a_price_is_two_or_four_amounts() -> None:
    told = prices(["Anthropic.M-v1:0=0.003/0.015", "arn:aws:bedrock:eu-west-1:1:x=1=1/2/0.1/1.25", "*=0/0"])
    assert told["anthropic.m-v1:0"] == (0.003, 0.015, 0.003, 0.003)
    assert told["arn:aws:bedrock:eu-west-1:1:x=1"] == (1, 2, 0.1, 1.25)
    assert told["*"] == (0, 0, 0, 0)


@pytest.mark.parametrize("told", ["m", "=1/2", "m=1", "m=1/2/3", "m=1/x", "m=-1/2", "m=nan/1", "m=1/inf", ""])
def test_what_is_no_price_is_refused(told: str) -> None:
    with pytest.raises(ValueError, match="is no"):
        prices([told])


def test_the_lowest_budget_counts_and_none_is_none() -> None:
    assert (budget(["30", "2.5"]), budget([])) == (2.5, None)
    with pytest.raises(ValueError, match="is no amount"):
        budget(["lots"])


@pytest.mark.parametrize(
    ("known", "told"),
    [
        ({}, "needs %model_prices%, %hourly_budget%, which only people know: tell it by --known"),
        ({"hourly_budget": ["5"], "model_prices": None}, "needs %model_prices%, which only people know"),
        ({"hourly_budget": ["5"], "model_prices": ["cheap"]}, "model_prices: 'cheap' is no price"),
        ({"hourly_budget": ["much"], "model_prices": ["*=1/1"]}, "hourly_budget: 'much' is no amount"),
    ],
)
def test_without_prices_and_budget_a_rule_says_what_to_tell(known: dict[str, list[str] | None], told: str) -> None:
    (trouble,) = program_of(book_of(RULE), known).troubles
    assert (trouble.wrong, told in trouble.message) == (False, True), trouble.message


@pytest.mark.parametrize("engine", ["duckdb", "spark", "athena"])
def test_cached_tokens_count_as_input_where_nothing_else_is_told(engine: str) -> None:
    (rule,) = program_of(book_of(RULE), {**EXAMPLES, "model_prices": ["m=3/15", "n=3/15/0.3/3.75"]}, engine).rules
    assert rule.window == 3600
    (scan,) = program_of(book_of(RULE), {**EXAMPLES, "model_prices": ["n=3/15/0.3/3.75"]}, engine).scans.values()
    assert [each in scan for each in ("0.003000", "0.015000", "0.000300", "0.003750")] == [True] * 4
