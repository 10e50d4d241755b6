"""Repositories of the images that models run."""

from __future__ import annotations

import json
from typing import Any

from modelkeep.lab.seed import MANAGEMENT, PRODUCTION, RESEARCH, Acme, seeds
from modelkeep.lab.seed.kms import key_arn
from modelkeep.lab.seed.names import MODEL_IMAGE_TAG, MODEL_REPOSITORY, MODELS_KEY_ALIAS
from modelkeep.lab.seed.network import organisation_id


def image_uri(acme: Acme) -> str:
    """The image of the fraud model in this account's repository: by digest when hardened, by tag otherwise."""
    repository = f"{acme.account}.dkr.ecr.{acme.region}.amazonaws.com/{MODEL_REPOSITORY}"
    if not acme.hardened:
        return f"{repository}:{MODEL_IMAGE_TAG}"
    found = acme.client("ecr").describe_images(
        repositoryName=MODEL_REPOSITORY, imageIds=[{"imageTag": MODEL_IMAGE_TAG}]
    )["imageDetails"]
    return f"{repository}@{found[0]['imageDigest']}"


@seeds(order=20)
def repositories(acme: Acme) -> None:
    """One repository per account that trains or serves, with one image. Hardened: locked, scanned, under an own key."""
    for account in (PRODUCTION, RESEARCH):
        _repository(acme.within(account))
    if acme.hardened:
        for account in (MANAGEMENT, PRODUCTION, RESEARCH):
            acme.within(account).client("ecr").put_registry_scanning_configuration(
                scanType="ENHANCED",
                rules=[
                    {
                        "scanFrequency": "CONTINUOUS_SCAN",
                        "repositoryFilters": [{"filter": "*", "filterType": "WILDCARD"}],
                    }
                ],
            )
            _sign(acme.within(account))


def _sign(acme: Acme) -> None:
    """The registry signs whatever is pushed."""
    profile = acme.arn("signer", "/signing-profiles/models")
    acme.client("ecr").put_signing_configuration(signingConfiguration={"rules": [{"signingProfileArn": profile}]})


def _repository(acme: Acme) -> None:
    ecr = acme.client("ecr")
    own_key: dict[str, Any] = {}
    if acme.hardened:
        own_key["encryptionConfiguration"] = {"encryptionType": "KMS", "kmsKey": key_arn(acme, MODELS_KEY_ALIAS)}
    ecr.create_repository(
        repositoryName=MODEL_REPOSITORY,
        imageTagMutability="IMMUTABLE" if acme.hardened else "MUTABLE",
        imageScanningConfiguration={"scanOnPush": acme.hardened},
        **own_key,
    )
    ecr.set_repository_policy(repositoryName=MODEL_REPOSITORY, policyText=json.dumps(_policy(acme)))
    ecr.put_image(repositoryName=MODEL_REPOSITORY, imageManifest=json.dumps(_manifest()), imageTag=MODEL_IMAGE_TAG)


def _policy(acme: Acme) -> dict[str, Any]:
    statement: dict[str, Any] = {
        "Sid": "Pull",
        "Effect": "Allow",
        "Principal": "*",
        "Action": ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
    }
    if acme.hardened:
        statement["Condition"] = {"StringEquals": {"aws:PrincipalOrgID": organisation_id(acme)}}
    return {"Version": "2012-10-17", "Statement": [statement]}


def _manifest() -> dict[str, Any]:
    return {
        "schemaVersion": 2,
        "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
        "config": {
            "mediaType": "application/vnd.docker.container.image.v1+json",
            "size": 7023,
            "digest": "sha256:" + "0f" * 32,
        },
        "layers": [
            {
                "mediaType": "application/vnd.docker.image.rootfs.diff.tar.gzip",
                "size": 32654,
                "digest": "sha256:" + "1e" * 32,
            }
        ],
    }
