"""GGUF: lengths are held against the file, the chat template is looked into, and an honest file is clean."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fakes.model_files import GGUF_GENERAL, GGUF_SCORES, GGUF_TOKENS, gguf, gguf_pair, gguf_template, gguf_text

from modelkeep.core.artifacts import Inspection, State
from modelkeep.engines.artifacts.inspecting import inspect
from modelkeep.engines.artifacts.policy import Policy
from modelkeep.engines.artifacts.sources import Bytes


def _inspect(content: bytes) -> Inspection:
    return inspect("m.gguf", Bytes(content), Policy())


@pytest.mark.parametrize(
    "content",
    [
        gguf(GGUF_GENERAL, GGUF_TOKENS, GGUF_SCORES, gguf_template("{{ messages }}")),
        gguf(GGUF_GENERAL, tensors=0, data=0),
    ],
    ids=["model", "vocabulary"],
)
def test_an_honest_file_is_clean(content: bytes) -> None:
    told = _inspect(content)
    assert (told.state, told.formats) == (State.CLEAN, ("gguf",))


def test_a_template_is_looked_into() -> None:
    told = _inspect(gguf(GGUF_GENERAL, gguf_template("{{ ''.__class__ }}")))
    assert [(each.rule, each.at) for each in told.issues] == [("template-escape", "tokenizer.chat_template, line 1")]


@pytest.mark.parametrize(
    "content",
    [
        gguf(gguf_text("k") + struct.pack("<IQ", 8, 2**62)),
        gguf(GGUF_GENERAL, entries=2**40),
        gguf(GGUF_GENERAL, tensors=1, sizes=(1,) * 9),
        gguf(gguf_pair("x", 9, struct.pack("<IQ", 10, 2**61))),
        gguf(GGUF_GENERAL, data=0),
    ],
    ids=["string", "entries", "dimensions", "array", "no tensors"],
)
def test_lengths_that_are_not_there_are_told(content: bytes) -> None:
    told = _inspect(content)
    assert "gguf-length" in {each.rule for each in told.issues}
    assert told.gaps


@pytest.mark.parametrize("content", [b"GGUF", b"GGUF" + struct.pack("<I", 9), gguf(gguf_pair("x", 77, b""))])
def test_what_is_not_understood_is_not_clean(content: bytes) -> None:
    assert _inspect(content).gaps


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=40), st.integers(0, 250))
def test_no_bytes_bring_it_down(junk: bytes, at: int) -> None:
    content = gguf(GGUF_GENERAL, GGUF_TOKENS, gguf_template("{{ x }}"))
    _inspect(content[:at] + junk + content[at + len(junk) :])
