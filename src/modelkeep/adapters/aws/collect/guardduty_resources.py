"""The ARNs of the resources that a GuardDuty finding names.

https://docs.aws.amazon.com/guardduty/latest/APIReference/API_Resource.html
"""

from __future__ import annotations

from collections.abc import Iterator

from modelkeep.adapters.aws.reader import Reply


def resource_arns(resource: Reply, *, partition: str, account: str, region: str) -> Iterator[str]:
    """Buckets, instances with their role, principals, functions, clusters, guardrails and models; no ARN twice."""
    seen: set[str] = set()
    for arn in _named(resource, f"arn:{partition}", account, region):
        if arn and arn not in seen:
            seen.add(arn)
            yield arn


def _named(resource: Reply, prefix: str, account: str, region: str) -> Iterator[str]:
    for bucket in resource.get("S3BucketDetails", ()):
        yield bucket.get("Arn", "")
    instance = resource.get("InstanceDetails", {})
    if instance.get("InstanceId"):
        yield f"{prefix}:ec2:{region}:{account}:instance/{instance['InstanceId']}"
    yield instance.get("IamInstanceProfile", {}).get("Arn", "")
    yield from _principal(resource.get("AccessKeyDetails", {}), prefix, account)
    for details, key in (
        ("EksClusterDetails", "Arn"),
        ("EcsClusterDetails", "Arn"),
        ("LambdaDetails", "FunctionArn"),
        ("BedrockGuardrailDetails", "GuardrailArn"),
    ):
        yield resource.get(details, {}).get(key, "")
    for guardrail in resource.get("BedrockGuardrailDetails", {}).get("Guardrails", ()):
        yield guardrail.get("GuardrailArn", "")
    for model in resource.get("ModelDetails", ()):
        identifier = model.get("ModelId", "")
        if identifier:
            yield (
                identifier
                if identifier.startswith("arn:")
                else f"{prefix}:bedrock:{region}::foundation-model/{identifier}"
            )


def _principal(details: Reply, prefix: str, account: str) -> Iterator[str]:
    """The user or role whose credentials were used. GuardDuty gives its name, without a path."""
    name, kind = details.get("UserName", ""), details.get("UserType", "")
    if name and kind == "IAMUser":
        yield f"{prefix}:iam::{account}:user/{name}"
    elif name and kind == "AssumedRole":
        yield f"{prefix}:iam::{account}:role/{name}"
    elif kind == "Root":
        yield f"{prefix}:iam::{account}:root"
