"""Formats that carry little or no code: YAML, XML, MessagePack, skops, vocabularies, native code, numbers and pictures."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fakes.messages import block, number
from tests.fakes.model_files import FLAX_ARRAY, UBJSON, core_ml, skops, skops_node, tflite

from modelkeep.catalogue.artifacts import load_policy
from modelkeep.core.artifacts import Inspection, State
from modelkeep.engines.artifacts.inspecting import inspect
from modelkeep.engines.artifacts.sources import Bytes

POLICY = load_policy()
POISON = b"\x80\x04cposix\nsystem\nX\x02\x00\x00\x00id\x85R."


def _inspect(name: str, content: bytes | str) -> Inspection:
    return inspect(name, Bytes(content.encode() if isinstance(content, str) else content), POLICY)


def _catboost(version: str = "FlabuffersModel_v1", behind: bytes = b"") -> bytes:
    """The frame of a model: root, the table with its version, and zeros."""
    name = struct.pack("<I", len(version)) + version.encode()
    core = struct.pack("<I", 12) + struct.pack("<HHHH", 6, 8, 4, 0) + struct.pack("<iI", 8, 4) + name + bytes(64)
    return b"CBM1" + struct.pack("<I", len(core)) + core + behind


HONEST = skops(
    skops_node("ObjectNode", "sklearn.linear_model._base", "LinearRegression"),
    skops_node("ObjectNode", "numpy", "float64"),
)


@pytest.mark.parametrize(
    ("name", "content", "format_name"),
    [
        ("MLmodel", "flavors:\n  python_function:\n    loader_module: mlflow.sklearn\n", "yaml"),
        ("conf.yaml", "a: &x [1, 2]\nb: *x\n---\nc: 1\n", "yaml"),
        ("m.pmml", '<?xml version="1.0"?><PMML version="4.4"><Header/></PMML>', "xml"),
        ("flax_model.msgpack", b"\x81\xa1w" + FLAX_ARRAY, "msgpack"),
        ("tokenizer.model", block(1, block(1, "a")) + block(2, number(3, 1)), "sentencepiece"),
        ("v/variables/variables.data-00000-of-00001", bytes(200), "raw numbers"),
        ("model.onnx_data", bytes(200), "raw numbers"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(20), "data"),
        ("schema.json", HONEST, "json"),
        ("m.cbm", _catboost(), "catboost"),
        ("m.tflite", tflite("FlexMatMul"), "tflite"),
        ("m.mlmodel", core_ml(block(140, b"")), "core ml"),
        ("m.ubj", UBJSON, "ubjson"),
        ("model.txt", "tree\nversion=v4\nnum_class=1\n", "lightgbm"),
    ],
)  # fmt: skip
def test_what_is_ordinary_is_clean(name: str, content: bytes | str, format_name: str) -> None:
    told = _inspect(name, content)
    assert (told.state, told.formats, told.gaps) == (State.CLEAN, (format_name,), ())


@pytest.mark.parametrize(
    ("name", "content", "rule", "severity", "review"),
    [
        ("m.tflite", tflite("FlexReadFile"), "tensorflow-reads", "medium", True),
        ("m.tflite", tflite("FlexMatMul", "Mine"), "tflite-custom-operator", "low", True),
        ("m.mlmodel", core_ml(block(500, block(10, "Mine"))), "core-ml-custom-layer", "low", True),
        ("m.mlmodel", block(555, block(10, "Mine")), "core-ml-custom-layer", "low", True),
        ("m.ubj", UBJSON + POISON, "pickle-dangerous-call", "critical", False),
        ("m.cbm", _catboost(behind=POISON + bytes(300)), "hidden-in-tensor", "high", False),
        ("a.yaml", "a: !!python/object/apply:os.system ['id']", "yaml-python-tag", "critical", False),
        ("a.yaml", "a: !!python/name:acme.thing ''", "yaml-python-tag", "medium", True),
        ("MLmodel", "flavors: {python_function: {loader_module: evil}}", "mlflow-loader", "medium", True),
        ("nemo.yaml", "model: {_target_: subprocess.Popen}", "hydra-target", "critical", False),
        ("a.xml", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>', "xml-entities", "high", False),
        ("a.pmml", "<PMML><Extension name='x'/></PMML>", "xml-script", "low", True),
        ("a.msgpack", b"\xd4\x2a\x00", "msgpack-extension", "low", True),
        ("a.msgpack", b"\xc0" + POISON, "pickle-dangerous-call", "critical", False),
        ("model.txt", b"tree\nversion=v4\n" + POISON, "pickle-dangerous-call", "critical", False),
        ("model.onnx_data", POISON + bytes(60), "hidden-in-tensor", "high", False),
        ("schema.json", skops(skops_node("FunctionNode", "builtins", "function", content={"module_path": "os", "function": "system"})),
         "skops-callable", "critical", False),
        ("schema.json", skops(skops_node("ObjectNode", "acme", "Thing")), "skops-unknown", "medium", True),
        ("op.so", b"\x7fELF" + bytes(60), "native-code", "high", True),
        ("model.engine", b"ftrt" + bytes(60), "native-code", "high", True),
    ],
)  # fmt: skip
def test_what_a_person_should_know_is_told(
    name: str, content: bytes | str, rule: str, severity: str, review: bool
) -> None:
    told = [(each.rule, each.severity.value, each.review) for each in _inspect(name, content).issues]
    assert (rule, severity, review) in told


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.yaml", "a: [1"),
        ("a.xml", "<a>"),
        ("m.tflite", tflite("Mine")[:30]),
        ("m.ubj", UBJSON[:-4]),
        ("m.ubj", b"{i\x01a[$d#l\x7f\xff\xff\xff"),
        ("m.mlmodel", b"\x0a\x7f"),
        ("m.cbm", b"CBM1" + bytes(20)),
        ("m.cbm", _catboost()[:-70]),
        ("m.cbm", _catboost(version="Other_v1")),
        ("a.msgpack", b"\x82\xa1w"),
        ("a.msgpack", b"\xc1"),
        ("a.msgpack", b"\xc6\xff\xff\xff\xff"),
        ("tokenizer.model", b"\x0a\xff\x01"),
        ("tokenizer.model", number(77, 1)),
        ("op.so", b"\x7fELF" + bytes(60)),
    ],
)
def test_what_cannot_be_read_is_not_clean(name: str, content: bytes | str) -> None:
    assert _inspect(name, content).gaps


def test_aliases_are_walked_once() -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{at}: &a{at} [{', '.join([f'*a{at - 1}'] * 9)}]" for at in range(1, 12)]
    assert _inspect("bomb.yaml", "\n".join(lines)).state is State.CLEAN


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["a.yaml", "a.xml", "a.msgpack", "tokenizer.model", "MLmodel", "m.ubj", "m.mlmodel"]),
    st.binary(max_size=60),
)
def test_no_bytes_bring_it_down(name: str, content: bytes) -> None:
    _inspect(name, content)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=20), st.integers(0, 80))
def test_no_offset_brings_it_down(junk: bytes, at: int) -> None:
    content = tflite("Mine", "Other")
    _inspect("m.tflite", content[:at] + junk + content[at + len(junk) :])
