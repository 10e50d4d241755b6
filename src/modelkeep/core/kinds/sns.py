"""Amazon SNS (https://docs.aws.amazon.com/sns/latest/api/)."""

from __future__ import annotations

from modelkeep.core.tables import Row, support


@support("sns_subscription", calls="sns:ListSubscriptions")
class Subscription(Row):
    """A subscription of this account; `arn` is its topic's. Endpoints (addresses of people) are not kept."""

    protocol: str | None = None
    confirmed: bool | None = None
