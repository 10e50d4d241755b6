"""Frameworks whose version labels, variables or a file of an image tell, when no package manager put them there.

Where the names come from: github.com/aws/deep-learning-containers (labels of SageMaker images, SAGEMAKER_TFS_VERSION),
github.com/deepjavalibrary/djl-serving (serving/docker), github.com/triton-inference-server/server (build.py), NVIDIA's CUDA images
(gitlab.com/nvidia/container-images/cuda) and frameworks containers, github.com/tensorflow/serving (tools/docker), Docker's python image.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from modelkeep.core.components import Component, Evidence, PackageType
from modelkeep.engines.components.documents import from_json, mapping, text
from modelkeep.engines.components.found import Found, MalformedError

_VERSION = re.compile(r"v?(?P<version>\d[0-9A-Za-z.+_-]{0,63})")
_PYPI, _OTHER = PackageType.PYPI, PackageType.GENERIC
_VARIABLES: Mapping[str, tuple[PackageType, str]] = {
    "PYTORCH_VERSION": (_PYPI, "torch"),
    "TORCH_VERSION": (_PYPI, "torch"),
    "TENSORFLOW_VERSION": (_PYPI, "tensorflow"),
    "TF_VERSION": (_PYPI, "tensorflow"),
    "MXNET_VERSION": (_PYPI, "mxnet"),
    "TRANSFORMERS_VERSION": (_PYPI, "transformers"),
    "VLLM_VERSION": (_PYPI, "vllm"),
    "TORCHSERVE_VERSION": (_PYPI, "torchserve"),
    "XGBOOST_VERSION": (_PYPI, "xgboost"),
    "TRITON_SERVER_VERSION": (_OTHER, "tritonserver"),
    "SAGEMAKER_TFS_VERSION": (_OTHER, "tensorflow-serving"),
    "TF_SERVING_VERSION": (_OTHER, "tensorflow-serving"),
    "DJL_SERVING_VERSION": (_OTHER, "djl-serving"),
    "CUDA_VERSION": (_OTHER, "cuda"),
    "NV_CUDNN_VERSION": (_OTHER, "cudnn"),
    "CUDNN_VERSION": (_OTHER, "cudnn"),
    "NCCL_VERSION": (_OTHER, "nccl"),
    "TENSORRT_VERSION": (_OTHER, "tensorrt"),
    "TRT_VERSION": (_OTHER, "tensorrt"),
    "PYTHON_VERSION": (_OTHER, "python"),
    "NVIDIA_PYTORCH_VERSION": (_OTHER, "nvidia-pytorch-container"),
    "NVIDIA_TENSORFLOW_VERSION": (_OTHER, "nvidia-tensorflow-container"),
    "NVIDIA_TRITON_SERVER_VERSION": (_OTHER, "nvidia-triton-server-container"),
}
_LABELS: Mapping[str, tuple[PackageType, str]] = {
    "com.nvidia.tritonserver.version": (_OTHER, "tritonserver"),
    "tensorflow_serving_github_branchtag": (_OTHER, "tensorflow-serving"),
    "djl-serving-version": (_OTHER, "djl-serving"),
    "djl-version": (_OTHER, "djl"),
    "com.nvidia.cudnn.version": (_OTHER, "cudnn"),
}
_TITLES: Mapping[str, tuple[PackageType, str]] = {
    "text-generation-inference": (_OTHER, "text-generation-inference"),
    "text-embeddings-inference": (_OTHER, "text-embeddings-inference"),
    "vllm": (_PYPI, "vllm"),
    "sglang": (_PYPI, "sglang"),
    "serve": (_PYPI, "torchserve"),
}
"""Repositories in `org.opencontainers.image.source` or titles, to which `org.opencontainers.image.version` belongs. An image that only
builds on such a one keeps its labels, and with it what they say is there."""
_DLC = "com.amazonaws.ml.engines.sagemaker.dlc.framework."
_FRAMEWORKS: Mapping[str, tuple[PackageType, str]] = {
    "pytorch": (_PYPI, "torch"),
    "tensorflow": (_PYPI, "tensorflow"),
    "mxnet": (_PYPI, "mxnet"),
    "vllm": (_PYPI, "vllm"),
    "vllm-server": (_PYPI, "vllm"),
    "sglang": (_PYPI, "sglang"),
    "sglang-server": (_PYPI, "sglang"),
    "djl": (_OTHER, "djl-serving"),
}
_LABELLED = re.compile(r"(?P<name>[a-z][a-z0-9-]*)\.v?(?P<version>\d[0-9A-Za-z-]{0,40})(?:\.[\w.-]+)?")


def from_image(
    labels: Mapping[str, str] | Iterable[tuple[str, str]], environment: Mapping[str, str] | Iterable[tuple[str, str]]
) -> tuple[Component, ...]:
    """What labels and variables tell. Versions are as somebody wrote them, not as anything was found: `Evidence.TOLD`."""
    labels, environment = dict(labels), dict(environment)
    told: dict[tuple[str, str, str], Component] = {}
    for table, values, kind in ((_VARIABLES, environment, "variable"), (_LABELS, labels, "label")):
        for key, (type_, name) in table.items():
            _keep(told, type_, name, values.get(key, ""), f"{kind} {key}")
    for key in sorted(labels):
        _from_dlc(told, key)
    _from_title(told, labels)
    return tuple(told.values())


def read_cuda(path: str, content: bytes, found: Found) -> None:
    """usr/local/cuda*/version.json: CUDA itself; its parts are packages of their own."""
    value = text(mapping(mapping(from_json(content)).get("cuda")).get("version"))
    _add(path, "cuda", value, found)


def read_triton(path: str, content: bytes, found: Found) -> None:
    """opt/tritonserver/TRITON_VERSION."""
    _add(path, "tritonserver", content[:100].decode("utf-8", "replace").strip(), found)


def _add(path: str, name: str, value: str, found: Found) -> None:
    if not _VERSION.fullmatch(value):
        raise MalformedError("no version")
    found.add(path, Component(type=_OTHER, name=name, version=value, evidence=Evidence.TOLD))


def _from_dlc(told: dict[tuple[str, str, str], Component], key: str) -> None:
    """`...dlc.framework.pytorch.2-6-0`: dots of a version are written as dashes there."""
    parsed = _LABELLED.fullmatch(key.removeprefix(_DLC)) if key.startswith(_DLC) else None
    if parsed and parsed["name"] in _FRAMEWORKS:
        type_, name = _FRAMEWORKS[parsed["name"]]
        _keep(told, type_, name, parsed["version"].replace("-", "."), f"label {key}")


def _from_title(told: dict[tuple[str, str, str], Component], labels: Mapping[str, str]) -> None:
    source = labels.get("org.opencontainers.image.source", "").removesuffix(".git").rstrip("/")
    repository = source.rpartition("/")[2] if "://" in source else labels.get("org.opencontainers.image.title", "")
    if repository in _TITLES and (repository != "serve" or "pytorch/serve" in source):
        type_, name = _TITLES[repository]
        _keep(
            told,
            type_,
            name,
            labels.get("org.opencontainers.image.version", ""),
            "label org.opencontainers.image.version",
        )


def _keep(told: dict[tuple[str, str, str], Component], type_: PackageType, name: str, value: str, place: str) -> None:
    parsed = _VERSION.fullmatch(value.strip())
    if parsed:
        component = Component(type=type_, name=name, version=parsed["version"], evidence=Evidence.TOLD, place=(place,))
        told.setdefault((type_.value, name, parsed["version"]), component)
