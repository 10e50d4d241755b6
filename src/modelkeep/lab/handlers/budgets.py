"""AWS Budgets; moto 5.2.5 lacks the notifications of an account and does not know filter expressions."""

from __future__ import annotations

from datetime import UTC, datetime

from modelkeep.lab.handlers import Lab, Reply, Request, handles

_END = datetime(2087, 6, 15, tzinfo=UTC)
"""When a budget ends that names no end."""


@handles("budgets", "CreateBudget")
def create_budget(lab: Lab, request: Request) -> Reply:
    """A budget with its notifications."""
    budget, notifications = request.parameters["Budget"], request.parameters.get("NotificationsWithSubscribers", ())
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    lab.collection(request, "budgets")[budget["BudgetName"]] = {
        "budget": {"TimePeriod": {"Start": today.replace(day=1), "End": _END}, **budget},
        "notifications": [each["Notification"] for each in notifications],
    }
    return {}


@handles("budgets", "DescribeBudgets")
def describe_budgets(lab: Lab, request: Request) -> Reply:
    """All budgets; the filter expression is shown on request only, and no list where there is none."""
    hidden = set() if request.parameters.get("ShowFilterExpression") else {"FilterExpression"}
    kept = [each["budget"] for each in lab.collection(request, "budgets").values()]
    budgets = [{key: value for key, value in budget.items() if key not in hidden} for budget in kept]
    return {"Budgets": budgets} if budgets else {}


@handles("budgets", "DescribeBudgetNotificationsForAccount")
def describe_notifications(lab: Lab, request: Request) -> Reply:
    """The notifications of every budget."""
    return {
        "BudgetNotificationsForAccount": [
            {"BudgetName": name, "Notifications": each["notifications"]}
            for name, each in lab.collection(request, "budgets").items()
        ]
    }
