"""Services of which AI workloads use a few types: ECR, CloudWatch Logs, Lambda, Secrets Manager, CloudTrail, auto scaling."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from modelkeep.adapters.iac.resource import at
from modelkeep.adapters.iac.terraform.mapping import Converted, pascal_case

_POLICY = frozenset({"policy"})
_METRIC = ("metric_name", "namespace", "dimensions")


def _listed_dimensions(found: dict[str, Any]) -> dict[str, Any]:
    """Dimensions are a mapping in Terraform and a list of pairs in CloudFormation."""
    metrics = found.get("Metrics")
    for holder in (found, *(at(each, "MetricStat.Metric") for each in metrics or () if isinstance(metrics, list))):
        if isinstance(holder, dict) and isinstance(given := holder.get("Dimensions"), Mapping):
            holder["Dimensions"] = [{"Name": name, "Value": value} for name, value in given.items()]
    return found


CONVERSIONS = (
    Converted(
        tf_type="aws_ecr_repository",
        cfn_type="AWS::ECR::Repository",
        renames={
            "name": "RepositoryName",
            "force_delete": None,
            "image_tag_mutability_exclusion_filter": "ImageTagMutabilityExclusionFilters",
        },
        single=frozenset({"encryption_configuration"}),
    ),
    Converted(
        tf_type="aws_ecr_repository_policy",
        cfn_type="AWS::ECR::Repository",
        renames={"policy": "RepositoryPolicyText"},
        documents=_POLICY,
        into="aws_ecr_repository",
        by=("repository",),
    ),
    Converted(
        tf_type="aws_ecr_lifecycle_policy",
        cfn_type="AWS::ECR::Repository",
        renames={"policy": "LifecyclePolicy.LifecyclePolicyText"},
        into="aws_ecr_repository",
        by=("repository",),
    ),
    Converted(
        tf_type="aws_cloudwatch_log_group",
        cfn_type="AWS::Logs::LogGroup",
        renames={"name": "LogGroupName", "name_prefix": None, "skip_destroy": None},
        words={"retention_in_days": {0: None}},
    ),
    Converted(
        tf_type="aws_cloudwatch_metric_alarm",
        cfn_type="AWS::CloudWatch::Alarm",
        renames={
            "ok_actions": "OKActions",
            "metric_query": "Metrics",
            "metric_query.metric": "MetricStat",
            **{f"metric_query.metric.{name}": f"Metric.{pascal_case(name)}" for name in _METRIC},
        },
        several=frozenset({"metric_query"}),
        adjust=_listed_dimensions,
    ),
    Converted(
        tf_type="aws_lambda_function",
        cfn_type="AWS::Lambda::Function",
        computed=frozenset({"ephemeral_storage", "logging_config", "tracing_config"}),
        gives={"invoke_arn": "arn:{partition}:apigateway:{region}:lambda:path/2015-03-31/functions/{arn}/invocations"},
        renames={
            "filename": None,
            "s3_bucket": "Code.S3Bucket",
            "s3_key": "Code.S3Key",
            "s3_object_version": "Code.S3ObjectVersion",
            "image_uri": "Code.ImageUri",
            "source_kms_key_arn": "Code.SourceKMSKeyArn",
            "file_system_config": "FileSystemConfigs",
        },
        several=frozenset({"file_system_config"}),
    ),
    Converted(
        tf_type="aws_lambda_function_url",
        cfn_type="AWS::Lambda::Url",
        renames={"authorization_type": "AuthType", "function_name": "TargetFunctionArn"},
    ),
    Converted(
        tf_type="aws_lambda_permission",
        cfn_type="AWS::Lambda::Permission",
        renames={"principal_org_id": "PrincipalOrgID", "statement_id": None, "statement_id_prefix": None},
    ),
    Converted(
        tf_type="aws_secretsmanager_secret",
        cfn_type="AWS::SecretsManager::Secret",
        computed=frozenset({"replica"}),
        renames={"name_prefix": None, "policy": None, "replica": "ReplicaRegions"},
        gives={"id": "arn"},
        companion=("policy", "AWS::SecretsManager::ResourcePolicy", "SecretId", "ResourcePolicy"),
    ),
    Converted(
        tf_type="aws_secretsmanager_secret_policy",
        cfn_type="AWS::SecretsManager::ResourcePolicy",
        renames={"policy": "ResourcePolicy", "secret_arn": "SecretId"},
        documents=_POLICY,
    ),
    Converted(
        tf_type="aws_secretsmanager_secret_rotation",
        cfn_type="AWS::SecretsManager::RotationSchedule",
        renames={"rotation_lambda_arn": "RotationLambdaARN", "rotate_immediately": "RotateImmediatelyOnUpdate"},
    ),
    Converted(
        tf_type="aws_cloudtrail",
        cfn_type="AWS::CloudTrail::Trail",
        renames={
            "name": "TrailName",
            "cloud_watch_logs_group_arn": "CloudWatchLogsLogGroupArn",
            "enable_logging": "IsLogging",
            "kms_key_id": "KMSKeyId",
            "event_selector": "EventSelectors",
            "event_selector.data_resource": "DataResources",
            "advanced_event_selector": "AdvancedEventSelectors",
            "advanced_event_selector.field_selector": "FieldSelectors",
            "insight_selector": "InsightSelectors",
        },
        gives={"id": "arn"},
    ),
    Converted(
        tf_type="aws_appautoscaling_target",
        cfn_type="AWS::ApplicationAutoScaling::ScalableTarget",
        computed=frozenset({"suspended_state"}),
        renames={"role_arn": "RoleARN"},
    ),
)
