"""Clusters (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-eks-cluster.html).

The security groups are left out: EKS adds one of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from modelkeep.adapters.iac.forms import Form, Identity
from modelkeep.adapters.iac.forms.lenses import Computed, Flag, Text, Texts
from modelkeep.adapters.iac.properties import Properties
from modelkeep.core.kinds.eks import Cluster

_VPC = "ResourcesVpcConfig"
_ENCRYPTION = "EncryptionConfig"


def _secrets_key(properties: Properties) -> str | None:
    """The key of the first configuration that is about secrets."""
    setups, complete = properties.each(_ENCRYPTION)
    for each in setups:
        resources = each.texts("Resources")
        if resources is None:
            return None
        if "secrets" in resources:
            return each.text("Provider.KeyArn", None)
    return "" if complete else None


def _encrypting(key_arn: str) -> Mapping[str, Any]:
    return {_ENCRYPTION: [{"Resources": ["secrets"], "Provider": {"KeyArn": key_arn}}] if key_arn else []}


FORMS = (
    Form(
        cfn_type="AWS::EKS::Cluster",
        row=Cluster,
        identity=Identity(arn="arn:{partition}:eks:{region}:{account}:cluster/{name}", name="Name"),
        columns={
            "version": Text("Version", None),
            "role_arn": Text("RoleArn", None),
            "endpoint_public_access": Flag(f"{_VPC}.EndpointPublicAccess", absent=True),
            "endpoint_private_access": Flag(f"{_VPC}.EndpointPrivateAccess"),
            "public_access_cidrs": Texts(f"{_VPC}.PublicAccessCidrs", ("0.0.0.0/0",)),
            "subnet_ids": Texts(f"{_VPC}.SubnetIds"),
            "log_types": Texts("Logging.ClusterLogging.EnabledTypes", inside="Type"),
            "secrets_key_arn": Computed(_secrets_key, _encrypting, _ENCRYPTION),
        },
    ),
)
