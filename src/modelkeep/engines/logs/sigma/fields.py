"""Fields of a rule as expressions over a log table's columns.

A field is named as the source names it (`eventName`, `requestParameters.name`), as the lake does (`principal`), or is one of the rule's own
derived fields, which stand under `modelkeep: fields:` by name:

    bucket:  {of: requestParameters.s3Uri, extract: 's3://([^/]+)'}   the first group of every match of a regular expression
    target:  {of: [requestParameters.topicArn, requestParameters.name]}     the values of several fields
    strange: {of: requestParameters.accounts, without: '%owned_accounts%'}  the values that are not among those of a placeholder
    address: {of: resources.ARN, extract: ':s3:::(.+)$', before: 's3://'}   every value with a text before it
    filters: {pairs: requestParameters.contentPolicyConfig.filtersConfig, of: [type, inputStrength],
              levels: [LOW, MEDIUM, HIGH]}
    cost:    {of: [modelId, model], prices: '%model_prices%'}   what an invocation cost by the price of the first field that has one

`pairs` gives a term `type|inputStrength` for every object of an array; with `levels`, the terms of every level up to the one that
stands there, so that a lower level lacks a term that a higher one has (for `lost_terms`), and a level that is not listed has none.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from sqlglot import exp

from modelkeep.core.logs.tables import TEXT, TIME, TRUTH, LogTable
from modelkeep.engines.logs.sigma.dialects import Dialect, Predicate, call, text
from modelkeep.engines.logs.sigma.prices import OTHERS, Price

LIST = TEXT + "[]"


class Field(ABC):
    """Where the values of a field come from."""

    type: str = TEXT
    before: str = ""
    """What stands before each value that is not in the record."""

    @property
    def inside(self) -> tuple[str, ...]:
        """The columns of JSON text, in one of which every value of the field stands, `before` aside; nothing where that is not so."""
        return ()

    @property
    @abstractmethod
    def columns(self) -> frozenset[str]:
        """The columns of the log table that the field is read from."""

    @abstractmethod
    def any(self, dialect: Dialect, predicate: Predicate) -> exp.Expr:
        """Whether a value fulfils the predicate; NULL or false where there is none."""

    @abstractmethod
    def exists(self, dialect: Dialect) -> exp.Expr:
        """Whether the record has the field with something that is not null."""

    @abstractmethod
    def values(self, dialect: Dialect) -> exp.Expr:
        """All values as a list of texts; it may hold NULLs."""

    def only(self, dialect: Dialect) -> tuple[exp.Expr, exp.Expr] | None:
        """The only value of records without arrays, and whether a record is such; None where nothing is won by it."""
        return None

    def scalar(self, dialect: Dialect) -> exp.Expr:
        """The first value as text."""
        first = dialect.first(self.values(dialect))
        if (only := self.only(dialect)) is None:
            return first
        value, has_no_array = only
        return exp.Case(ifs=[exp.If(this=has_no_array, true=value)], default=first)


@dataclass(frozen=True)
class Column(Field):
    """A column with one value."""

    name: str
    type: str = TEXT

    @property
    def columns(self) -> frozenset[str]:
        """See Field."""
        return frozenset({self.name})

    def _column(self) -> exp.Expr:
        return exp.column(self.name, quoted=True)

    def any(self, dialect: Dialect, predicate: Predicate) -> exp.Expr:
        """See Field."""
        return predicate(self._column())

    def exists(self, dialect: Dialect) -> exp.Expr:
        """See Field."""
        return exp.Not(this=exp.Is(this=self._column(), expression=exp.null()))

    def values(self, dialect: Dialect) -> exp.Expr:
        """See Field."""
        return exp.array(self.scalar(dialect), dialect=dialect.name)

    def scalar(self, dialect: Dialect) -> exp.Expr:
        """See Field."""
        return as_text(self._column(), self.type, dialect)


@dataclass(frozen=True)
class ListColumn(Field):
    """A column with a list of texts."""

    name: str

    @property
    def columns(self) -> frozenset[str]:
        """See Field."""
        return frozenset({self.name})

    def any(self, dialect: Dialect, predicate: Predicate) -> exp.Expr:
        """See Field."""
        return dialect.any(self.values(dialect), "v", predicate)

    def exists(self, dialect: Dialect) -> exp.Expr:
        """See Field."""
        return exp.Not(this=exp.Is(this=self.values(dialect), expression=exp.null()))

    def values(self, dialect: Dialect) -> exp.Expr:
        """See Field."""
        return exp.column(self.name, quoted=True)


@dataclass(frozen=True)
class Inside(Field):
    """A path inside a column of JSON text."""

    name: str
    keys: tuple[str, ...]

    @property
    def inside(self) -> tuple[str, ...]:
        """See Field."""
        return (self.name,)

    @property
    def columns(self) -> frozenset[str]:
        """See Field."""
        return frozenset({self.name})

    def _column(self) -> exp.Expr:
        return exp.column(self.name, quoted=True)

    def any(self, dialect: Dialect, predicate: Predicate) -> exp.Expr:
        """See Field."""
        return dialect.any(self.values(dialect), "v", predicate)

    def exists(self, dialect: Dialect) -> exp.Expr:
        """See Field."""
        return dialect.has(self._column(), self.keys)

    def only(self, dialect: Dialect) -> tuple[exp.Expr, exp.Expr] | None:
        """See Field."""
        return dialect.only(self._column(), self.keys)

    def values(self, dialect: Dialect) -> exp.Expr:
        """See Field."""
        return dialect.values(self._column(), self.keys)


@dataclass(frozen=True)
class Derived(Field):
    """A field that a rule makes from others."""

    of: tuple[Field, ...]
    pattern: str = ""
    before: str = ""
    without: tuple[str, ...] = ()

    @property
    def inside(self) -> tuple[str, ...]:
        """See Field."""
        found = [each.inside for each in self.of]
        return tuple(dict.fromkeys(name for each in found for name in each)) if all(found) else ()

    @property
    def columns(self) -> frozenset[str]:
        """See Field."""
        return frozenset().union(*(each.columns for each in self.of))

    def only(self, dialect: Dialect) -> tuple[exp.Expr, exp.Expr] | None:
        """See Field."""
        found = [each.only(dialect) for each in self.of]
        known = [each for each in found if each is not None]
        if len(known) < len(found) or self.pattern or self.before or self.without or not known:
            return None
        values, have_no_array = zip(*known, strict=True)
        return exp.Coalesce(this=values[0], expressions=list(values[1:])), exp.and_(*have_no_array)

    def any(self, dialect: Dialect, predicate: Predicate) -> exp.Expr:
        """See Field."""
        return dialect.any(self.values(dialect), "v", predicate)

    def exists(self, dialect: Dialect) -> exp.Expr:
        """See Field."""
        return self.any(dialect, lambda value: exp.Not(this=exp.Is(this=value, expression=exp.null())))

    def values(self, dialect: Dialect) -> exp.Expr:
        """See Field."""
        values = self._of(dialect, self.of[0])
        for each in self.of[1:]:
            values = dialect.joined(values, self._of(dialect, each))
        values = dialect.keep(values, "w", lambda value: exp.Not(this=exp.Is(this=value, expression=exp.null())))
        if self.pattern:
            values = dialect.extracted(values, self.pattern)
            values = dialect.keep(values, "w", lambda value: exp.NEQ(this=value, expression=text("")))
        if self.before:
            values = dialect.map(values, "w", lambda value: call("concat", text(self.before), value))
        if self.without:
            known = [text(each) for each in self.without]
            values = dialect.keep(values, "w", lambda value: exp.Not(this=exp.In(this=value, expressions=known)))
        return values

    @staticmethod
    def _of(dialect: Dialect, field: Field) -> exp.Expr:
        nothing = exp.cast(exp.Array(), exp.DataType.build("array<varchar>", dialect="duckdb"))
        return exp.Coalesce(this=field.values(dialect), expressions=[nothing])


@dataclass(frozen=True)
class Pairs(Derived):
    """Two members of every object of an array as one term."""

    place: Inside | Column = Column("")
    names: tuple[str, str] = ("", "")
    levels: tuple[str, ...] = ()

    @property
    def inside(self) -> tuple[str, ...]:
        """See Field: a term is made of two values."""
        return ()

    @property
    def columns(self) -> frozenset[str]:
        """See Field."""
        return self.place.columns

    def values(self, dialect: Dialect) -> exp.Expr:
        """See Field."""
        column = exp.column(self.place.name, quoted=True)
        keys = self.place.keys if isinstance(self.place, Inside) else ()
        objects = dialect.objects(column, keys)
        first, second = self.names
        if not self.levels:
            return self._told(
                dialect,
                objects,
                lambda item: call("concat", dialect.member(item, first), text("|"), dialect.member(item, second)),
            )
        found: exp.Expr | None = None
        for position, level in enumerate(self.levels):
            reached = [text(each) for each in self.levels[position:]]
            some = dialect.keep(
                objects,
                "k",
                lambda item, reached=reached: exp.In(this=dialect.member(item, second), expressions=reached),  # type: ignore[misc]
            )
            terms = self._told(
                dialect,
                some,
                lambda item, level=level: call("concat", dialect.member(item, first), text(f"|{level}")),  # type: ignore[misc]
            )
            found = terms if found is None else dialect.joined(found, terms)
        assert found is not None  # levels is not empty
        return found

    @staticmethod
    def _told(dialect: Dialect, objects: exp.Expr, body: Predicate) -> exp.Expr:
        return dialect.map(objects, "k", body)


_TOKENS = ("input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens")
"""The fields that a price is about, in its order."""


@dataclass(frozen=True)
class Priced(Field):
    """What an invocation cost; nothing where no price is told of its model."""

    of: tuple[Column, ...]
    tokens: tuple[Column, ...]
    prices: Mapping[str, Price]

    @property
    def columns(self) -> frozenset[str]:
        """See Field."""
        return frozenset().union(*(each.columns for each in (*self.of, *self.tokens)))

    def _cost(self, dialect: Dialect) -> exp.Expr:
        found = exp.Case()
        for field in self.of:
            name = exp.Lower(this=field.scalar(dialect))
            for model, price in self.prices.items():
                if model != OTHERS:
                    found = found.when(exp.EQ(this=name.copy(), expression=text(model)), self._of(price, dialect))
        if OTHERS in self.prices:
            found = found.when(exp.true(), self._of(self.prices[OTHERS], dialect))
        return found if found.args.get("ifs") else exp.cast(exp.null(), exp.DataType.build("double"))

    def _of(self, price: Price, dialect: Dialect) -> exp.Expr:
        parts = [
            f"coalesce({dialect.as_double(field.scalar(dialect)).sql(dialect.name)}, 0) * {amount / 1000:.15f}"
            for field, amount in zip(self.tokens, price, strict=True)
        ]
        return exp.maybe_parse(" + ".join(parts), dialect=dialect.name)

    def any(self, dialect: Dialect, predicate: Predicate) -> exp.Expr:
        """See Field."""
        return predicate(self._cost(dialect))

    def exists(self, dialect: Dialect) -> exp.Expr:
        """See Field."""
        return exp.Not(this=exp.Is(this=self._cost(dialect), expression=exp.null()))

    def values(self, dialect: Dialect) -> exp.Expr:
        """See Field."""
        return exp.array(self.scalar(dialect), dialect=dialect.name)

    def scalar(self, dialect: Dialect) -> exp.Expr:
        """See Field."""
        return dialect.as_text(self._cost(dialect))


def as_text(value: exp.Expr, type_: str, dialect: Dialect) -> exp.Expr:
    """A column's value as the text that the record had: times as AWS writes them, truth as true and false."""
    if type_ == TEXT:
        return value
    if type_ == TIME:
        return dialect.iso(value)
    told = dialect.as_text(value)
    return exp.Lower(this=told) if type_ == TRUTH else told


class UnknownField(Exception):  # noqa: N818  # what a rule names, not a failure
    """A field that the table does not have; `name` is the name, the message what is wrong."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


def _hint(table: LogTable, name: str) -> str:
    """What a field may have been meant to be: one of the source's with the same last name, or one that is written nearly so."""
    paths = {path for column in (*table.common, *table.columns, *table.free) for path in column.paths} | set(table.rest)
    last = name.rpartition(".")[2].lower()
    same = sorted(
        (each for each in paths if each.rpartition(".")[2].lower() == last), key=lambda each: (len(each), each)
    )
    near = same or get_close_matches(name, paths, 3)
    if near:
        return f"is {' or '.join(near)} meant?"
    return f"fields have the names of {table.doc.rpartition(' ')[2]}"


class Fields:
    """The fields that a rule may name over one table. `derived` is what stands under `modelkeep: fields:`."""

    def __init__(self, table: LogTable, derived: Mapping[str, Any]) -> None:
        self._table = table
        self._derived = derived

    def __getitem__(self, name: str) -> Field:
        """The field of a name. Raises UnknownField."""
        if name in self._derived:
            return self._made(name, self._derived[name])
        return self._located(name)

    def _located(self, name: str) -> Field:
        place = self._table.locate(name)
        if place is None:
            told = f"the log table {self._table.name} has no field {name!r}"
            raise UnknownField(name, f"{told}: {_hint(self._table, name)}")
        keys = tuple(place.path.split(".")) if place.path else ()
        if any(not key or set(key) & set("\"'[]*\\") for key in keys):
            raise UnknownField(name, f"{name!r} is no path of names")
        if keys:
            return Inside(place.column.name, keys)
        if place.column.type == LIST:
            return ListColumn(place.column.name)
        return Column(place.column.name, place.column.type)

    def _made(self, name: str, told: Any) -> Field:
        wrong = UnknownField(
            name, f"modelkeep: fields: {name} has to say what it is made of: `of`, or `pairs` and `of`"
        )
        if not isinstance(told, Mapping):
            raise wrong
        of = told.get("of")
        names = (of,) if isinstance(of, str) else tuple(of) if isinstance(of, Sequence) else ()
        if not names or not all(isinstance(each, str) for each in names):
            raise wrong
        if told.keys() - {"of", "extract", "before", "without", "pairs", "levels", "prices"}:
            message = f"modelkeep: fields: {name} knows of, extract, before, without, pairs, levels and prices"
            raise UnknownField(name, message)
        if "prices" in told:
            return self._priced(name, names, told["prices"])
        without = told.get("without", ())
        if "pairs" not in told:
            return Derived(
                tuple(self._located(each) for each in names),
                str(told.get("extract", "")),
                str(told.get("before", "")),
                (without,) if isinstance(without, str) else tuple(map(str, without)),
            )
        place = self._located(str(told["pairs"]))
        if len(names) != 2 or not isinstance(place, Inside | Column):
            raise wrong
        return Pairs((), place=place, names=(names[0], names[1]), levels=tuple(map(str, told.get("levels", ()))))

    def _priced(self, name: str, of: Sequence[str], prices: Any) -> Field:
        columns, tokens = [[self._located(each) for each in some] for some in (of, _TOKENS)]
        if not isinstance(prices, Mapping) or not all(isinstance(each, Column) for each in (*columns, *tokens)):
            raise UnknownField(name, f"modelkeep: fields: {name} needs a placeholder as prices, and columns as models")
        return Priced(
            tuple(each for each in columns if isinstance(each, Column)),
            tuple(each for each in tokens if isinstance(each, Column)),
            prices,
        )
