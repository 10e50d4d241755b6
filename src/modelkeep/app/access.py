"""The world of a snapshot: who can do what in the accounts that it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import duckdb

from modelkeep.core.coverage import KNOWN, Outcome
from modelkeep.core.kinds.organizations import MemberAccount
from modelkeep.core.tables import Condition, Row, table_of
from modelkeep.engines.access.actions import ActionTable
from modelkeep.engines.access.building import build
from modelkeep.engines.access.world import World

RowT = TypeVar("RowT", bound=Row)

_BATCH = 10_000
_NOBODY = "arn:aws:iam::000000000000:root"
_NOT_ASKED = "it was not asked"


def world_of(connection: duckdb.DuckDBPyConnection, table: ActionTable) -> World:
    """The world that a snapshot shows."""
    return build(table, SnapshotEstate(connection))


@cache
def world_tables() -> frozenset[str]:
    """The tables that a world is built from: the names of all that `build` asks an estate for."""
    estate = _Noting()
    build(ActionTable({"services": ()}, lambda _: None), estate)
    return frozenset(estate.asked)


class _Noting:
    """An estate of one account, which manages an organisation, that notes what it is asked for."""

    def __init__(self) -> None:
        self.asked: set[str] = set()

    def rows(self, row: type[RowT]) -> Iterator[RowT]:
        """One row for members of the organisation, else none."""
        self.asked.add(table_of(row).name)
        if issubclass(row, MemberAccount):
            yield row(arn=_NOBODY, account_id=_NOBODY.split(":")[4], is_management=True)

    def was_read(self, call: str, account: str, region: str, resource: str) -> bool:
        """Everything was."""
        return True

    def why_not(self, call: str, account: str, resource: str) -> str:
        """Never asked."""
        return ""


class SnapshotEstate:
    """A snapshot's rows as the objects that declare them, and its reads."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        """The connection stays the caller's."""
        self._connection = connection
        self._known: set[tuple[str, str]] = set()
        self._bulk: set[tuple[str, str]] = set()
        self._failed: dict[tuple[str, str], str] = {}
        for call, account, resource, outcome, code, message in self._fetch(
            'SELECT "call", account, resource, outcome, code, message FROM "read"'
        ):
            key = (call, resource or account)
            if Outcome(outcome) not in KNOWN:
                self._failed[key] = ": ".join(each for each in (code or outcome, message) if each)
            elif resource:
                self._known.add(key)
            else:
                self._bulk.add(key)

    def rows(self, row: type[RowT]) -> Iterator[RowT]:
        """All rows of a table. Columns that are NULL and have a default that is not None keep it: an older snapshot lacks them."""
        names = [field.name for field in fields(row)]
        convert = _converters(row)
        columns = ", ".join(f'"{name}"' for name in names)
        for values in self._fetch(f'SELECT {columns} FROM "{table_of(row).name}"'):
            yield row(
                **{
                    name: convert[name](value) if name in convert else value
                    for name, value in zip(names, values, strict=True)
                    if value is not None
                }
            )

    def was_read(self, call: str, account: str, region: str, resource: str) -> bool:
        """Whether a call about this resource, or about the whole account, gave an answer, and none in any region failed."""
        if (call, resource) in self._known:
            return True
        if (call, resource) in self._failed or (call, account) in self._failed:
            return False
        return (call, account) in self._bulk

    def why_not(self, call: str, account: str, resource: str) -> str:
        """Why there is no answer, in words."""
        return self._failed.get((call, resource)) or self._failed.get((call, account)) or _NOT_ASKED

    def _fetch(self, query: str) -> Iterator[tuple[Any, ...]]:
        cursor = self._connection.cursor()
        cursor.execute(query)
        while batch := cursor.fetchmany(_BATCH):
            yield from batch


def _converters(row: type[Row]) -> Mapping[str, Callable[[Any], Any]]:
    """How DuckDB's lists become tuples, and its structs conditions."""
    found: dict[str, Callable[[Any], Any]] = {}
    for name, hint in get_type_hints(row).items():
        for each in (hint, *get_args(hint)):
            if get_origin(each) is tuple:
                found[name] = _conditions if Condition in get_args(each) else tuple
    return found


def _conditions(value: Iterable[Mapping[str, Any]]) -> tuple[Condition, ...]:
    return tuple(Condition(each["operator"], each["key"], tuple(each["values"])) for each in value)
