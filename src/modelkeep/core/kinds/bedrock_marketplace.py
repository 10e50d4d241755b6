"""Endpoints of Amazon Bedrock Marketplace (https://docs.aws.amazon.com/bedrock/latest/APIReference/API_MarketplaceModelEndpoint.html)."""

from __future__ import annotations

from modelkeep.core.tables import Resource, kind


@kind(
    "AWS::Bedrock::MarketplaceModelEndpoint",
    calls="bedrock:ListMarketplaceModelEndpoints bedrock:GetMarketplaceModelEndpoint",
    ai=True,
)
class MarketplaceModelEndpoint(Resource):
    """A model of Bedrock Marketplace on instances of SageMaker.

    AWS knows it by the ARN of the SageMaker endpoint that runs it, which is a resource of its own here; this ARN is ours.
    """

    endpoint_arn: str | None = None
    """The SageMaker endpoint."""
    model_source_identifier: str | None = None
    status: str | None = None
    endpoint_status: str | None = None
    role_arn: str | None = None
    instance_type: str | None = None
    kms_encryption_key: str | None = None
    """The key of the instances' storage volumes; '' for none."""
    subnet_ids: tuple[str, ...] | None = None
    security_group_ids: tuple[str, ...] | None = None
