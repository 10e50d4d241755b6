"""Amazon SageMaker AI inference experiments: shadow tests that copy live requests to another model."""

from __future__ import annotations

from modelkeep.core.tables import Resource, kind


@kind(
    "AWS::SageMaker::InferenceExperiment",
    calls="sagemaker:ListInferenceExperiments sagemaker:DescribeInferenceExperiment",
    ai=True,
)
class InferenceExperiment(Resource):
    """A shadow test and what it keeps of the requests."""

    status: str | None = None
    role_arn: str | None = None
    endpoint_name: str | None = None
    instance_types: tuple[str, ...] | None = None
    """Of all its model variants."""
    kms_key_id: str | None = None
    """The key of the instances' storage volumes; '' for none."""
    data_s3_uri: str | None = None
    """Where requests and answers are kept; '' where they are not."""
    data_kms_key_id: str | None = None
