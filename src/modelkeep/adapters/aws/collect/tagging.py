"""Tags of everything in a region, 100 resources a call, and the versions of the JumpStart models that they name."""

from __future__ import annotations

from collections.abc import Iterable

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
    await jumpstart_versions(aws, (each.tags.get(JUMPSTART_MODEL, "") for each in found))


async def jumpstart_versions(aws: Reader, models: Iterable[str]) -> None:
    """ListHubContentVersions of the public hub for each of these models that was not asked about; '' is none. What the hub does not know
    has no versions."""
    if aws.wants(_VERSIONS):
        await aws.each(sorted(set(models) - {""}), lambda model: _versions(aws, model))


async def _versions(aws: Reader, model: str) -> None:
    place = f"{PUBLIC_HUB}/{model}"
    if not aws.was_asked(_VERSIONS, place):
        await aws.list(
            _VERSIONS, "HubContentSummaries", _version, resource=place, gone="ResourceNotFound", HubName=PUBLIC_HUB,
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
