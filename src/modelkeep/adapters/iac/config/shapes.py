"""Configuration items in CloudFormation's terms.

Config records some types as CloudFormation describes them and older ones as their own API does. What it does not record of a type
is not known, however the item looks: `TELLS` lists what it records
(https://github.com/awslabs/aws-config-resource-schema, Apache-2.0).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from modelkeep.adapters.iac.forms import Facet, Form, Part, Policy, forms
from modelkeep.adapters.iac.forms.lenses import First, Lens
from modelkeep.adapters.iac.resource import Unknown, Value, at

Item = Mapping[str, Any]
NOT_RECORDED = Unknown("AWS Config does not record it")

TELLS: Mapping[str, frozenset[str]] = {
    "AWS::SageMaker::NotebookInstance": frozenset({
        "AcceleratorTypes", "AdditionalCodeRepositories", "DefaultCodeRepository", "DirectInternetAccess", "InstanceType",
        "KmsKeyId", "LifecycleConfigName", "NotebookInstanceName", "RoleArn", "RootAccess", "SecurityGroupIds", "SubnetId",
        "VolumeSizeInGB", "Tags",
    }),
    "AWS::SageMaker::EndpointConfig": frozenset({
        "DataCaptureConfig", "EndpointConfigName", "KmsKeyId", "Tags", "ProductionVariants.CoreDumpConfig",
        "ProductionVariants.EnableSSMAccess", "ProductionVariants.InitialInstanceCount", "ProductionVariants.InstanceType",
        "ProductionVariants.ModelName", "ProductionVariants.ServerlessConfig", "ProductionVariants.VariantName",
    }),
    "AWS::SageMaker::Model": frozenset({
        "EnableNetworkIsolation", "ExecutionRoleArn", "InferenceExecutionConfig", "ModelName", "VpcConfig", "Tags",
        *(f"{place}.{each}" for place in ("Containers", "PrimaryContainer") for each in (
            "ContainerHostname", "Image", "ImageConfig", "InferenceSpecificationName", "Mode", "ModelDataUrl",
            "ModelPackageName", "MultiModelConfig",
        )),
    }),
    "AWS::SageMaker::Domain": frozenset({
        "AppNetworkAccessType", "AppSecurityGroupManagement", "AuthMode", "DomainName", "KmsKeyId", "SubnetIds", "VpcId", "Tags",
        "DefaultUserSettings.ExecutionRole", "DefaultUserSettings.SecurityGroups", "DefaultUserSettings.SharingSettings",
    }),
}  # fmt: skip
"""By type, the properties that an item has where they are set; a prefix stands for all below it."""


def properties_of(item: Item) -> Mapping[str, Value] | None:
    """An item's configuration as CloudFormation's properties; None for a type that is not understood."""
    cfn_type = str(item.get("resourceType", ""))
    configuration, more = _decoded(item.get("configuration")), _decoded(item.get("supplementaryConfiguration"))
    if cfn_type in TELLS and cfn_type in forms():
        return _with_gaps(forms()[cfn_type], {**configuration, "Tags": _tags(item)}, TELLS[cfn_type])
    shape = _SHAPES.get(cfn_type)
    return {**shape(configuration, more), "Tags": _tags(item)} if shape else None


def bucket_policy(item: Item) -> Value:
    """The policy of a bucket's item: None for none, Unknown where the item does not say."""
    found = _decoded(_decoded(item.get("supplementaryConfiguration")).get("BucketPolicy"))
    return found.get("policyText", NOT_RECORDED)


def _decoded(value: Any) -> Mapping[str, Any]:
    """A mapping, which some deliveries write as JSON text."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return {}
    return value if isinstance(value, Mapping) else {}


def _tags(item: Item) -> Value:
    tags = item.get("tags")
    if isinstance(tags, Mapping):
        return [{"Key": key, "Value": value} for key, value in tags.items()]
    return NOT_RECORDED


def _with_gaps(form: Form, properties: Mapping[str, Value], told: frozenset[str]) -> Mapping[str, Value]:
    """The properties, with an Unknown in every place that the form reads, Config does not record and nothing stands in."""
    found = dict(properties)
    for start, path in _read_by(form):
        whole = f"{start}.{path}" if start else path
        if any(whole == each or whole.startswith(f"{each}.") or each.startswith(f"{whole}.") for each in told):
            continue
        if start and isinstance(at(found, start), list):
            found[start] = [_put(each, path) if isinstance(each, Mapping) else each for each in found[start]]
        elif not start or isinstance(at(found, start), Mapping):
            found = dict(_put(found, whole))
    return found


def _put(tree: Mapping[str, Value], path: str) -> Mapping[str, Value]:
    """The tree with an Unknown at a path where nothing stands."""
    first, _, rest = path.partition(".")
    present = tree.get(first)
    if present is None:
        return {**tree, first: NOT_RECORDED}
    if rest and isinstance(present, Mapping):
        return {**tree, first: _put(present, rest)}
    return tree


def _read_by(form: Form) -> Iterator[tuple[str, str]]:
    for lens in form.columns.values():
        yield from (("", path) for path in _paths(lens))
    for section in form.sections:
        match section:
            case Facet(columns=columns):
                yield from (("", path) for lens in columns.values() for path in _paths(lens))
            case Part(paths=paths, columns=columns, always=always):
                for start in paths:
                    yield "", start
                    for lens in {**columns, **always.get(start, {})}.values():
                        yield from ((start, path) for path in _paths(lens))
            case Policy(path=path):
                yield "", path


def _paths(lens: Lens) -> Iterator[str]:
    if isinstance(lens, First):
        for each in lens.lenses:
            yield from _paths(each)
    elif path := getattr(lens, "path", ""):
        yield path


def _bucket(configuration: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Value]:
    encryption = _decoded(more.get("ServerSideEncryptionConfiguration"))
    versioning = _decoded(more.get("BucketVersioningConfiguration"))
    block = _decoded(more.get("PublicAccessBlockConfiguration"))
    logging = more.get("BucketLoggingConfiguration")
    lock = _decoded(more.get("ObjectLockConfiguration"))
    names = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
    return {
        "BucketName": configuration.get("name"),
        "BucketEncryption": {"ServerSideEncryptionConfiguration": [_rule(each) for each in encryption["rules"]]}
        if encryption.get("rules") else NOT_RECORDED,
        "VersioningConfiguration": _versioning(versioning.get("status")),
        "PublicAccessBlockConfiguration": {name: block.get(name[0].lower() + name[1:]) for name in names} if block else NOT_RECORDED,
        "LoggingConfiguration": {"DestinationBucketName": _decoded(logging).get("destinationBucketName")}
        if logging is not None else NOT_RECORDED,
        "ObjectLockEnabled": lock.get("objectLockEnabled") == "Enabled" if lock else NOT_RECORDED,
        "OwnershipControls": NOT_RECORDED, "AccessControl": NOT_RECORDED,
        "LifecycleConfiguration": NOT_RECORDED, "ReplicationConfiguration": NOT_RECORDED,
    }  # fmt: skip


def _versioning(status: Any) -> Value:
    if status == "Off":
        return None
    return {"Status": status} if status in ("Enabled", "Suspended") else NOT_RECORDED


def _rule(rule: Any) -> Value:
    default = _decoded(_decoded(rule).get("applyServerSideEncryptionByDefault"))
    return {
        "ServerSideEncryptionByDefault": {"SSEAlgorithm": default.get("sseAlgorithm"), "KMSMasterKeyID": default.get("kmsMasterKeyID")},
        "BucketKeyEnabled": _decoded(rule).get("bucketKeyEnabled"),
    }  # fmt: skip


def _role(configuration: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Value]:
    del more
    inline, attached = configuration.get("rolePolicyList"), configuration.get("attachedManagedPolicies")
    boundary = _decoded(configuration.get("permissionsBoundary"))
    return {
        "RoleName": configuration.get("roleName"),
        "Path": configuration.get("path"),
        "AssumeRolePolicyDocument": configuration.get("assumeRolePolicyDocument") or NOT_RECORDED,
        "Policies": [{"PolicyName": each.get("policyName"), "PolicyDocument": each.get("policyDocument")} for each in map(_decoded, inline)]
        if isinstance(inline, list) else NOT_RECORDED,
        "ManagedPolicyArns": [_decoded(each).get("policyArn") for each in attached] if isinstance(attached, list) else NOT_RECORDED,
        "PermissionsBoundary": boundary.get("permissionsBoundaryArn"),
        "MaxSessionDuration": NOT_RECORDED,
    }  # fmt: skip


def _key(configuration: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Value]:
    rotation = more.get("KeyRotationStatus")
    return {
        "KeyPolicy": more.get("Policy") or NOT_RECORDED,
        "EnableKeyRotation": NOT_RECORDED if rotation is None else str(rotation).lower(),
        "Enabled": configuration.get("enabled", NOT_RECORDED),
        "KeySpec": configuration.get("customerMasterKeySpec") or NOT_RECORDED,
        "Origin": configuration.get("origin") or NOT_RECORDED,
        "MultiRegion": NOT_RECORDED, "RotationPeriodInDays": NOT_RECORDED,
    }  # fmt: skip


_SHAPES: Mapping[str, Callable[[Mapping[str, Any], Mapping[str, Any]], dict[str, Value]]] = {
    "AWS::S3::Bucket": _bucket,
    "AWS::IAM::Role": _role,
    "AWS::KMS::Key": _key,
}
