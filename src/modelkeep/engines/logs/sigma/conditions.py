"""Sigma's conditions as SQL: a walk over pySigma's tree.

A missing field matches nothing, so what stands under `not` is made false where it is NULL: the negation then holds, as Sigma demands.
Text is compared without regard to case unless `cased`; numbers and truth values equal the texts that say the same.
https://github.com/SigmaHQ/sigma-specification (rules 2.0.2, appendix of modifiers)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from ipaddress import IPv4Network, IPv6Network

from sigma.conditions import (
    ConditionAND,
    ConditionFieldEqualsValueExpression,
    ConditionNOT,
    ConditionOR,
    ConditionValueExpression,
)
from sigma.types import (
    CompareOperators,
    SigmaBool,
    SigmaCasedString,
    SigmaCIDRExpression,
    SigmaCompareExpression,
    SigmaExists,
    SigmaExpansion,
    SigmaFieldReference,
    SigmaNull,
    SigmaNumber,
    SigmaRegularExpression,
    SigmaString,
    SigmaTimestampPart,
    SigmaType,
    SpecialChars,
)
from sqlglot import exp

from modelkeep.core.logs.tables import DATE, NUMBER, TEXT, TIME, TRUTH, WHOLE, LogColumn, LogTable
from modelkeep.engines.logs.sigma import addresses
from modelkeep.engines.logs.sigma.dialects import Dialect, Predicate, call, number, text
from modelkeep.engines.logs.sigma.fields import Column, Field, Fields, as_text
from modelkeep.engines.logs.sigma.hints import hints_of
from modelkeep.engines.logs.sigma.patterns import flagged

NOTHING = "\x00nothing\x00"
"""The value that stands where a placeholder has no values: it equals nothing."""
_COMPARISONS: dict[CompareOperators, type[exp.Binary]] = {
    CompareOperators.LT: exp.LT,
    CompareOperators.LTE: exp.LTE,
    CompareOperators.GT: exp.GT,
    CompareOperators.GTE: exp.GTE,
    CompareOperators.NEQ: exp.NEQ,
}


class NotCompiled(Exception):  # noqa: N818  # what a rule asks for, not a failure
    """Something that a rule asks for and no engine answers. `field` is where, '' for nowhere in particular."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class Walker:
    """Compiles the conditions of one rule over one table for one engine."""

    def __init__(self, table: LogTable, fields: Fields, dialect: Dialect) -> None:
        self._table = table
        self._fields = fields
        self._dialect = dialect

    def compile(self, node: object) -> exp.Expr:
        """The condition as one expression, which may be NULL for false.

        Raises NotCompiled or UnknownField.
        """
        if isinstance(node, ConditionAND):
            return reduce(_and, [self.compile(each) for each in node.args])
        if isinstance(node, ConditionOR):
            return reduce(_or, self._alternatives(list(_arms(node))))
        if isinstance(node, ConditionNOT):
            return exp.Not(this=_known(self.compile(node.args[0])))
        if isinstance(node, ConditionFieldEqualsValueExpression):
            return self._field(node.field, node.value)
        if isinstance(node, ConditionValueExpression):
            return self._keyword(node.value)
        raise NotCompiled("its condition is empty")

    def columns(self, node: object) -> frozenset[str]:
        """The columns that a condition is about. Raises UnknownField."""
        if isinstance(node, ConditionAND | ConditionOR | ConditionNOT):
            return frozenset().union(*(self.columns(each) for each in node.args))
        if isinstance(node, ConditionFieldEqualsValueExpression):
            named = [node.field, *(each.field for each in _references(node.value))]
            return frozenset().union(*(self._fields[each].columns for each in named))
        return frozenset(each.name for each in self._searched)

    @property
    def _searched(self) -> Sequence[LogColumn]:
        """The columns in which a value without a field is looked for."""
        return [each for each in self._table.all if each.type == TEXT]

    def _alternatives(self, nodes: Sequence[object]) -> Iterable[exp.Expr]:
        """The arms of an OR. What is asked of one field's texts is asked of each text at once; what they may equal becomes one IN."""
        told: dict[str, list[SigmaType]] = {}
        for each in nodes:
            if isinstance(each, ConditionFieldEqualsValueExpression) and (texts := _texts(each.value)):
                told.setdefault(each.field, []).extend(texts)
            else:
                yield self.compile(each)
        for name, values in told.items():
            yield self._any_text(self._fields[name], self._any_of(name, values), values)

    def _any_of(self, name: str, values: Sequence[SigmaType]) -> Predicate:
        """Whether a text is one of these values, or like one."""
        plain = [each for each in map(_plain, values) if each is not None]
        found = [text(each.lower()) for each in dict.fromkeys(plain) if each != NOTHING]
        others = [self._text_predicate(name, each) for each in values if _plain(each) is None]

        def predicate(value: exp.Expr) -> exp.Expr:
            arms = [each(value) for each in others]
            if found or not arms:
                arms.append(exp.In(this=_lower(value), expressions=found) if found else exp.false())
            return reduce(_or, arms)

        return predicate

    def _field(self, name: str, value: SigmaType) -> exp.Expr:
        field = self._fields[name]
        if isinstance(value, SigmaExpansion):
            alternatives = [ConditionFieldEqualsValueExpression(name, each) for each in value.values]
            return reduce(_or, self._alternatives(alternatives))
        if isinstance(value, SigmaNull):
            missing = field.any(self._dialect, lambda each: exp.Not(this=exp.Is(this=each, expression=exp.null())))
            return exp.Not(this=_known(missing))
        if isinstance(value, SigmaExists):
            found = _known(field.exists(self._dialect))
            return found if value.exists else exp.Not(this=found)
        if isinstance(value, SigmaFieldReference):
            return self._reference(field, value)
        if isinstance(value, SigmaTimestampPart):
            return self._time_part(field, value)
        if isinstance(value, SigmaNumber):
            return self._numeric(field, exp.EQ, value)
        if isinstance(value, SigmaCompareExpression):
            return self._numeric(field, _COMPARISONS[value.op], value.number)
        if isinstance(value, SigmaBool):
            return self._truth(field, value)
        return self._any_text(field, self._text_predicate(name, value), [value])

    def _any_text(self, field: Field, predicate: Predicate, values: Sequence[SigmaType] = ()) -> exp.Expr:
        """Whether a text of a field fulfils the predicate. Where only some texts can, the JSON that holds the field is searched for what
        they have in them first, which spares most records the walk."""
        if isinstance(field, Column):
            found = predicate(field.scalar(self._dialect))
            return _or(found, predicate(self._unescaped(field))) if self._is_quoted(field, values) else found
        found = field.any(self._dialect, predicate)
        hints = hints_of(values, field.before)
        if not hints or not field.inside:
            return found
        told = [self._holds(_lower(exp.column(each, quoted=True)), hints) for each in field.inside]
        return _and(exp.paren(reduce(_or, told), copy=False), found)

    def _is_quoted(self, field: Column, values: Sequence[SigmaType]) -> bool:
        """Whether a rule asks a whole JSON document for quotes, of which those in documents inside it, such as policies, are escaped."""
        if all(each.name != field.name for each in self._table.free):
            return False
        return any(
            isinstance(part, str) and '"' in part for each in values if isinstance(each, SigmaString) for part in each.s
        )

    def _unescaped(self, field: Column) -> exp.Expr:
        return call("replace", field.scalar(self._dialect), text('\\"'), text('"'))

    def _holds(self, value: exp.Expr, hints: Sequence[str]) -> exp.Expr:
        """Whether a text holds one of these; many are looked for in one go."""
        if len(hints) == 1:
            return exp.GT(this=exp.StrPosition(this=value, substr=text(hints[0])), expression=number(0))
        return self._dialect.matches(value, "|".join(_literally(each) for each in hints))

    def _text_predicate(self, name: str, value: SigmaType) -> Predicate:
        if isinstance(value, SigmaRegularExpression):
            pattern = flagged(value)
            if isinstance(pattern, str):
                return lambda each: self._dialect.matches(each, pattern)
            raise NotCompiled(pattern.message, name)
        if isinstance(value, SigmaCIDRExpression):
            network = value.network
            return lambda each: self._within(each, network)
        if isinstance(value, SigmaString):
            return lambda each: _like(each, value)
        raise NotCompiled(f"values of the kind {type(value).__name__} are not supported", name)

    def _within(self, value: exp.Expr, network: IPv4Network | IPv6Network) -> exp.Expr:
        if isinstance(network, IPv4Network):
            return addresses.within_v4(self._dialect, value, network)
        return addresses.within_v6(self._dialect, value, network)

    def _numeric(self, field: Field, comparison: type[exp.Binary], value: SigmaNumber) -> exp.Expr:
        wanted = number(value.number)
        if isinstance(field, Column) and field.type in (WHOLE, NUMBER):
            return field.any(self._dialect, lambda each: comparison(this=each, expression=wanted))
        return self._any_text(
            field, lambda each: comparison(this=self._dialect.as_double(each), expression=wanted.copy())
        )

    def _truth(self, field: Field, value: SigmaBool) -> exp.Expr:
        if isinstance(field, Column) and field.type == TRUTH:
            return field.any(self._dialect, lambda each: each if value.boolean else exp.Not(this=each))
        wanted = "true" if value.boolean else "false"
        return self._any_text(field, lambda each: exp.EQ(this=_lower(each), expression=text(wanted)))

    def _time_part(self, field: Field, value: SigmaTimestampPart) -> exp.Expr:
        def predicate(each: exp.Expr) -> exp.Expr:
            is_time = isinstance(field, Column) and field.type in (TIME, DATE)
            at = each if is_time else self._dialect.as_time(each)
            part = exp.Extract(this=exp.Var(this=value.timestamp_part.name), expression=at)
            return exp.EQ(this=part, expression=number(value.number))

        return field.any(self._dialect, predicate)

    def _reference(self, field: Field, value: SigmaFieldReference) -> exp.Expr:
        other = self._fields[value.field]

        def compared(one: exp.Expr) -> exp.Expr:
            return self._any_other(other, lambda two: _referred(_lower(one), _lower(two), value))

        return self._any_text(field, compared)

    def _any_other(self, field: Field, predicate: Predicate) -> exp.Expr:
        if isinstance(field, Column):
            return predicate(field.scalar(self._dialect))
        return self._dialect.any(field.values(self._dialect), "other", predicate)

    def _keyword(self, value: SigmaType) -> exp.Expr:
        """A value without a field: somewhere in the record's text."""
        if isinstance(value, SigmaExpansion):
            return reduce(_or, [self._keyword(each) for each in value.values])
        if isinstance(value, SigmaNumber | SigmaBool):
            value = SigmaString(str(value))
        if isinstance(value, SigmaString):
            kind = SigmaCasedString if isinstance(value, SigmaCasedString) else SigmaString
            inside = kind()
            inside.s = [SpecialChars.WILDCARD_MULTI, *value.s, SpecialChars.WILDCARD_MULTI]
            value = inside
        predicate = self._text_predicate("", value)
        return reduce(
            _or,
            [predicate(as_text(exp.column(each.name, quoted=True), TEXT, self._dialect)) for each in self._searched],
        )


def _arms(node: ConditionOR) -> Iterator[object]:
    """The arms of an OR, and those of the ORs among them."""
    for each in node.args:
        if isinstance(each, ConditionOR):
            yield from _arms(each)
        else:
            yield each


def _references(value: SigmaType) -> Iterator[SigmaFieldReference]:
    """The fields that a value refers to."""
    if isinstance(value, SigmaExpansion):
        for each in value.values:
            yield from _references(each)
    elif isinstance(value, SigmaFieldReference):
        yield value


def _texts(value: SigmaType) -> Sequence[SigmaType]:
    """The texts and regular expressions that a value stands for; nothing where it is of another kind."""
    if isinstance(value, SigmaExpansion):
        found = [_texts(each) for each in value.values]
        return [one for each in found for one in each] if all(found) else []
    return [value] if isinstance(value, SigmaString | SigmaRegularExpression) else []


def _plain(value: SigmaType) -> str | None:
    """The text of a value without wildcards whose case does not matter."""
    if isinstance(value, SigmaString) and not isinstance(value, SigmaCasedString) and len(value.s) == 1:
        return value.s[0] if isinstance(value.s[0], str) else None
    return None


def _and(first: exp.Expr, second: exp.Expr) -> exp.Expr:
    return exp.and_(first, second, copy=False)


def _or(first: exp.Expr, second: exp.Expr) -> exp.Expr:
    return exp.or_(first, second, copy=False)


def _known(condition: exp.Expr) -> exp.Expr:
    return exp.Coalesce(this=condition, expressions=[exp.false()])


def _lower(value: exp.Expr) -> exp.Expr:
    return exp.Lower(this=value.copy())


def _like(value: exp.Expr, wanted: SigmaString) -> exp.Expr:
    """Equality where there is no wildcard, else LIKE with `!` as the escape, which needs no escaping of its own on any engine."""
    cased = isinstance(wanted, SigmaCasedString)
    told = value.copy() if cased else _lower(value)
    parts = [each if cased or not isinstance(each, str) else each.lower() for each in wanted.s]
    if not any(isinstance(each, SpecialChars) for each in parts):
        plain = "".join(str(each) for each in parts)
        return exp.false() if plain == NOTHING else exp.EQ(this=told, expression=text(plain))
    wild = {SpecialChars.WILDCARD_MULTI: "%", SpecialChars.WILDCARD_SINGLE: "_"}
    plain = "".join(each for each in parts if isinstance(each, str))
    if not set(plain) & set("%_!\\"):
        pattern = "".join(each if isinstance(each, str) else wild[each] for each in parts)  # type: ignore[index]
        return exp.Like(this=told, expression=text(pattern))
    pattern = "".join(_escaped(each) if isinstance(each, str) else wild[each] for each in parts)  # type: ignore[index]
    return exp.Escape(this=exp.Like(this=told, expression=text(pattern)), expression=text("!"))


def _literally(hint: str) -> str:
    """A hint as a regular expression: of what hints consist of, two signs mean something there."""
    return hint.replace(".", "[.]").replace("*", "[*]")


def _escaped(plain: str) -> str:
    return plain.replace("!", "!!").replace("%", "!%").replace("_", "!_")


def _referred(one: exp.Expr, two: exp.Expr, value: SigmaFieldReference) -> exp.Expr:
    if value.starts_with and value.ends_with:
        return exp.GT(this=exp.StrPosition(this=one, substr=two), expression=number(0))
    if value.starts_with:
        return exp.StartsWith(this=one, expression=two)
    if value.ends_with:
        return exp.StartsWith(this=call("reverse", one), expression=call("reverse", two))
    return exp.EQ(this=one, expression=two)
