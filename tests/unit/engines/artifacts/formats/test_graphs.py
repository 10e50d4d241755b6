"""Graphs: what ONNX, TensorFlow and Keras run besides arithmetic, by their operators, paths and configurations."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fakes.messages import block, number
from tests.fakes.model_files import (
    ONNX_OWN,
    TF_FUNCTION,
    keras,
    keras_layer,
    onnx,
    onnx_external,
    onnx_node,
    saved_model,
    tf_node,
)

from modelkeep.catalogue.artifacts import load_policy
from modelkeep.core.artifacts import Inspection, State
from modelkeep.engines.artifacts.inspecting import inspect
from modelkeep.engines.artifacts.sources import Bytes

POLICY = load_policy()


def _inspect(name: str, content: bytes) -> Inspection:
    return inspect(name, Bytes(content), POLICY)


@pytest.mark.parametrize(
    "content",
    [
        onnx(
            onnx_node("Conv"),
            onnx_node("Gelu", "com.microsoft"),
            onnx_external("weights.bin"),
            onnx_external("data/weights.bin"),
        ),
        onnx(onnx_node("Mine", "acme"), functions=ONNX_OWN),
        onnx(block(5, block(8, "w") + block(9, bytes(100)))),
    ],
    ids=["operators", "own function", "tensor"],
)
def test_an_honest_onnx_model_is_clean(content: bytes) -> None:
    told = _inspect("m.onnx", content)
    assert (told.state, told.formats) == (State.CLEAN, ("onnx",))


@pytest.mark.parametrize(
    ("content", "rule", "review"),
    [
        (onnx(onnx_external("../../etc/passwd")), "onnx-external-path", False),
        (onnx(onnx_external("/etc/passwd")), "onnx-external-path", False),
        (onnx(onnx_external("C:\\x")), "onnx-external-path", False),
        (onnx(onnx_external("https://x.example/w")), "onnx-external-path", False),
        (onnx(onnx_node("Evil", "com.evil")), "onnx-custom-operator", True),
        (onnx(onnx_node("PythonOp", "com.microsoft")), "onnx-python-operator", False),
        (onnx(onnx_node("If", "", block(6, onnx_node("Evil", "com.evil")))), "onnx-custom-operator", True),
        (
            onnx(onnx_node("Constant", "", block(5, block(13, block(1, "location") + block(2, "../x"))))),
            "onnx-external-path",
            False,
        ),
    ],
)
def test_what_an_onnx_model_reaches_is_told(content: bytes, rule: str, review: bool) -> None:
    told = _inspect("m.onnx", content)
    assert [(each.rule, each.review) for each in told.issues] == [(rule, review)]


@pytest.mark.parametrize("content", [onnx(onnx_node("Conv"))[:-3], b"\x08\x08\x3a\xff\xff\xff\x7f", b"nothing"])
def test_an_onnx_model_that_is_cut_off_is_not_clean(content: bytes) -> None:
    assert _inspect("m.onnx", content).gaps


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("1/saved_model.pb", saved_model(tf_node("MatMul") + tf_node("RestoreV2") + tf_node("SaveV2"))),
        ("frozen.pb", tf_node("Conv2D")),
        ("fingerprint.pb", number(1, 5)),
    ],
)
def test_an_honest_graph_is_clean(name: str, content: bytes) -> None:
    assert _inspect(name, content).state is State.CLEAN


@pytest.mark.parametrize(
    ("name", "content", "rule", "severity"),
    [
        ("saved_model.pb", saved_model(tf_node("WriteFile")), "tensorflow-writes", "critical"),
        ("saved_model.pb", saved_model(tf_node("ReadFile")), "tensorflow-reads", "medium"),
        ("saved_model.pb", saved_model(TF_FUNCTION), "tensorflow-python", "high"),
        ("frozen.pb", tf_node("WriteFile"), "tensorflow-writes", "critical"),
        ("graph.pb", tf_node("DebugIdentityV2"), "tensorflow-network", "high"),
    ],
)
def test_what_a_graph_does_besides_arithmetic_is_told(name: str, content: bytes, rule: str, severity: str) -> None:
    (issue,) = _inspect(name, content).issues
    assert (issue.rule, issue.severity.value) == (rule, severity)


def test_a_message_without_operators_is_not_clean() -> None:
    beside = block(1, number(2, 1) + block(5, json.dumps(keras(keras_layer("Dense", {})))))
    assert _inspect("keras_metadata.pb", beside).state is State.CLEAN
    assert _inspect("metadata.pb", beside).state is State.NOT_ANALYSED


@pytest.mark.parametrize(
    "layer",
    [
        keras_layer("Dense", {"units": 3, "activation": "relu"}, module="keras.layers", registered_name=None),
        keras_layer("StringLookup", {"vocabulary": ["a", "b"]}, module="keras.layers"),
        keras_layer("GlorotUniform", {"seed": None}, module="keras.initializers"),
    ],
)
def test_an_honest_configuration_is_clean(layer: dict[str, Any]) -> None:
    assert _inspect("config.json", json.dumps(keras(layer)).encode()).state is State.CLEAN


@pytest.mark.parametrize(
    ("layer", "rule", "severity", "review"),
    [
        (
            keras_layer("Lambda", {"function": {"class_name": "__lambda__", "config": {"code": "4wEA"}}}),
            "keras-lambda",
            "critical",
            False,
        ),
        (
            keras_layer("Lambda", {"function": ["4wEA", None, None], "function_type": "lambda"}),
            "keras-lambda",
            "critical",
            False,
        ),
        (keras_layer("Lambda", {"function": "scale", "function_type": "function"}), "keras-lambda", "medium", True),
        (keras_layer("system", {}, module="os"), "keras-module", "critical", False),
        (keras_layer("get_file", {}, module="keras.utils"), "keras-module", "critical", False),
        (keras_layer("Popen", {}, module="keras_evil"), "keras-custom-object", "low", True),
        (keras_layer("Attention", {}, registered_name="acme>Attention"), "keras-custom-object", "low", True),
        (keras_layer("StringLookup", {"vocabulary": "/etc/passwd"}), "keras-reads-files", "medium", False),
        (keras_layer("TFSMLayer", {"filepath": "x"}), "keras-reads-files", "high", True),
        (keras_layer("TorchModuleWrapper", {"module": "UEs="}), "keras-reads-files", "high", False),
    ],
)
def test_what_a_configuration_runs_is_told(layer: dict[str, Any], rule: str, severity: str, review: bool) -> None:
    content = json.dumps(keras(layer)).encode()
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
