"""Safetensors: what its own rules forbid is told, and a file that keeps them is clean."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fakes.model_files import SAFE_ONE, safetensors

from modelkeep.core.artifacts import Inspection, State
from modelkeep.engines.artifacts.inspecting import inspect
from modelkeep.engines.artifacts.policy import Policy
from modelkeep.engines.artifacts.sources import Bytes


def _inspect(content: bytes) -> Inspection:
    return inspect("m.safetensors", Bytes(content), Policy())


@pytest.mark.parametrize(
    "content",
    [
        safetensors(SAFE_ONE),
        safetensors({"__metadata__": {"format": "pt"}, **SAFE_ONE}),
        safetensors({"__metadata__": {"format": "pt"}}, b""),
        safetensors({"scalar": {"dtype": "BF16", "shape": [], "data_offsets": [0, 2]}}, b"\0\0"),
        safetensors({"half": {"dtype": "F4", "shape": [4], "data_offsets": [0, 2]}}, b"\0\0"),
        safetensors({"none": {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]}, **SAFE_ONE}),
    ],
    ids=["one", "metadata", "empty", "scalar", "half bytes", "no elements"],
)  # fmt: skip
def test_what_keeps_the_rules_is_clean(content: bytes) -> None:
    told = _inspect(content)
    assert (told.state, told.formats) == (State.CLEAN, ("safetensors",))


@pytest.mark.parametrize(
    ("content", "rule", "is_gap"),
    [
        (safetensors(SAFE_ONE, length=2**40), "safetensors-header", True),
        (safetensors({"w": {"dtype": "F32", "shape": [2, 2], "data_offsets": [0, 12]}}), "safetensors-layout", True),
        (safetensors({**SAFE_ONE, "x": {"dtype": "F32", "shape": [1], "data_offsets": [12, 16]}}), "safetensors-layout", False),
        (safetensors({"x": {"dtype": "F32", "shape": [1], "data_offsets": [12, 16]}}), "safetensors-layout", True),
        (safetensors(SAFE_ONE, bytes(16) + b"#!/bin/sh\n"), "safetensors-layout", None),
        (safetensors({"w": {"dtype": "F32", "shape": [2], "data_offsets": "no"}}), "safetensors-header", True),
        (safetensors({"w": {"dtype": "F32", "shape": [-2], "data_offsets": [0, 16]}}), "safetensors-header", True),
        (safetensors(b'{"w": 1, "w": {"dtype": "F32", "shape": [4], "data_offsets": [0, 16]}}'), "safetensors-header", False),
        (safetensors({"__metadata__": {"a": 1}, **SAFE_ONE}), "safetensors-header", False),
    ],
    ids=["header bomb", "size", "overlap", "hole", "behind", "no offsets", "negative", "twice", "metadata"],
)  # fmt: skip
def test_what_breaks_the_rules_is_told(content: bytes, rule: str, is_gap: bool | None) -> None:
    told = _inspect(content)
    assert told.state is State.FINDING
    assert rule in {each.rule for each in told.issues}
    assert is_gap is None or bool(told.gaps) is is_gap


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"123",
        safetensors(SAFE_ONE, bytes(3)),
        safetensors(b'{"w": '),
        safetensors({"w": {"dtype": "Q3", "shape": [1], "data_offsets": [0, 16]}}),
    ],
)
def test_what_is_not_whole_is_not_clean(content: bytes) -> None:
    assert _inspect(content).gaps


def test_text_is_not_taken_for_one() -> None:
    assert inspect("a.js", Bytes(b'callback{"a": 1}'), Policy()).formats == ("text",)


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=64), st.integers(0, 120))
def test_no_bytes_bring_it_down(junk: bytes, at: int) -> None:
    content = safetensors(SAFE_ONE)
    _inspect(content[:at] + junk + content[at + len(junk) :])
