"""Policy documents become rows, and what is not understood is said, never dropped."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelkeep.core.policy import statements
from modelkeep.core.tables import Condition, Statement

ARN = "arn:aws:iam::111122223333:role/trainer"


def parse(document: Any, arn: str = ARN) -> tuple[Statement, ...]:
    return statements(Statement, arn, "p", document)


def of(statement: Any) -> Statement:
    (row,) = parse({"Version": "2012-10-17", "Statement": statement})
    return row


SIMPLE = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}


def test_scalars_and_single_statement() -> None:
    assert of(SIMPLE) == Statement(arn=ARN, policy="p", effect="Allow", actions=("s3:GetObject",), resources=("*",))


@pytest.mark.parametrize(
    "encode", [json.dumps, lambda document: quote(json.dumps(document)), lambda document: document]
)
def test_text_encoded_text_and_mapping_are_the_same(encode: Any) -> None:
    document = {"Statement": [SIMPLE, {**SIMPLE, "Sid": "Two", "Action": ["a:B", "c:%7B"]}]}
    rows = parse(encode(document))
    assert [(row.position, row.sid, row.actions) for row in rows] == [
        (0, "", ("s3:GetObject",)),
        (1, "Two", ("a:B", "c:%7B")),
    ]


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ('{"Version": "2012-10-17",\n "Statement" []}', "line 2, column 14: Expecting ':' delimiter"),
        ({"Statement": [{"Effect": "allow", "Action": "*"}]}, "the effect is neither Allow nor Deny"),
        ({"Statement": [{"Effect": "Allow", "Action": ["s3:*", 7]}]}, "int where a string belongs"),
        ({"Version": "2012-10-18", "Statement": []}, "Version is neither 2008-10-17 nor 2012-10-17"),
    ],
)
def test_the_problem_says_what_is_wrong_and_where(document: Any, problem: str) -> None:
    assert [row.problem for row in parse(document)] == [problem]


def test_a_document_without_a_version_is_of_the_first() -> None:
    assert [row.version for row in parse({"Statement": [SIMPLE]})] == ["2008-10-17"]


def test_negated_elements() -> None:
    row = of({"Effect": "Deny", "NotAction": ["iam:*"], "NotResource": "x", "NotPrincipal": {"AWS": "444455556666"}})
    assert (row.actions, row.not_actions, row.not_resources) == ((), ("iam:*",), ("x",))
    assert row.not_principals == ("AWS:arn:aws:iam::444455556666:root",)


@pytest.mark.parametrize(
    ("principal", "expected"),
    [
        ("*", ("*",)),
        ({"AWS": "*"}, ("AWS:*",)),
        ({"AWS": ["111122223333", "arn:aws:iam::1:role/x"]},
         ("AWS:arn:aws:iam::111122223333:root", "AWS:arn:aws:iam::1:role/x")),
        ({"Service": "sagemaker.amazonaws.com", "Federated": ["a", "b"], "CanonicalUser": "79a"},
         ("Service:sagemaker.amazonaws.com", "Federated:a", "Federated:b", "CanonicalUser:79a")),
    ],
)  # fmt: skip
def test_principals(principal: Any, expected: tuple[str, ...]) -> None:
    assert of({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal}).principals == expected


def test_account_principal_keeps_the_partition() -> None:
    document = {"Statement": {"Effect": "Allow", "Action": "s3:*", "Principal": {"AWS": "111122223333"}}}
    (row,) = parse(document, "arn:aws-cn:s3:::b")
    assert row.principals == ("AWS:arn:aws-cn:iam::111122223333:root",)


def test_conditions_keep_operator_key_and_values() -> None:
    row = of(
        {**SIMPLE, "Condition": {"Bool": {"aws:SecureTransport": False}, "StringEquals": {"a:B": ["x", "y"], "c": 1.5}}}
    )
    assert row.conditions == (
        Condition("Bool", "aws:SecureTransport", ("false",)),
        Condition("StringEquals", "a:B", ("x", "y")),
        Condition("StringEquals", "c", ("1.5",)),
    )


@pytest.mark.parametrize(
    "document",
    [
        None, "", "{", "[]", "null", "nonsense", "%FF", "[" * 100_000, '{"Statement": ' * 100_000, 7, {}, [],
        {"Statement": None}, {"Statement": "x"}, {"Statement": [], "Surprise": 1},
        '{"Statement": [], "Statement": []}', '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Effect": "Deny"}}',
    ],
)  # fmt: skip
def test_a_document_that_is_not_understood_is_one_unparsed_row(document: Any) -> None:
    (row,) = parse(document)
    assert row.problem
    assert row == Statement(arn=ARN, policy="p", effect="Unparsed", problem=row.problem)


@pytest.mark.parametrize(
    "change",
    [
        {"Effect": "allow"}, {"Effect": None}, {"Effect": ["Allow"]}, {"Action": []}, {"Action": 5}, {"Action": None},
        {"NotAction": "x:Y"}, {"NotResource": "y"}, {"Resource": []}, {"Resource": {"a": "b"}}, {"Sid": 3}, {"Surprise": 1},
        {"Principal": "111122223333"}, {"Principal": ["*"]}, {"Principal": {}}, {"Principal": {"Robot": "x"}},
        {"Principal": {"AWS": []}}, {"Principal": "*", "NotPrincipal": "*"}, {"Condition": []}, {"Condition": {"Bool": True}},
        {"Condition": {"Bool": {"a": []}}}, {"Condition": {"Bool": {"a": None}}}, {"Condition": {"Bool": {"a": {"b": "c"}}}},
        {"Condition": {"NumericEquals": {"a": float("nan")}}}, {"Resource": "\ud800"},
    ],
)  # fmt: skip
def test_a_statement_that_is_not_understood_is_unparsed_and_the_others_stay(change: dict[str, Any]) -> None:
    rows = parse({"Statement": [SIMPLE, {**SIMPLE, **change}, SIMPLE]})
    assert [row.effect for row in rows] == ["Allow", "Unparsed", "Allow"]
    assert rows[1].problem
    assert rows[1] == Statement(arn=ARN, policy="p", position=1, effect="Unparsed", problem=rows[1].problem)


def test_a_statement_without_an_action_is_unparsed() -> None:
    assert of({"Effect": "Allow", "Resource": "*"}).effect == "Unparsed"


def test_no_statement_grants_nothing() -> None:
    assert parse({"Statement": []}) == ()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
ELEMENT = st.sampled_from(
    ["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Principal", "NotPrincipal", "Condition", "Odd"]
)
ANYTHING_LIKE_A_STATEMENT = st.dictionaries(ELEMENT, st.sampled_from(["Allow", "Deny", "*"]) | JSON, max_size=6)


@given(st.lists(ANYTHING_LIKE_A_STATEMENT | JSON, max_size=4))
def test_every_statement_of_any_shape_gives_one_storable_row(found: list[Any]) -> None:
    rows = parse({"Statement": found})
    assert [row.position for row in rows] == list(range(len(found)))
    assert {row.effect for row in rows} <= {"Allow", "Deny", "Unparsed"}
    for row, statement in zip(rows, found, strict=True):
        msgspec.json.encode(row)
        if row.effect != "Unparsed":
            assert statement["Effect"] == row.effect
            assert bool(row.actions) != bool(row.not_actions)


@given(st.text(max_size=40) | JSON)
def test_no_document_raises(document: Any) -> None:
    assert all(row.effect in {"Allow", "Deny", "Unparsed"} for row in parse(document))


ACTIONS = st.lists(st.from_regex(r"[a-z0-9]{2,8}:[A-Za-z*?]{1,12}", fullmatch=True), min_size=1, max_size=4)


@given(effect=st.sampled_from(["Allow", "Deny"]), actions=ACTIONS, resources=ACTIONS, negated=st.booleans())
def test_what_is_written_is_what_is_read(effect: str, actions: list[str], resources: list[str], negated: bool) -> None:
    no = "Not" if negated else ""
    row = of({"Effect": effect, f"{no}Action": actions, f"{no}Resource": resources})
    assert (row.effect, row.not_actions if negated else row.actions) == (effect, tuple(actions))
    assert (row.not_resources if negated else row.resources) == tuple(resources)
