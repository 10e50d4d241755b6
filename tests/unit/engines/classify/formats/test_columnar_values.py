"""The values of columnar files are taken whole, whatever their type."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pyarrow as pa
import pytest
from tests.unit.engines.classify.test_tables import reading

from modelkeep.engines.classify.formats.columnar import batch_columns
from modelkeep.engines.classify.packed import BETWEEN

TEXTS = ["a", None, "", "é" * 3]
TOLD = [(7, b"a"), (10, "ééé".encode())]


@pytest.mark.parametrize(
    ("array", "expected"),
    [
        (pa.array(TEXTS), TOLD),
        (pa.array(TEXTS, pa.large_string()), TOLD),
        (pa.array(TEXTS, pa.string_view()), TOLD),
        (pa.array(TEXTS).dictionary_encode(), TOLD),
        (pa.array([b"a", None, b"", "ééé".encode()]), TOLD),
        (pa.array([b"ab", None], pa.binary(2)), [(7, b"ab")]),
        (pa.array([1, None, -20], pa.int64()), [(7, b"1"), (9, b"-20")]),
        (pa.array([dt.date(2001, 2, 3)]), [(7, b"2001-02-03")]),
        (pa.array([b"x" + BETWEEN, b"y"]), [(7, b"x" + BETWEEN), (8, b"y")]),
        (pa.array(["", None]), None),
        (pa.array([["a", None], [], None, ["b"]]), [(7, b"a"), (10, b"b")]),
    ],
)
def test_values_and_rows(array: Any, expected: list[tuple[int, bytes]] | None) -> None:
    kept, own = reading()
    batch_columns(pa.record_batch([array], ["x"]), 7, own)
    assert list(kept.columns.values()) == ([] if expected is None else [expected])
