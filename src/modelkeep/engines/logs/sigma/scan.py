"""The one scan of a log table: which events any rule's condition matches, with a flag for each condition and the fields asked of them.

Most events are of names that no rule asks about, and most conditions are about few names. So each event is told apart once, by a join
with the names; a condition is looked at for events of its names alone, and a field is taken from the record for the rules that need it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlglot import exp

from modelkeep.core.logs.tables import LogTable
from modelkeep.engines.logs.sigma.dialects import Dialect, text
from modelkeep.engines.logs.sigma.fields import Fields
from modelkeep.engines.logs.sigma.narrowing import TOLD_APART

_GROUP = "named_group"
_NAME = "named"


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
    needed: dict[str, set[str]] = field(default_factory=dict)
    """By expression: the flags of the rules that ask for it."""

    def flag(self, condition: str, names: frozenset[str] | None) -> str:
        """The column that says whether a condition holds."""
        self.names[condition] = names
        return self.flags.setdefault(condition, f"m{len(self.flags)}")

    def column(self, expression: str, flags: Iterable[str]) -> str:
        """The column of a field, which has its value where one of these flags holds and is NULL elsewhere."""
        self.needed.setdefault(expression, set()).update(flags)
        return self.fields.setdefault(expression, f"f{len(self.fields)}")

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
        flags = sorted(self.needed[expression], key=lambda each: int(each[1:]))
        return f"CASE WHEN {' OR '.join(flags)} THEN {expression} END"

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
