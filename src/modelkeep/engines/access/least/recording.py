"""Which data events the trails of an account record now, by what was read of their selectors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from modelkeep.core.kinds.cloudtrail import AccountTrail, AccountTrailStatus, Trail, TrailEventSelector, TrailStatus
from modelkeep.engines.access.building import Estate

_TRAILS, _SELECTORS = "cloudtrail:DescribeTrails", "cloudtrail:GetEventSelectors"

_PREFIXES = {
    "bedrockagentcore": "bedrock-agentcore",
    "rds": "rds-data",
    "s3objectlambda": "s3-object-lambda",
    "s3outposts": "s3-outposts",
}
"""IAM prefixes of services that CloudTrail's resource types write another way."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """`services`: IAM prefixes of those of which a trail that logs now records data events, of some resources at least. `unknown`: why
    there may be more; '' where everything was read. Stores of CloudTrail Lake are not among what is read.
    """

    services: frozenset[str] = frozenset()
    unknown: str = "no snapshot tells"

    def told(self, service: str) -> str:
        """What is known of a service's data events, in words."""
        if service in self.services:
            return "a trail records some of them"
        return f"whether a trail records them is not known: {self.unknown}" if self.unknown else "no trail records them"


NOTHING_TOLD = Recorded()
"""Of an account of which nobody read the trails."""


def recorded(estate: Estate, account: str) -> Recorded:
    """What the trails that log an account record, as far as it was read."""
    if not estate.was_read(_TRAILS, account, "", ""):
        return Recorded(unknown=f"{_TRAILS}: {estate.why_not(_TRAILS, account, '')}")
    services: set[str] = set()
    unknown = ""
    for arn, owner in dict(_trails(estate, account)).items():
        if not estate.was_read(_SELECTORS, owner, "", arn):
            unknown = f"{_SELECTORS} of {arn}: {estate.why_not(_SELECTORS, owner, arn)}"
        for row in estate.rows(TrailEventSelector):
            if row.arn != arn or row.event_category not in ("Data", None):
                continue
            if row.event_category is None or not row.resource_type:
                unknown = f"a selector of {arn} does not tell what it is for"
            else:
                services.add(_prefix(row.resource_type))
    return Recorded(frozenset(services), unknown)


def _trails(estate: Estate, account: str) -> Iterator[tuple[str, str]]:
    """The trails that log an account, but for those that do not log now, each with the account that owns it."""
    stopped = {row.arn for row in estate.rows(TrailStatus) if row.is_logging is False}
    stopped |= {
        row.arn for row in estate.rows(AccountTrailStatus) if row.account == account and row.is_logging is False
    }
    for trail in estate.rows(Trail):
        if trail.account == account and trail.arn not in stopped:
            yield trail.arn, account
    for row in estate.rows(AccountTrail):
        if row.account == account and row.arn not in stopped:
            yield row.arn, row.owner_account or account


def _prefix(resource_type: str) -> str:
    """The service of a type such as AWS::S3::Object."""
    name = resource_type.lower().split("::")[1:2]
    return _PREFIXES.get(name[0], name[0]) if name else resource_type
