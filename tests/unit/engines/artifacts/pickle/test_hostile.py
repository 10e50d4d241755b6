"""Files made to break the interpreter: it ends, within its bounds, and raises nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fakes import opcodes as op
from tests.fakes.opcodes import build, call, dic, lst, name, new, pickle, raw, tup

from modelkeep.catalogue.artifacts import load_policy
from modelkeep.engines.artifacts.formats import pickled
from modelkeep.engines.artifacts.inspecting import inspect_source
from modelkeep.engines.artifacts.limits import Limits
from modelkeep.engines.artifacts.looking import Budget, Look
from modelkeep.engines.artifacts.pickle.streams import interpret
from modelkeep.engines.artifacts.sources import Bytes

POLICY = load_policy()
WRAPPER = name("joblib.numpy_pickle", "NumpyArrayWrapper")
DTYPE = call(name("numpy", "dtype"), "f8")
WHOLE = (
    pickle(call(name("os", "system"), "id"), op.POP, lst(1, "a", 2.5, None), version=2),
    pickle(build(new(name("a.b", "C"), 1), dic("k", raw(b"x" * 9))), op.put(1), op.get(1), op.TUPLE2, op.BINPERSID),
    pickle(build(new(WRAPPER), dic("shape", tup(2), "dtype", DTYPE)) + bytes(16)),
    pickle(
        call(name("builtins", "map"), name("builtins", "getattr"), lst(op.stacked("os", "path"))), op.DUP, op.TUPLE2
    ),
    b"(lp0\nI1\naF2.5\naS'x'\naVy\na(dp1\nL3L\nI01\ns.",
    b"(ios\nsystem\np0\ncos\nsystem\n(S'id'\no.",
)


@given(
    st.sampled_from(WHOLE),
    st.lists(
        st.tuples(st.integers(0, 200), st.integers(0, 3), st.binary(max_size=6) | st.sampled_from(WHOLE)), max_size=5
    ),
)
@settings(max_examples=50, deadline=None)
def test_a_broken_file_raises_nothing(whole: bytes, changes: list[tuple[int, int, bytes]]) -> None:
    data = bytearray(whole)
    for place, removed, added in changes:
        at = place % (len(data) + 1)
        data[at : at + removed] = added
    look = Look(("m.pkl",), POLICY, Budget(Limits(opcodes=100_000), inspect_source))
    pickled.inspect(Bytes(bytes(data)), look)
    assert look.budget.opcodes <= 300_000


@pytest.mark.parametrize(
    "data",
    [
        op.EMPTY_LIST * 30_000,
        op.MARK * 30_000,
        op.EMPTY_TUPLE + op.TUPLE1 * 30_000 + op.STOP,
        op.EMPTY_TUPLE + (op.DUP + op.TUPLE2) * 20_000 + op.STOP,
        op.NONE + op.MEMOIZE * 30_000,
        call(name("operator", "call"), *[name("operator", "call")] * 1_000) + op.STOP,
        name("operator", "call") + (op.TUPLE1 + op.REDUCE) * 10 + op.STOP,
        b"I" + b"9" * 100_000 + b"\n.",
        b"\x8b\xff\xff\x00\x00" + b"\xff" * 65_535 + op.STOP,
    ],
    ids=["lists", "marks", "tuples", "doubled", "memo", "calls", "calls of calls", "digits", "long"],
)
def test_depth_and_length_are_no_matter(data: bytes) -> None:
    look = Look(("m.pkl",), POLICY, Budget(Limits(), inspect_source))
    pickled.inspect(Bytes(data), look)
    assert look.budget.opcodes <= 300_000


def test_the_bound_of_opcodes_is_told() -> None:
    stream = interpret(Bytes(op.NONE * 400_000 + op.STOP), opcodes=100_000)
    assert "more than 100,000 opcodes" in stream.error


def test_calls_are_told_even_where_values_are_no_longer_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("modelkeep.engines.artifacts.pickle.machine.KEPT", 10)
    monkeypatch.setattr("modelkeep.engines.artifacts.pickle.machine.CHUNK", 8)
    data = pickle(op.EMPTY_LIST, (op.NONE + op.APPEND) * 50, call(name("os", "system"), "id"), op.APPEND)
    look = Look(("m.pkl",), POLICY, Budget(Limits(), inspect_source))
    pickled.inspect(Bytes(data), look)
    assert [issue.rule for issue in look.budget.issues] == ["pickle-dangerous-call"]
    assert interpret(Bytes(data)).elided
