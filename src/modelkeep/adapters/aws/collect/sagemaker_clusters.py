"""HyperPod clusters."""

from __future__ import annotations

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.collect.sagemaker_replies import Listing, describe_all, vpc
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.kinds.sagemaker_clusters import Cluster, ClusterInstanceGroup
from modelkeep.core.tables import Row


@collector(Cluster, ClusterInstanceGroup)
async def clusters(aws: Reader) -> None:
    """ListClusters, then DescribeCluster for each."""
    await describe_all(aws, _CLUSTERS, jobs=False)


def _cluster(reply: Reply) -> tuple[Row, ...]:
    arn = reply["ClusterArn"]
    orchestrator = reply.get("Orchestrator") or {}
    cluster = Cluster(
        arn=arn,
        name=reply.get("ClusterName") or arn.rsplit("/", 1)[-1],
        status=reply["ClusterStatus"],
        orchestrator="eks" if "Eks" in orchestrator else "slurm",
        eks_cluster_arn=(orchestrator.get("Eks") or {}).get("ClusterArn", ""),
        node_recovery=reply.get("NodeRecovery"),
        cluster_role=reply.get("ClusterRole", ""),
        **vpc(reply),
    )
    groups = (*reply["InstanceGroups"], *reply.get("RestrictedInstanceGroups", ()))
    return (cluster, *(_instance_group(arn, each) for each in groups))


def _instance_group(arn: str, group: Reply) -> ClusterInstanceGroup:
    types = {group["InstanceType"]} if group.get("InstanceType") else set()
    types |= {each["InstanceType"] for each in group.get("InstanceTypeDetails", ()) if "InstanceType" in each}
    volumes = [each["EbsVolumeConfig"] for each in group.get("InstanceStorageConfigs", ()) if "EbsVolumeConfig" in each]
    root: Reply = next((each for each in volumes if each.get("RootVolume", False)), {})
    secondary: Reply | None = next((each for each in volumes if not each.get("RootVolume", False)), None)
    return ClusterInstanceGroup(
        arn=arn,
        instance_group_name=group["InstanceGroupName"],
        instance_types=tuple(sorted(types)),
        execution_role=group.get("ExecutionRole", ""),
        lifecycle_s3_uri=(group.get("LifeCycleConfig") or {}).get("SourceS3Uri", ""),
        root_volume_kms_key_id=root.get("VolumeKmsKeyId", ""),
        has_secondary_volume=secondary is not None,
        secondary_volume_kms_key_id=(secondary or {}).get("VolumeKmsKeyId", ""),
        override_subnets=tuple((group.get("OverrideVpcConfig") or {}).get("Subnets", ())),
        image_version_status=group.get("ImageVersionStatus"),
        patches_itself=bool(group.get("AutoPatchConfig") or group.get("ScheduledUpdateConfig")),
    )


_CLUSTERS = Listing(
    lists="ListClusters",
    key="ClusterSummaries",
    arn="ClusterArn",
    name="ClusterName",
    describes="DescribeCluster",
    parameter="ClusterName",
    row=Cluster,
    parse=_cluster,
)
