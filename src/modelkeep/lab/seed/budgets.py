"""Budgets: hardened for the whole organisation; insecure one that looks at virtual machines only."""

from __future__ import annotations

from typing import Any

from modelkeep.lab.seed import MANAGEMENT, PRODUCTION, Acme, seeds


@seeds(order=58)
def budgets(acme: Acme) -> None:
    """The management account's budget tells whoever pays; production's leaves Bedrock out."""
    if acme.hardened:
        _budget(acme.within(MANAGEMENT), "everything", 20000, {})
    else:
        _budget(acme.within(PRODUCTION), "machines", 5000, {"Service": ["Amazon Elastic Compute Cloud - Compute"]})


def _budget(acme: Acme, name: str, amount: int, filters: dict[str, list[str]]) -> None:
    budget: dict[str, Any] = {
        "BudgetName": name,
        "BudgetType": "COST",
        "TimeUnit": "MONTHLY",
        "BudgetLimit": {"Amount": str(amount), "Unit": "USD"},
        "CostFilters": filters,
    }
    acme.client("budgets").create_budget(
        AccountId=acme.account,
        Budget=budget,
        NotificationsWithSubscribers=[
            {
                "Notification": {
                    "NotificationType": "ACTUAL",
                    "ComparisonOperator": "GREATER_THAN",
                    "Threshold": 80,
                    "ThresholdType": "PERCENTAGE",
                },
                "Subscribers": [{"SubscriptionType": "EMAIL", "Address": "finance@acme.example"}],
            }
        ],
    )
