"""Which IAM actions an API call needs.

Most are named like the call; the exceptions are from the Service Authorization Reference
(https://docs.aws.amazon.com/service-authorization/latest/reference/).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

PREFIXES: Mapping[str, str] = {
    "accessanalyzer": "access-analyzer",
    "apigatewayv2": "apigateway",
    "bedrock-agent": "bedrock",
    "bedrock-agentcore-control": "bedrock-agentcore",
    "elbv2": "elasticloadbalancing",
    "opensearchserverless": "aoss",
    "resourcegroupstaggingapi": "tag",
    "s3control": "s3",
    "sso-admin": "sso",
}
"""IAM's service prefix, where it is not boto3's name of the client."""

ACTIONS: Mapping[str, tuple[str, ...]] = {
    "budgets:DescribeBudgetNotificationsForAccount": ("budgets:ViewBudget",),
    "budgets:DescribeBudgets": ("budgets:ViewBudget",),
    "iam:GetCredentialReport": ("iam:GenerateCredentialReport", "iam:GetCredentialReport"),
    "s3:GetBucketEncryption": ("s3:GetEncryptionConfiguration",),
    "s3:GetBucketLifecycleConfiguration": ("s3:GetLifecycleConfiguration",),
    "s3:GetBucketReplication": ("s3:GetReplicationConfiguration",),
    "s3:GetObjectLockConfiguration": ("s3:GetBucketObjectLockConfiguration",),
    "s3:GetPublicAccessBlock": ("s3:GetBucketPublicAccessBlock",),
    "s3:HeadBucket": ("s3:ListBucket",),
    "s3:ListObjectsV2": ("s3:ListBucket",),
    "s3:ListBuckets": ("s3:ListAllMyBuckets",),
    "s3control:GetPublicAccessBlock": ("s3:GetAccountPublicAccessBlock",),
    "sts:GetCallerIdentity": (),
}
"""Calls whose actions have other names; GetCallerIdentity needs no permission."""

_ONE_ACTION = {"apigateway": "apigateway:GET", "apigatewayv2": "apigateway:GET"}


def actions_for(calls: Iterable[str]) -> tuple[str, ...]:
    """The IAM actions that the calls need, sorted."""
    return tuple(sorted({action for call in calls for action in _actions(call)}))


def _actions(call: str) -> tuple[str, ...]:
    service, operation = call.split(":")
    if call in ACTIONS:
        return ACTIONS[call]
    if service in _ONE_ACTION:
        return (_ONE_ACTION[service],)
    return (f"{PREFIXES.get(service, service)}:{operation}",)
