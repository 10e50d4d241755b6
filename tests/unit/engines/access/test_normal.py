"""Conditions put in order mean the same as before, hold nothing impossible, and read well."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelkeep.engines.access.conditions import Compared, Over, Present
from modelkeep.engines.access.context import Context, lowered
from modelkeep.engines.access.expressions import All, Any, Expression, Not, Unread, all_of, any_of, negated
from modelkeep.engines.access.normal import (
    Alternative,
    TooManyAlternativesError,
    a_way,
    alternatives,
    is_possible,
    told,
    told_whole,
)
from modelkeep.engines.access.principals import SessionNamed
from modelkeep.engines.access.statements import ResourceWithin

ATOMS = [Unread(name) for name in "abcd"]
LITERALS: st.SearchStrategy[Expression] = st.sampled_from([*ATOMS, *map(Not, ATOMS), True, False])


def compound(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    parts = st.lists(inner, max_size=3)
    return parts.map(all_of) | parts.map(any_of) | inner.map(negated)


EXPRESSIONS: st.SearchStrategy[Expression] = st.recursive(LITERALS, compound, max_leaves=12)


def value(expression: Expression, truth: dict[object, bool]) -> bool:
    """An expression's value under an assignment of its atoms."""
    if isinstance(expression, bool):
        return expression
    if isinstance(expression, Not):
        return not truth[expression.of]
    if isinstance(expression, All):
        return all(value(each, truth) for each in expression.of)
    if isinstance(expression, Any):
        return any(value(each, truth) for each in expression.of)
    return truth[expression]


def met(ways: tuple[Alternative, ...], truth: dict[object, bool]) -> bool:
    return any(all(truth[atom] is holds for atom, holds in way) for way in ways)


@settings(max_examples=300, deadline=None)
@given(EXPRESSIONS)
def test_alternatives_mean_the_same(expression: Expression) -> None:
    ways = alternatives(expression)
    for values in product((True, False), repeat=len(ATOMS)):
        truth: dict[object, bool] = dict(zip(ATOMS, values, strict=True))
        assert met(ways, truth) is value(expression, truth)
        assert value(negated(expression), truth) is not value(expression, truth)
    assert not any(one < other for one in ways for other in ways), "no alternative asks for more than another"


@settings(max_examples=200, deadline=None)
@given(EXPRESSIONS)
def test_a_way_is_found_exactly_where_there_is_one(expression: Expression) -> None:
    way, ways = a_way(expression, known=False), alternatives(expression)
    assert (way is None) is (not ways)
    if way is not None:
        truth: dict[object, bool] = dict.fromkeys(ATOMS, False) | dict(way)
        assert value(expression, truth)
    assert a_way(expression, known=True) is None or ways == (frozenset(),), "every atom here is unread"


def compared(operator: str, *wanted: str, key: str = "aws:x", over: Over = Over.ONE) -> Compared:
    return Compared(operator, over, key, key, wanted)


Atoms = list[Compared | Present]

SINGLE: Atoms = [
    compared("StringEquals", "a", "b"), compared("StringEquals", "b", "c"), compared("StringLike", "a*"),
    compared("StringLike", "*c"), compared("StringEqualsIgnoreCase", "A"), Present("aws:x"),
]  # fmt: skip
NUMERIC: Atoms = [
    compared("NumericEquals", "1"), compared("NumericLessThan", "3"), compared("NumericGreaterThanEquals", "2"),
    compared("NumericEquals", "2", "5"), Present("aws:x"),
]  # fmt: skip
ADDRESSES: Atoms = [
    compared("IpAddress", "10.0.0.0/8"), compared("IpAddress", "10.1.0.0/16", "::/0"), compared("IpAddress", "10.0.0.0/9"),
    Present("aws:x"),
]  # fmt: skip
VALUES = {
    "single": (SINGLE, ["a", "b", "c", "A", "ac", "bc", "zz"]),
    "numeric": (NUMERIC, ["0", "1", "2", "2.5", "3", "5", "x"]),
    "addresses": (ADDRESSES, ["10.1.2.3", "10.200.0.1", "11.0.0.1", "::1", "x"]),
}


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(list(VALUES)), st.data())
def test_what_is_impossible_no_value_satisfies_and_alternatives_hold_of_the_same_values(
    kind: str, data: st.DataObject
) -> None:
    atoms, values = VALUES[kind]
    literals: st.SearchStrategy[Expression] = st.sampled_from([*atoms, *map(Not, atoms)])
    expression: Expression = data.draw(st.recursive(literals, compound, max_leaves=6))
    ways = alternatives(expression)
    for each in (None, *values):
        context = Context(lowered({"aws:x": each}), strict=True)
        truth: dict[object, bool] = {atom: atom.settled(context) is True for atom in atoms}
        assert any(all(_holds(atom, context) is holds for atom, holds in way) for way in ways) is value(
            expression, truth
        )


def _holds(atom: object, context: Context) -> bool:
    """Alternatives may hold atoms that the expression lacks: what is left of one."""
    assert isinstance(atom, Compared | Present)
    return atom.settled(context) is True


@pytest.mark.parametrize(
    "facts",
    [
        {(ResourceWithin("a/*"), True), (ResourceWithin("b/*"), True)},
        {(ResourceWithin("a/b/*"), True), (ResourceWithin("a/*"), False)},
        {(SessionNamed("r", "one"), True), (SessionNamed("r", "two"), True)},
        {(compared("Bool", "true"), False), (compared("Bool", "false"), False), (Present("aws:x"), True)},
        {(compared("DateLessThan", "2025-01-01"), True), (compared("DateGreaterThan", "1767225600"), True)},
        {(compared("StringEquals", "a"), True), (Present("aws:x"), False)},
        {(compared("ArnLike", "arn:aws:s3:::a"), True), (compared("ArnLike", "arn:aws:s3:::*"), False)},
    ],
)
def test_facts_that_exclude_each_other(facts: set[tuple[object, bool]]) -> None:
    assert not is_possible(frozenset(facts))  # type: ignore[arg-type]  # all are atoms
    for each in facts:
        assert is_possible(frozenset(facts - {each}))  # type: ignore[arg-type]  # all are atoms


def test_keys_with_several_values_and_variables_that_are_open_contradict_nothing() -> None:
    several = {(compared("StringEquals", each, key="aws:tagkeys"), True) for each in ("a", "b")}
    assert is_possible(frozenset(several))
    open_one = Compared("StringLike", Over.ONE, "aws:x", "aws:x", ("${aws:username}",), fill=True)
    assert is_possible(frozenset({(open_one, True), (compared("StringEquals", "bob"), True)}))
    some = {(compared("StringEquals", each, over=Over.SOME), True) for each in ("a", "b")}
    assert is_possible(frozenset(some))


def test_what_several_facts_leave_of_a_key_is_one_fact() -> None:
    both = all_of((compared("StringEquals", "a", "b"), Not(compared("StringLike", "b*")), Present("aws:x")))
    assert told(alternatives(both)) == "aws:x is a"


def test_alternatives_read_like_a_sentence() -> None:
    address, mfa = compared("IpAddress", "10.0.0.0/8", key="aws:SourceIp"), compared("Bool", "true", key="aws:MFA")
    assert told(alternatives(any_of((all_of((address, mfa)), Not(Present("aws:vpce")))))) == (
        "aws:vpce is not in the request, or (aws:MFA is true and aws:SourceIp is within 10.0.0.0/8)"
    )


def test_too_many_alternatives_are_told_whole() -> None:
    pairs = [any_of((compared("StringEquals", "1", key=f"aws:{n}"), Present(f"aws:p{n}"))) for n in range(12)]
    whole = all_of(pairs)
    with pytest.raises(TooManyAlternativesError):
        alternatives(whole)
    assert a_way(whole, known=True) is not None
    assert told_whole(whole).startswith("(aws:0 is 1 or aws:p0 is in the request) and (")
    assert a_way(all_of((whole, Unread("p"))), known=True) is None
    assert a_way(all_of((whole, Unread("p"))), known=False) is not None
