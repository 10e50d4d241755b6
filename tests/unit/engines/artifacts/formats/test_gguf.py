"""GGUF: lengths are held against the file, the chat template is looked into, and an honest file is clean."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelkeep.core.artifacts import Inspection, State
from modelkeep.engines.artifacts.inspecting import inspect
from modelkeep.engines.artifacts.policy import Policy
from modelkeep.engines.artifacts.sources import Bytes


def _text(value: str) -> bytes:
    return struct.pack("<Q", len(value)) + value.encode()


def _pair(key: str, kind: int, value: bytes) -> bytes:
    return _text(key) + struct.pack("<I", kind) + value


def _file(
    *pairs: bytes, tensors: int = 1, entries: int | None = None, data: int = 64, sizes: tuple[int, ...] = (4, 4)
) -> bytes:
    head = b"GGUF" + struct.pack("<IQQ", 3, tensors, len(pairs) if entries is None else entries) + b"".join(pairs)
    if tensors:
        head += (
            _text("blk.0.weight") + struct.pack("<I", len(sizes)) + b"".join(struct.pack("<Q", each) for each in sizes)
        )
        head += struct.pack("<IQ", 0, 0)
    return head + bytes(-len(head) % 32) + bytes(data)


GENERAL = _pair("general.architecture", 8, _text("llama"))
TOKENS = _pair("tokenizer.ggml.tokens", 9, struct.pack("<IQ", 8, 2) + _text("a") + _text("eval"))
SCORES = _pair("tokenizer.ggml.scores", 9, struct.pack("<IQ", 6, 2) + struct.pack("<ff", 0, 1))


def _template(text: str) -> bytes:
    return _pair("tokenizer.chat_template", 8, _text(text))


def _inspect(content: bytes) -> Inspection:
    return inspect("m.gguf", Bytes(content), Policy())


@pytest.mark.parametrize(
    "content",
    [_file(GENERAL, TOKENS, SCORES, _template("{{ messages }}")), _file(GENERAL, tensors=0, data=0)],
    ids=["model", "vocabulary"],
)
def test_an_honest_file_is_clean(content: bytes) -> None:
    told = _inspect(content)
    assert (told.state, told.formats) == (State.CLEAN, ("gguf",))


def test_a_template_is_looked_into() -> None:
    told = _inspect(_file(GENERAL, _template("{{ ''.__class__ }}")))
    assert [(each.rule, each.at) for each in told.issues] == [("template-escape", "tokenizer.chat_template, line 1")]


@pytest.mark.parametrize(
    "content",
    [
        _file(_text("k") + struct.pack("<IQ", 8, 2**62)),
        _file(GENERAL, entries=2**40),
        _file(GENERAL, tensors=1, sizes=(1,) * 9),
        _file(_pair("x", 9, struct.pack("<IQ", 10, 2**61))),
        _file(GENERAL, data=0),
    ],
    ids=["string", "entries", "dimensions", "array", "no tensors"],
)
def test_lengths_that_are_not_there_are_told(content: bytes) -> None:
    told = _inspect(content)
    assert "gguf-length" in {each.rule for each in told.issues}
    assert told.gaps


@pytest.mark.parametrize("content", [b"GGUF", b"GGUF" + struct.pack("<I", 9), _file(_pair("x", 77, b""))])
def test_what_is_not_understood_is_not_clean(content: bytes) -> None:
    assert _inspect(content).gaps


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=40), st.integers(0, 250))
def test_no_bytes_bring_it_down(junk: bytes, at: int) -> None:
    content = _file(GENERAL, TOKENS, _template("{{ x }}"))
    _inspect(content[:at] + junk + content[at + len(junk) :])
