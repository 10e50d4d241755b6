"""Lambda's list of function URLs, which moto 5.2.5 lacks, and policies by qualifier, which it mixes up."""

from __future__ import annotations

import json

from moto.awslambda.exceptions import GenericResourcNotFound
from moto.awslambda.models import lambda_backends

from modelkeep.lab.handlers import AwsError, Lab, Reply, Request, handles


@handles("lambda", "ListFunctionUrlConfigs")
def list_function_url_configs(lab: Lab, request: Request) -> Reply:
    """The URL of a function, as a list; the lab's aliases have none."""
    backend = lambda_backends[request.account][request.region]
    try:
        found = backend.get_function_url_config(request.parameters["FunctionName"]).to_dict()
    except GenericResourcNotFound:
        return {"FunctionUrlConfigs": []}
    return {"FunctionUrlConfigs": [{key: value for key, value in found.items() if value is not None}]}


@handles("lambda", "GetPolicy")
def get_policy(lab: Lab, request: Request) -> Reply:
    """The statements for a function, or for one of its versions or aliases: each was added to one of them."""
    name, qualifier = request.parameters["FunctionName"], request.parameters.get("Qualifier")
    try:
        document = json.loads(lambda_backends[request.account][request.region].get_policy(name, qualifier))
    except GenericResourcNotFound:
        raise _no_policy() from None
    policy = json.loads(document["Policy"])
    own = [each for each in policy["Statement"] if _qualifier(each["Resource"]) == (qualifier or "")]
    if not own:
        raise _no_policy()
    return {**document, "Policy": json.dumps({**policy, "Statement": own})}


def _no_policy() -> AwsError:
    return AwsError("ResourceNotFoundException", "The resource you requested does not exist.", 404)


def _qualifier(arn: str) -> str:
    """What follows the function's name."""
    return arn.split(":function:")[1].partition(":")[2]
