"""Pitfalls of conditions. Each test names the page of AWS's documentation that its expectation rests on."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.engines.access.cases import (
    OBJECT,
    OURS,
    SESSION,
    USER,
    allow,
    condition,
    deny,
    outcome,
    policy,
    statement,
)

Context = dict[str, Any]
KEY = "aws:x"


def holds(operator: str, wanted: Any, context: Context, key: str = KEY) -> bool:
    """Whether a condition of an Allow holds."""
    found = outcome(USER, "s3:GetObject", context=context, identity=[allow(Condition={operator: {key: wanted}})])
    assert found in ("allowed", "implicit_deny")
    return found == "allowed"


@pytest.mark.parametrize(
    ("operator", "expected"),
    [
        ("StringEquals", False),
        ("StringNotEquals", True),
        ("StringLike", False),
        ("StringNotLike", True),
        ("ArnLike", False),
        ("ArnNotLike", True),
        ("IpAddress", False),
        ("NotIpAddress", True),
        ("Bool", False),
        ("NumericLessThan", False),
        ("NumericNotEquals", True),
        ("DateNotEquals", True),
        ("StringEqualsIfExists", True),
        ("StringNotEqualsIfExists", True),
        ("BoolIfExists", True),
        ("IpAddressIfExists", True),
    ],
)
def test_42_a_missing_key(operator: str, expected: bool) -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html: false, true for negated
    operators and with IfExists.
    """
    wanted = "10.0.0.0/8" if "Ip" in operator else "arn:aws:s3:::a" if "Arn" in operator else "1"
    assert holds(operator, wanted, {}) is expected
    assert holds(operator, wanted, {KEY: None}) is expected


def test_42_null_tests_presence() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Null"""
    assert holds("Null", "true", {})
    assert not holds("Null", "false", {})
    assert holds("Null", False, {KEY: "a"})
    assert not holds("Null", True, {KEY: "a"})


@pytest.mark.parametrize("context", [{}, {KEY: []}, {KEY: ""}])
def test_43_forallvalues_holds_of_nothing_and_foranyvalue_does_not(context: Context) -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html: true where
    there is no key, or its value is no data, such as an empty text.
    """
    assert holds("ForAllValues:StringEquals", "a", context)
    assert holds("ForAllValues:StringNotEquals", "a", context)
    assert holds("ForAllValues:StringEqualsIfExists", "a", context)
    assert not holds("ForAnyValue:StringEquals", "a", context)
    assert not holds("ForAnyValue:StringNotEquals", "a", context)
    assert not holds("Null", "false", {}) or context


@pytest.mark.parametrize(
    ("operator", "values", "expected"),
    [
        ("ForAllValues:StringEquals", ["a", "b"], True),
        ("ForAllValues:StringEquals", ["a", "c"], False),
        ("ForAllValues:StringNotEquals", ["c", "d"], True),
        ("ForAllValues:StringNotEquals", ["a", "d"], False),
        ("ForAnyValue:StringEquals", ["c", "b"], True),
        ("ForAnyValue:StringEquals", ["c", "d"], False),
        ("ForAnyValue:StringNotEquals", ["a", "c"], True),
        ("ForAnyValue:StringNotEquals", ["a", "b"], False),
        ("ForAllValues:ArnLike", ["arn:aws:s3:::a"], False),
        ("forallvalues:stringequals", ["a"], True),
    ],
)
def test_43_each_value_or_some_value(operator: str, values: list[str], expected: bool) -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html"""
    assert holds(operator, ["a", "b"], {KEY: values}) is expected


def test_43_in_an_allow_forallvalues_lets_in_who_brings_no_key() -> None:
    """The same page: a Null condition beside it keeps them out."""
    tags = {"ForAllValues:StringEquals": {"aws:TagKeys": "team"}}
    assert outcome(USER, "s3:GetObject", identity=[allow(Condition=tags)]) == "allowed"
    guarded = {**tags, "Null": {"aws:TagKeys": "false"}}
    assert outcome(USER, "s3:GetObject", identity=[allow(Condition=guarded)]) == "implicit_deny"
    assert condition(USER, "s3:GetObject", identity=[allow(Condition=guarded)]) == (
        "aws:TagKeys is in the request and every value of aws:TagKeys is team"
    )


def test_44_values_are_alternatives_keys_and_operators_are_not() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html"""
    both = {"StringEquals": {"aws:x": ["a", "b"], "aws:y": "1"}, "StringNotEquals": {"aws:z": ["p", "q"]}}

    def found(**context: str) -> str:
        named = {f"aws:{key}": value for key, value in context.items()}
        return outcome(USER, "s3:GetObject", context=named, identity=[allow(Condition=both)])

    assert found(x="b", y="1", z="r") == "allowed"
    assert found(x="c", y="1", z="r") == "implicit_deny"
    assert found(x="b", y="2", z="r") == "implicit_deny"
    assert found(x="b", y="1", z="q") == "implicit_deny"


def test_45_a_deny_without_mfa_needs_ifexists_to_reach_access_keys() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent:
    requests with long-lived keys lack the key.
    """

    def found(operator: str, context: Context) -> str:
        refusal = deny(Condition={operator: {"aws:MultiFactorAuthPresent": "false"}})
        return outcome(USER, "s3:GetObject", context=context, identity=[allow(), refusal])

    assert found("Bool", {}) == "allowed"
    assert found("BoolIfExists", {}) == "explicit_deny"
    assert found("Bool", {"aws:MultiFactorAuthPresent": False}) == "explicit_deny"
    assert found("BoolIfExists", {"aws:MultiFactorAuthPresent": True}) == "allowed"


def test_46_through_an_endpoint_there_is_no_source_address() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourceip"""
    through = {"aws:VpcSourceIp": "10.0.0.1", "aws:SourceVpce": "vpce-1"}
    ours = {"aws:SourceIp": "203.0.113.0/24"}
    only_ours = [allow(Condition={"IpAddress": ours})]
    nobody_else = [allow(), deny(Condition={"NotIpAddress": ours})]
    but_endpoints = [allow(), deny(Condition={"NotIpAddressIfExists": ours, "Null": {"aws:SourceVpce": "true"}})]
    assert outcome(USER, "s3:GetObject", context=through, identity=only_ours) == "implicit_deny"
    assert outcome(USER, "s3:GetObject", context=through, identity=nobody_else) == "explicit_deny"
    assert outcome(USER, "s3:GetObject", context=through, identity=but_endpoints) == "allowed"


@pytest.mark.parametrize(
    ("wanted", "value", "expected"),
    [
        ("10.0.0.0/8", "10.1.2.3", True),
        ("10.1.2.3", "10.1.2.3", True),
        ("10.0.0.0/8", "11.1.2.3", False),
        ("2001:db8::/32", "2001:DB8:0:0::1", True),
        ("0.0.0.0/0", "2001:db8::1", False),
        ("::/0", "10.1.2.3", False),
        ("::ffff:10.0.0.0/104", "10.1.2.3", False),
        ("10.0.0.0/8", "nonsense", False),
    ],
)
def test_47_addresses_of_one_version_never_match_the_other(wanted: str, value: str, expected: bool) -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IPAddress"""
    assert holds("IpAddress", wanted, {KEY: value}) is expected
    assert holds("NotIpAddress", wanted, {KEY: value}) is not expected


@pytest.mark.parametrize(
    ("wanted", "value", "expected"),
    [
        ("2026-01-01T00:00:00Z", "2025-12-31T23:59:59Z", True),
        ("2026-01-01T00:00:00Z", "1767225599", True),
        ("1767225600", "2025-12-31T23:59:59Z", True),
        ("2026-01-01", "2026-01-01T00:00:00Z", False),
        ("2026-01", "2025-12-31", True),
        ("2026", "2025-12-31T23:59:59.9+00:00", True),
        ("2026-01-01T01:00:00+01:00", "2025-12-31T23:59:59Z", True),
        ("2026-01-01T00:00:00Z", "soon", False),
    ],
)
def test_48_dates_are_iso_8601_or_seconds(wanted: str, value: str, expected: bool) -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Date"""
    assert holds("DateLessThan", wanted, {KEY: value}) is expected


@pytest.mark.parametrize(
    "refused",
    [
        {"StringEqual": {KEY: "a"}},
        {"NullIfExists": {KEY: "true"}},
        {"ForSomeValues:StringEquals": {KEY: "a"}},
        {"Null": {KEY: "maybe"}},
        {"DateLessThan": {KEY: "soon"}},
        {"IpAddress": {KEY: "10.0.0.0/33"}},
        {"NumericEquals": {KEY: "many"}},
        {"Bool": {KEY: "yes"}},
        {"ArnLike": {KEY: "arn:aws:s3"}},
    ],
)
def test_49_an_operator_that_there_is_not_grants_nothing_and_its_deny_does_not_vanish(refused: dict[str, Any]) -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html lists all operators and the
    types of their values.
    """
    context = {KEY: "a"}
    assert outcome(USER, "s3:GetObject", context=context, identity=[allow(Condition=refused)]) == "implicit_deny"
    assert outcome(USER, "s3:GetObject", context=context, identity=[allow(), deny(Condition=refused)]) == "unknown"
    assert outcome(USER, "s3:GetObject", identity=[allow(), deny("ec2:*", Condition=refused)]) == "allowed"


def test_49_what_else_the_deny_asks_for_still_counts() -> None:
    """The same page: all conditions of a statement have to hold."""
    refusal = deny(Condition={"StringEqual": {KEY: "a"}, "Bool": {"aws:SecureTransport": "false"}})
    assert (
        outcome(USER, "s3:GetObject", context={"aws:SecureTransport": "true"}, identity=[allow(), refusal]) == "allowed"
    )


HOME = "arn:aws:s3:::home"


def reached(resource: str, pattern: str, context: Context, who: str = USER) -> bool:
    """Whether a statement on a pattern is about a resource."""
    return outcome(who, "s3:GetObject", resource, context=context, identity=[allow("s3:*", pattern)]) == "allowed"


def test_50_variables_are_filled_from_the_request() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html"""
    assert reached(f"{HOME}/bob/k", f"{HOME}/${{aws:username}}/*", {})
    assert not reached(f"{HOME}/eve/k", f"{HOME}/${{aws:username}}/*", {})
    assert not reached(f"{HOME}//k", f"{HOME}/${{aws:username}}/*", {}, SESSION), "a role has no user name"
    assert reached(f"{HOME}/none/k", f"{HOME}/${{aws:username, 'none'}}/*", {}, SESSION)
    assert reached(f"{HOME}/fraud/k", f"{HOME}/${{aws:PrincipalTag/team}}/*", {"aws:principaltag/Team": "fraud"})


def test_50_what_a_variable_brings_holds_no_wildcards() -> None:
    """The same page: `${*}` is the character; a value stands for itself."""
    assert not reached(f"{HOME}/eve/k", f"{HOME}/${{aws:x}}/*", {KEY: "*"})
    assert holds("StringLike", "a${?}${$}${*}", {KEY: "a?$*"})
    assert not holds("StringLike", "a${?}${$}${*}", {KEY: "ab$c"})
    assert not reached(f"{HOME}/ab$/k", f"{HOME}/a${{?}}${{$}}/*", {})


def test_50_variables_work_in_texts_arns_and_booleans_only() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html says of each operator whether
    variables are supported.
    """
    context = {KEY: "7", "aws:y": "7", "aws:b": "true", "aws:c": "true"}
    assert holds("StringEquals", "${aws:y}", context)
    assert holds("StringLike", "${aws:y}*", {**context, KEY: "78"})
    assert holds("Bool", "${aws:c}", context, key="aws:b")
    assert not holds("NumericEquals", "${aws:y}", context)
    assert not holds("StringEquals", "${aws:missing}", context)
    assert holds("StringNotEquals", "${aws:missing}", context)
    assert not holds("StringEquals", "${aws:y}", {**context, "aws:y": ["7", "8"]}), (
        "keys with several values are no variables"
    )


def test_50_documents_of_2008_compare_with_the_text_itself() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html"""
    old = policy(statement("Allow", "*", Condition={"StringLike": {KEY: "${aws:username}"}}), version=None)
    assert outcome(USER, "s3:GetObject", context={KEY: "${aws:username}"}, identity=[old]) == "allowed"
    assert outcome(USER, "s3:GetObject", context={KEY: "bob"}, identity=[old]) == "implicit_deny"


def test_51_tags_of_resource_request_and_principal_are_different_keys() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html"""
    same = {"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}}
    tags = {"aws:PrincipalTag/team": "fraud", "aws:RequestTag/team": "fraud", "aws:TagKeys": ["team"]}
    assert outcome(USER, "s3:GetObject", context=tags, identity=[allow(Condition=same)]) == "implicit_deny"
    tags["aws:ResourceTag/team"] = "fraud"
    assert outcome(USER, "s3:GetObject", context=tags, identity=[allow(Condition=same)]) == "allowed"
    assert condition(
        USER, "s3:GetObject", context={"aws:PrincipalTag/team": "fraud"}, identity=[allow(Condition=same)]
    ) == ("aws:ResourceTag/team is fraud")


def test_52_requests_to_global_services_are_of_one_region() -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-requestedregion"""
    locked = [allow(), deny(Condition={"StringNotEquals": {"aws:RequestedRegion": "eu-west-1"}})]
    queue = f"arn:aws:sqs:eu-west-1:{OURS}:q"
    assert outcome(USER, "iam:GetUser", USER, identity=locked, mode="symbolic") == "explicit_deny"
    assert outcome(USER, "sqs:SendMessage", queue, identity=locked, mode="symbolic") == "allowed"
    assert outcome(USER, "sqs:SendMessage", queue.replace("west-1", "north-1"), identity=locked) == "explicit_deny"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("aws:PrincipalArn", USER),
        ("aws:PrincipalAccount", OURS),
        ("aws:PrincipalType", "User"),
        ("aws:username", "bob"),
        ("aws:ResourceAccount", OURS),
        ("aws:PrincipalIsAWSService", "false"),
    ],
)
def test_53_what_principal_and_resource_settle_is_not_left_open(key: str, value: str) -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html"""

    def found(wanted: str) -> str:
        identity = [allow(Condition={"StringEquals": {key: wanted}})]
        return outcome(USER, "s3:GetObject", OBJECT, mode="symbolic", identity=identity)

    assert found(value) == "allowed"
    assert found("another") == "implicit_deny"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"StringEquals": {KEY: "a"}}, {"StringEquals": {KEY: "b"}}),
        ({"StringEquals": {KEY: "a"}}, {"Null": {KEY: "true"}}),
        ({"StringLike": {KEY: "a*"}}, {"StringLike": {KEY: "b*"}}),
        ({"StringEquals": {KEY: "a"}}, {"StringNotLike": {KEY: "a*"}}),
        ({"IpAddress": {KEY: "10.0.0.0/8"}}, {"IpAddress": {KEY: "192.168.0.0/16"}}),
        ({"IpAddress": {KEY: "10.0.0.0/8"}}, {"NotIpAddress": {KEY: "10.0.0.0/7"}}),
        ({"NumericLessThan": {KEY: "5"}}, {"NumericGreaterThan": {KEY: "9"}}),
        ({"DateLessThan": {KEY: "2025-01-01"}}, {"DateGreaterThan": {KEY: "2026-01-01"}}),
        ({"Bool": {KEY: "true"}}, {"Bool": {KEY: "false"}}),
    ],
)
def test_54_conditions_that_exclude_each_other_allow_nothing(one: dict[str, Any], other: dict[str, Any]) -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html: such keys
    have at most one value.
    """
    allowed = {"identity": [allow(Condition=one)], "boundary": [allow(Condition=other)]}
    assert outcome(USER, "s3:GetObject", mode="symbolic", **allowed) == "implicit_deny"
    assert (
        outcome(USER, "s3:GetObject", mode="symbolic", identity=[allow(Condition=one)], boundary=[allow()])
        == "allowed_if"
    )


def test_54_a_deny_that_covers_all_that_is_granted_is_a_deny() -> None:
    """The same page."""
    identity = [allow(Condition={"IpAddress": {KEY: "10.0.0.0/8"}}), deny(Condition={"IpAddress": {KEY: "10.0.0.0/7"}})]
    assert outcome(USER, "s3:GetObject", mode="symbolic", identity=identity) == "explicit_deny"
