"""Models of Bedrock Marketplace that are deployed to endpoints."""

from __future__ import annotations

from dataclasses import replace

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.kinds.bedrock_marketplace import MarketplaceModelEndpoint


@collector(MarketplaceModelEndpoint)
async def marketplace_endpoints(aws: Reader) -> None:
    """ListMarketplaceModelEndpoints, then GetMarketplaceModelEndpoint for each."""

    async def describe(stub: MarketplaceModelEndpoint) -> None:
        await aws.get(
            "bedrock:GetMarketplaceModelEndpoint",
            stub.arn,
            lambda reply: _endpoint(stub, reply["marketplaceModelEndpoint"]),
            unread=stub,
            endpointArn=stub.endpoint_arn,
        )

    listed = await aws.list(
        "bedrock:ListMarketplaceModelEndpoints",
        "marketplaceModelEndpoints",
        lambda item: (str(item["endpointArn"]), str(item["modelSourceIdentifier"]), item.get("status")),
    )
    await aws.each([_stub(aws, *each) for each in listed], describe)


def _stub(aws: Reader, endpoint_arn: str, model: str, status: str | None) -> MarketplaceModelEndpoint:
    name = endpoint_arn.rsplit("/", 1)[-1]
    return MarketplaceModelEndpoint(
        arn=f"arn:{aws.partition}:bedrock:{aws.region}:{aws.account}:marketplace-model-endpoint/{name}",
        name=name,
        endpoint_arn=endpoint_arn,
        model_source_identifier=model,
        status=status,
    )


def _endpoint(stub: MarketplaceModelEndpoint, reply: Reply) -> MarketplaceModelEndpoint:
    """SageMaker is the one way to host it today; of another, nothing that is asked here would be known."""
    told = replace(stub, endpoint_status=reply["endpointStatus"])
    config = reply["endpointConfig"].get("sageMaker")
    if config is None:
        return told
    vpc = config.get("vpc", {})
    return replace(
        told,
        role_arn=config["executionRole"],
        instance_type=config["instanceType"],
        kms_encryption_key=config.get("kmsEncryptionKey", ""),
        subnet_ids=tuple(vpc.get("subnetIds", ())),
        security_group_ids=tuple(vpc.get("securityGroupIds", ())),
    )
