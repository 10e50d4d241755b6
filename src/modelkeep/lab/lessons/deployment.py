"""Controlled deployment: an endpoint that runs on one instance."""

from __future__ import annotations

from modelkeep.core.verdict import Practice
from modelkeep.lab.lessons import Call, Exercise, Lesson
from modelkeep.lab.seed import PRODUCTION, Acme
from modelkeep.lab.seed.names import FRAUD_ENDPOINT

_LESSER = "learn-one-instance"
_KEPT = (
    "ProductionVariants",
    "DataCaptureConfig",
    "KmsKeyId",
    "VpcConfig",
    "EnableNetworkIsolation",
    "ExecutionRoleArn",
)


def _prepare(acme: Acme) -> Exercise:
    sagemaker = acme.client("sagemaker")
    current = sagemaker.describe_endpoint(EndpointName=FRAUD_ENDPOINT)["EndpointConfigName"]
    described = sagemaker.describe_endpoint_config(EndpointConfigName=current)
    lesser = {key: described[key] for key in _KEPT if described.get(key)}
    lesser["ProductionVariants"] = [{**each, "InitialInstanceCount": 1} for each in described["ProductionVariants"]]

    def deploy(name: str) -> Call:
        return Call("sagemaker", "UpdateEndpoint", {"EndpointName": FRAUD_ENDPOINT, "EndpointConfigName": name})

    return Exercise(
        breaks=(
            Call("sagemaker", "CreateEndpointConfig", {"EndpointConfigName": _LESSER, **lesser}),
            deploy(_LESSER),
        ),
        mends=(deploy(current), Call("sagemaker", "DeleteEndpointConfig", {"EndpointConfigName": _LESSER})),
    )


LESSON = Lesson(
    Practice.DEPLOYMENT,
    "SM-EP-02",
    PRODUCTION,
    "The fraud model is deployed anew, on one instance to save cost. When that instance or its availability zone fails, nobody "
    "scores payments until another has started, and an attacker who can crash one server has switched the model off.",
    _prepare,
)
