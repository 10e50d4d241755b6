"""Security Hub CSPM: the region's hub and the standards that it checks."""

from __future__ import annotations

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.kinds.securityhub import Hub, HubStandard

NOT_SUBSCRIBED = "InvalidAccessException: is not subscribed to AWS Security Hub"
"""How DescribeHub says that Security Hub is off. The bare code also stands for missing permissions."""


@collector(Hub, HubStandard)
async def hub(aws: Reader) -> None:
    """DescribeHub, then GetEnabledStandards where there is a hub."""

    def parse(reply: Reply) -> Hub | None:
        return Hub(arn=reply["HubArn"], name="default", auto_enable_controls=reply.get("AutoEnableControls"))

    found = await aws.get("securityhub:DescribeHub", "", parse, absent={NOT_SUBSCRIBED: None})
    if found is None:
        return

    def standard(item: Reply) -> HubStandard:
        return HubStandard(arn=found.arn, standards_arn=item["StandardsArn"], status=item["StandardsStatus"])

    await aws.list("securityhub:GetEnabledStandards", "StandardsSubscriptions", standard, resource=found.arn)
