"""Trails (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_CloudTrail.html)."""

from __future__ import annotations

from modelkeep.adapters.iac.forms import Facet, Form, Identity
from modelkeep.adapters.iac.forms.lenses import Computed, Flag, Text
from modelkeep.adapters.iac.properties import Properties
from modelkeep.core.kinds.cloudtrail import Trail, TrailStatus


def _log_group(properties: Properties) -> str | None:
    found = properties.text("CloudWatchLogsLogGroupArn")
    return None if found is None else found.removesuffix(":*")


FORMS = (
    Form(
        cfn_type="AWS::CloudTrail::Trail",
        row=Trail,
        identity=Identity(arn="arn:{partition}:cloudtrail:{region}:{account}:trail/{name}", name="TrailName"),
        columns={
            "s3_bucket_name": Text("S3BucketName", None),
            "s3_key_prefix": Text("S3KeyPrefix"),
            "is_multi_region_trail": Flag("IsMultiRegionTrail"),
            "is_organization_trail": Flag("IsOrganizationTrail"),
            "include_global_service_events": Flag("IncludeGlobalServiceEvents", None),
            "enable_log_file_validation": Flag("EnableLogFileValidation"),
            "kms_key_id": Text("KMSKeyId"),
            "cloud_watch_logs_log_group_arn": Computed(
                _log_group, lambda value: {"CloudWatchLogsLogGroupArn": value}, "CloudWatchLogsLogGroupArn"
            ),
        },
        sections=(Facet(row=TrailStatus, columns={"is_logging": Flag("IsLogging", None)}),),
    ),
)
