"""How the lake's log tables are declared: a table is written down once, and Parquet's schema, the SQL views, the documentation and
the map of Sigma's field names derive from it.

Every table begins with the same columns (`COMMON`):

- `event_id`: the source's own id; where it has none, a hash of the raw record. Within a partition there is each id once.
- `at`: when it happened, UTC, microseconds.
- `account`, `region`, `day`: the partition, by content; account and region are `''` where the source tells none.
- `origin`: the ledger's id of the object that it came from; NULL for records that were read without a lake.

NULL is what the record did not hold. What has no fixed form is kept as JSON text (`free`), as it was in the record.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

TEXT, TIME, DATE, WHOLE, NUMBER, TRUTH = "VARCHAR", "TIMESTAMP", "DATE", "BIGINT", "DOUBLE", "BOOLEAN"
"""The types of columns, by their names in DuckDB. Free-form columns are TEXT that holds JSON."""
REST = "rest"
"""The column of documented top-level fields that have no column of their own: one JSON object, NULL where there is none."""


@dataclass(frozen=True, slots=True)
class LogColumn:
    """One column: its name, its type, the dotted path in the source's record that fills it, and the paths that do where that one
    holds nothing, in order. A column without a path is filled by the lake.
    """

    name: str
    type: str
    path: str = ""
    otherwise: tuple[str, ...] = ()

    @property
    def paths(self) -> tuple[str, ...]:
        """All paths, the first first."""
        return (self.path, *self.otherwise) if self.path else ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a field of the source's record stands: a column, and the dotted path inside it ('' for the column itself).

    With a path, the column is JSON text.
    """

    column: LogColumn
    path: str = ""


@dataclass(frozen=True)
class LogTable:
    """One source's events. `event_id`, `at`, `account` and `region` say which paths fill the common columns; `rest` are documented
    top-level fields without a column of their own. `doc` is one sentence with the page that the fields are from.
    """

    name: str
    doc: str
    event_id: tuple[str, ...]
    at: tuple[str, ...]
    account: tuple[str, ...]
    region: tuple[str, ...]
    columns: tuple[LogColumn, ...]
    free: tuple[LogColumn, ...] = ()
    rest: tuple[str, ...] = ()
    epoch: str = ""
    """`s` or `ms` where `at` is a number of them since 1970; '' for ISO 8601 text."""

    @cached_property
    def common(self) -> tuple[LogColumn, ...]:
        """The columns that every table begins with."""
        return (
            _column("event_id", TEXT, self.event_id),
            _column("at", TIME, self.at),
            _column("account", TEXT, self.account),
            _column("region", TEXT, self.region),
            LogColumn("day", DATE),
            LogColumn("origin", WHOLE),
        )

    @cached_property
    def all(self) -> tuple[LogColumn, ...]:
        """Every column in the order in which the lake has them."""
        rest = (LogColumn(REST, TEXT),) if self.rest else ()
        return (*self.common, *self.columns, *self.free, *rest)

    @cached_property
    def _by_path(self) -> dict[str, LogColumn]:
        # A path may fill two columns (a stable principal and the ARN as recorded): the one that nothing else fills is meant.
        found: dict[str, LogColumn] = {}
        for column in sorted((*self.common, *self.columns, *self.free), key=lambda each: len(each.otherwise)):
            if column.path:
                found.setdefault(column.path, column)
        return found

    def column(self, name: str) -> LogColumn:
        """The column of a name. Raises KeyError."""
        for each in self.all:
            if each.name == name:
                return each
        raise KeyError(name)

    def locate(self, field: str) -> Place | None:
        """Where a field stands that is named as the source names it (`userIdentity.type`, `requestParameters.name`), or as the lake
        does (`principal`); None for a field that the table does not have. Names are compared exactly."""
        if field in self._by_path:
            return Place(self._by_path[field])
        parts = field.split(".")
        for length in range(len(parts) - 1, 0, -1):
            head = ".".join(parts[:length])
            for each in self.free:
                if each.path == head:
                    return Place(each, ".".join(parts[length:]))
        if parts[0] in self.rest:
            return Place(LogColumn(REST, TEXT), field)
        return next((Place(each) for each in self.all if each.name == field), None)


def _column(name: str, type_: str, paths: tuple[str, ...]) -> LogColumn:
    return LogColumn(name, type_, paths[0] if paths else "", paths[1:])


def texts(**paths: str) -> tuple[LogColumn, ...]:
    """Columns of text by name and path."""
    return tuple(LogColumn(name, TEXT, path) for name, path in paths.items())


def numbers(**paths: str) -> tuple[LogColumn, ...]:
    """Columns of whole numbers by name and path."""
    return tuple(LogColumn(name, WHOLE, path) for name, path in paths.items())
