"""Bedrock Marketplace, which moto 5.2.5 lacks. An endpoint is in service at once."""

from __future__ import annotations

from modelkeep.lab.handlers import Lab, Reply, Request, handles
from modelkeep.lab.handlers.bedrock import chosen, found, now


@handles("bedrock", "CreateMarketplaceModelEndpoint")
def create_marketplace_endpoint(lab: Lab, request: Request) -> Reply:
    """An endpoint under the ARN that it has at SageMaker."""
    given = request.parameters
    arn = f"arn:aws:sagemaker:{request.region}:{request.account}:endpoint/{given['endpointName']}"
    endpoint = {
        "endpointArn": arn, "status": "REGISTERED", "endpointStatus": "InService", "createdAt": now(),
        "updatedAt": now(), **chosen(given, "modelSourceIdentifier", "endpointConfig"),
    }  # fmt: skip
    lab.collection(request, "marketplace_endpoints")[arn] = endpoint
    return {"marketplaceModelEndpoint": endpoint}


@handles("bedrock", "ListMarketplaceModelEndpoints")
def list_marketplace_endpoints(lab: Lab, request: Request) -> Reply:
    """All endpoints."""
    names = ("endpointArn", "modelSourceIdentifier", "status", "createdAt", "updatedAt")
    endpoints = lab.collection(request, "marketplace_endpoints").values()
    return {"marketplaceModelEndpoints": [chosen(each, *names) for each in endpoints]}


@handles("bedrock", "GetMarketplaceModelEndpoint")
def get_marketplace_endpoint(lab: Lab, request: Request) -> Reply:
    """One endpoint, by ARN."""
    endpoints = lab.collection(request, "marketplace_endpoints")
    return {"marketplaceModelEndpoint": found(endpoints, request.parameters["endpointArn"])}
