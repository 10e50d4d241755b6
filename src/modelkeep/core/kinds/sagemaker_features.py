"""SageMaker Feature Store (https://docs.aws.amazon.com/sagemaker/latest/dg/feature-store.html)."""

from __future__ import annotations

from modelkeep.core.tables import Resource, kind


@kind("AWS::SageMaker::FeatureGroup", calls="sagemaker:ListFeatureGroups sagemaker:DescribeFeatureGroup", ai=True)
class FeatureGroup(Resource):
    """Prepared data that models train on (offline store) or look up while they answer (online store)."""

    status: str | None = None
    role_arn: str | None = None
    online_store_enabled: bool | None = None
    online_store_kms_key_id: str | None = None
    """'' where AWS's own key is used."""
    online_store_ttl_value: int | None = None
    """After how many `online_store_ttl_unit` a record is deleted; 0 for never."""
    online_store_ttl_unit: str | None = None
    offline_store_s3_uri: str | None = None
    """Where records are written; '' where there is no offline store."""
    offline_store_kms_key_id: str | None = None
