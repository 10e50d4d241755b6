"""How DuckDB looks at a log table: first which kinds of events there are, then at the events of the kinds for which a rule can fire.

Four small steps, of which only the first and the last read the table, each the columns that it needs:

1. `kinds`: the different values of the columns that make a kind (`narrowing`), with the time of the first such event;
2. `names`: the names of events among them, so that conditions about other names are not even planned;
3. `possible`: for which of the remaining conditions there is a kind at which they can hold;
4. `hits`: the events of such kinds. What a kind decides comes with the kind; the rest of a condition is asked of the events, once.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from modelkeep.engines.logs.sigma.narrowing import KIND_COLUMNS

_TRUE, _FALSE = "TRUE", "FALSE"
_ALL = 1 << 62
"""More rows than there are. DuckDB takes no filter past a limit: so it asks each condition once, not for the filter and for the flag."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """A condition and its column of hits. `names` are the only names of events at which it can hold, None for any. `possible` is what
    holds of an event's kind wherever it does, and reads these columns; it is the whole condition where it is `exact`."""

    flag: str
    sql: str
    names: tuple[str, ...] | None
    possible: str
    columns: tuple[str, ...]
    exact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A field of hits. It is taken from events with any of the flags; `is_column` says that this spares nothing."""

    name: str
    sql: str
    flags: tuple[str, ...]
    is_column: bool
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What is asked of a log table. `name` is the column of events' names, '' for none; `columns` are those that make a kind."""

    table: str
    name: str
    columns: tuple[str, ...]
    tests: tuple[Test, ...]
    taken: tuple[Taken, ...]

    def kinds(self) -> str:
        """The query of the kinds, with the time of the first event of each as `at`."""
        columns = "".join(f'"{each}", ' for each in self.columns)
        return f'SELECT {columns}min("at") AS "at" FROM {self.table}{" GROUP BY ALL" if columns else ""}'

    def names(self) -> str:
        """The query of the names of events in lower case, over the kinds."""
        return f'SELECT DISTINCT lower("{self.name}") FROM kind_{self.table}'

    def of_names(self, names: Collection[str]) -> Sequence[Test]:
        """The conditions that can hold at these names of events."""
        present = frozenset(names)
        return [each for each in self.tests if each.names is None or not present.isdisjoint(each.names)]

    def possible(self, tests: Sequence[Test]) -> str:
        """The query of one row: for each condition, whether there is a kind at which it can hold."""
        asked = ", ".join(f"coalesce(bool_or({_decided(each)}), FALSE)" for each in tests)
        return f"SELECT {asked} FROM kind_{self.table}"

    def hits(self, tests: Sequence[Test]) -> str:
        """The query of the events at which any of these conditions holds: event_id, t, account, region, fields, flags."""
        flags = {each.flag for each in tests}
        taken = [each for each in self.taken if not flags.isdisjoint(each.flags)]
        fields = "".join(f", {self._field(each, flags)} AS {each.name}" for each in taken)
        kept = "".join(f", {each.flag}" for each in tests)
        some = " OR ".join(each.flag for each in sorted(tests, key=lambda each: not each.exact)) or _FALSE
        columns = f'event_id, epoch_us("at") AS t, account, region{fields}{kept}'
        return f"SELECT {columns} FROM ({self._flagged(tests)}) AS e WHERE {some}"

    def _flagged(self, tests: Sequence[Test]) -> str:
        told = "".join(f", {_decided(each)} AS k_{each.flag}" for each in tests)
        columns = sorted({name for each in tests for name in each.columns})
        key = ", ".join(f'"{name}" AS "k_{name}"' for name in columns) or "0"
        some = " OR ".join(dict.fromkeys(each.possible for each in tests))
        kinds = f"SELECT DISTINCT {key}{told} FROM kind_{self.table} WHERE {some or _FALSE}"
        same = " AND ".join(f'e."{name}" IS NOT DISTINCT FROM k."k_{name}"' for name in columns) or _TRUE
        flags = "".join(f", {_held(each)} AS {each.flag}" for each in tests)
        return f"SELECT e.*{flags} FROM {self.table} AS e JOIN ({kinds}) AS k ON {same} LIMIT {_ALL}"

    @staticmethod
    def _field(taken: Taken, flags: Collection[str]) -> str:
        if taken.is_column:
            return taken.sql
        return f"CASE WHEN {' OR '.join(each for each in taken.flags if each in flags)} THEN {taken.sql} END"

    def absent(self, columns: Collection[str]) -> str:
        """The fields and flags that are none of these columns, as they are where no condition of theirs holds: after a comma."""
        fields = [f"NULL::{each.type} AS {each.name}" for each in self.taken if each.name not in columns]
        flags = [f"{_FALSE} AS {each.flag}" for each in self.tests if each.flag not in columns]
        return "".join(f", {each}" for each in (*fields, *flags))


def kind_columns(table: str) -> frozenset[str]:
    """The columns that make a kind of a table's events."""
    return KIND_COLUMNS.get(table, frozenset())


def _decided(test: Test) -> str:
    # CASE asks the parts of a conjunction one after the other; without it, DuckDB asks all of all.
    return f"CASE WHEN {test.possible} THEN TRUE ELSE FALSE END"


def _held(test: Test) -> str:
    kind = f"k.k_{test.flag}"
    return kind if test.exact else f"CASE WHEN {kind} THEN CASE WHEN {test.sql} THEN TRUE ELSE FALSE END ELSE FALSE END"
