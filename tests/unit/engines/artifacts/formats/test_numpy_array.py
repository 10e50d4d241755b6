"""Arrays of numbers are looked at for what hides in them, arrays of objects are pickles."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelkeep.core.artifacts import Inspection, State
from modelkeep.engines.artifacts.formats.numpy_array import item_size
from modelkeep.engines.artifacts.inspecting import inspect
from modelkeep.engines.artifacts.policy import Policy
from modelkeep.engines.artifacts.sources import Bytes

CALL = b"cos\nsystem\n(S'id'\ntR."


def npy(descr: str, shape: str, data: bytes, version: int = 1) -> bytes:
    text = f"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}, }}\n".encode()
    width = 2 if version == 1 else 4
    return b"\x93NUMPY" + bytes([version, 0]) + len(text).to_bytes(width, "little") + text + data


def look(data: bytes) -> Inspection:
    return inspect("a.npy", Bytes(data), Policy())


@pytest.mark.parametrize("version", [1, 2, 3])
@pytest.mark.parametrize(
    ("descr", "shape", "size"),
    [
        ("'<f8'", "(3, 2)", 48),
        ("'|b1'", "()", 1),
        ("'<U5'", "(2,)", 40),
        ("[('x', '<i4'), ('y', '<f8', (2,))]", "(2,)", 40),
        ("'<M8[ns]'", "(10L,)", 80),
        ("'<f8'", "(0, 3)", 0),
    ],
)
def test_numbers_are_clean(descr: str, shape: str, size: int, version: int) -> None:
    assert look(npy(descr, shape, bytes(size), version)).state is State.CLEAN


def test_one_array_after_the_other_is_clean() -> None:
    assert look(npy("'<f8'", "(3,)", bytes(24)) + npy("'<f4'", "(3,)", bytes(12))).state is State.CLEAN


@pytest.mark.parametrize("descr", ["'|O'", "[('x', '<i4'), ('y', 'O')]"])
def test_objects_are_a_member_of_their_own(descr: str) -> None:
    told = look(npy(descr, "(3,)", b"\0\0nothing known"))
    assert told.gaps[0].place == ("a.npy", "objects")


def test_what_hides_in_numbers_is_told() -> None:
    told = look(npy("'|u1'", "(100,)", CALL + bytes(100 - len(CALL))))
    assert "hidden-in-tensor" in [issue.rule for issue in told.issues]


def test_what_follows_the_numbers_is_inspected() -> None:
    told = look(npy("'|u1'", "(10,)", bytes(10)) + b"\0 something else")
    assert told.gaps[0].place == ("a.npy", "bytes after the array")


@pytest.mark.parametrize(
    "data",
    [
        npy("'<f8'", "(3,)", bytes(20)),
        npy("'<f8'", "(-3,)", b""),
        npy("'what'", "(3,)", b""),
        npy("__import__('os')", "(3,)", b""),
        npy("'<f8'", "(" * 3000, b""),
        b"\x93NUMPY\1\0\xff\xff{",
        b"\x93NUMPY\2\0\xff\xff\xff\xff{",
        b"\x93NUMPY\7\0\1\0{",
        b"\x93NUMPY",
    ],
    ids=["short", "negative", "type", "call", "nested", "cut", "huge", "version", "empty"],
)
def test_a_malformed_array_is_a_gap(data: bytes) -> None:
    told = look(data)
    assert told.state is State.NOT_ANALYSED
    assert told.gaps


def test_sizes_follow_numpys_types() -> None:
    assert [item_size(each) for each in ("<f8", "|S3", "<U2", "?", "|O", ("<f4", (2, 3)))] == [8, 3, 8, 1, None, 24]


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 200))
def test_a_broken_file_raises_nothing(noise: bytes, place: int) -> None:
    data = npy("[('x', '<i4'), ('y', '<f8', (2,))]", "(2,)", bytes(40))
    data = data[:place] + noise + data[place + len(noise) :]
    assert look(data).size == len(data)
