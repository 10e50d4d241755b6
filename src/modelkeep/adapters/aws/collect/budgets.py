"""AWS Budgets: what is planned to be spent, and who is told. Reading them is free, unlike reading Cost Explorer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.arn import GLOBAL
from modelkeep.core.kinds.budgets import Budget, BudgetNotification

_SERVICES = frozenset({"SERVICE", "SERVICE_CODE", "Service"})
_ACCOUNTS = frozenset({"LINKED_ACCOUNT", "LinkedAccount"})
_CHARGES = "RECORD_TYPE"
_USAGE = "Usage"
"""The kind of charge that use is; the others are credits, refunds, taxes, fees."""
_EXACT = frozenset({"EQUALS", "CASE_SENSITIVE", "CASE_INSENSITIVE"})

Filter = tuple[str, tuple[str, ...]]


@collector(Budget, BudgetNotification, per=GLOBAL)
async def budgets(aws: Reader) -> None:
    """DescribeBudgets; where there are any, DescribeBudgetNotificationsForAccount."""

    def arn(name: str) -> str:
        return f"arn:{aws.partition}:budgets::{aws.account}:budget/{name}"

    def notifications(reply: Reply) -> Iterable[BudgetNotification]:
        for budget in reply.get("BudgetNotificationsForAccount", ()):
            for each in budget.get("Notifications", ()):
                yield _notification(arn(budget["BudgetName"]), each)

    found = await aws.pages(
        "budgets:DescribeBudgets",
        lambda reply: (_budget(arn(item["BudgetName"]), item) for item in reply.get("Budgets", ())),
        AccountId=aws.account,
        ShowFilterExpression=True,
    )
    if found:
        await aws.pages("budgets:DescribeBudgetNotificationsForAccount", notifications, AccountId=aws.account)


def _budget(arn: str, item: Reply) -> Budget:
    filters = tuple(_filters(item))
    services = [values for name, values in filters if name in _SERVICES]
    accounts = [values for name, values in filters if name in _ACCOUNTS]
    others = [name for name, _ in filters if name not in _SERVICES | _ACCOUNTS]
    others += ["And" for named in (services, accounts) if len(named) > 1]
    limits = [item["BudgetLimit"]] if "BudgetLimit" in item else list(item.get("PlannedBudgetLimits", {}).values())
    return Budget(
        arn=arn,
        name=item["BudgetName"],
        budget_type=item["BudgetType"],
        time_unit=item["TimeUnit"],
        limit_amount=max((float(limit["Amount"]) for limit in limits), default=0.0),
        ends_at=item.get("TimePeriod", {}).get("End"),
        billing_view_arn=item.get("BillingViewArn", ""),
        health_status=item.get("HealthStatus", {}).get("Status", ""),
        services=services[0] if services else (),
        linked_accounts=accounts[0] if accounts else (),
        narrowed_by=tuple(sorted(set(others))),
    )


def _notification(arn: str, item: Reply) -> BudgetNotification:
    return BudgetNotification(
        arn=arn,
        notification_type=item["NotificationType"],
        comparison_operator=item["ComparisonOperator"],
        threshold=item["Threshold"],
        threshold_type=item.get("ThresholdType", "PERCENTAGE"),
    )


def _filters(item: Reply) -> Iterable[Filter]:
    """What costs must be, all at once, to count: older budgets say it in CostFilters, newer ones in an expression."""
    if item.get("FilterExpression"):
        yield from _conjuncts(item["FilterExpression"])
        return
    for name, values in item.get("CostFilters", {}).items():
        yield name, tuple(values)


def _conjuncts(expression: Mapping[str, Any]) -> Iterable[Filter]:
    for operator, operand in expression.items():
        if operator == "And":
            for each in operand:
                yield from _conjuncts(each)
        elif operator == "Dimensions":
            yield from _dimension(operand)
        elif operator != "Not" or not _leaves_use_in(operand):
            yield operator, ()


def _dimension(dimension: Reply) -> Iterable[Filter]:
    name, values = dimension["Key"], tuple(dimension["Values"])
    if not _EXACT.issuperset(dimension.get("MatchOptions", ())):
        yield f"{name} by pattern", ()
    elif name != _CHARGES or _USAGE not in values:
        yield name, values


def _leaves_use_in(negated: Mapping[str, Any]) -> bool:
    """Whether what an expression leaves out is charges other than use."""
    dimension = negated.get("Dimensions", {})
    return set(negated) == {"Dimensions"} and dimension["Key"] == _CHARGES and _USAGE not in dimension["Values"]
