"""Compiled statements: what they are about, and what of them nobody is sure of."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.engines.access.cases import OBJECT, USER, allow, deny, policy, statement

from modelkeep.core.policy import statements as rows
from modelkeep.core.tables import Statement as Row
from modelkeep.engines.access.context import Context
from modelkeep.engines.access.expressions import Expression
from modelkeep.engines.access.principals import principal_of
from modelkeep.engines.access.statements import Effect, ResourceWithin, Statement, policies_of, policy_of, unread_policy

OPEN = Context(strict=False)


def only(document: Any, **how: Any) -> Statement:
    (found,) = policy_of("p", document, **how).statements
    return found


def test_actions() -> None:
    assert only(allow(["s3:Get*", "S3:PUTOBJECT"])).means("s3:getobject")
    assert only(allow("S3:PUTOBJECT")).means("s3:putobject")
    assert not only(allow("s3:Get*")).means("s3:putobject")
    assert only(policy({"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"})).means("ec2:runinstances")
    assert only("nonsense").means("anything:atall")


@pytest.mark.parametrize(
    ("resource", "asked", "found"),
    [
        ("*", OBJECT, True),
        ("arn:aws:s3:::weights/*", OBJECT, True),
        (["arn:aws:s3:::b", OBJECT], OBJECT, True),
        ("arn:aws:s3:::weights", OBJECT, False),
        ("arn:aws:s3:::weights/a/*", "arn:aws:s3:::weights/*", ResourceWithin("arn:aws:s3:::weights/a/*")),
        ("arn:aws:s3:::${aws:x}/*", "arn:aws:s3:::weights/*", ResourceWithin("arn:aws:s3:::${aws:x}/*")),
        ("arn:aws:s3:::${aws:x}", "arn:aws:sqs:::q", False),
    ],
)
def test_resources(resource: Any, asked: str, found: Expression) -> None:
    assert only(allow("*", resource)).covers(asked, OPEN) == found


def test_a_statement_remembers_where_it_is_from() -> None:
    document = policy(statement("Allow", "*"), statement("Deny", "s3:*", Sid="NoBuckets"))
    found = policy_of("limits", document).statements
    assert [str(each.ref) for each in found] == ["limits, statement 0", "limits, statement 1 (NoBuckets)"]


@pytest.mark.parametrize(
    ("document", "of_resource", "unclear"),
    [
        (allow(Principal="*"), False, "it names a principal, which only policies of resources do"),
        (allow(), True, "it names no principal"),
        (allow("*", None), False, "it names no resource"),
        (
            allow(Condition={"StringIs": {"a": "b"}}),
            False,
            "StringIs is no condition operator, or not with these values",
        ),
        (deny(Condition={"DateLessThan": {"a": "b"}}), False, "a value of DateLessThan is not of its type"),
        (allow(Condition={"DateLessThan": {"a": "b"}}), False, ""),
        (allow("s3: Get*"), False, "an action holds blanks"),
        (allow("*", None, Principal="*"), True, ""),
    ],
)
def test_what_is_not_valid_is_said(document: Any, of_resource: bool, unclear: str) -> None:
    assert only(document, of_resource=of_resource).unclear == unclear


def test_a_document_that_is_not_understood_is_one_unread_statement() -> None:
    found = only("{")
    assert found.effect is Effect.UNREAD
    allows, denies = found.unread()
    assert allows != denies, "it may do either, and not doing the one is not doing the other"
    assert denies.told(holds=False).startswith("p (line 1, column 2: ")
    assert denies.told(holds=False).endswith(") does not deny it")
    (unread,) = unread_policy("q", "access denied").statements
    assert (unread.effect, unread.unclear) == (Effect.UNREAD, "access denied")


def test_rows_of_the_estate_and_documents_compile_alike() -> None:
    document = policy(
        statement("Deny", ["s3:*"], [OBJECT], Sid="x", Condition={"Bool": {"aws:SecureTransport": False}}),
        {"Effect": "Allow"},
    )
    parsed = rows(Row, "arn", "p", document)
    assert policies_of(parsed) == (policy_of("p", document),)


def test_bare_accounts_are_of_the_partition_where_the_policy_is_stored() -> None:
    document = allow(Principal={"AWS": "111111111111"})
    who = principal_of(USER.replace("arn:aws:", "arn:aws-cn:"))
    assert not only(document, of_resource=True).names(who)
    assert only(document, of_resource=True, partition="aws-cn").names(who)
