"""Decisions: who decided, what would have to change, and what is open."""

from __future__ import annotations

import pytest
from tests.unit.engines.access.cases import (
    KEY,
    OBJECT,
    OURS,
    ROLE,
    SESSION,
    THEIR_ROLE,
    USER,
    allow,
    answer,
    deny,
    outcome,
)

NEVER_UNDERSTOOD = {"Statement": "?"}


@pytest.mark.parametrize(
    ("policies", "blocked"),
    [
        ({}, ["identity", "resource"]),
        ({"identity": [allow()], "boundary": [allow("ec2:*")]}, ["boundary"]),
        (
            {"identity": [allow()], "scp": [[allow()], [allow("ec2:*")]], "session": [allow("ec2:*")]},
            ["session", "scp"],
        ),
        ({"resource": [allow(Principal="*")], "endpoint": [deny("ec2:*", Principal="*")]}, ["endpoint"]),
        ({"rcp": [[deny("ec2:*", Principal="*")]]}, ["identity", "resource"]),
    ],
)
def test_an_implicit_deny_names_who_would_have_to_allow(policies: dict[str, object], blocked: list[str]) -> None:
    found = answer(SESSION, "s3:GetObject", **policies)  # type: ignore[arg-type]  # policies only
    assert (found["decision"], found["blocked_by"]) == ("implicit_deny", blocked)


def test_across_accounts_and_for_keys_each_side_has_to_allow() -> None:
    found = answer(THEIR_ROLE, "s3:GetObject", account=OURS, identity=[allow()])
    assert found["blocked_by"] == ["resource"]
    assert answer(USER, "kms:Decrypt", KEY, identity=[allow()])["blocked_by"] == ["resource"]
    assert answer("anonymous", "s3:GetObject", account=OURS)["blocked_by"] == ["resource"]


def test_who_allows_and_who_would_deny_are_named() -> None:
    refusal = {"name": "tls", "policy": deny(Condition={"Bool": {"aws:SecureTransport": "false"}})}
    found = answer(USER, "s3:GetObject", mode="symbolic", identity=[allow(), refusal])
    assert found["by"] == [{"policy": "identity[0]", "statement": 0}, {"policy": "tls", "statement": 0}]
    assert found["condition"] == "aws:SecureTransport is not false"


def test_one_that_always_allows_makes_conditional_ones_idle() -> None:
    maybe = allow(Condition={"Bool": {"aws:SecureTransport": "true"}})
    found = answer(USER, "s3:GetObject", mode="symbolic", identity=[maybe, allow()])
    assert (found["decision"], found["by"]) == ("allowed", [{"policy": "identity[1]", "statement": 0}])


@pytest.mark.parametrize("layer", ["identity", "boundary", "session", "resource", "endpoint"])
def test_a_policy_that_is_not_understood_makes_the_answer_unknown(layer: str) -> None:
    others = {name: [allow()] for name in ("identity", "boundary", "session") if name != layer}
    assert outcome(SESSION, "s3:GetObject", **others, **{layer: [NEVER_UNDERSTOOD]}) == "unknown"


def test_what_is_not_understood_denies_nothing_for_sure_and_allows_nothing_for_sure() -> None:
    found = answer(USER, "s3:GetObject", identity=[NEVER_UNDERSTOOD])
    assert found["condition"] == (
        "identity[0] (the document has no statements) allows it and "
        "identity[0] (the document has no statements) does not deny it"
    )
    assert outcome(USER, "s3:GetObject", identity=[NEVER_UNDERSTOOD, deny()]) == "explicit_deny"
    assert outcome(USER, "s3:GetObject", identity=[allow()], boundary=[allow("ec2:*")], scp=[[NEVER_UNDERSTOOD]]) == (
        "implicit_deny"
    )


def test_asking_who_one_is_needs_no_permission() -> None:
    assert outcome(USER, "sts:GetCallerIdentity", "*", identity=[deny()]) == "allowed"
    assert outcome(USER, "sts:GetSessionToken", "*", identity=[deny()]) == "allowed"
    assert outcome(SESSION, "sts:GetSessionToken", "*") == "implicit_deny"


def test_many_conditions_are_told_whole() -> None:
    refusals = [
        deny(Condition={"StringNotEquals": {f"aws:PrincipalTag/{n}": "a", f"aws:RequestTag/{n}": "b"}})
        for n in range(9)
    ]
    found = answer(USER, "s3:GetObject", OBJECT, mode="symbolic", identity=[allow(), *refusals])
    assert found["decision"] == "allowed_if"
    assert "(aws:PrincipalTag/0 is a or aws:RequestTag/0 is b) and (" in found["condition"]
    either = [
        deny(Condition={"StringEquals": {"aws:RequestTag/0": "b"}}),
        deny(Condition={"StringEquals": {"aws:PrincipalTag/0": "a"}}),
    ]
    assert outcome(USER, "s3:GetObject", mode="symbolic", identity=[allow(), *refusals, *either]) == "explicit_deny"


def test_a_role_stands_for_any_of_its_sessions() -> None:
    found = answer(ROLE, "s3:GetObject", resource=[allow(Principal={"AWS": SESSION})], boundary=[allow("ec2:*")])
    assert (found["decision"], found["condition"]) == ("allowed_if", "the session is named night-run")
