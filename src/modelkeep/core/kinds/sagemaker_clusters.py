"""SageMaker HyperPod (https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-hyperpod.html)."""

from __future__ import annotations

from modelkeep.core.tables import Resource, Row, kind, part

_CLUSTER = "sagemaker:ListClusters sagemaker:DescribeCluster"


@kind("AWS::SageMaker::Cluster", calls=_CLUSTER, ai=True)
class Cluster(Resource):
    """A HyperPod cluster: instances that stay, on which teams train large models."""

    status: str | None = None
    orchestrator: str | None = None
    """eks or slurm."""
    eks_cluster_arn: str | None = None
    node_recovery: str | None = None
    """Automatic or None."""
    cluster_role: str | None = None
    subnets: tuple[str, ...] | None = None
    """Empty where the cluster runs in a VPC of SageMaker's own."""
    security_group_ids: tuple[str, ...] | None = None


@part(Cluster, "instance_group", calls=_CLUSTER)
class ClusterInstanceGroup(Row):
    """One instance group of a cluster, restricted ones included."""

    instance_group_name: str | None = None
    instance_types: tuple[str, ...] | None = None
    execution_role: str | None = None
    lifecycle_s3_uri: str | None = None
    """Where the scripts lie that run as root on every new instance; '' where there are none."""
    root_volume_kms_key_id: str | None = None
    """'' where AWS's own key encrypts it."""
    has_secondary_volume: bool | None = None
    secondary_volume_kms_key_id: str | None = None
    """'' where AWS's own key encrypts it, or there is none."""
    override_subnets: tuple[str, ...] | None = None
    """Empty where the group runs in the cluster's subnets."""
    image_version_status: str | None = None
    """UpToDate, UpdateAvailable, SecurityUpdateRequired or EndOfLife; NULL for clusters that AWS does not tell it of."""
    patches_itself: bool | None = None
    """AWS applies new images by itself: an automatic patch configuration or a schedule of updates."""
