"""Rows behave as dataclasses do, with methods that all tables share, and columns follow the annotations of their own module."""

from __future__ import annotations

import dataclasses
import typing

import pytest

from modelkeep.core.kinds import tables
from modelkeep.core.kinds.s3 import Bucket
from modelkeep.core.tables import Column, Resource, sql_type


def test_rows_of_one_table_with_equal_columns_are_equal() -> None:
    row = Bucket(arn="a", name="n", tags=None)
    assert row == Bucket(arn="a", name="n")
    assert hash(row) == hash(Bucket(arn="a", name="n"))
    assert row != Bucket(arn="a", name="other")
    assert row != Resource(arn="a", name="n")
    assert row != "a"


def test_a_row_shows_its_class_and_columns_and_is_not_changed() -> None:
    row = Bucket(arn="a", name="n")
    assert repr(row).startswith("Bucket(arn='a', account='', region='', name='n', tags=None")
    with pytest.raises(dataclasses.FrozenInstanceError):
        row.name = "m"  # type: ignore[misc]  # that it cannot be is what is tested


def test_columns_are_those_of_the_annotations() -> None:
    for table in tables().values():
        hints = typing.get_type_hints(table.row)
        expected = tuple(Column(each.name, sql_type(hints[each.name])) for each in dataclasses.fields(table.row))
        assert table.columns == expected
