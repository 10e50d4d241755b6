"""Each rule fires on what it is about and is silent on what is nearly the same."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from tests.unit.engines.access.cases import Document, policy, statement, table

from modelkeep.adapters.policies.reading import located
from modelkeep.engines.access.lint.linter import RULES, lint
from modelkeep.engines.access.lint.subject import PolicyKind

BUCKET, OBJECTS = "arn:aws:s3:::weights", "arn:aws:s3:::weights/*"
TRAINER = "arn:aws:iam::111111111111:role/trainer"
PASSED = {"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}}


@dataclass(frozen=True, kw_only=True)
class Case:
    """A rule, documents in which it finds something, and documents in which it does not."""

    rule: str
    fires: tuple[Any, ...]
    silent: tuple[Any, ...]
    kind: PolicyKind | None = None


def _condition(operator: str, key: str, value: Any, effect: str = "Allow", action: Any = "s3:GetObject") -> Document:
    return policy(statement(effect, action, OBJECTS, Condition={operator: {key: value}}))


def _two(**conditions: Any) -> Document:
    return policy(statement("Allow", "s3:GetObject", OBJECTS, Condition=conditions))


def _open(principal: Any, effect: str = "Allow", element: str = "Principal", **more: Any) -> Document:
    return policy(statement(effect, "s3:GetObject", OBJECTS, **{element: principal}, **more))


def _trust(principal: Any, **more: Any) -> Document:
    return policy(statement("Allow", "sts:AssumeRole", None, Principal=principal, **more))


_SOUND = policy(statement("Allow", "s3:GetObject", OBJECTS))
_OLD = policy(statement("Allow", "s3:GetObject", "arn:aws:s3:::weights/${aws:username}/*"), version="2008-10-17")

CASES = (
    Case(
        rule="malformed",
        fires=("[]", "no policy", '{"Statement": [], "Statement": []}', {"Version": "2012-10-17", "Statement": []},
               policy({"Effect": "Allow", "Resource": "*"}), policy(statement("Allow", [], "*"))),
        silent=(_SOUND, {"Version": "2012-10-17", "Statement": statement("Deny", "s3:GetObject", OBJECTS)}),
    ),
    Case(
        rule="old-version",
        fires=(policy(statement("Allow", "s3:GetObject", OBJECTS), version=None), _OLD),
        silent=(_SOUND,),
    ),
    Case(
        rule="variable-in-old-version",
        fires=(_OLD, policy(statement("Deny", "s3:GetObject", "*", Condition={"StringLike": {"aws:userid": "${aws:x}"}}),
                            version=None)),
        silent=({**_OLD, "Version": "2012-10-17"}, policy(statement("Allow", "s3:GetObject", OBJECTS), version=None)),
    ),
    Case(
        rule="duplicate-sid",
        fires=(policy(statement("Allow", "s3:GetObject", OBJECTS, Sid="A"), statement("Deny", "s3:PutObject", "*", Sid="A")),),
        silent=(policy(statement("Allow", "s3:GetObject", OBJECTS, Sid="A"), statement("Deny", "s3:PutObject", "*", Sid="a")),
                policy(statement("Allow", "s3:GetObject", OBJECTS), statement("Deny", "s3:PutObject", "*"))),
    ),
    Case(
        rule="misplaced-element",
        kind=PolicyKind.IDENTITY,
        fires=(_open({"AWS": TRAINER}), policy(statement("Allow", "s3:GetObject", None))),
        silent=(_SOUND,),
    ),
    Case(
        rule="misplaced-element",
        kind=PolicyKind.TRUST,
        fires=(policy(statement("Allow", "sts:AssumeRole", "*", Principal={"AWS": TRAINER})),
               policy(statement("Allow", "sts:AssumeRole", None))),
        silent=(_trust({"AWS": TRAINER}),),
    ),
    Case(
        rule="misplaced-element",
        kind=PolicyKind.RCP,
        fires=(_open("*"), _open({"AWS": TRAINER}, "Deny")),
        silent=(_open("*", "Deny"),),
    ),
    Case(
        rule="unknown-action",
        fires=(policy(statement("Allow", "s3:GetObjet", OBJECTS)), policy(statement("Allow", "s4:*", "*")),
               policy(statement("Deny", "bedrock:Converse", "*")), policy({"Effect": "Deny", "NotAction": "s3:Gett*", "Resource": "*"})),
        silent=(policy(statement("Allow", ["S3:getobject", "s3:Get*", "*"], "*")),),
    ),
    Case(
        rule="blank-in-action",
        fires=(policy(statement("Allow", "s3: GetObject", OBJECTS)),),
        silent=(_SOUND,),
    ),
    Case(
        rule="allow-not-action",
        fires=(policy({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}),),
        silent=(policy({"Effect": "Deny", "NotAction": "iam:*", "Resource": "*"}),),
    ),
    Case(
        rule="allow-not-action",
        kind=PolicyKind.SCP,
        fires=(),
        silent=(policy({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}),),
    ),
    Case(
        rule="allow-everything",
        fires=(policy(statement("Allow", "*", "*")), policy(statement("Allow", ["s3:GetObject", "*:*"], ["*"]))),
        silent=(policy(statement("Deny", "*", "*")), policy(statement("Allow", "*", OBJECTS)),
                policy(statement("Allow", "s3:*", "*"))),
    ),
    Case(
        rule="pass-any-role",
        fires=(policy(statement("Allow", "iam:PassRole", "*", Condition=PASSED)),
               policy(statement("Allow", "iam:*", "arn:aws:iam::*:role/*")),
               policy({"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"})),
        silent=(policy(statement("Allow", "iam:PassRole", TRAINER)), policy(statement("Deny", "iam:PassRole", "*")),
                policy(statement("Allow", "iam:GetRole", "*")), policy({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"})),
    ),
    Case(
        rule="pass-role-to-any-service",
        fires=(policy(statement("Allow", "iam:Pass*", TRAINER)),),
        silent=(policy(statement("Allow", "iam:PassRole", TRAINER, Condition=PASSED)), policy(statement("Deny", "iam:PassRole", "*"))),
    ),
    Case(
        rule="resource-never-fits",
        fires=(policy(statement("Allow", "s3:GetObject", BUCKET)), policy(statement("Allow", "s3:ListBucket", OBJECTS)),
               policy(statement("Deny", "s3:GetObject", BUCKET)), policy(statement("Allow", "s3:ListAllMyBuckets", BUCKET)),
               policy(statement("Allow", "sagemaker:InvokeEndpoint*", OBJECTS)),
               policy(statement("Allow", "ecr:GetAuthorizationToken", "arn:aws:ecr:eu-west-1:111111111111:repository/r"))),
        silent=(_SOUND, policy(statement("Allow", ["s3:GetObject", "s3:ListBucket"], [BUCKET, OBJECTS])),
                policy(statement("Allow", "s3:ListAllMyBuckets", "*")), policy(statement("Allow", "s3:*", BUCKET)),
                policy({"Effect": "Deny", "Action": "s3:GetObject", "NotResource": BUCKET})),
    ),
    Case(
        rule="allow-not-resource",
        fires=(policy({"Effect": "Allow", "Action": "s3:GetObject", "NotResource": OBJECTS}),),
        silent=(policy({"Effect": "Deny", "Action": "s3:GetObject", "NotResource": OBJECTS}),),
    ),
    Case(
        rule="public",
        fires=(_open("*"), _open({"AWS": "*"}, Condition={"Bool": {"aws:SecureTransport": "true"}}), _trust("*"),
               _open("*", Condition={"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}),
               _open("*", Condition={"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-ours"}}),
               _open("*", Condition={"StringNotEquals": {"aws:PrincipalOrgID": "o-theirs"}}),
               _open("*", Condition={"StringLike": {"aws:PrincipalArn": "*"}})),
        silent=(_open("*", "Deny"), _open({"AWS": TRAINER}), _open("*", Condition={"StringEquals": {"aws:PrincipalOrgID": "o-ours"}}),
                _open("*", Condition={"IpAddress": {"aws:SourceIp": "198.51.100.0/24"}})),
    ),
    Case(rule="public", kind=PolicyKind.ENDPOINT, fires=(), silent=(_open("*"),)),
    Case(
        rule="wildcard-principal",
        fires=(_open("*", Condition={"StringEquals": {"aws:PrincipalOrgID": "o-ours"}}),),
        silent=(_open("*"), _open({"AWS": TRAINER})),
    ),
    Case(
        rule="allow-not-principal",
        fires=(_open({"AWS": TRAINER}, element="NotPrincipal"),),
        silent=(_open({"AWS": TRAINER}, "Deny", element="NotPrincipal"),),
    ),
    Case(
        rule="wildcard-in-principal",
        fires=(_open({"AWS": "arn:aws:iam::111111111111:role/*"}), _open({"AWS": f"{TRAINER}?"}, "Deny", element="NotPrincipal")),
        silent=(_open({"AWS": "*"}), _open({"AWS": TRAINER})),
    ),
    Case(
        rule="deleted-principal",
        fires=(_open({"AWS": "AROAEXAMPLEEXAMPLE12"}), _trust({"AWS": ["AIDAEXAMPLEEXAMPLE12", TRAINER]})),
        silent=(_open({"AWS": "111111111111"}), _open({"AWS": TRAINER})),
    ),
    Case(
        rule="unknown-condition-key",
        fires=(_condition("StringEquals", "aws:PrincipalOrgIdd", "o"), _condition("StringEquals", "s3:nothing", "x", "Deny")),
        silent=(_condition("StringEquals", "AWS:principalorgid", "o"), _condition("StringEquals", "aws:PrincipalTag/team", "fraud"),
                _condition("StringEquals", "s3:ExistingObjectTag/team", "fraud")),
    ),
    Case(
        rule="unsupported-condition-key",
        fires=(_condition("StringEquals", "s3:prefix", "fraud/"), _condition("StringEquals", "kms:ViaService", "x", "Deny")),
        silent=(policy(statement("Allow", "s3:ListBucket", BUCKET, Condition={"StringEquals": {"s3:prefix": "fraud/"}})),
                policy(statement("Allow", "s3:*", "*", Condition={"StringEquals": {"s3:prefix": "fraud/"}})),
                _condition("StringEquals", "aws:SourceVpce", "vpce-1")),
    ),
    Case(
        rule="for-all-values-in-allow",
        fires=(_condition("ForAllValues:StringEquals", "aws:TagKeys", ["team"]),
               _two(**{"ForAllValues:StringEquals": {"aws:TagKeys": "team"}, "Null": {"aws:TagKeys": "true"}})),
        silent=(_two(**{"ForAllValues:StringEquals": {"aws:TagKeys": "team"}, "Null": {"aws:tagkeys": "false"}}),
                _condition("ForAllValues:StringEquals", "aws:TagKeys", ["team"], "Deny"),
                _condition("ForAnyValue:StringEquals", "aws:TagKeys", ["team"])),
    ),
    Case(
        rule="set-operator-on-single-value",
        fires=(_condition("ForAnyValue:StringEquals", "aws:PrincipalOrgID", "o"),),
        silent=(_condition("ForAnyValue:StringEquals", "aws:TagKeys", "team"), _condition("StringEquals", "aws:PrincipalOrgID", "o")),
    ),
    Case(
        rule="several-values-without-set-operator",
        fires=(_condition("StringEquals", "aws:CalledVia", "athena.amazonaws.com"),),
        silent=(_condition("ForAnyValue:StringEquals", "aws:CalledVia", "x"), _condition("Null", "aws:CalledVia", "true")),
    ),
    Case(
        rule="unknown-operator",
        fires=(_condition("StringMatches", "aws:userid", "x"), _condition("Null", "aws:userid", "maybe")),
        silent=(_condition("stringlikeifexists", "aws:userid", "x"), _condition("Null", "aws:userid", True)),
    ),
    Case(
        rule="unreadable-value",
        fires=(_condition("DateLessThan", "aws:CurrentTime", "next Tuesday"), _condition("IpAddress", "aws:SourceIp", "10.0.0.0/99"),
               _condition("NumericLessThan", "aws:MultiFactorAuthAge", "an hour"), _condition("Bool", "aws:SecureTransport", "yes"),
               _condition("ArnLike", "aws:PrincipalArn", "trainer", "Deny")),
        silent=(_condition("DateLessThan", "aws:CurrentTime", "2026-11-21T00:00:00Z"), _condition("Bool", "aws:SecureTransport", False),
                _condition("IpAddress", "aws:SourceIp", ["10.0.0.0/8", "2001:db8::/32"]),
                _condition("NumericLessThan", "aws:MultiFactorAuthAge", 3600), _condition("ArnLike", "aws:PrincipalArn", TRAINER)),
    ),
    Case(
        rule="operator-of-another-type",
        fires=(_condition("StringEquals", "aws:SourceIp", "10.0.0.0/8"), _condition("IpAddress", "aws:userid", "10.0.0.0/8"),
               _condition("DateLessThan", "aws:PrincipalOrgID", "2026-11-21"), _condition("StringLike", "aws:CurrentTime", "2026*")),
        silent=(_condition("IpAddress", "aws:SourceIp", "10.0.0.0/8"), _condition("StringLike", "aws:PrincipalArn", TRAINER),
                _condition("ForAnyValue:StringLike", "aws:TagKeys", "t*"), _condition("NumericLessThan", "aws:EpochTime", "1"),
                _condition("Null", "aws:SourceIp", "true"), _condition("NotIpAddressIfExists", "aws:SourceIp", "10.0.0.0/8")),
    ),
    Case(
        rule="wildcard-compared-as-text",
        fires=(_condition("StringEquals", "aws:PrincipalArn", "arn:aws:iam::*:role/ml"), _condition("StringNotEquals", "aws:userid", "A*")),
        silent=(_condition("StringLike", "aws:userid", "A*"), _condition("ArnEquals", "aws:PrincipalArn", "arn:aws:iam::*:role/ml"),
                _condition("StringEquals", "aws:userid", "A")),
    ),
    Case(
        rule="contradictory-conditions",
        fires=(_two(StringEquals={"aws:PrincipalOrgID": "o-1"}, StringEqualsIgnoreCase={"aws:PrincipalOrgID": "o-2"}),
               _two(StringEquals={"aws:SourceVpc": "vpc-1"}, Null={"aws:SourceVpc": "true"}),
               _two(NumericLessThan={"aws:MultiFactorAuthAge": "10"}, NumericGreaterThan={"aws:MultiFactorAuthAge": "20"})),
        silent=(_two(StringEquals={"aws:PrincipalOrgID": ["o-1", "o-2"]}, StringLike={"aws:PrincipalOrgID": "o-*"}),
                _two(NumericLessThan={"aws:MultiFactorAuthAge": "20"}, NumericGreaterThan={"aws:MultiFactorAuthAge": "10"})),
    ),
    Case(
        rule="mfa-deny-misses-long-lived-keys",
        fires=(_condition("Bool", "aws:MultiFactorAuthPresent", "false", "Deny"),),
        silent=(_condition("BoolIfExists", "aws:MultiFactorAuthPresent", "false", "Deny"),
                _condition("Bool", "aws:MultiFactorAuthPresent", "true")),
    ),
    Case(
        rule="mfa-allow-lets-long-lived-keys",
        fires=(_condition("BoolIfExists", "aws:MultiFactorAuthPresent", True),),
        silent=(_condition("Bool", "aws:MultiFactorAuthPresent", True),
                _condition("BoolIfExists", "aws:MultiFactorAuthPresent", True, "Deny")),
    ),
    Case(
        rule="covered-statement",
        fires=(policy(statement("Allow", "s3:*", OBJECTS), statement("Allow", "s3:getobject", "arn:aws:s3:::weights/fraud/*")),
               policy(statement("Deny", "s3:GetObject", OBJECTS), statement("Deny", "s3:GetObject", OBJECTS))),
        silent=(policy(statement("Allow", "s3:*", OBJECTS), statement("Deny", "s3:GetObject", OBJECTS)),
                policy(statement("Allow", "s3:*", OBJECTS, Condition=PASSED), statement("Allow", "s3:GetObject", OBJECTS)),
                policy(statement("Allow", "s3:GetObject", OBJECTS), statement("Allow", "s3:GetObject", "*", Condition=PASSED)),
                policy(statement("Allow", "s3:Get*", OBJECTS), statement("Allow", ["s3:GetObject", "s3:PutObject"], OBJECTS)),
                policy(statement("Allow", "s3:GetObject", OBJECTS, Principal={"AWS": TRAINER}),
                       statement("Allow", "s3:GetObject", OBJECTS, Principal={"AWS": "222222222222"}))),
    ),
    Case(
        rule="always-denied",
        fires=(policy(statement("Allow", "s3:GetObject", OBJECTS), statement("Deny", "s3:*", "*")),),
        silent=(policy(statement("Allow", "s3:GetObject", OBJECTS), statement("Deny", "s3:*", "arn:aws:s3:::weights/fraud/*")),
                policy(statement("Allow", "s3:GetObject", OBJECTS),
                       statement("Deny", "s3:*", "*", Condition={"Bool": {"aws:SecureTransport": "false"}}))),
    ),
)  # fmt: skip


def found(document: Any, kind: PolicyKind | None = None) -> set[str]:
    """The ids of the rules that find something."""
    text = document if isinstance(document, str) else json.dumps(document)
    return {each.rule for each in lint(located("policy.json", text), table(), kind)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}-{case.kind or 'guessed'}")
def test_a_rule_fires_and_is_silent(case: Case) -> None:
    for document in case.fires:
        assert case.rule in found(document, case.kind), document
    for document in case.silent:
        assert case.rule not in found(document, case.kind), document


def test_every_rule_has_both() -> None:
    assert {each.rule for each in CASES if each.fires and each.silent} == {rule.id for rule in RULES}


def test_a_sound_policy_has_no_problems() -> None:
    assert found(_SOUND) == set()
    assert found(_open({"AWS": TRAINER})) == set()
    assert found(_trust({"Service": "sagemaker.amazonaws.com"})) == set()


def test_remedies_name_what_may_have_been_meant() -> None:
    (misspelt,) = lint(located("p", json.dumps(policy(statement("Allow", "s3:GetObjet", OBJECTS)))), table())
    assert "s3:GetObject" in misspelt.remedy
    (operation,) = lint(located("p", json.dumps(policy(statement("Deny", "bedrock:Converse", "*")))), table())
    assert operation.remedy == "Write bedrock:InvokeModel instead."
    (key,) = lint(located("p", json.dumps(_condition("StringEquals", "aws:PrincipalOrgIdd", "o"))), table())
    assert "aws:PrincipalOrgID" in key.remedy
