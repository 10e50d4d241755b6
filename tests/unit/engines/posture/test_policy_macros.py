"""The SQL macros that policy controls share, on statements as `core.policy` parses them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest
from tests.fakes.blank import blank_estate

from modelkeep.core.kinds.iam import RolePolicyStatement
from modelkeep.core.policy import statements
from modelkeep.engines.posture.schema import insert_rows

TABLE = "iam_role_policy_statement"
TLS = {"Bool": {"aws:SecureTransport": "false"}}


@pytest.fixture(scope="module")
def estate() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = blank_estate()
    yield connection
    connection.close()


def ask(estate: duckdb.DuckDBPyConnection, claim: str, *found: dict[str, Any]) -> Any:
    """What a claim about statements answers; the claim may aggregate."""
    estate.execute(f"DELETE FROM {TABLE}")
    rows = statements(RolePolicyStatement, "r", "p", {"Statement": list(found)})
    columns = [column.name for column in RolePolicyStatement.__table__.columns]  # type: ignore[attr-defined]  # set by the declaration
    if rows:
        insert_rows(estate, TABLE, [{column: _plain(getattr(row, column)) for column in columns} for row in rows])
    answer = estate.execute(f"SELECT {claim} FROM {TABLE}").fetchone()
    assert answer is not None
    return answer[0]


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if hasattr(value, "operator"):
        return {"operator": value.operator, "key": value.key, "values": list(value.values)}
    return value


def allow(action: Any = "x:Y", resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def trust(**condition: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": "*", "Condition": condition}


UNPARSED: dict[str, Any] = {"Effect": "Perhaps"}


@pytest.mark.parametrize(
    ("action", "expected"),
    [("s3:GetObject", True), ("S3:get*", True), ("s3:?etObject", True), ("*", True), ("s3:Put*", False),
     ("s3:[G]etObject", False), ("s3:GetObject[x]", False), ("s3\\:GetObject", False), (["a:B", "s3:*"], True)],
)  # fmt: skip
def test_action_patterns_know_only_star_and_question_mark(estate: Any, action: Any, expected: bool) -> None:
    assert ask(estate, "allows_action(effect, actions, not_actions, 's3:GetObject')", allow(action)) is expected


def test_deny_allows_nothing_and_unparsed_is_unknown(estate: Any) -> None:
    claim = "allows_action(effect, actions, not_actions, 'x:Y')"
    assert ask(estate, claim, {"Effect": "Deny", "Action": "x:Y", "Resource": "*"}) is False
    assert ask(estate, claim, UNPARSED) is None
    assert ask(estate, claim, {"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"}) is True


def test_any_true_and_all_true_keep_what_is_unknown(estate: Any) -> None:
    claim = "{}(allows_action(effect, actions, not_actions, 'x:Y'))"
    other = allow("a:B")
    assert ask(estate, claim.format("any_true")) is False
    assert ask(estate, claim.format("any_true"), other) is False
    assert ask(estate, claim.format("any_true"), other, UNPARSED) is None
    assert ask(estate, claim.format("any_true"), other, UNPARSED, allow()) is True
    assert ask(estate, claim.format("all_true")) is True
    assert ask(estate, claim.format("all_true"), allow()) is True
    assert ask(estate, claim.format("all_true"), allow(), UNPARSED) is None
    assert ask(estate, claim.format("all_true"), other, UNPARSED) is False


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (allow("*"), True), (allow("*:*"), True), (allow("iam:*"), True), (allow(["s3:*", "iam:Attach*"]), True),
        ({"Effect": "Allow", "NotAction": "s3:DeleteBucket", "Resource": "*"}, True),
        ({"Effect": "Allow", "NotAction": ["iam:*", "organizations:*"], "Resource": "*"}, False),
        ({"Effect": "Allow", "Action": "*", "NotResource": "x"}, True), (allow("*", Condition=TLS), True),
        (allow("*", "arn:aws:s3:::b/*"), False), (allow("sagemaker:*"), False), (allow("iam:PassRole"), False),
        (allow("iam:AttachRolePolicy", Condition={"ArnEquals": {"iam:PolicyARN": "a"}}), False),
        ({"Effect": "Deny", "Action": "*", "Resource": "*"}, False), (UNPARSED, None),
    ],
)  # fmt: skip
def test_makes_administrator(estate: Any, statement: dict[str, Any], expected: bool | None) -> None:
    claim = "makes_administrator(effect, actions, not_actions, resources, not_resources, conditions)"
    assert ask(estate, claim, statement) is expected


@pytest.mark.parametrize(
    ("principal", "expected"),
    [("*", True), ({"AWS": "*"}, True), ({"Service": "*"}, True), ({"AWS": ["111122223333", "*"]}, True),
     ({"AWS": "111122223333"}, False), ({"Service": "sagemaker.amazonaws.com"}, False)],
)  # fmt: skip
def test_is_broad_principal(estate: Any, principal: Any, expected: bool) -> None:
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal}
    assert ask(estate, "is_broad_principal(principals, not_principals)", statement) is expected
    turned = {"Effect": "Allow", "Action": "sts:AssumeRole", "NotPrincipal": principal}
    assert ask(estate, "is_broad_principal(principals, not_principals)", turned) is True


ACCOUNT = "111122223333"


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"StringEquals": {"aws:SourceAccount": ACCOUNT}}, True),
        ({"StringEquals": {"AWS:sourceaccount": [ACCOUNT, "444455556666"]}}, True),
        ({"StringLike": {"aws:SourceAccount": "*"}}, False),
        ({"StringEquals": {"aws:SourceAccount": [ACCOUNT, "*"]}}, False),
        ({"StringEqualsIfExists": {"aws:SourceAccount": ACCOUNT}}, False),
        ({"StringNotEquals": {"aws:SourceAccount": ACCOUNT}}, False),
        ({"ForAllValues:StringEquals": {"aws:SourceAccount": ACCOUNT}}, False),
        ({"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-abcdefghij/r-x/*"}}, True),
        ({"ArnLike": {"aws:SourceArn": f"arn:aws:sagemaker:*:{ACCOUNT}:*"}}, True),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:sagemaker:*:*:*"}}, False),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:s3:::bucket"}}, False),
        ({"StringEquals": {"aws:PrincipalOrgID": "o-abcdefghij"}}, True),
        ({"StringEquals": {"aws:PrincipalOrgID": "${aws:ResourceOrgID}"}}, True),
        ({"StringLike": {"aws:PrincipalOrgID": "o-*"}}, False),
        ({"StringEquals": {"aws:PrincipalAccount": "${aws:ResourceAccount}"}}, True),
        ({"StringEquals": {"sts:ExternalId": "x"}}, False),
        ({}, False),
    ],
)
def test_restricts_to_account(estate: Any, condition: dict[str, Any], expected: bool) -> None:
    assert ask(estate, "restricts_to_account(conditions)", trust(**condition)) is expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"StringEquals": {"aws:SourceVpce": "vpce-0a1b"}}, True), ({"StringEquals": {"aws:SourceVpc": "vpc-0a1b"}}, True),
        ({"StringLike": {"aws:SourceVpce": "*"}}, False), ({"StringNotEquals": {"aws:SourceVpce": "vpce-0a1b"}}, False),
        ({"IpAddress": {"aws:SourceIp": ["192.0.2.0/24"]}}, True), ({"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}, False),
        ({"IpAddress": {"aws:SourceIp": ["192.0.2.0/24", "::/0"]}}, False), ({"NotIpAddress": {"aws:SourceIp": "192.0.2.0/24"}}, False),
    ],
)  # fmt: skip
def test_restricts_to_network(estate: Any, condition: dict[str, Any], expected: bool) -> None:
    assert ask(estate, "restricts_to_network(conditions)", trust(**condition)) is expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"Bool": {"aws:MultiFactorAuthPresent": True}}, True), ({"Bool": {"aws:MultiFactorAuthPresent": "false"}}, False),
        ({"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}}, False), ({"Null": {"aws:MultiFactorAuthAge": "false"}}, False),
        ({"NumericLessThan": {"aws:MultiFactorAuthAge": 3600}}, True), ({}, False),
    ],
)  # fmt: skip
def test_requires_mfa(estate: Any, condition: dict[str, Any], expected: bool) -> None:
    assert ask(estate, "requires_mfa(conditions)", trust(**condition)) is expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, True), ({"Principal": {"AWS": "*"}}, True), ({"Action": "*"}, True), ({"Action": ["S3:*"]}, True),
        ({"Condition": {"BoolIfExists": {"AWS:SecureTransport": False}}}, True),
        ({"Effect": "Allow"}, False), ({"Principal": {"AWS": "111122223333"}}, False), ({"Action": "s3:GetObject"}, False),
        ({"Action": "kms:*"}, False), ({"Condition": {"Bool": {"aws:SecureTransport": "true"}}}, False),
        ({"Condition": {**TLS, "StringEquals": {"aws:PrincipalAccount": ACCOUNT}}}, False), ({"Condition": {}}, False),
        ({"Effect": "Perhaps"}, None),
    ],
)  # fmt: skip
def test_denies_insecure_transport(estate: Any, change: dict[str, Any], expected: bool | None) -> None:
    statement = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": TLS, **change}
    claim = "denies_insecure_transport(effect, principals, not_principals, actions, conditions, 's3')"
    assert ask(estate, claim, statement) is expected


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (allow("sagemaker:*"), True), (allow("*"), True), (allow("SageMaker:*"), True), (allow("sagemaker:Create*"), False),
        ({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}, True),
        ({"Effect": "Allow", "NotAction": "sagemaker:*", "Resource": "*"}, False),
        ({"Effect": "Deny", "Action": "*", "Resource": "*"}, False), (UNPARSED, None),
    ],
)  # fmt: skip
def test_allows_service(estate: Any, statement: dict[str, Any], expected: bool | None) -> None:
    assert ask(estate, "allows_service(effect, actions, not_actions, 'sagemaker')", statement) is expected


NO_MFA = {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, True), ({"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}}, False), ({"Effect": "Allow"}, False),
        ({"Condition": {**NO_MFA, "StringEquals": {"aws:RequestedRegion": "eu-west-1"}}}, False), ({"Action": "a:*"}, False),
        ({"Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}}}, False), ({"Resource": "arn:x"}, False),
        ({"Effect": "Perhaps"}, None),
    ],
)  # fmt: skip
def test_denies_without_mfa(estate: Any, change: dict[str, Any], expected: bool | None) -> None:
    statement = {"Effect": "Deny", "Action": "x:*", "Resource": "*", "Condition": NO_MFA, **change}
    claim = "denies_without_mfa(effect, actions, not_actions, resources, not_resources, conditions, 'x:Y')"
    assert ask(estate, claim, statement) is expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, True), ({"Action": "*"}, True), ({"Action": "x:Z"}, False), ({"Resource": "arn:x"}, False),
        ({"Condition": {"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/security"}}}, True),
        ({"Condition": {"StringNotEquals": {"aws:PrincipalTag/team": "security"}}}, True),
        ({"Condition": {"ArnNotLike": {"aws:PrincipalArn": ["arn:aws:iam::*:role/a", "*"]}}}, False),
        ({"Condition": {"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/*"}}}, False),
        ({"Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/intern"}}}, False),
        ({"Condition": {"Bool": {"aws:PrincipalIsAWSService": "false"}}}, True),
        ({"Condition": {"Bool": {"aws:ViaAWSService": "true"}}}, False),
        ({"Condition": {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}}, False),
        ({"Effect": "Allow"}, False), ({"Effect": "Perhaps"}, None),
    ],
)  # fmt: skip
def test_denies_action(estate: Any, change: dict[str, Any], expected: bool | None) -> None:
    statement = {"Effect": "Deny", "Action": "x:Y", "Resource": "*", **change}
    claim = "denies_action(effect, actions, not_actions, resources, not_resources, conditions, 'x:Y')"
    assert ask(estate, claim, statement) is expected
