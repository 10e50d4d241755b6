"""The one scan of a log table: which events any rule's condition matches, with a flag for each condition and the fields asked of them.

Most events are of names that no rule asks about, and most conditions are about few names. So each event is told apart once, by a join
with the names; a condition is looked at for events of its names alone, and a field is taken from the record for the rules that need it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlglot import exp

from modelkeep.core.logs.tables import TEXT, LogTable
from modelkeep.engines.logs.sigma.dialects import Dialect, text
from modelkeep.engines.logs.sigma.fields import Fields
from modelkeep.engines.logs.sigma.kinds import Look, Taken, Test
from modelkeep.engines.logs.sigma.narrowing import TOLD_APART

_GROUP = "named_group"
_NAME = "named"


@dataclass(frozen=True, slots=True)
class Possible:
    """What holds of an event's kind wherever a condition does, the columns that it reads, and whether it is all that the condition says."""

    sql: str
    columns: frozenset[str]
    exact: bool


@dataclass(slots=True)
class Scan:
    """What is asked of one table: conditions with their flags, fields with their columns."""

    table: LogTable
    flags: dict[str, str] = field(default_factory=dict)
    """Column by condition."""
    fields: dict[str, str] = field(default_factory=dict)
    """Column by expression."""
    names: dict[str, frozenset[str] | None] = field(default_factory=dict)
    """By condition: the only names of events at which it can hold, None for any."""
    possible: dict[str, Possible] = field(default_factory=dict)
    """By condition: what holds of an event's kind wherever it does."""
    needed: dict[str, set[str]] = field(default_factory=dict)
    """By expression: the flags of the rules that ask for it."""
    types: dict[str, str] = field(default_factory=dict)
    """By expression: its type."""
    columns: set[str] = field(default_factory=set)
    """The expressions that are a column."""
    grouped: set[str] = field(default_factory=set)
    """Columns of kinds that are asked for besides those of conditions."""

    def flag(self, condition: str, names: frozenset[str] | None, possible: Possible) -> str:
        """The column that says whether a condition holds."""
        self.names[condition], self.possible[condition] = names, possible
        return self.flags.setdefault(condition, f"m{len(self.flags)}")

    def column(self, expression: str, flags: Iterable[str], type_: str = TEXT, *, is_column: bool = False) -> str:
        """The column of a field, which has its value where one of these flags holds and may be NULL elsewhere."""
        self.needed.setdefault(expression, set()).update(flags)
        self.types[expression] = type_
        if is_column:
            self.columns.add(expression)
        return self.fields.setdefault(expression, f"f{len(self.fields)}")

    def look(self) -> Look:
        """The same in the steps that DuckDB takes."""
        tests = [
            Test(
                flag=flag, sql=condition, names=None if names is None else tuple(sorted(names)), possible=possible.sql,
                columns=tuple(sorted(possible.columns)), exact=possible.exact,
            )
            for condition, flag in self.flags.items()
            for names, possible in ((self.names[condition], self.possible[condition]),)
        ]  # fmt: skip
        taken = [
            Taken(
                name=name, sql=expression, flags=tuple(_in_order(self.needed[expression])), is_column=expression in self.columns,
                type=self.types[expression],
            )
            for expression, name in self.fields.items()
        ]  # fmt: skip
        name = self.table.locate(TOLD_APART[self.table.name]) if self.table.name in TOLD_APART else None
        columns = (
            {each for test in tests for each in test.columns} | self.grouped | ({name.column.name} if name else set())
        )
        return Look(
            table=self.table.name, name=name.column.name if name else "", columns=tuple(sorted(columns)), tests=tuple(tests),
            taken=tuple(taken),
        )  # fmt: skip

    def sql(self, dialect: Dialect) -> str:
        """The query: event_id, t, account, region, fields, flags."""
        groups = self._groups()
        arms = {condition: self._arm(condition, groups) for condition in self.flags}
        at = dialect.micros(exp.column("at", quoted=True)).sql(dialect.name)
        flags = "".join(f", coalesce({arms[condition]}, FALSE) AS {name}" for condition, name in self.flags.items())
        inner = f"SELECT e.*, {at} AS t{flags} FROM {self._source(groups, dialect)} WHERE {self._where(arms)}"
        fields = "".join(f", {self._field(expression)} AS {name}" for expression, name in self.fields.items())
        kept = "".join(f", {name}" for name in self.flags.values())
        return f"SELECT event_id, t, account, region{fields}{kept} FROM ({inner}) AS e"

    def _field(self, expression: str) -> str:
        return f"CASE WHEN {' OR '.join(_in_order(self.needed[expression]))} THEN {expression} END"

    def _groups(self) -> Mapping[str, int]:
        """A number for each name; names at which the same conditions may hold have the same number."""
        asked: dict[str, list[str]] = {}
        for condition, names in self.names.items():
            for each in sorted(names or ()):
                asked.setdefault(each, []).append(condition)
        numbers: dict[tuple[str, ...], int] = {}
        return {name: numbers.setdefault(tuple(conditions), len(numbers)) for name, conditions in sorted(asked.items())}

    def _arm(self, condition: str, groups: Mapping[str, int]) -> str:
        names = self.names[condition]
        if names is None:
            return f"({condition})"
        if not names:
            return "FALSE"
        among = ", ".join(str(each) for each in sorted({groups[name] for name in names}))
        return f"CASE WHEN {_GROUP} IN ({among}) THEN ({condition}) ELSE FALSE END"

    def _source(self, groups: Mapping[str, int], dialect: Dialect) -> str:
        if not groups:
            return f"{self.table.name} AS e"
        column = Fields(self.table, {})[TOLD_APART[self.table.name]].scalar(dialect)
        key = exp.Lower(this=column).sql(dialect.name)
        rows = ", ".join(f"({text(name).sql(dialect.name)}, {number})" for name, number in groups.items())
        return f"{self.table.name} AS e LEFT JOIN (VALUES {rows}) AS told({_NAME}, {_GROUP}) ON {key} = {_NAME}"

    def _where(self, arms: Mapping[str, str]) -> str:
        """Any of the conditions."""
        named = [arm for condition, arm in arms.items() if self.names[condition] is not None]
        others = [arm for condition, arm in arms.items() if self.names[condition] is None]
        if named:
            others.append(f"({_GROUP} IS NOT NULL AND ({' OR '.join(named)}))")
        return " OR ".join(others)


def _in_order(flags: Iterable[str]) -> list[str]:
    return sorted(flags, key=lambda each: int(each[1:]))
