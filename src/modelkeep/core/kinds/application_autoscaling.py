"""Application Auto Scaling (https://docs.aws.amazon.com/autoscaling/application/APIReference/)."""

from __future__ import annotations

from modelkeep.core.tables import Resource, kind


@kind("AWS::ApplicationAutoScaling::ScalableTarget", calls="application-autoscaling:DescribeScalableTargets")
class ScalableTarget(Resource):
    """The bounds within which a SageMaker endpoint is scaled; its name is the resource id."""

    scalable_dimension: str | None = None
    endpoint_name: str | None = None
    """'' for inference components."""
    variant_name: str | None = None
    min_capacity: int | None = None
    max_capacity: int | None = None
