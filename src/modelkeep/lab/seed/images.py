"""Repositories of the images that models run, and what these images are built from."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from modelkeep.lab.seed import MANAGEMENT, PRODUCTION, RESEARCH, Acme, seeds
from modelkeep.lab.seed.image_files import Files, Image, image, installed, push
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
    push(ecr, MODEL_REPOSITORY, MODEL_IMAGE_TAG, model_image(hardened=acme.hardened))


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


def model_image(*, hardened: bool) -> Image:
    """The image of the fraud model: Debian, Python packages above it, the server on top.

    Insecure: built long ago, with a library that attackers are known to use (CVE-2023-4911) and packages that were mended years ago.
    Hardened: built two weeks ago from what was current.
    """
    system = SYSTEM_HARDENED if hardened else SYSTEM
    python = PYTHON_HARDENED if hardened else PYTHON
    created = (
        (datetime.now(UTC) - timedelta(days=14)).strftime("%Y-%m-%dT00:00:00Z") if hardened else "2025-03-04T08:00:00Z"
    )
    base: Files = {
        "etc/os-release": b'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n',
        "var/lib/dpkg/status": "\n".join(_debian(*each) for each in system).encode(),
    }
    packages: Files = {
        f"usr/local/lib/python3.11/site-packages/{name}-{version}.dist-info/METADATA": installed(name, version)
        for name, version in python
    }
    return image(
        [base, packages, {"opt/server/serve.py": b"print('serving')\n"}],
        created=created,
        labels={"org.opencontainers.image.title": "fraud-scoring"},
    )


SYSTEM = (("libc6", "glibc", "2.36-9+deb12u1"), ("libssl3", "openssl", "3.0.9-1"))
"""Packages of Debian: name, source package, version."""
SYSTEM_HARDENED = (("libc6", "glibc", "2.36-9+deb12u13"), ("libssl3", "openssl", "3.0.17-1~deb12u3"))
PYTHON = (("Jinja2", "2.11.2"), ("PyYAML", "5.3"), ("acme-serving", "1.4.2"))
PYTHON_HARDENED = (("Jinja2", "3.1.6"), ("PyYAML", "6.0.3"), ("acme-serving", "1.4.2"))


def _debian(name: str, source: str, version: str) -> str:
    """A stanza of dpkg's status."""
    return (
        f"Package: {name}\nStatus: install ok installed\nArchitecture: amd64\nSource: {source}\nVersion: {version}\n"
        f"Maintainer: Debian\nDescription: {name}\n"
    )
