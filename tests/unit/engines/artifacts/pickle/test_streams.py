"""The interpreter builds what the unpickler would build."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fakes import opcodes as op

from modelkeep.engines.artifacts.pickle.streams import interpret, next_start, streams
from modelkeep.engines.artifacts.pickle.values import Call, Dict, Global, plain
from modelkeep.engines.artifacts.sources import Bytes

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**80), 2**80)
    | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=()), max_size=300)
    | st.binary(max_size=300)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=20)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text(max_size=5) | st.integers(0, 500), inner, max_size=20)
        | st.frozensets(st.integers(0, 99))
    ),
    max_leaves=40,
)


@given(VALUES, st.integers(4, 5))
@settings(max_examples=60)
def test_constants_and_containers_are_what_was_pickled(value: Any, protocol: int) -> None:
    stream = interpret(Bytes(pickle.dumps(value, protocol)))
    assert (stream.error, stream.opcodes > 0) == ("", True)
    assert plain(stream.value) == value


@pytest.mark.parametrize("protocol", range(6))
@pytest.mark.parametrize(
    "value",
    [
        {f"word {each}": each * 7 for each in range(3_000)},
        [each / 3 for each in range(2_500)],
        [[str(each), "same", None, True, -each, 10**30] for each in range(300)] * 2,
        ["x" * each for each in range(300)],
        {"a\nb": "\ud800\\u0041\x94", "é": "\x00\r\n", 3: -1.5},
    ],
    ids=["dict", "floats", "rows", "lengths", "escapes"],
)
def test_runs_are_read_as_single_opcodes_are(value: Any, protocol: int) -> None:
    stream = interpret(Bytes(pickle.dumps(value, protocol)))
    assert stream.error == ""
    assert plain(stream.value) == value


def test_what_a_run_memoised_is_found_again() -> None:
    words = [f"word {each}" for each in range(2_400)]
    for protocol in range(6):
        data = pickle.dumps([words, words[1999], words[2399], {words[5]: 1}], protocol)
        assert plain(interpret(Bytes(data)).value) == [words, "word 1999", "word 2399", {"word 5": 1}], protocol


@pytest.mark.parametrize("version", [0, 2])
def test_names_of_python_2_are_those_of_python_3(version: int) -> None:
    stream = interpret(Bytes(op.pickle(op.name("__builtin__", "eval"), version=version)))
    assert str(stream.value) == "builtins.eval"


def test_protocol_3_has_no_names_of_python_2() -> None:
    assert str(interpret(Bytes(op.pickle(op.name("__builtin__", "eval"), version=3))).value) == "__builtin__.eval"


def test_calls_keep_their_arguments_and_state() -> None:
    stream = interpret(Bytes(op.pickle(op.build(op.call(op.name("a.b", "C"), 1, "x"), op.dic("k", 2)))))
    value = stream.value
    assert isinstance(value, Call)
    assert str(value.callee) == "a.b.C"
    assert value.args == (1, "x")
    assert isinstance(value.state, Dict)
    assert value.state.pairs == ["k", 2]


@pytest.mark.parametrize(
    ("data", "error", "end"),
    [
        (b"", "ends before STOP", 0),
        (b"\x80\x04", "ends before STOP", 2),
        (b"\x80\x09.", "protocol 9", 0),
        (b"\x80\x04\xff", "0xff is unknown", 2),
        (b"\x80\x04R.", "empty stack", 2),
        (b"\x80\x04e", "mark that is not there", 2),
        (b"\x80\x04h\x05", "key 5 was not written", 2),
        (b"\x80\x04X\xff\xff\xff\x7fabc", "claims 2,147,483,647 bytes where 3 are left", 2),
        (b"\x80\x04\x8b\xff\xff\xff\x7f", "claims", 2),
        (b"\x80\x04\x8e" + b"\xff" * 8, "claims", 2),
        (b"\x80\x04J\x00", "within an opcode", 2),
        (b"cos\nsystem", "without an end", 0),
        (b"I12x\n.", "malformed", 0),
    ],
    ids=repr,
)
def test_what_breaks_a_stream_is_told(data: bytes, error: str, end: int) -> None:
    stream = interpret(Bytes(data))
    assert error in stream.error
    assert (stream.value, stream.end) == (None, end)


def test_windows_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    value = [{"a": [b"x" * 70_000, "y" * 90_000, each, 1.5, f"w{each}"]} for each in range(20)] + ["z" * 100] * 50
    for protocol in (0, 2, 4):
        data = pickle.dumps(value, protocol)
        monkeypatch.setattr("modelkeep.engines.artifacts.pickle.machine.FIRST", 61)
        monkeypatch.setattr("modelkeep.engines.artifacts.pickle.machine.WINDOW", 83)
        stream = interpret(Bytes(data))
        assert (stream.error, stream.end) == ("", len(data))
        assert plain(stream.value) == value


def test_streams_follow_each_other() -> None:
    data = pickle.dumps(1) + b"\x00" * 5 + pickle.dumps([2]) + op.pickle(op.name("a", "b"))
    values = [stream.value for stream in streams(Bytes(data))]
    assert values[:2] == [1, [2]]
    assert isinstance(values[2], Global)


def test_the_next_start_is_found() -> None:
    noise = b"\xff\x10" * 20
    assert next_start(Bytes(noise + pickle.dumps([1])), 0) == 40
    assert next_start(Bytes(b"\xff\x00cos\nsystem\n."), 0) == 2
    assert next_start(Bytes(noise), 0) is None
