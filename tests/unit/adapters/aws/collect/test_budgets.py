"""Budgets: which costs count towards them, however that is written, and who is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from tests.fakes.collecting import ACCOUNT, collect

from modelkeep.adapters.aws.collect import budgets
from modelkeep.core.kinds.budgets import Budget, BudgetNotification
from modelkeep.lab.seed import Acme
from modelkeep.lab.server import LabServer

BEDROCK = {"Dimensions": {"Key": "SERVICE", "Values": ["Amazon Bedrock"]}}
MEMBER = {"Dimensions": {"Key": "LINKED_ACCOUNT", "Values": [ACCOUNT]}}
NO_CREDITS = {"Not": {"Dimensions": {"Key": "RECORD_TYPE", "Values": ["Credit", "Refund"]}}}
SPEND = {
    "BudgetName": "all",
    "BudgetType": "COST",
    "TimeUnit": "MONTHLY",
    "BudgetLimit": {"Amount": "500", "Unit": "USD"},
}


@pytest.fixture
def acme() -> Iterator[Acme]:
    with LabServer() as lab:
        yield Acme(lab.url, hardened=False)


def read(told: Mapping[str, Any]) -> Budget:
    return budgets._budget("arn", {**SPEND, **told})


def test_an_account_without_budgets_costs_one_call(acme: Acme) -> None:
    journal = collect(acme.endpoint_url, budgets.budgets)
    assert journal.rows == []
    assert [(call, found.read.outcome) for (call, *_), found in journal.entries.items()] == [
        ("budgets:DescribeBudgets", "ok")
    ]


def test_a_budget_and_its_notifications_carry_the_same_arn(acme: Acme) -> None:
    client = acme.client("budgets")
    alert = {"NotificationType": "ACTUAL", "ComparisonOperator": "GREATER_THAN", "Threshold": 80}
    client.create_budget(
        AccountId=ACCOUNT,
        Budget={**SPEND, "FilterExpression": BEDROCK},
        NotificationsWithSubscribers=[
            {"Notification": alert, "Subscribers": [{"SubscriptionType": "EMAIL", "Address": "a@b.example"}]}
        ],
    )
    budget, notification = collect(acme.endpoint_url, budgets.budgets).rows
    assert isinstance(budget, Budget)
    assert isinstance(notification, BudgetNotification)
    assert budget.arn == notification.arn == f"arn:aws:budgets::{ACCOUNT}:budget/all"
    assert (budget.services, budget.limit_amount, budget.billing_view_arn) == (("Amazon Bedrock",), 500.0, "")
    assert budget.ends_at is not None
    assert (notification.comparison_operator, notification.threshold_type) == ("GREATER_THAN", "PERCENTAGE")


@pytest.mark.parametrize(
    ("told", "services", "accounts", "narrowed_by"),
    [
        ({}, (), (), ()),
        ({"CostFilters": {"Service": ["Amazon Bedrock"]}}, ("Amazon Bedrock",), (), ()),
        ({"CostFilters": {"LinkedAccount": [ACCOUNT], "Region": ["eu-west-1"]}}, (), (ACCOUNT,), ("Region",)),
        ({"FilterExpression": BEDROCK, "CostFilters": {}}, ("Amazon Bedrock",), (), ()),
        ({"FilterExpression": {"And": [BEDROCK, MEMBER, NO_CREDITS]}}, ("Amazon Bedrock",), (ACCOUNT,), ()),
        ({"FilterExpression": NO_CREDITS}, (), (), ()),
        ({"FilterExpression": {"Not": {"Dimensions": {"Key": "RECORD_TYPE", "Values": ["Usage"]}}}}, (), (), ("Not",)),
        ({"FilterExpression": {"Not": BEDROCK}}, (), (), ("Not",)),
        ({"FilterExpression": {"Or": [BEDROCK, MEMBER]}}, (), (), ("Or",)),
        ({"FilterExpression": {"Tags": {"Key": "team", "Values": ["ml"]}}}, (), (), ("Tags",)),
        ({"FilterExpression": {"And": [BEDROCK, BEDROCK]}}, ("Amazon Bedrock",), (), ("And",)),
        ({"FilterExpression": {"Dimensions": {"Key": "RECORD_TYPE", "Values": ["Usage", "Tax"]}}}, (), (), ()),
        ({"FilterExpression": {"Dimensions": {"Key": "RECORD_TYPE", "Values": ["Tax"]}}}, (), (), ("RECORD_TYPE",)),
        (
            {"FilterExpression": {"Dimensions": {"Key": "SERVICE", "Values": ["Amazon"], "MatchOptions": ["STARTS_WITH"]}}},
            (), (), ("SERVICE by pattern",),
        ),
    ],
)  # fmt: skip
def test_which_costs_count(
    told: Mapping[str, Any], services: tuple[str, ...], accounts: tuple[str, ...], narrowed_by: tuple[str, ...]
) -> None:
    budget = read(told)
    assert (budget.services, budget.linked_accounts, budget.narrowed_by) == (services, accounts, narrowed_by)


def test_a_budget_planned_by_the_month_has_its_largest_limit() -> None:
    planned = {key: {"Amount": amount, "Unit": "USD"} for key, amount in (("1", "100"), ("2", "250.5"))}
    without = {key: value for key, value in SPEND.items() if key != "BudgetLimit"}
    assert budgets._budget("arn", {**without, "PlannedBudgetLimits": planned}).limit_amount == 250.5
    assert budgets._budget("arn", without).limit_amount == 0
