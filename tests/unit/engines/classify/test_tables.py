"""Many documents and rows at once give what they give one by one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelkeep.core.artifact_policy import Policy
from modelkeep.engines.artifacts.limits import Limits
from modelkeep.engines.artifacts.looking import Budget, Look
from modelkeep.engines.classify.packed import BETWEEN, Packed
from modelkeep.engines.classify.reading import Column, Plan, Reading, Tally, Text
from modelkeep.engines.classify.tables import Rows


class Kept:
    """A sink that keeps all."""

    def __init__(self) -> None:
        self.columns: dict[str, list[tuple[int, bytes]]] = {}

    def text(self, place: tuple[str, ...], piece: Text) -> None:
        raise AssertionError(place)

    def column(self, place: tuple[str, ...], column: Column) -> None:
        self.columns.setdefault(column.name, []).extend(zip(column.rows, column.values, strict=True))


def reading() -> tuple[Kept, Reading]:
    kept = Kept()
    look = Look(("x",), Policy(), Budget(Limits(), lambda *_: None))
    return kept, Reading(look, Plan(), kept, Tally())


def rows() -> tuple[Kept, Rows]:
    kept, own = reading()
    return kept, Rows(own)


TEXTS = st.sampled_from(
    ["", "x", "[", "{", '{"a": ["y", {}]}', "[1, {}]", "bytes\0\n\0", "é", "\ud800", "eA==", "BASE64"]
)
DOCUMENTS = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.just(0.5), TEXTS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["a", "b", "a.b", "", "encoding", "data"]), inner, max_size=3),
    ),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(DOCUMENTS, max_size=6))
def test_documents(documents: list[Any]) -> None:
    one, by_one = rows()
    for each in documents:
        by_one.document(each)
    by_one.end()
    many, at_once = rows()
    at_once.documents(documents[:4])
    at_once.documents(documents[4:])
    at_once.end()
    assert (many.columns, at_once.row) == (one.columns, by_one.row)


@pytest.mark.parametrize(
    "table", [[["a", "b"], ["", "c"]], [["a"], [], ["b", "c"]], [["a", "b", "c"], ["d", "e"]], [["a\0\n\0b", "c"]]]
)
@pytest.mark.parametrize("names", [["x", "y"], ["x", "x"]])
def test_rows(names: list[str], table: list[list[str]]) -> None:
    one, by_one = rows()
    for each in table:
        by_one.add(names, each)
    by_one.end()
    many, at_once = rows()
    at_once.table(names, table)
    at_once.end()
    assert (many.columns, at_once.row) == (one.columns, by_one.row)


def test_values_are_joined_and_taken_apart() -> None:
    packed = Packed.texts(["a", "bc", ""])
    assert (packed.joined, len(packed)) == (b"a" + BETWEEN + b"bc" + BETWEEN, 3)
    assert (list(packed), packed.starts) == ([b"a", b"bc", b""], [0, 4, 9, 12])
    assert Packed(list(packed)).joined == packed.joined


def test_a_column_that_stands_for_many_objects() -> None:
    kept, at_once = rows()
    at_once.documents([json.loads('{"user": {"ssn": "1", "cards": ["a", "b"]}}'), {"user": {"cards": ["c", 4]}}])
    assert kept.columns == {"user.ssn": [(0, b"1")], "user.cards[]": [(0, b"a"), (0, b"b"), (1, b"c"), (1, b"4")]}
