"""The code of functions and of their layers, of which moto 5.2.5 gives addresses where nothing is."""

from __future__ import annotations

from typing import Any

from moto.awslambda.exceptions import LambdaClientError
from moto.awslambda.models import lambda_backends
from moto.awslambda.responses import LambdaResponse
from moto.ecr.models import ecr_backends

from modelkeep.lab.downloads import offer
from modelkeep.lab.handlers import AwsError, Lab, Reply, Request, handles


@handles("lambda", "GetFunction")
def get_function(lab: Lab, request: Request) -> Reply | None:
    """As moto tells it, with an address where its code is."""
    name, qualifier = request.parameters["FunctionName"], request.parameters.get("Qualifier")
    try:
        found = lambda_backends[request.account][request.region].get_function(name, qualifier)
    except LambdaClientError:
        return None  # moto says the same, as a reply
    reply: dict[str, Any] = found.get_code()
    LambdaResponse._set_configuration_qualifier(reply["Configuration"], name, qualifier)  # noqa: SLF001  # as moto replies
    content = getattr(found, "code_bytes", None)
    if content and "Location" in reply.get("Code", {}):
        reply["Code"] = {"RepositoryType": "S3", "Location": offer(lab, request, content)}
    if "ImageUri" in reply.get("Code", {}):
        reply["Code"] = _image_code(reply["Code"]["ImageUri"])
    return reply


def _image_code(uri: str) -> dict[str, str]:
    """The image by its digest too, where the lab has it; moto makes one up."""
    registry, _, name = uri.partition("/")
    account, _, _, region, *_ = registry.split(".")
    repository = ecr_backends[account][region].repositories.get(name.partition("@")[0].partition(":")[0])
    tag = name.partition(":")[2] or "latest"
    found = next((each for each in repository.images if tag in each.image_tags), None) if repository else None
    code = {"RepositoryType": "ECR", "ImageUri": uri}
    if found is not None:
        code["ResolvedImageUri"] = f"{uri.removesuffix(f':{tag}')}@{found.get_image_digest()}"
    elif "@" in uri:
        code["ResolvedImageUri"] = uri
    return code


@handles("lambda", "GetLayerVersionByArn")
def get_layer_version_by_arn(lab: Lab, request: Request) -> Reply:
    """A version of a layer, of any account: `arn:aws:lambda:REGION:ACCOUNT:layer:NAME:VERSION`."""
    arn = request.parameters["Arn"]
    parts = arn.split(":")
    try:
        found = lambda_backends[parts[4]][parts[3]].get_layer_version(parts[6], parts[7])
    except (LambdaClientError, LookupError):
        raise AwsError("ResourceNotFoundException", f"The resource you requested does not exist: {arn}", 404) from None
    reply: dict[str, Any] = found.get_layer_version()
    reply["Content"] = {**reply["Content"], "Location": offer(lab, request, found.code_bytes)}
    return reply
