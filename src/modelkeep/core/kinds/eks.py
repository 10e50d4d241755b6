"""Amazon EKS (https://docs.aws.amazon.com/eks/latest/APIReference/)."""

from __future__ import annotations

from modelkeep.core.tables import Resource, kind


@kind("AWS::EKS::Cluster", calls="eks:ListClusters eks:DescribeCluster")
class Cluster(Resource):
    """A Kubernetes cluster. `secrets_key_arn` is `''` where secrets have no key of the customer's.

    `log_types` are the control plane's logs that are kept: `api`, `audit`, `authenticator`, `controllerManager`, `scheduler`.
    """

    version: str | None = None
    role_arn: str | None = None
    endpoint_public_access: bool | None = None
    endpoint_private_access: bool | None = None
    public_access_cidrs: tuple[str, ...] | None = None
    subnet_ids: tuple[str, ...] | None = None
    security_group_ids: tuple[str, ...] | None = None
    log_types: tuple[str, ...] | None = None
    secrets_key_arn: str | None = None
