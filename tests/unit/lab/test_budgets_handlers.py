"""The lab's budgets: what is created is listed with its notifications, in the shapes that botocore defines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.unit.lab.shapes import Checked, checked

from modelkeep.lab.seed import Acme
from modelkeep.lab.server import LabServer

ACCOUNT = "123456789012"
BUDGET: dict[str, Any] = {
    "BudgetName": "all",
    "BudgetType": "COST",
    "TimeUnit": "MONTHLY",
    "BudgetLimit": {"Amount": "500", "Unit": "USD"},
    "FilterExpression": {"Dimensions": {"Key": "SERVICE", "Values": ["Amazon Bedrock"]}},
}
NOTIFICATION = {"NotificationType": "ACTUAL", "ComparisonOperator": "GREATER_THAN", "Threshold": 80.0}


@pytest.fixture
def budgets() -> Iterator[Checked]:
    with LabServer() as server:
        yield checked(Acme(server.url, hardened=False).client("budgets"))


def test_a_budget_is_listed_with_its_notifications(budgets: Checked) -> None:
    assert "Budgets" not in budgets("DescribeBudgets", AccountId=ACCOUNT)
    subscribed = {
        "Notification": NOTIFICATION,
        "Subscribers": [{"SubscriptionType": "EMAIL", "Address": "finance@acme.example"}],
    }
    budgets("CreateBudget", AccountId=ACCOUNT, Budget=BUDGET, NotificationsWithSubscribers=[subscribed])
    (listed,) = budgets("DescribeBudgets", AccountId=ACCOUNT)["Budgets"]
    assert (listed["TimePeriod"]["End"].year, "FilterExpression" in listed) == (2087, False)
    (shown,) = budgets("DescribeBudgets", AccountId=ACCOUNT, ShowFilterExpression=True)["Budgets"]
    assert shown["FilterExpression"] == BUDGET["FilterExpression"]
    (told,) = budgets("DescribeBudgetNotificationsForAccount", AccountId=ACCOUNT)["BudgetNotificationsForAccount"]
    assert told == {"BudgetName": "all", "Notifications": [NOTIFICATION]}
