"""Bedrock's inference profiles, which moto 5.2.5 lacks: one of AWS's that every account has, and the account's own."""

from __future__ import annotations

from typing import Any

from modelkeep.lab.handlers import Lab, Reply, Request, handles
from modelkeep.lab.handlers.bedrock import bedrock_arn, chosen, now, short_id

MODEL = "anthropic.claude-sonnet-4-20250514-v1:0"
REGIONS = {
    "us": ("us-east-1", "us-east-2", "us-west-2"),
    "eu": ("eu-central-1", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-3"),
}
"""https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html"""


@handles("bedrock", "CreateInferenceProfile")
def create_inference_profile(lab: Lab, request: Request) -> Reply:
    """A profile of the account that leads where what it is copied from leads: a profile of AWS's, or one model."""
    given = request.parameters
    source = given["modelSource"]["copyFrom"]
    copied = next((each for each in _of_aws(request) if each["inferenceProfileArn"] == source), None)
    identifier = short_id(request.account, "inference-profile", given["inferenceProfileName"])
    arn = bedrock_arn(request, f"application-inference-profile/{identifier}")
    models = copied["models"] if copied else [{"modelArn": source}]
    profile = _profile(arn, given["inferenceProfileName"], "APPLICATION", models)
    lab.collection(request, "inference_profiles")[arn] = {**profile, **chosen(given, "description")}
    return {"inferenceProfileArn": arn, "status": "ACTIVE"}


@handles("bedrock", "ListInferenceProfiles")
def list_inference_profiles(lab: Lab, request: Request) -> Reply:
    """Those of a type."""
    if request.parameters.get("typeEquals") == "APPLICATION":
        return {"inferenceProfileSummaries": list(lab.collection(request, "inference_profiles").values())}
    return {"inferenceProfileSummaries": _of_aws(request)}


def _of_aws(request: Request) -> list[dict[str, Any]]:
    geography = request.region[:2]
    regions = REGIONS.get(geography, ())
    if request.region not in regions:
        return []
    models = [{"modelArn": f"arn:aws:bedrock:{region}::foundation-model/{MODEL}"} for region in regions]
    arn = bedrock_arn(request, f"inference-profile/{geography}.{MODEL}")
    return [_profile(arn, f"{geography.upper()} Anthropic Claude Sonnet 4", "SYSTEM_DEFINED", models)]


def _profile(arn: str, name: str, kind: str, models: list[dict[str, str]]) -> dict[str, Any]:
    return {
        "inferenceProfileName": name, "inferenceProfileArn": arn, "inferenceProfileId": arn.rpartition("/")[2],
        "models": models, "status": "ACTIVE", "type": kind, "createdAt": now(), "updatedAt": now(),
    }  # fmt: skip
