"""What labels and variables of an image tell."""

from __future__ import annotations

import pytest

from modelkeep.core.components import Evidence
from modelkeep.engines.components.frameworks import from_image
from modelkeep.engines.components.reading import Found, read

_DLC = "com.amazonaws.ml.engines.sagemaker.dlc."


@pytest.mark.parametrize(
    ("labels", "environment", "told"),
    [
        ({f"{_DLC}framework.pytorch.2-6-0": "true", f"{_DLC}arch.x86": "true"}, {}, [("pypi", "torch", "2.6.0")]),
        ({f"{_DLC}framework.vllm-server.0-20-0-dev361": "true"}, {}, [("pypi", "vllm", "0.20.0.dev361")]),
        (
            {f"{_DLC}framework.djl.v0-36-0.lmi": "true", f"{_DLC}framework.djl.lmi": "true"},
            {},
            [("generic", "djl-serving", "0.36.0")],
        ),
        (
            {"com.nvidia.tritonserver.version": "2.52.0"},
            {"TRITON_SERVER_VERSION": "2.52.0"},
            [("generic", "tritonserver", "2.52.0")],
        ),
        ({"tensorflow_serving_github_branchtag": "2.11.1"}, {}, [("generic", "tensorflow-serving", "2.11.1")]),
        ({"tensorflow_serving_github_branchtag": "master"}, {"PATH": "/usr/bin", "CUDA_VERSION": ""}, []),
        (
            {},
            {
                "CUDA_VERSION": "12.4.1",
                "NV_CUDNN_VERSION": "9.1.0.70-1",
                "NVIDIA_PYTORCH_VERSION": "24.05",
                "PYTORCH_VERSION": "2.4.0a0+07cecf4",
            },
            [
                ("generic", "cuda", "12.4.1"),
                ("generic", "cudnn", "9.1.0.70-1"),
                ("generic", "nvidia-pytorch-container", "24.05"),
                ("pypi", "torch", "2.4.0a0+07cecf4"),
            ],
        ),
        (
            {
                "org.opencontainers.image.source": "https://github.com/huggingface/text-generation-inference",
                "org.opencontainers.image.version": "2.4.0",
            },
            {},
            [("generic", "text-generation-inference", "2.4.0")],
        ),
        (
            {
                "org.opencontainers.image.source": "https://github.com/acme/serve",
                "org.opencontainers.image.version": "2.4.0",
            },
            {},
            [],
        ),
    ],
)
def test_versions_are_told(
    labels: dict[str, str], environment: dict[str, str], told: list[tuple[str, str, str]]
) -> None:
    components = from_image(tuple(labels.items()), environment)
    assert sorted((each.type, each.name, each.version) for each in components) == told
    assert all(each.evidence is Evidence.TOLD and each.place for each in components)


@pytest.mark.parametrize(
    ("path", "content", "told"),
    [
        ("opt/tritonserver/TRITON_VERSION", b"2.52.0\n", ("tritonserver", "2.52.0")),
        (
            "usr/local/cuda-12.4/version.json",
            b'{"cuda": {"name": "CUDA SDK", "version": "12.4.1"}, "cuda_cudart": {"version": "12.4.127"}}',
            ("cuda", "12.4.1"),
        ),
        ("usr/local/cuda/version.json", b"{}", None),
        ("opt/tritonserver/TRITON_VERSION", b"\xff", None),
    ],
)
def test_files_that_hold_a_version(path: str, content: bytes, told: tuple[str, str] | None) -> None:
    found = Found()
    read(path, content, found)
    assert [(each.name, each.version) for each in found.finish()] == ([told] if told else [])
    assert [each.place for each in found.gaps] == ([] if told else [(path,)])
