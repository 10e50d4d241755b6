"""What differs between the engines, as sqlglot expressions: lists inside JSON, lambdas, regular expressions, times.

Every answer is the same on all engines: comparison by `lower()` and LIKE, never ILIKE; regular expressions find, `.` matches no line break.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence

from sqlglot import exp

Predicate = Callable[[exp.Expr], exp.Expr]


def call(name: str, *arguments: exp.Expr) -> exp.Expr:
    """A function by its name."""
    return exp.Anonymous(this=name, expressions=[each.copy() if each.parent else each for each in arguments])


def text(value: str) -> exp.Expr:
    """A text literal."""
    return exp.Literal.string(value)


def number(value: float) -> exp.Expr:
    """A number literal."""
    return exp.Literal.number(value) if value >= 0 else exp.Neg(this=exp.Literal.number(-value))


def function(variable: str, body: Predicate) -> exp.Expr:
    """A lambda of one variable."""
    name = exp.to_identifier(variable)
    return exp.Lambda(this=body(exp.column(variable)), expressions=[name])


class Dialect(ABC):
    """One engine. `name` is sqlglot's."""

    name: str

    @abstractmethod
    def values(self, column: exp.Expr, keys: Sequence[str]) -> exp.Expr:
        """The texts that stand at a path of a JSON text: a list, in which an array anywhere on the path counts by its elements (one level
        each). Texts are unquoted, objects JSON, null NULL. A path that is not there gives NULLs or nothing."""

    def only(self, column: exp.Expr, keys: Sequence[str]) -> tuple[exp.Expr, exp.Expr] | None:
        """The text at a path of a JSON text without arrays, which is the only one there, and whether the JSON is such; None where nothing
        is won by asking."""
        return None

    @abstractmethod
    def has(self, column: exp.Expr, keys: Sequence[str]) -> exp.Expr:
        """Whether something that is not null stands at a path, be it an empty array."""

    @abstractmethod
    def objects(self, column: exp.Expr, keys: Sequence[str]) -> exp.Expr:
        """What stands at a path, as a list of JSON for `member`; an array counts by its elements."""

    @abstractmethod
    def member(self, item: exp.Expr, key: str) -> exp.Expr:
        """The text of one member of such an object."""

    @abstractmethod
    def any(self, values: exp.Expr, variable: str, predicate: Predicate) -> exp.Expr:
        """Whether the predicate holds for any element of a list."""

    @abstractmethod
    def first(self, values: exp.Expr) -> exp.Expr:
        """A list's first element; NULL for an empty one."""

    @abstractmethod
    def micros(self, at: exp.Expr) -> exp.Expr:
        """A time as microseconds since 1970."""

    @abstractmethod
    def iso(self, at: exp.Expr) -> exp.Expr:
        """A time as AWS writes it: 2026-01-31T12:00:00Z."""

    @abstractmethod
    def distinct_over(self, column: str, window: str) -> str:
        """How many different values of a column a window holds."""

    def map(self, values: exp.Expr, variable: str, body: Predicate) -> exp.Expr:
        """A list with each element replaced."""
        return call("transform", values, function(variable, body))

    def keep(self, values: exp.Expr, variable: str, predicate: Predicate) -> exp.Expr:
        """A list's elements for which the predicate holds."""
        return call("filter", values, function(variable, predicate))

    def joined(self, first: exp.Expr, second: exp.Expr) -> exp.Expr:
        """Two lists as one."""
        return call("concat", first, second)

    def extracted(self, values: exp.Expr, pattern: str) -> exp.Expr:
        """The first group of every match of a regular expression in a list's texts, none of which is NULL. What a match leaves out of the
        group is ''."""
        found = self.map(values, "w", lambda value: call("regexp_extract_all", value, text(pattern), number(1)))
        return call("flatten", found)

    def matches(self, value: exp.Expr, pattern: str) -> exp.Expr:
        """Whether a regular expression is found in a text. Flags stand in the pattern."""
        return exp.RegexpLike(this=value.copy(), expression=text(pattern))

    def as_double(self, value: exp.Expr) -> exp.Expr:
        """A text as a number, NULL where it is none."""
        return exp.TryCast(this=value.copy(), to=exp.DataType.build("double"))

    def as_text(self, value: exp.Expr) -> exp.Expr:
        """A value as text."""
        return exp.cast(value.copy(), "text")

    def as_time(self, value: exp.Expr) -> exp.Expr:
        """A text as a time, NULL where it is none."""
        return exp.TryCast(this=value.copy(), to=exp.DataType.build("timestamp"))


def path_of(keys: Sequence[str]) -> str:
    """The keys as a JSON path without its root, quoted."""
    return "".join(f'."{key}"' for key in keys)


class DuckDb(Dialect):
    """DuckDB 2."""

    name = "duckdb"

    def _step(self, key: str, *, leaf: bool) -> Predicate:
        extract = "json_extract_string" if leaf else "json_extract"

        def step(item: exp.Expr) -> exp.Expr:
            path, every = text("$" + path_of([key])), text("$" + path_of([key]) + "[*]")
            return exp.Case(
                this=call("json_type", item, path),
                ifs=[exp.If(this=text("ARRAY"), true=call(extract, item, every))],
                default=exp.Array(expressions=[call(extract, item, path)]),
            )

        return step

    def _items(self, column: exp.Expr, keys: Sequence[str]) -> exp.Expr:
        items: exp.Expr = exp.Case(
            this=call("json_type", column),
            ifs=[exp.If(this=text("ARRAY"), true=call("json_extract", column, text("$[*]")))],
            default=exp.Array(expressions=[exp.cast(column.copy(), "json")]),
        )
        for depth, key in enumerate(keys):
            items = call("flatten", self.map(items, f"o{depth}", self._step(key, leaf=False)))
        return items

    def values(self, column: exp.Expr, keys: Sequence[str]) -> exp.Expr:
        """See Dialect. Most records have no array, which is seen at once and saves the walk."""
        walked = call("flatten", self.map(self._items(column, keys[:-1]), "leaf", self._step(keys[-1], leaf=True)))
        flat, has_no_array = self.only(column, keys)
        return exp.Case(ifs=[exp.If(this=has_no_array, true=exp.Array(expressions=[flat]))], default=walked)

    def only(self, column: exp.Expr, keys: Sequence[str]) -> tuple[exp.Expr, exp.Expr]:
        """See Dialect."""
        return call("json_extract_string", column, text("$" + path_of(keys))), self._has_no_array(column)

    @staticmethod
    def _has_no_array(column: exp.Expr) -> exp.Expr:
        return exp.Not(this=exp.Coalesce(this=call("contains", column, text("[")), expressions=[exp.false()]))

    def has(self, column: exp.Expr, keys: Sequence[str]) -> exp.Expr:
        """See Dialect."""
        path = text("$" + path_of(keys[-1:]))
        return self.any(
            self._items(column, keys[:-1]),
            "leaf",
            lambda item: exp.Not(this=exp.Is(this=call("json_extract_string", item, path), expression=exp.null())),
        )

    def any(self, values: exp.Expr, variable: str, predicate: Predicate) -> exp.Expr:
        """See Dialect."""
        return exp.GT(this=call("len", self.keep(values, variable, predicate)), expression=number(0))

    def keep(self, values: exp.Expr, variable: str, predicate: Predicate) -> exp.Expr:
        """See Dialect."""
        return call("list_filter", values, function(variable, predicate))

    def map(self, values: exp.Expr, variable: str, body: Predicate) -> exp.Expr:
        """See Dialect."""
        return call("list_transform", values, function(variable, body))

    def joined(self, first: exp.Expr, second: exp.Expr) -> exp.Expr:
        """See Dialect."""
        return call("list_concat", first, second)

    def first(self, values: exp.Expr) -> exp.Expr:
        """See Dialect."""
        return call("list_extract", values, number(1))

    def micros(self, at: exp.Expr) -> exp.Expr:
        """See Dialect."""
        return call("epoch_us", at)

    def iso(self, at: exp.Expr) -> exp.Expr:
        """See Dialect."""
        return call("strftime", at, text("%Y-%m-%dT%H:%M:%SZ"))

    def distinct_over(self, column: str, window: str) -> str:
        """See Dialect."""
        return f"count(DISTINCT {column}) OVER ({window})"

    def objects(self, column: exp.Expr, keys: Sequence[str]) -> exp.Expr:
        """See Dialect."""
        return self._items(column, keys)

    def member(self, item: exp.Expr, key: str) -> exp.Expr:
        """See Dialect."""
        return call("json_extract_string", item, text("$" + path_of([key])))


class Spark(Dialect):
    """Spark 4."""

    name = "spark"

    def _inner(self, item: exp.Expr, key: str) -> exp.Expr:
        # Inside an array and after a wildcard, get_json_object leaves texts in their quotes: what begins with a bracket is an array.
        wrapped = call("concat", text("["), item, text("]"))
        return call("get_json_object", wrapped, text(f"$[*]{_bracketed([key])}"))

    def _listed(self, raw: exp.Expr, told: exp.Expr) -> exp.Expr:
        array = exp.Like(this=raw.copy(), expression=text("[%"))
        return exp.Case(
            ifs=[exp.If(this=array, true=call("from_json", told, text("array<string>")))],
            default=call("array", told),
        )

    def _items(self, column: exp.Expr, keys: Sequence[str]) -> exp.Expr:
        items = self._listed(call("ltrim", column), column)
        for depth, key in enumerate(keys):
            raws = self.map(items, f"o{depth}", lambda item, key=key: self._inner(item, key))  # type: ignore[misc]
            items = call("flatten", self.map(raws, f"r{depth}", lambda raw: self._listed(raw, raw)))
        return items

    def values(self, column: exp.Expr, keys: Sequence[str]) -> exp.Expr:
        """See Dialect."""

        def leaf(item: exp.Expr) -> exp.Expr:
            told = call("get_json_object", item, text("$" + _bracketed(keys[-1:])))
            return self._listed(self._inner(item, keys[-1]), told)

        return call("flatten", self.map(self._items(column, keys[:-1]), "leaf", leaf))

    def has(self, column: exp.Expr, keys: Sequence[str]) -> exp.Expr:
        """See Dialect."""
        path = text("$" + _bracketed(keys[-1:]))
        return self.any(
            self._items(column, keys[:-1]),
            "leaf",
            lambda item: exp.Not(this=exp.Is(this=call("get_json_object", item, path), expression=exp.null())),
        )

    def any(self, values: exp.Expr, variable: str, predicate: Predicate) -> exp.Expr:
        """See Dialect."""
        return call("exists", values, function(variable, predicate))

    def first(self, values: exp.Expr) -> exp.Expr:
        """See Dialect."""
        return call("get", values, number(0))

    def micros(self, at: exp.Expr) -> exp.Expr:
        """See Dialect. The session's time zone has to be UTC."""
        return call("unix_micros", exp.cast(at.copy(), "timestampltz"))

    def iso(self, at: exp.Expr) -> exp.Expr:
        """See Dialect."""
        return call("date_format", at, text("yyyy-MM-dd'T'HH:mm:ss'Z'"))

    def distinct_over(self, column: str, window: str) -> str:
        """See Dialect."""
        return f"size(collect_set({column}) OVER ({window}))"

    def as_double(self, value: exp.Expr) -> exp.Expr:
        """See Dialect."""
        return call("try_cast", exp.alias_(value.copy(), "DOUBLE"))

    def as_time(self, value: exp.Expr) -> exp.Expr:
        """See Dialect."""
        return call("try_cast", exp.alias_(value.copy(), "TIMESTAMP"))

    def objects(self, column: exp.Expr, keys: Sequence[str]) -> exp.Expr:
        """See Dialect."""
        return self._items(column, keys)

    def member(self, item: exp.Expr, key: str) -> exp.Expr:
        """See Dialect."""
        return call("get_json_object", item, text("$" + _bracketed([key])))


class Athena(Dialect):
    """Athena's engine version 3 (Trino), whose JSON paths unwrap arrays by themselves."""

    name = "athena"

    def _query(self, column: exp.Expr, keys: Sequence[str], last: str) -> exp.Expr:
        # json_query has a grammar of its own: WITH ARRAY WRAPPER is no argument.
        path = text(f"lax ${path_of(keys)}{last}").sql(self.name)
        told = f"json_query({column.sql(self.name)}, {path} WITH ARRAY WRAPPER)"
        return exp.cast(call("json_parse", exp.Var(this=told)), "array<json>")

    def values(self, column: exp.Expr, keys: Sequence[str]) -> exp.Expr:
        """See Dialect."""

        def told(item: exp.Expr) -> exp.Expr:
            whole = call("json_format", item)
            shown = exp.Case(
                ifs=[exp.If(this=exp.EQ(this=whole.copy(), expression=text("null")), true=exp.null())], default=whole
            )
            return exp.Coalesce(this=call("json_extract_scalar", item, text("$")), expressions=[shown])

        return self.map(self._query(column, keys, "[*]"), "leaf", told)

    def has(self, column: exp.Expr, keys: Sequence[str]) -> exp.Expr:
        """See Dialect."""
        return self.any(
            self._query(column, keys, ""),
            "leaf",
            lambda item: exp.NEQ(this=call("json_format", item), expression=text("null")),
        )

    def any(self, values: exp.Expr, variable: str, predicate: Predicate) -> exp.Expr:
        """See Dialect."""
        return call("any_match", values, function(variable, predicate))

    def first(self, values: exp.Expr) -> exp.Expr:
        """See Dialect."""
        return call("element_at", values, number(1))

    def micros(self, at: exp.Expr) -> exp.Expr:
        """See Dialect."""
        seconds = call("to_unixtime", at)
        return exp.cast(exp.Mul(this=seconds, expression=number(1_000_000)), "bigint")

    def iso(self, at: exp.Expr) -> exp.Expr:
        """See Dialect."""
        return call("date_format", at, text("%Y-%m-%dT%H:%i:%sZ"))

    def distinct_over(self, column: str, window: str) -> str:
        """See Dialect."""
        return f"cardinality(array_distinct(filter(array_agg({column}) OVER ({window}), u -> u IS NOT NULL)))"

    def objects(self, column: exp.Expr, keys: Sequence[str]) -> exp.Expr:
        """See Dialect."""
        return self._query(column, keys, "[*]")

    def member(self, item: exp.Expr, key: str) -> exp.Expr:
        """See Dialect."""
        return call("json_extract_scalar", item, text("$" + path_of([key])))


def _bracketed(keys: Sequence[str]) -> str:
    return "".join(f"['{key}']" for key in keys)


DIALECTS: dict[str, Dialect] = {"duckdb": DuckDb(), "spark": Spark(), "athena": Athena()}
"""The engines by name."""
