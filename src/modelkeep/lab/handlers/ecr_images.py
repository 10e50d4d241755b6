"""Images of AWS's Deep Learning Containers in AWS's own registry; what lies in the estates' registries is left to moto."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from modelkeep.lab.handlers import AwsError, Lab, Reply, Request, handles
from modelkeep.lab.seed.image_files import Files, Image, image, installed

REGISTRY = "763104351884"
LINE = "2.6.0-cpu-py312-ubuntu22.04-sagemaker"
OLD_BUILD = f"{LINE}-v1.9"
"""A tag that means one build for ever; the tag `LINE` means the newest."""
IMAGES: dict[str, tuple[tuple[str, int, tuple[str, ...]], ...]] = {
    "pytorch-inference": (
        ("2025-09-18T06:00:00Z", 400, (OLD_BUILD,)),
        ("2026-06-20T06:00:00Z", 150, (LINE, f"{LINE}-v1.10", "2.6.0-cpu-py312", "2.6-cpu-py312")),
    )
}
"""By repository: when it was built, how many days ago it was pushed, tags."""
_OS = b'ID=ubuntu\nVERSION_ID="22.04"\nPRETTY_NAME="Ubuntu 22.04.5 LTS"\n'
_SITE = "usr/local/lib/python3.12/site-packages"


@cache
def aws_image(repository: str, tag_or_digest: str) -> Image | None:
    """An image of AWS's registry, None where there is none."""
    for created, _, tags in IMAGES.get(repository, ()):
        made = _built(created)
        if tag_or_digest in (*tags, made.digest):
            return made
    return None


@cache
def _built(created: str) -> Image:
    """An image as small as can be: its system, its framework, and the label by which AWS's containers tell theirs."""
    framework: Files = {f"{_SITE}/torch-2.6.0.dist-info/METADATA": installed("torch", "2.6.0")}
    labels = {"com.amazonaws.ml.engines.sagemaker.dlc.framework.pytorch.2-6-0": "true"}
    return image([{"etc/os-release": _OS}, framework], created=created, labels=labels)


@handles("ecr", "DescribeImages")
def describe_images(lab: Lab, request: Request) -> Reply | None:
    """Those of AWS's registry."""
    if request.parameters.get("registryId") != REGISTRY:
        return None
    name = request.parameters["repositoryName"]
    if name not in IMAGES:
        raise AwsError(
            "RepositoryNotFoundException",
            f"The repository with name '{name}' does not exist in the registry with id '{REGISTRY}'",
        )
    return {"imageDetails": [_details(name, *image) for image in IMAGES[name]]}


def _details(name: str, created: str, days: int, tags: tuple[str, ...]) -> dict[str, Any]:
    return {
        "registryId": REGISTRY, "repositoryName": name, "imageDigest": _built(created).digest, "imageTags": list(tags),
        "imagePushedAt": datetime.now(UTC) - timedelta(days=days),
    }  # fmt: skip
