"""HyperPod clusters (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sagemaker-cluster.html)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from modelkeep.adapters.iac.forms import Form, Identity, Part
from modelkeep.adapters.iac.forms.lenses import Computed, Fixed, Text, Texts
from modelkeep.adapters.iac.forms.sagemaker_shared import vpc
from modelkeep.adapters.iac.properties import Properties
from modelkeep.core.kinds.sagemaker_clusters import Cluster, ClusterInstanceGroup

_VOLUMES = "InstanceStorageConfigs"


def _orchestrator(properties: Properties) -> str | None:
    is_eks = properties.given("Orchestrator.Eks")
    return None if is_eks is None else "eks" if is_eks else "slurm"


def _instance_types(properties: Properties) -> tuple[str, ...] | None:
    one, more = properties.text("InstanceType"), properties.texts("InstanceRequirements.InstanceTypes")
    return None if one is None or more is None else tuple(sorted({*more, one} - {""}))


def _volume(properties: Properties, *, is_root: bool) -> Properties | bool | None:
    """The root volume or the first other one; False where there is none, None where that is not known."""
    volumes, complete = properties.each(f"{_VOLUMES}.EbsVolumeConfig")
    roles = [each.flag("RootVolume") for each in volumes]
    if not complete or None in roles:
        return None
    return next((each for each, role in zip(volumes, roles, strict=True) if role is is_root), False)


def _volume_key(*, is_root: bool) -> Computed:
    """The key of a volume, '' where AWS's own encrypts it or there is none."""

    def read(properties: Properties) -> str | None:
        found = _volume(properties, is_root=is_root)
        return found.text("VolumeKmsKeyId") if isinstance(found, Properties) else "" if found is False else None

    def turned(key: str) -> Mapping[str, Any]:
        return {_VOLUMES: [{"EbsVolumeConfig": {"RootVolume": is_root, "VolumeKmsKeyId": key}}]} if key else {}

    return Computed(read, turned, _VOLUMES)


def _has_secondary(properties: Properties) -> bool | None:
    found = _volume(properties, is_root=False)
    return None if found is None else isinstance(found, Properties)


def _patches_itself(properties: Properties) -> bool | None:
    ways = [properties.given("AutoPatchConfig"), properties.given("ScheduledUpdateConfig")]
    return True if True in ways else None if None in ways else False


_GROUPS = Part(
    row=ClusterInstanceGroup,
    paths=("InstanceGroups", "RestrictedInstanceGroups"),
    columns={
        "instance_group_name": Text("InstanceGroupName", None),
        "instance_types": Computed(
            _instance_types, lambda types: {"InstanceType": types[0]} if types else {}, "InstanceType"
        ),
        "execution_role": Text("ExecutionRole"),
        "root_volume_kms_key_id": _volume_key(is_root=True),
        "secondary_volume_kms_key_id": _volume_key(is_root=False),
        "has_secondary_volume": Computed(
            _has_secondary,
            lambda has: {_VOLUMES: [{"EbsVolumeConfig": {"VolumeSizeInGB": 9}}]} if has else {},
            f"{_VOLUMES}.0.EbsVolumeConfig.RootVolume",
        ),
        "override_subnets": Texts("OverrideVpcConfig.Subnets"),
    },
    always={
        "InstanceGroups": {
            "lifecycle_s3_uri": Text("LifeCycleConfig.SourceS3Uri"),
            "patches_itself": Computed(
                _patches_itself,
                lambda does: {"AutoPatchConfig.PatchingStrategy": "WhenIdle"} if does else {},
                "AutoPatchConfig",
            ),
        },
        "RestrictedInstanceGroups": {"lifecycle_s3_uri": Fixed(""), "patches_itself": Fixed(value=False)},
    },
)

FORMS = (
    Form(
        cfn_type="AWS::SageMaker::Cluster",
        row=Cluster,
        identity=Identity(
            arn="arn:{partition}:sagemaker:{region}:{account}:cluster/{label}",
            name="ClusterName",
            ref="{arn}",
            attributes={"ClusterArn": "{arn}"},
        ),
        columns={
            "status": Fixed("InService"),
            "orchestrator": Computed(
                _orchestrator,
                lambda kind: {"Orchestrator.Eks.ClusterArn": "arn"} if kind == "eks" else {},
                "Orchestrator",
            ),
            "eks_cluster_arn": Text("Orchestrator.Eks.ClusterArn"),
            "node_recovery": Text("NodeRecovery", None),
            "cluster_role": Text("ClusterRole"),
            **vpc("VpcConfig"),
        },
        sections=(_GROUPS,),
    ),
)
