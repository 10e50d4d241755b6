"""Tags of everything in a region, 100 resources a call."""

from __future__ import annotations

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.kinds.tagging import Tagged


@collector(Tagged)
async def tags(aws: Reader) -> None:
    """GetResources."""
    await aws.list("resourcegroupstaggingapi:GetResources", "ResourceTagMappingList", _tagged)


def _tagged(item: Reply) -> Tagged:
    return Tagged(arn=item["ResourceARN"], tags={tag["Key"]: tag["Value"] for tag in item.get("Tags", ())})
