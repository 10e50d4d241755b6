"""Feature groups."""

from __future__ import annotations

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.collect.sagemaker_replies import Listing, describe_all
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.kinds.sagemaker_features import FeatureGroup


@collector(FeatureGroup)
async def feature_groups(aws: Reader) -> None:
    """ListFeatureGroups, then DescribeFeatureGroup for each; its first page has all but further feature definitions."""
    await describe_all(aws, _FEATURE_GROUPS, jobs=False)


def _feature_group(reply: Reply) -> FeatureGroup:
    online = reply.get("OnlineStoreConfig") or {}
    offline = (reply.get("OfflineStoreConfig") or {}).get("S3StorageConfig") or {}
    expiry = online.get("TtlDuration") or {}
    return FeatureGroup(
        arn=reply["FeatureGroupArn"],
        name=reply["FeatureGroupName"],
        status=reply.get("FeatureGroupStatus"),
        role_arn=reply.get("RoleArn", ""),
        online_store_enabled=bool(online.get("EnableOnlineStore", False)),
        online_store_kms_key_id=(online.get("SecurityConfig") or {}).get("KmsKeyId", ""),
        online_store_ttl_value=int(expiry.get("Value", 0)),
        online_store_ttl_unit=expiry.get("Unit", ""),
        offline_store_s3_uri=offline.get("ResolvedOutputS3Uri") or offline.get("S3Uri", ""),
        offline_store_kms_key_id=offline.get("KmsKeyId", ""),
    )


_FEATURE_GROUPS = Listing(
    lists="ListFeatureGroups",
    key="FeatureGroupSummaries",
    arn="FeatureGroupArn",
    name="FeatureGroupName",
    describes="DescribeFeatureGroup",
    parameter="FeatureGroupName",
    row=FeatureGroup,
    parse=_feature_group,
)
