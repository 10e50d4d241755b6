"""Wildcards and variables, against a matcher that is slow and plainly right."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelkeep.engines.access.patterns import (
    Literal,
    Variable,
    arn_matcher,
    covers,
    escaped,
    has_variable,
    has_wildcard,
    matcher,
    matches,
    overlaps,
    pieces,
    plain_dollars,
)

ESCAPES = ("${*}", "${?}", "${$}")
PATTERN = st.lists(st.sampled_from(["a", "b", "*", "?", "a", *ESCAPES]), max_size=7).map("".join)
PLAIN = st.text("ab*?", max_size=6)
TEXT = st.text("ab*?$", max_size=7)
TEXTS = ["".join(each) for size in range(5) for each in product("ab*", repeat=size)]
"""All short texts, one of them with a character that patterns do not use otherwise."""


def slow(pattern: str, text: str) -> bool:
    """By the definition alone."""
    for escape in ESCAPES:
        if pattern.startswith(escape):
            return text.startswith(escape[2]) and slow(pattern[4:], text[1:])
    if not pattern:
        return not text
    if pattern[0] == "*":
        return slow(pattern[1:], text) or (bool(text) and slow(pattern, text[1:]))
    return bool(text) and pattern[0] in ("?", text[0]) and slow(pattern[1:], text[1:])


@settings(max_examples=400, deadline=None)
@given(PATTERN, TEXT)
def test_a_pattern_stands_for_what_the_definition_says(pattern: str, text: str) -> None:
    assert matches(pattern, text) is matcher(pattern)(text) is slow(pattern, text)


@settings(max_examples=200, deadline=None)
@given(PATTERN, TEXT)
def test_case_may_be_ignored(pattern: str, text: str) -> None:
    assert matcher(pattern.upper(), ignore_case=True)(text) is slow(pattern, text)


@settings(max_examples=200, deadline=None)
@given(PLAIN, PLAIN)
def test_a_pattern_covers_what_all_texts_say(one: str, other: str) -> None:
    """`covers` may say no where it is yes, never the other way round; for patterns without `?` it is exact."""
    every = all(slow(one, text) for text in TEXTS if slow(other, text))
    if covers(one, other):
        assert every
    elif "?" not in one + other and len(other) < 4:
        assert not every


@settings(max_examples=200, deadline=None)
@given(PLAIN, PLAIN)
def test_patterns_overlap_where_a_text_is_meant_by_both(one: str, other: str) -> None:
    shared = any(slow(one, text) and slow(other, text) for text in TEXTS)
    assert overlaps(one, other) is overlaps(other, one)
    if shared:
        assert overlaps(one, other)
    elif len(one.replace("*", "") + other.replace("*", "")) <= 4:
        assert not overlaps(one, other)


@settings(deadline=None)
@given(TEXT)
def test_escaped_text_stands_for_itself_alone(text: str) -> None:
    assert matches(escaped(text), text)
    assert not has_wildcard(escaped(text))
    assert not matches(escaped(text), f"{text}a")


def test_many_stars_take_no_time() -> None:
    assert not matches("a*" * 40 + "b", "a" * 5000)
    assert not matches("a*?" * 40 + "b", "a" * 5000)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a${aws:username}b", ("a", Variable("aws:username"), "b")),
        ("${aws:x, 'none'}", (Variable("aws:x", "none"),)),
        ("${ aws:x ,'it''s, so' }", (Variable("aws:x", "it''s, so"),)),
        ("${*}", (Literal("*"),)),
        ("${open", ("${open",)),
        ("$aws:x}", ("$aws:x}",)),
    ],
)
def test_variables_are_taken_out(text: str, found: tuple[object, ...]) -> None:
    assert pieces(text) == found


def test_a_variable_stands_for_nothing_until_it_is_filled_and_may_stand_for_anything() -> None:
    assert has_variable("a/${aws:x}")
    assert not matches("a/${aws:x}", "a/b")
    assert overlaps("a/${aws:x}", "a/b*")
    assert not overlaps("a/${aws:x}", "b/*")
    assert not covers("${aws:x}", "a")
    assert covers("a/*", "a/${aws:x}")


def test_documents_of_2008_mean_the_dollar_itself() -> None:
    assert matches(plain_dollars("a/${aws:x}/*"), "a/${aws:x}/b")
    assert not has_variable(plain_dollars("${aws:x}"))


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("arn:aws:s3:::b*", "arn:aws:s3:::b/c:d", True),
        ("arn:*:::b", "arn:aws:s3:::b", False),
        ("arn:*:s3:*:*:b", "arn:aws:s3:::b", True),
        ("arn:aws:s3", "arn:aws:s3:::b", False),
        ("*", "arn:aws:s3:::b", True),
        ("arn:aws:iam::?:role/*", "arn:aws:iam::1:role/a/b", True),
        ("arn:aws:iam::?:role/*", "arn:aws:iam::12:role/a", False),
        ("arn:aws:iam::1:role/${aws:x}", "arn:aws:iam::1:role/a", False),
    ],
)
def test_arns_are_compared_part_by_part(pattern: str, text: str, found: bool) -> None:
    assert arn_matcher(pattern)(text) is found
