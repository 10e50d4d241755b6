"""Tags of everything in a region, 100 resources a call, and the versions of the JumpStart models that they name."""

from __future__ import annotations

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.kinds.tagging import JumpStartVersion, Tagged

PUBLIC_HUB = "SageMakerPublicHub"
"""The hub of JumpStart's models in every region (https://docs.aws.amazon.com/sagemaker/latest/dg/jumpstart-curated-hubs.html)."""
JUMPSTART_MODEL = "sagemaker-sdk:jumpstart-model-id"
"""The tag with which SageMaker's Python SDK marks what it makes of a JumpStart model."""
_VERSIONS = "sagemaker:ListHubContentVersions"


@collector(Tagged, JumpStartVersion)
async def tags(aws: Reader) -> None:
    """GetResources, then ListHubContentVersions of the public hub for each JumpStart model that a tag names."""
    found = await aws.list("resourcegroupstaggingapi:GetResources", "ResourceTagMappingList", _tagged)
    if aws.wants(_VERSIONS):
        named = {each.tags[JUMPSTART_MODEL] for each in found if each.tags.get(JUMPSTART_MODEL)}
        await aws.each(sorted(named), lambda model: _versions(aws, model))


async def _versions(aws: Reader, model: str) -> None:
    await aws.list(
        _VERSIONS, "HubContentSummaries", _version, resource=f"{PUBLIC_HUB}/{model}", HubName=PUBLIC_HUB,
        HubContentType="Model", HubContentName=model,
    )  # fmt: skip


def _tagged(item: Reply) -> Tagged:
    return Tagged(arn=item["ResourceARN"], tags={tag["Key"]: tag["Value"] for tag in item.get("Tags", ())})


def _version(item: Reply) -> JumpStartVersion:
    return JumpStartVersion(
        arn=item["HubContentArn"],
        model_id=item["HubContentName"],
        version=item["HubContentVersion"],
        support_status=item.get("SupportStatus", ""),
        created_at=item["CreationTime"],
    )
