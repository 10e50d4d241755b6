"""Names of images in ECR: which framework AWS's own carry, and which tags are builds of one line.

Tags of Deep Learning Containers: `2.6.0-gpu-py312-cu124-ubuntu22.04-sagemaker`, with `-v1.9` behind it for one build, `2.6` for the patch
releases of a line (https://aws.github.io/deep-learning-containers/reference/available_images).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

_NAME = re.compile(
    r"(?P<account>\d{12})\.dkr[.-]ecr(?:-fips)?\.(?P<region>[a-z0-9-]+)\.[a-z0-9.-]+/"
    r"(?P<repository>[^:@]+)(?::(?P<tag>[^@]+))?(?:@(?P<digest>sha256:[0-9a-f]{64}))?"
)
_VERSIONED = re.compile(r"v?(?P<version>\d+(?:\.\d+)*)(?P<rest>(?:[-_+].*)?)")
_BUILD = re.compile(r"-v\d+(?:\.\d+)*(?:-\d{4}-\d{2}-\d{2}.*)?$|-\d{8}.*$")
FRAMEWORKS = {
    "pytorch-inference": "PyTorch",
    "pytorch-training": "PyTorch",
    "pytorch": "PyTorch",
    "tensorflow-inference": "TensorFlow",
    "tensorflow-training": "TensorFlow",
    "huggingface-pytorch-inference": "PyTorch",
    "huggingface-pytorch-training": "PyTorch",
    "huggingface-tensorflow-inference": "TensorFlow",
    "huggingface-tensorflow-training": "TensorFlow",
    "autogluon-inference": "AutoGluon",
    "autogluon-training": "AutoGluon",
    "vllm": "vLLM",
    "sglang": "SGLang",
}
"""Repositories of AWS's Deep Learning Containers whose tags begin with the version of that framework."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageName:
    """An image in ECR as models name it. `tag` is `latest` where neither tag nor digest is written, '' beside a digest without one."""

    account: str
    region: str
    repository: str
    tag: str
    digest: str

    @property
    def version(self) -> str:
        """The version with which the tag begins; '' for none."""
        found = _VERSIONED.fullmatch(self.tag)
        return found["version"] if found else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """An image that a registry holds: `pushed_at` is when it was pushed there."""

    digest: str
    tags: tuple[str, ...]
    pushed_at: datetime | None


def image_name(text: str) -> ImageName | None:
    """The parts of an image's name; None for one that is not in a private registry of ECR."""
    found = _NAME.fullmatch(text)
    if found is None:
        return None
    tag, digest = found["tag"] or "", found["digest"] or ""
    return ImageName(
        account=found["account"], region=found["region"], repository=found["repository"],
        tag=tag or ("" if digest else "latest"), digest=digest,
    )  # fmt: skip


def line_of_tag(tag: str) -> str:
    """What the tags of one line share: major and minor version and all behind it but the build; '' for a tag without a version."""
    plain = _BUILD.sub("", tag)
    found = _VERSIONED.fullmatch(plain)
    if found is None or "." not in found["version"]:
        return ""
    return ".".join(found["version"].split(".")[:2]) + found["rest"]


def running(name: ImageName, resolved: str, images: Iterable[Image]) -> Image | None:
    """The image that runs: by the digest in its name, by what the endpoint resolved, or by what its tag means now."""
    digest = name.digest or resolved
    for image in images:
        if image.digest == digest if digest else name.tag in image.tags:
            return image
    return None


def newest_of_line(name: ImageName, image: Image | None, images: Iterable[Image]) -> Image | None:
    """The image of the same line that was pushed last; of the whole repository where no tag tells a line. None for none."""
    tags = (name.tag, *(image.tags if image is not None else ()))
    lines = {line for tag in tags if (line := line_of_tag(tag))}
    dated = [each for each in images if each.pushed_at is not None]
    same = [each for each in dated if lines & {line_of_tag(tag) for tag in each.tags}] if lines else dated
    return max(same, key=lambda each: (each.pushed_at, each.digest), default=None)
