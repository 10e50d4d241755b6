"""Lambda's list of function URLs, which moto 5.2.5 lacks."""

from __future__ import annotations

from moto.awslambda.exceptions import GenericResourcNotFound
from moto.awslambda.models import lambda_backends

from modelkeep.lab.handlers import Lab, Reply, Request, handles


@handles("lambda", "ListFunctionUrlConfigs")
def list_function_url_configs(lab: Lab, request: Request) -> Reply:
    """The URL of a function, as a list; the lab's aliases have none."""
    backend = lambda_backends[request.account][request.region]
    try:
        found = backend.get_function_url_config(request.parameters["FunctionName"]).to_dict()
    except GenericResourcNotFound:
        return {"FunctionUrlConfigs": []}
    return {"FunctionUrlConfigs": [{key: value for key, value in found.items() if value is not None}]}
