"""What people tell of prices and budgets, and what is none."""

from __future__ import annotations

import duckdb
import pytest
from tests.unit.engines.logs.sigma.evaluated import book_of, program_of

from modelkeep.core.logs import log_tables
from modelkeep.core.logs.detection import EXAMPLES
from modelkeep.engines.logs.detecting import prepare, rows
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


def test_the_price_of_the_name_that_was_called_goes_before_the_models_and_that_before_all_others() -> None:
    names = ("eu.m", "m", "other", None)
    database = duckdb.connect(config={"threads": 1})
    columns = ", ".join(f'"{each.name}" {each.type}' for each in log_tables()["bedrock_invocation"].all)
    database.execute(f"CREATE TABLE bedrock_invocation ({columns})")
    for number, name in enumerate(names):
        database.execute(
            "INSERT INTO bedrock_invocation BY NAME SELECT ? AS event_id, TIMESTAMP '2026-11-20' AS at, ? AS model_id, "
            "'m' AS model, ? AS principal, 1000 AS input_tokens",
            [f"e{number}", name, f"p{number}"],
        )
    database.execute("UPDATE bedrock_invocation SET model = NULL WHERE event_id = 'e2'")
    spent = {}
    for amount in ("0.5", "1.5", "2.5", "3.5"):
        program = program_of(book_of(RULE), {"hourly_budget": [amount], "model_prices": ["*=1/1", "M=2/2", "eu.m=3/3"]})
        prepare(database, program)
        spent[amount] = {each.event for each in rows(database, program)}
    assert spent == {"0.5": {"e0", "e1", "e2", "e3"}, "1.5": {"e0", "e1", "e3"}, "2.5": {"e0"}, "3.5": set()}
