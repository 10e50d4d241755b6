"""Stand-alone cases: one line in, one answer out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.engines.access.cases import OBJECT, USER, allow, answer, deny, table

from modelkeep.engines.access.simulate import Simulator


def told(principal: str, action: str, on: str = OBJECT, **policies: str) -> dict[str, Any]:
    """What is said to a case whose policies are JSON text, so that it may be wrong."""
    given = ", ".join(f'"{name}": {text}' for name, text in policies.items())
    request = json.dumps({"principal": principal, "action": action, "resource": on})
    return Simulator(table()).answer(f'{{"id": 1, "request": {request}, "policies": {{{given}}}}}'.encode())


ALLOW, DENY = json.dumps(allow()), json.dumps(deny("s3:*"))


def test_a_decision_names_policy_and_statement() -> None:
    named = {"name": "reader", "policy": allow("s3:Get*")}
    assert answer(USER, "s3:GetObject", identity=[allow("ec2:*"), named]) == {
        "id": 1, "decision": "allowed", "by": [{"policy": "reader", "statement": 0}],
    }  # fmt: skip
    found = answer(USER, "s3:GetObject", identity=[allow()], scp=[[allow()], [allow(), deny("s3:*")]])
    assert (found["decision"], found["by"]) == ("explicit_deny", [{"policy": "scp[1][1]", "statement": 0}])


def test_a_document_that_speaks_of_a_policy_is_none_with_a_name() -> None:
    tagged = allow(Condition={"StringEquals": {"aws:PrincipalTag/policy": "a", "policy": "b"}})
    assert answer(USER, "s3:GetObject", identity=[tagged])["decision"] == "implicit_deny"


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b"", "Input data was truncated"),
        (b"{", "Input data was truncated"),
        (b"[]", "Expected `object`"),
        (b'{"id": 1}', "missing required field `request`"),
        (b'{"id": 1, "request": {"principal": "x"}}', "missing required field `action`"),
        (b'{"id": 1, "request": {"principal": "x", "action": "s3:GetObject", "reqion": 1}}', "unknown field `reqion`"),
        (b'{"id": 1, "request": {"principal": "x", "action": "s3:GetObject"}, "policies": {"idp": []}}', "unknown field"),
        (b'{"id": 1, "request": {"principal": "x", "action": "s3:GetObject"}}', "'x' is no ARN of a principal"),
        (b'{"id": 1, "request": {"principal": "x", "action": "s3:GetObject"}, "mode": "lax"}', "Invalid enum value 'lax'"),
        (b'{"id": 1, "request": {"principal": "anonymous", "action": "s3:GetObject", "context": {"a": {}}}}', "dict where"),
        (b'{"id": 1, "request": {"principal": "\xff"}}', ""),
    ],
)  # fmt: skip
def test_a_line_that_is_no_case_is_unknown_with_the_problem(line: bytes, problem: str) -> None:
    found = Simulator(table()).answer(line)
    assert (found["decision"], found["by"]) == ("unknown", [])
    assert found["id"] == (1 if line.startswith(b'{"id": 1') else None)
    assert problem in found["problem"]


def test_fields_of_others_are_left_alone() -> None:
    line = json.dumps({
        "id": "a", "expected": "allowed", "request": {"principal": USER, "action": "s3:GetObject"},
        "policies": {"identity": [allow()]},
    })  # fmt: skip
    assert Simulator(table()).answer(line.encode())["decision"] == "allowed"


def test_the_mode_of_cases_that_name_none_can_be_chosen() -> None:
    case = {"id": 1, "request": {"principal": USER, "action": "s3:GetObject"}}
    case["policies"] = {"identity": [allow(Condition={"Bool": {"aws:SecureTransport": "true"}})]}
    line, strict = json.dumps(case).encode(), json.dumps({**case, "mode": "strict"}).encode()
    assert Simulator(table()).answer(line)["decision"] == "implicit_deny"
    assert Simulator(table(), mode="symbolic").answer(line)["decision"] == "allowed_if"
    assert Simulator(table(), mode="symbolic").answer(strict)["decision"] == "implicit_deny"


def test_an_unknown_action_is_unknown_unless_it_is_denied() -> None:
    assert answer(USER, "newservice:DoIt", "*", identity=[allow()])["decision"] == "unknown"
    assert answer(USER, "newservice:DoIt", "*")["decision"] == "unknown"
    assert answer(USER, "newservice:DoIt", "*", identity=[deny()])["decision"] == "explicit_deny"


@pytest.mark.parametrize(
    "text",
    [
        '{"Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*", "Resource": "*"}]}',
        '{"Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"Bool": {"a": "true", "a": "x"}}}]}',
        '{"Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"Bool": {}, "Bool": {}}}]}',
        '{"Statement": [], "Statement": []}',
        '{"Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*", "Principal": {"AWS": "*", "AWS": "*"}}]}',
        '{"Statement": NaN}',
        '"text"',
        "[]",
        "null",
    ],
)
def test_a_document_that_cannot_be_read_for_sure_is_not_read_at_all(text: str) -> None:
    assert told(USER, "s3:GetObject", identity=f"[{ALLOW}, {text}]")["decision"] in ("unknown", "explicit_deny")
    assert told(USER, "s3:GetObject", identity=f"[{ALLOW}, {text}]")["decision"] == "unknown"


def test_numbers_keep_all_their_digits() -> None:
    long = "12345678901234567890123456789012345"
    document = json.dumps(allow(Condition={"StringEquals": {"aws:x": "N"}})).replace('"N"', long)
    case = {"id": 1, "request": {"principal": USER, "action": "s3:GetObject", "context": {"aws:x": long}}}
    line = json.dumps({**case, "policies": {"identity": ["P"]}}).replace('"P"', document)
    assert Simulator(table()).answer(line.encode())["decision"] == "allowed"


DOCUMENT = st.sampled_from([allow(), deny("s3:Get*"), allow("s3:*", OBJECT), {"Statement": []}, "", {"a": ':"x":'}])
BLANK = st.sampled_from(["", " ", "\n", "\t"])


@settings(deadline=None)
@given(st.lists(DOCUMENT, max_size=3), BLANK, BLANK)
def test_how_a_document_is_spaced_makes_no_difference(documents: list[Any], before: str, after: str) -> None:
    compact = json.dumps(documents, separators=(",", ":"))
    spaced = json.dumps(documents, separators=(f"{before},{after}", f"{after}:{before}"), indent=len(before) or None)
    assert told(USER, "s3:GetObject", identity=compact) == told(USER, "s3:GetObject", identity=spaced)


def test_compiled_policies_are_remembered_under_their_own_name() -> None:
    simulator = Simulator(table())
    for name in ("one", "two"):
        case = {
            "id": name, "request": {"principal": USER, "action": "s3:GetObject"},
            "policies": {"identity": [{"name": name, "policy": allow()}]},
        }  # fmt: skip
        assert simulator.answer(json.dumps(case).encode())["by"] == [{"policy": name, "statement": 0}]
