"""The public hub of JumpStart, which moto 5.2.5 lacks: one model with its versions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from modelkeep.lab.handlers import AwsError, Lab, Reply, Request, handles

HUB = "SageMakerPublicHub"
JUMPSTART_MODEL = "huggingface-text2text-flan-t5-base"
VERSIONS = (("1.0.0", "Deprecated"), ("1.2.0", "Supported"), ("2.0.0", "Supported"))
"""Oldest first."""


@handles("sagemaker", "ListHubContentVersions")
def list_hub_content_versions(lab: Lab, request: Request) -> Reply:
    """The versions of the one model."""
    hub, name = request.parameters["HubName"], request.parameters["HubContentName"]
    if (hub.rpartition("/")[2], name) != (HUB, JUMPSTART_MODEL):
        raise AwsError("ResourceNotFound", f"Hub content {name} does not exist in hub {hub}.")
    content = f"arn:aws:sagemaker:{request.region}:aws:hub-content/{HUB}/Model/{name}"
    return {
        "HubContentSummaries": [
            {
                "HubContentName": name, "HubContentArn": f"{content}/{version}", "HubContentVersion": version,
                "HubContentType": "Model", "DocumentSchemaVersion": "2.0.0", "HubContentStatus": "Available",
                "SupportStatus": status, "CreationTime": datetime.now(UTC) - timedelta(days=400 - 100 * number),
            }
            for number, (version, status) in enumerate(VERSIONS)
        ]
    }  # fmt: skip
