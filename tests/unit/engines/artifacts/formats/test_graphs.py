"""Graphs: what ONNX, TensorFlow and Keras run besides arithmetic, by their operators, paths and configurations."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fakes.messages import block, number

from modelkeep.catalogue.artifacts import load_policy
from modelkeep.core.artifacts import Inspection, State
from modelkeep.engines.artifacts.inspecting import inspect
from modelkeep.engines.artifacts.sources import Bytes

POLICY = load_policy()


def _inspect(name: str, content: bytes) -> Inspection:
    return inspect(name, Bytes(content), POLICY)


def _node(kind: str, domain: str = "", *attributes: bytes) -> bytes:
    return block(
        1, block(1, "in") + block(4, kind) + b"".join(block(5, each) for each in attributes) + block(7, domain)
    )


def _onnx(*parts: bytes, functions: bytes = b"") -> bytes:
    return number(1, 8) + block(2, "pytorch") + block(7, b"".join(parts)) + functions + block(8, number(2, 17))


def _external(place: str) -> bytes:
    return block(5, block(8, "w") + block(13, block(1, "location") + block(2, place)))


OWN = block(25, block(1, "Mine") + block(10, "acme") + block(7, block(4, "Add")))


@pytest.mark.parametrize(
    "content",
    [
        _onnx(_node("Conv"), _node("Gelu", "com.microsoft"), _external("weights.bin"), _external("data/weights.bin")),
        _onnx(_node("Mine", "acme"), functions=OWN),
        _onnx(block(5, block(8, "w") + block(9, bytes(100)))),
    ],
    ids=["operators", "own function", "tensor"],
)
def test_an_honest_onnx_model_is_clean(content: bytes) -> None:
    told = _inspect("m.onnx", content)
    assert (told.state, told.formats) == (State.CLEAN, ("onnx",))


@pytest.mark.parametrize(
    ("content", "rule", "review"),
    [
        (_onnx(_external("../../etc/passwd")), "onnx-external-path", False),
        (_onnx(_external("/etc/passwd")), "onnx-external-path", False),
        (_onnx(_external("C:\\x")), "onnx-external-path", False),
        (_onnx(_external("https://x.example/w")), "onnx-external-path", False),
        (_onnx(_node("Evil", "com.evil")), "onnx-custom-operator", True),
        (_onnx(_node("PythonOp", "com.microsoft")), "onnx-python-operator", False),
        (_onnx(_node("If", "", block(6, _node("Evil", "com.evil")))), "onnx-custom-operator", True),
        (
            _onnx(_node("Constant", "", block(5, block(13, block(1, "location") + block(2, "../x"))))),
            "onnx-external-path",
            False,
        ),
    ],
)
def test_what_an_onnx_model_reaches_is_told(content: bytes, rule: str, review: bool) -> None:
    told = _inspect("m.onnx", content)
    assert [(each.rule, each.review) for each in told.issues] == [(rule, review)]


@pytest.mark.parametrize("content", [_onnx(_node("Conv"))[:-3], b"\x08\x08\x3a\xff\xff\xff\x7f", b"nothing"])
def test_an_onnx_model_that_is_cut_off_is_not_clean(content: bytes) -> None:
    assert _inspect("m.onnx", content).gaps


def _tf_node(kind: str) -> bytes:
    return block(1, block(1, "n") + block(2, kind))


def _saved(graph: bytes) -> bytes:
    return number(1, 1) + block(2, block(2, graph))


FUNCTION = block(2, block(1, block(3, block(1, "n") + block(2, "PyFunc"))))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("1/saved_model.pb", _saved(_tf_node("MatMul") + _tf_node("RestoreV2") + _tf_node("SaveV2"))),
        ("frozen.pb", _tf_node("Conv2D")),
        ("fingerprint.pb", number(1, 5)),
    ],
)
def test_an_honest_graph_is_clean(name: str, content: bytes) -> None:
    assert _inspect(name, content).state is State.CLEAN


@pytest.mark.parametrize(
    ("name", "content", "rule", "severity"),
    [
        ("saved_model.pb", _saved(_tf_node("WriteFile")), "tensorflow-writes", "critical"),
        ("saved_model.pb", _saved(_tf_node("ReadFile")), "tensorflow-reads", "medium"),
        ("saved_model.pb", _saved(FUNCTION), "tensorflow-python", "high"),
        ("frozen.pb", _tf_node("WriteFile"), "tensorflow-writes", "critical"),
        ("graph.pb", _tf_node("DebugIdentityV2"), "tensorflow-network", "high"),
    ],
)
def test_what_a_graph_does_besides_arithmetic_is_told(name: str, content: bytes, rule: str, severity: str) -> None:
    (issue,) = _inspect(name, content).issues
    assert (issue.rule, issue.severity.value) == (rule, severity)


def _layer(name: str, config: Any, **more: Any) -> dict[str, Any]:
    return {"class_name": name, "config": config, **more}


def _keras(*layers: dict[str, Any]) -> dict[str, Any]:
    return {
        "module": "keras",
        "class_name": "Functional",
        "config": {"layers": list(layers)},
        "registered_name": "Functional",
    }


@pytest.mark.parametrize(
    "layer",
    [
        _layer("Dense", {"units": 3, "activation": "relu"}, module="keras.layers", registered_name=None),
        _layer("StringLookup", {"vocabulary": ["a", "b"]}, module="keras.layers"),
        _layer("GlorotUniform", {"seed": None}, module="keras.initializers"),
    ],
)
def test_an_honest_configuration_is_clean(layer: dict[str, Any]) -> None:
    assert _inspect("config.json", json.dumps(_keras(layer)).encode()).state is State.CLEAN


@pytest.mark.parametrize(
    ("layer", "rule", "severity", "review"),
    [
        (
            _layer("Lambda", {"function": {"class_name": "__lambda__", "config": {"code": "4wEA"}}}),
            "keras-lambda",
            "critical",
            False,
        ),
        (
            _layer("Lambda", {"function": ["4wEA", None, None], "function_type": "lambda"}),
            "keras-lambda",
            "critical",
            False,
        ),
        (_layer("Lambda", {"function": "scale", "function_type": "function"}), "keras-lambda", "medium", True),
        (_layer("system", {}, module="os"), "keras-module", "critical", False),
        (_layer("get_file", {}, module="keras.utils"), "keras-module", "critical", False),
        (_layer("Popen", {}, module="keras_evil"), "keras-custom-object", "low", True),
        (_layer("Attention", {}, registered_name="acme>Attention"), "keras-custom-object", "low", True),
        (_layer("StringLookup", {"vocabulary": "/etc/passwd"}), "keras-reads-files", "medium", False),
        (_layer("TFSMLayer", {"filepath": "x"}), "keras-reads-files", "high", True),
        (_layer("TorchModuleWrapper", {"module": "UEs="}), "keras-reads-files", "high", False),
    ],
)
def test_what_a_configuration_runs_is_told(layer: dict[str, Any], rule: str, severity: str, review: bool) -> None:
    content = json.dumps(_keras(layer)).encode()
    told = [(each.rule, each.severity.value, each.review) for each in _inspect("config.json", content).issues]
    assert (rule, severity, review) in told
    beside = block(1, number(2, 1) + block(5, content))
    assert (rule, severity, review) in [
        (each.rule, each.severity.value, each.review) for each in _inspect("keras_metadata.pb", beside).issues
    ]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["m.onnx", "saved_model.pb", "keras_metadata.pb"]), st.binary(max_size=60))
def test_no_bytes_bring_it_down(name: str, content: bytes) -> None:
    _inspect(name, content)
