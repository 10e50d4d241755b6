"""Conditions: compiled, asked, open where the request is open, and told in words."""

from __future__ import annotations

from typing import Any

import pytest

from modelkeep.core.tables import Condition
from modelkeep.engines.access.conditions import compiled, fill
from modelkeep.engines.access.context import OPEN, Context, lowered
from modelkeep.engines.access.expressions import Expression
from modelkeep.engines.access.normal import alternatives, told


def ask(operator: str, *wanted: str, key: str = "aws:X", known: dict[str, Any] | None = None) -> Expression:
    """A condition asked of a request of which only some keys are known."""
    test = compiled(Condition(operator, key, wanted), fill=True)
    assert test is not None
    return test.ask(Context(lowered(known or {}), strict=False))


def words(operator: str, *wanted: str, **rest: Any) -> str:
    return told(alternatives(ask(operator, *wanted, **rest)))


@pytest.mark.parametrize(
    ("operator", "wanted", "text"),
    [
        ("StringEquals", ("a",), "aws:X is a"),
        ("StringEquals", ("a", "b"), "aws:X is a or b"),
        ("StringNotEquals", ("a", "b"), "aws:X is not a or b"),
        ("StringNotEqualsIgnoreCase", ("a",), "aws:X is not, in any case, a"),
        ("StringNotLike", ("a*",), "aws:X is not like a*"),
        ("Bool", ("false",), "aws:X is false"),
        ("NumericLessThanEquals", ("5",), "aws:X is at most 5"),
        ("DateGreaterThan", ("2026-01-01",), "aws:X is after 2026-01-01"),
        ("NotIpAddress", ("10.0.0.0/8",), "aws:X is not within 10.0.0.0/8"),
        ("ArnNotLike", ("arn:*:*:*:*:*",), "aws:X is not an ARN like arn:*:*:*:*:*"),
        ("Null", ("true",), "aws:X is not in the request"),
        ("Null", ("false",), "aws:X is in the request"),
        ("StringEqualsIfExists", ("a",), "aws:X is a, or aws:X is not in the request"),
        ("StringNotEqualsIfExists", ("a",), "aws:X is not a"),
        ("ForAllValues:StringLike", ("a*",), "every value of aws:X is like a*"),
        ("ForAnyValue:StringLike", ("a*",), "some value of aws:X is like a*"),
        ("ForAllValues:StringNotEquals", ("a",), "no value of aws:X is a"),
        ("ForAnyValue:StringNotEquals", ("a",), "some value of aws:X is not a"),
        ("StringLike", ("${aws:y}*",), "aws:X is like ${aws:y}*"),
    ],
)
def test_an_open_condition_reads_well(operator: str, wanted: tuple[str, ...], text: str) -> None:
    assert words(operator, *wanted) == text


def test_variables_that_are_known_are_filled_in_what_is_told() -> None:
    assert words("StringLike", "${aws:y}/*", known={"aws:y": "bob"}) == "aws:X is like bob/*"
    assert words("StringEquals", "${aws:y, 'none'}", known={"aws:y": None}) == "aws:X is none"


def test_a_variable_without_a_value_fits_nothing() -> None:
    assert ask("StringEquals", "${aws:y}", known={"aws:y": None}) is False
    assert ask("StringNotEquals", "${aws:y}", known={"aws:y": None}) is True
    assert words("StringEqualsIfExists", "${aws:y}", known={"aws:y": None}) == "aws:X is not in the request"
    assert words("ForAllValues:StringEquals", "${aws:y}", known={"aws:y": None}) == "aws:X is not in the request"
    assert words("ForAnyValue:StringNotEquals", "${aws:y}", known={"aws:y": None}) == "aws:X is in the request"


def test_what_fits_whatever_an_open_variable_brings_is_settled() -> None:
    assert ask("StringEquals", "a", "${aws:y}", known={"aws:x": "a"}) is True
    assert ask("StringNotEquals", "a", "${aws:y}", known={"aws:x": "a"}) is False
    assert words("StringEquals", "a", "${aws:y}", known={"aws:x": "b"}) == "aws:X is a or ${aws:y}"


@pytest.mark.parametrize(
    "operator", ["StringIs", "IfExists", "NullIfExists", "ForEach:StringEquals", "", "StringNotequal"]
)
def test_what_is_no_operator(operator: str) -> None:
    assert compiled(Condition(operator, "aws:x", ("a",)), fill=True) is None


@pytest.mark.parametrize(
    "operator", ["stringequals", "STRINGNOTLIKEIFEXISTS", "foranyvalue:arnlike", "ForAllValues:Bool"]
)
def test_operators_are_compared_without_case(operator: str) -> None:
    assert compiled(Condition(operator, "aws:x", ("true",)), fill=True) is not None


def test_patterns_are_filled_with_what_stands_for_itself() -> None:
    context = Context(lowered({"aws:y": "a*b", "aws:z": ["1", "2"], "aws:n": None}), strict=False)
    assert fill("p/${aws:y}/*", context) == "p/a${*}b/*"
    assert fill("p/${aws:y}/*", context, as_pattern=False) == "p/a*b/*"
    assert fill("${aws:z}", context) is None
    assert fill("${aws:n}", context) is None
    assert fill("${aws:open}", context) is OPEN
    assert fill("${aws:open}${aws:n}", context) is None


def test_a_context_is_as_people_write_it() -> None:
    given = {"A:b": True, "a:C": 1.5, "d": ["x", 2], "e": None, "f": [], "g": ""}
    assert lowered(given) == {"a:b": ("true",), "a:c": ("1.5",), "d": ("x", "2"), "e": None, "f": None, "g": ("",)}
    with pytest.raises(ValueError, match="twice"):
        lowered({"a": "1", "A": "1"})


@pytest.mark.parametrize("wrong", [{}, [[]], [None]])
def test_what_no_context_holds(wrong: object) -> None:
    with pytest.raises(ValueError, match="where a context has"):
        lowered({"a": wrong})


def test_what_is_known_counts_before_what_principal_and_resource_settle() -> None:
    context = Context(
        lowered({"aws:principalarn": "x"}), strict=False, fixed={"aws:principalarn": ("y",), "aws:z": None}
    )
    assert context.find("aws:principalarn") == ("x",)
    assert context.find("aws:z") is None
    assert context.find("aws:other") is OPEN
    settled = context.with_fixed({"aws:resourcetag/a": ("1",)}, ("aws:resourcetag/",))
    assert settled.find("aws:resourcetag/a") == ("1",)
    assert settled.find("aws:resourcetag/b") is None
