"""The organisation's trail with its alarms, and the log groups. Insecure: a forgotten trail of write events, no alarms."""

from __future__ import annotations

from typing import Any

from modelkeep.lab.seed import PRODUCTION, RESEARCH, Acme, seeds
from modelkeep.lab.seed.kms import key_arn
from modelkeep.lab.seed.names import LOGS_KEY_ALIAS, TRAIL_BUCKET

TRAIL = "acme-org"
TRAIL_LOG_GROUP = "/aws/cloudtrail/acme-org"
TOPIC = "security-alarms"
NAMESPACE = "Security"
DATA_EVENTS = (
    "AWS::S3::Object",
    "AWS::Lambda::Function",
    "AWS::Bedrock::AgentAlias",
    "AWS::Bedrock::FlowAlias",
    "AWS::Bedrock::Guardrail",
    "AWS::Bedrock::InlineAgent",
    "AWS::Bedrock::KnowledgeBase",
    "AWS::Bedrock::Model",
    "AWS::SageMaker::Endpoint",
    "AWS::SageMaker::FeatureGroup",
)
"""Resource types whose data events the hardened trail records."""


def _any_of(source: str, *names: str) -> str:
    calls = " || ".join(f"($.eventName = {name})" for name in names)
    return f"{{ ($.eventSource = {source}.amazonaws.com) && ({calls}) }}"


FILTERS = {
    "unauthorized-calls": '{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }',
    "console-without-mfa": '{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") }',
    "root-use": (
        '{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }'
    ),
    "iam-changes": _any_of(
        "iam", "DeleteGroupPolicy", "DeleteRolePolicy", "DeleteUserPolicy", "PutGroupPolicy", "PutRolePolicy",
        "PutUserPolicy", "CreatePolicy", "DeletePolicy", "CreatePolicyVersion", "DeletePolicyVersion",
        "AttachRolePolicy", "DetachRolePolicy", "AttachUserPolicy", "DetachUserPolicy", "AttachGroupPolicy",
        "DetachGroupPolicy",
    ),
    "trail-changes": _any_of("cloudtrail", "CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging"),
    "console-failures": '{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }',
    "key-destruction": _any_of("kms", "DisableKey", "ScheduleKeyDeletion"),
    "bucket-policy-changes": _any_of(
        "s3", "PutBucketAcl", "PutBucketPolicy", "PutBucketCors", "PutBucketLifecycle", "PutBucketReplication",
        "DeleteBucketPolicy", "DeleteBucketCors", "DeleteBucketLifecycle", "DeleteBucketReplication",
    ),
    "config-changes": _any_of(
        "config", "StopConfigurationRecorder", "DeleteDeliveryChannel", "PutDeliveryChannel", "PutConfigurationRecorder"
    ),
    "security-group-changes": _any_of(
        "ec2", "AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress", "RevokeSecurityGroupIngress",
        "RevokeSecurityGroupEgress", "CreateSecurityGroup", "DeleteSecurityGroup",
    ),
    "nacl-changes": _any_of(
        "ec2", "CreateNetworkAcl", "CreateNetworkAclEntry", "DeleteNetworkAcl", "DeleteNetworkAclEntry",
        "ReplaceNetworkAclEntry", "ReplaceNetworkAclAssociation",
    ),
    "gateway-changes": _any_of(
        "ec2", "CreateCustomerGateway", "DeleteCustomerGateway", "AttachInternetGateway", "CreateInternetGateway",
        "DeleteInternetGateway", "DetachInternetGateway",
    ),
    "route-changes": _any_of(
        "ec2", "CreateRoute", "CreateRouteTable", "ReplaceRoute", "ReplaceRouteTableAssociation", "DeleteRouteTable",
        "DeleteRoute", "DisassociateRouteTable",
    ),
    "vpc-changes": _any_of(
        "ec2", "CreateVpc", "DeleteVpc", "ModifyVpcAttribute", "AcceptVpcPeeringConnection",
        "CreateVpcPeeringConnection", "DeleteVpcPeeringConnection", "RejectVpcPeeringConnection", "AttachClassicLinkVpc",
        "DetachClassicLinkVpc", "DisableVpcClassicLink", "EnableVpcClassicLink",
    ),
    "organisation-changes": _any_of(
        "organizations", "AcceptHandshake", "AttachPolicy", "CreateAccount", "CreateOrganizationalUnit", "CreatePolicy",
        "DeclineHandshake", "DeleteOrganization", "DeleteOrganizationalUnit", "DeletePolicy", "DetachPolicy",
        "DisablePolicyType", "EnablePolicyType", "InviteAccountToOrganization", "LeaveOrganization", "MoveAccount",
        "RemoveAccountFromOrganization", "UpdatePolicy", "UpdateOrganizationalUnit",
    ),
}  # fmt: skip
"""Patterns of the alarms that the CIS AWS Foundations Benchmark asks for."""


@seeds(order=25)
def trails(acme: Acme) -> None:
    """Hardened: the organisation's trail, complete and watched."""
    if acme.hardened:
        _organisation_trail(acme)
        _alarms(acme)
    else:
        _forgotten_trail(acme)


def _organisation_trail(acme: Acme) -> None:
    key, logs = key_arn(acme, LOGS_KEY_ALIAS), acme.client("logs")
    logs.create_log_group(logGroupName=TRAIL_LOG_GROUP, kmsKeyId=key)
    logs.put_retention_policy(logGroupName=TRAIL_LOG_GROUP, retentionInDays=731)
    cloudtrail = acme.client("cloudtrail")
    cloudtrail.create_trail(
        Name=TRAIL,
        S3BucketName=TRAIL_BUCKET,
        IsMultiRegionTrail=True,
        IsOrganizationTrail=True,
        IncludeGlobalServiceEvents=True,
        EnableLogFileValidation=True,
        KmsKeyId=key,
        CloudWatchLogsLogGroupArn=acme.arn("logs", f"log-group:{TRAIL_LOG_GROUP}:*"),
        CloudWatchLogsRoleArn=acme.arn("iam", "role/trail-to-logs", regional=False),
    )
    cloudtrail.put_event_selectors(
        TrailName=TRAIL, AdvancedEventSelectors=[_selector("Management"), *(_selector("Data", t) for t in DATA_EVENTS)]
    )
    cloudtrail.start_logging(Name=TRAIL)


def _selector(category: str, resource_type: str = "") -> dict[str, Any]:
    fields = [{"Field": "eventCategory", "Equals": [category]}]
    if resource_type:
        fields.append({"Field": "resources.type", "Equals": [resource_type]})
    return {"Name": resource_type or category, "FieldSelectors": fields}


def _alarms(acme: Acme) -> None:
    topic = acme.client("sns").create_topic(Name=TOPIC)["TopicArn"]
    acme.client("sns").subscribe(TopicArn=topic, Protocol="email", Endpoint="security@acme.example")
    logs, cloudwatch = acme.client("logs"), acme.client("cloudwatch")
    for name, pattern in FILTERS.items():
        logs.put_metric_filter(
            logGroupName=TRAIL_LOG_GROUP,
            filterName=name,
            filterPattern=pattern,
            metricTransformations=[{"metricName": name, "metricNamespace": NAMESPACE, "metricValue": "1"}],
        )
        cloudwatch.put_metric_alarm(
            AlarmName=name, Namespace=NAMESPACE, MetricName=name, Statistic="Sum", Period=300, EvaluationPeriods=1,
            Threshold=1, ComparisonOperator="GreaterThanOrEqualToThreshold", AlarmActions=[topic],
        )  # fmt: skip


def _forgotten_trail(acme: Acme) -> None:
    """A trail of write events in the management account: unsigned, unencrypted, unwatched, and its bucket is public."""
    acme.client("s3").put_bucket_acl(Bucket=TRAIL_BUCKET, ACL="public-read")
    cloudtrail = acme.client("cloudtrail")
    cloudtrail.create_trail(Name="legacy", S3BucketName=TRAIL_BUCKET, IsMultiRegionTrail=True)
    cloudtrail.start_logging(Name="legacy")
    cloudtrail.put_event_selectors(
        TrailName="legacy",
        EventSelectors=[
            {
                "ReadWriteType": "WriteOnly",
                "IncludeManagementEvents": True,
                "DataResources": [{"Type": "AWS::S3::Object", "Values": [f"arn:aws:s3:::{TRAIL_BUCKET}/"]}],
            }
        ],
    )


@seeds(order=26)
def ai_logs(acme: Acme) -> None:
    """Log groups of AI services. SageMaker makes its own, without key and for ever, unless they are there before."""
    groups = {
        PRODUCTION: ("/aws/sagemaker/Endpoints/fraud-scoring",),
        RESEARCH: ("/aws/sagemaker/TrainingJobs", "/aws/sagemaker/NotebookInstances"),
    }
    for account, names in groups.items():
        here = acme.within(account)
        logs = here.client("logs")
        for name in names:
            if acme.hardened:
                logs.create_log_group(logGroupName=name, kmsKeyId=key_arn(here, LOGS_KEY_ALIAS))
                logs.put_retention_policy(logGroupName=name, retentionInDays=400)
            else:
                logs.create_log_group(logGroupName=name)
                if account == RESEARCH:
                    logs.put_retention_policy(logGroupName=name, retentionInDays=14)
