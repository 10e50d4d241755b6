"""Images of AWS's Deep Learning Containers in AWS's own registry; what lies in the estates' registries is left to moto."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from modelkeep.lab.handlers import AwsError, Lab, Reply, Request, handles

REGISTRY = "763104351884"
LINE = "2.6.0-cpu-py312-ubuntu22.04-sagemaker"
OLD_BUILD = f"{LINE}-v1.9"
"""A tag that means one build for ever; the tag `LINE` means the newest."""
IMAGES: dict[str, tuple[tuple[str, int, tuple[str, ...]], ...]] = {
    "pytorch-inference": (
        ("sha256:" + "2a" * 32, 400, (OLD_BUILD,)),
        ("sha256:" + "2b" * 32, 150, (LINE, f"{LINE}-v1.10", "2.6.0-cpu-py312", "2.6-cpu-py312")),
    )
}
"""By repository: digest, how many days ago it was pushed, tags."""


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


def _details(name: str, digest: str, days: int, tags: tuple[str, ...]) -> dict[str, Any]:
    return {
        "registryId": REGISTRY, "repositoryName": name, "imageDigest": digest, "imageTags": list(tags),
        "imagePushedAt": datetime.now(UTC) - timedelta(days=days),
    }  # fmt: skip
