"""joblib's files: raw arrays between opcodes are stepped over, and what hides in them is not."""

from __future__ import annotations

import pytest
from tests.fakes.opcodes import BUILD, NONE, Part, build, call, const, dic, lst, name, new, pickle, raw, tup

from modelkeep.catalogue.artifacts import load_policy
from modelkeep.core.artifacts import State
from modelkeep.engines.artifacts.inspecting import inspect
from modelkeep.engines.artifacts.sources import Bytes

POLICY = load_policy()
PAYLOAD = call(name("os", "system"), "id")


def dtype(text: str, size: int = -1, flags: int = 0) -> bytes:
    """numpy.dtype, with its state."""
    return build(call(name("numpy", "dtype"), text, False, True), tup(3, "<", NONE, NONE, NONE, size, size, flags))


def array(kind: bytes, data: bytes, *shape: int, padding: bytes | None = None) -> bytes:
    """A wrapper with what follows it."""
    state: list[Part] = [
        "shape",
        tup(*shape),
        "dtype",
        kind,
        "order",
        "C",
        "subclass",
        name("numpy", "ndarray"),
        "allow_mmap",
        True,
    ]
    if padding is not None:
        state += ["numpy_array_alignment_bytes", 16]
        data = bytes([len(padding)]) + padding + data
    return new(name("joblib.numpy_pickle", "NumpyArrayWrapper")) + dic(*state) + BUILD + data


HOSTILE = bytes(range(256)) * 2
CLEAN = {
    "floats": array(dtype("f8"), HOSTILE[:80], 5, 2),
    "padded": array(dtype("f8"), HOSTILE[:80], 10, padding=b"\xff" * 7),
    "not padded": array(dtype("f8"), HOSTILE[:80], 10, padding=b""),
    "empty": array(dtype("f8"), b"", 0),
    "scalar": array(dtype("i4"), b"\xff" * 4),
    "text": array(dtype("U3"), HOSTILE[:24], 2),
    "bytes": array(dtype("S5"), HOSTILE[:10], 2),
    "flags": array(dtype("b1"), HOSTILE[:3], 3),
    "records": array(dtype("V12", 12, 16), HOSTILE[:24], 2),
    "objects": array(dtype("O8", -1, 63), pickle(lst("a", NONE), version=2), 2),
}


@pytest.mark.parametrize("data", CLEAN.values(), ids=CLEAN)
def test_arrays_are_stepped_over(data: bytes) -> None:
    told = inspect("m.joblib", Bytes(pickle(dic("a", data, "b", 1))), POLICY)
    assert (told.state, told.issues, told.gaps) == (State.CLEAN, (), ())


@pytest.mark.parametrize("data", CLEAN.values(), ids=CLEAN)
def test_what_follows_an_array_is_told(data: bytes) -> None:
    told = inspect("m.joblib", Bytes(pickle(lst(data, PAYLOAD))), POLICY)
    assert [issue.rule for issue in told.issues] == ["pickle-dangerous-call"]


@pytest.mark.parametrize(
    "data",
    [
        array(dtype("O8", -1, 63), pickle(PAYLOAD), 1),
        array(
            dtype("f8"), PAYLOAD + NONE * (160 - len(PAYLOAD)), 20
        ),  # opcodes for pickle.load, numbers for joblib.load
    ],
    ids=["in objects", "as numbers"],
)
def test_what_hides_in_an_array_is_told(data: bytes) -> None:
    told = inspect("m.joblib", Bytes(pickle(data)), POLICY)
    assert "pickle-dangerous-call" in {issue.rule for issue in told.issues}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (array(dtype("f8"), b"", 10**9), "claims 8,000,000,000 bytes"),
        (array(dtype("f8"), b"", -5), "not known"),
        (array(const("f8"), b"", 5), "not known"),
        (array(dtype("O8", -1, 63), b"\xff", 5), "array of objects"),
        (build(new(name("joblib.numpy_pickle", "NDArrayWrapper")), dic("filename", "m.npy")), "another file, m.npy"),
    ],
    ids=["too large", "negative", "no type", "no pickle", "elsewhere"],
)
def test_what_is_not_read_is_a_gap(data: bytes, reason: str) -> None:
    told = inspect("m.joblib", Bytes(pickle(data)), POLICY)
    assert reason in " ".join(gap.reason for gap in told.gaps)


def test_bytes_beside_arrays_are_data() -> None:
    told = inspect("m.joblib", Bytes(pickle(lst(raw(PAYLOAD), CLEAN["floats"]))), POLICY)
    assert told.state is State.CLEAN
