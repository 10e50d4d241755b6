"""ECR's own signing of images, which moto 5.2.5 lacks."""

from __future__ import annotations

from modelkeep.lab.handlers import AwsError, Lab, Reply, Request, handles


@handles("ecr", "PutSigningConfiguration")
def put_signing_configuration(lab: Lab, request: Request) -> Reply:
    """Remember."""
    lab.collection(request, "signing")["configuration"] = request.parameters["signingConfiguration"]
    return {"signingConfiguration": request.parameters["signingConfiguration"]}


@handles("ecr", "GetSigningConfiguration")
def get_signing_configuration(lab: Lab, request: Request) -> Reply:
    """What was remembered."""
    found = lab.collection(request, "signing").get("configuration")
    if found is None:
        raise AwsError(
            "SigningConfigurationNotFoundException",
            f"Signing configuration does not exist for the registry with id '{request.account}'",
        )
    return {"registryId": request.account, "signingConfiguration": found}
