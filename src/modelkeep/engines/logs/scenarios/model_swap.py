"""An administrator's session is stolen, and another model takes the place of the one that decides about fraud."""

from __future__ import annotations

from modelkeep.engines.logs.organisation import cast
from modelkeep.engines.logs.organisation.cast import HOME, PRODUCTION
from modelkeep.engines.logs.organisation.parameters import endpoint_config
from modelkeep.engines.logs.organisation.streams import changing, object_event, reading
from modelkeep.engines.logs.scenarios.series import Scenario, Stage


def play(stage: Stage) -> None:
    """Overwrite, register and approve alone, then swap behind the endpoint's name."""
    thief = cast.OMAR.at(ip=f"{cast.ELSEWHERE}.140")
    stage.act(
        "look at the endpoint", thief, reading("sagemaker", "DescribeEndpoint", HOME, {"endpointName": "fraud-scoring"})
    )
    artifact = object_event(
        "PutObject", cast.MODEL_BUCKET, "churn/v3/model.tar.gz", HOME, PRODUCTION, bytes_in=411_998_120
    )
    stage.act("overwrite an artifact in place", thief, artifact, "AID-046", after=200)
    arn = f"arn:aws:sagemaker:{HOME}:{PRODUCTION}:model-package/fraud/1777"
    package = {"modelPackageGroupName": "fraud", "modelApprovalStatus": "PendingManualApproval"}
    registered = changing("sagemaker", "CreateModelPackage", HOME, package, response={"modelPackageArn": arn})
    stage.act("register a version", thief, registered, "AID-043")
    approved = changing(
        "sagemaker", "UpdateModelPackage", HOME, {"modelPackageArn": arn, "modelApprovalStatus": "Approved"}
    )
    stage.act("approve it alone", thief, approved, "AID-043")
    model = {
        "modelName": "fraud-hotfix",
        "executionRoleArn": cast.ENDPOINT_ROLE.arn,
        "primaryContainer": {
            "image": f"{PRODUCTION}.dkr.ecr.{HOME}.amazonaws.com/fraud-inference:v7",
            "modelDataUrl": f"s3://{cast.MODEL_BUCKET}/hotfix/model.tar.gz",
        },
    }
    stage.act("make a model of it", thief, changing("sagemaker", "CreateModel", HOME, model), after=60)
    config = endpoint_config("fraud-hotfix", "fraud-hotfix")
    config["dataCaptureConfig"]["enableCapture"] = False
    stage.act("without capture", thief, changing("sagemaker", "CreateEndpointConfig", HOME, config), "AID-006")
    swap = {"endpointName": "fraud-scoring", "endpointConfigName": "fraud-hotfix"}
    stage.act("swap it in", thief, changing("sagemaker", "UpdateEndpoint", HOME, swap), "AID-042")


SCENARIO = Scenario(
    id="model-swap",
    title="A model is swapped behind its endpoint",
    teaches="Deployment has a role of its own: who else updates an endpoint, approves what it registered itself or overwrites an artifact "
    "in place is not deploying.",
    begins=12,
    play=play,
)
