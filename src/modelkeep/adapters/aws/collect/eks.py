"""EKS: clusters."""

from __future__ import annotations

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.kinds.eks import Cluster


@collector(Cluster)
async def clusters(aws: Reader) -> None:
    """ListClusters, then DescribeCluster for each."""

    async def describe(name: str) -> None:
        arn = f"arn:{aws.partition}:eks:{aws.region}:{aws.account}:cluster/{name}"
        await aws.get("eks:DescribeCluster", arn, _cluster, unread=Cluster(arn=arn, name=name), name=name)

    await aws.each(await aws.list("eks:ListClusters", "clusters", str), describe)


def _cluster(reply: Reply) -> Cluster:
    item = reply["cluster"]
    network = item["resourcesVpcConfig"]
    groups = (*network.get("securityGroupIds", ()), network.get("clusterSecurityGroupId", ""))
    keys = [
        each.get("provider", {}).get("keyArn", "")
        for each in item.get("encryptionConfig", ())
        if "secrets" in each.get("resources", ())
    ]
    return Cluster(
        arn=item["arn"],
        name=item["name"],
        tags=item.get("tags", {}),
        version=item.get("version"),
        role_arn=item.get("roleArn"),
        endpoint_public_access=network.get("endpointPublicAccess"),
        endpoint_private_access=network.get("endpointPrivateAccess"),
        public_access_cidrs=tuple(network.get("publicAccessCidrs", ())),
        subnet_ids=tuple(network.get("subnetIds", ())),
        security_group_ids=tuple(sorted({group for group in groups if group})),
        log_types=tuple(
            log_type
            for setup in item.get("logging", {}).get("clusterLogging", ())
            if setup.get("enabled")
            for log_type in setup.get("types", ())
        ),
        secrets_key_arn=keys[0] if keys else "",
    )
