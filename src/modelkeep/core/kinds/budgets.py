"""AWS Budgets (https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_Operations_AWS_Budgets.html)."""

from __future__ import annotations

from datetime import datetime

from modelkeep.core.tables import Resource, Row, kind, part

_BUDGETS = "budgets:DescribeBudgets"


@kind("AWS::Budgets::Budget", calls=_BUDGETS)
class Budget(Resource):
    """What an account, or with the management account's an organisation, plans to spend or use."""

    budget_type: str | None = None
    """COST, USAGE, or one on reservations and savings plans."""
    time_unit: str | None = None
    limit_amount: float | None = None
    """The largest limit of those planned for months to come; 0 where none is told."""
    ends_at: datetime | None = None
    billing_view_arn: str | None = None
    """'' for the account's own bill."""
    health_status: str | None = None
    """'' where not told: only budgets on a billing view have one."""
    services: tuple[str, ...] | None = None
    """Whose costs count; empty: all."""
    linked_accounts: tuple[str, ...] | None = None
    """Accounts whose costs count; empty: all that are on the bill."""
    narrowed_by: tuple[str, ...] | None = None
    """What else leaves costs out, such as a region or a tag. Leaving out credits, refunds or taxes is none of these."""


@part(Budget, "notification", calls=f"{_BUDGETS} budgets:DescribeBudgetNotificationsForAccount")
class BudgetNotification(Row):
    """When a budget tells its subscribers. AWS deletes a notification with its last subscriber."""

    notification_type: str | None = None
    """ACTUAL or FORECASTED."""
    comparison_operator: str | None = None
    threshold: float | None = None
    threshold_type: str | None = None
    """PERCENTAGE or ABSOLUTE_VALUE."""
