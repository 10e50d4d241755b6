"""Deliveries of the logs that services vend; moto 5.2.5 knows few of the services, AgentCore not among them."""

from __future__ import annotations

from modelkeep.lab.handlers import Lab, Reply, Request, handles
from modelkeep.lab.handlers.bedrock import chosen, found, short_id


@handles("logs", "PutDeliverySource")
def put_delivery_source(lab: Lab, request: Request) -> Reply:
    """Offer a resource's logs of one type."""
    given = request.parameters
    source = {
        "name": given["name"], "arn": _arn(request, f"delivery-source:{given['name']}"), "logType": given["logType"],
        "resourceArns": [given["resourceArn"]], "service": given["resourceArn"].split(":")[2],
    }  # fmt: skip
    lab.collection(request, "delivery_sources")[given["name"]] = source
    return {"deliverySource": source}


@handles("logs", "DescribeDeliverySources")
def describe_delivery_sources(lab: Lab, request: Request) -> Reply:
    """All delivery sources."""
    return {"deliverySources": list(lab.collection(request, "delivery_sources").values())}


@handles("logs", "PutDeliveryDestination")
def put_delivery_destination(lab: Lab, request: Request) -> Reply:
    """A place to deliver to: a log group, bucket or stream, of which the ARN tells, or X-Ray."""
    given = request.parameters
    arn = given.get("deliveryDestinationConfiguration", {}).get("destinationResourceArn", "")
    kind = {"logs": "CWL", "s3": "S3", "firehose": "FH"}.get(arn.split(":")[2] if arn else "", "XRAY")
    destination = {
        "name": given["name"], "arn": _arn(request, f"delivery-destination:{given['name']}"),
        "deliveryDestinationType": given.get("deliveryDestinationType", kind),
        **chosen(given, "outputFormat", "deliveryDestinationConfiguration"),
    }  # fmt: skip
    lab.collection(request, "delivery_destinations")[destination["arn"]] = destination
    return {"deliveryDestination": destination}


@handles("logs", "CreateDelivery")
def create_delivery(lab: Lab, request: Request) -> Reply:
    """Deliver from a source to a destination."""
    given = request.parameters
    name, arn = given["deliverySourceName"], given["deliveryDestinationArn"]
    found(lab.collection(request, "delivery_sources"), name)
    destination = found(lab.collection(request, "delivery_destinations"), arn)
    delivery_id = short_id(name, arn, length=16)
    delivery = {
        "id": delivery_id, "arn": _arn(request, f"delivery:{delivery_id}"), "deliverySourceName": name,
        "deliveryDestinationArn": arn, "deliveryDestinationType": destination["deliveryDestinationType"],
    }  # fmt: skip
    lab.collection(request, "deliveries")[delivery_id] = delivery
    return {"delivery": delivery}


@handles("logs", "DescribeDeliveries")
def describe_deliveries(lab: Lab, request: Request) -> Reply:
    """All deliveries."""
    return {"deliveries": list(lab.collection(request, "deliveries").values())}


def _arn(request: Request, resource: str) -> str:
    return f"arn:aws:logs:{request.region}:{request.account}:{resource}"
