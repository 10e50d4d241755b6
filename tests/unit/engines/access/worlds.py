"""Random small worlds for property tests: every kind of policy, principals that differ in all that may matter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product
from typing import Any

from hypothesis import strategies as st

from modelkeep import bootstrap
from modelkeep.engines.access.principals import principal_of
from modelkeep.engines.access.statements import Policy, policy_of, unread_policy
from modelkeep.engines.access.world import Identity, Membership, Target, World

HOME, OTHER, FOREIGN = "111111111111", "222222222222", "999999999999"
BUCKET = "arn:aws:s3:::weights"
KEY = f"arn:aws:kms:eu-west-1:{HOME}:key/1"
SECRET = f"arn:aws:secretsmanager:eu-west-1:{HOME}:secret:token-abcdef"
ENDPOINT = f"arn:aws:sagemaker:eu-west-1:{HOME}:endpoint/fraud"
ROLES = tuple(f"arn:aws:iam::{account}:role/{path}" for account in (HOME, OTHER) for path in ("trainer", "ml/admin"))
LINKED = f"arn:aws:iam::{HOME}:role/aws-service-role/sagemaker.amazonaws.com/AWSServiceRoleForSageMaker"
USERS = tuple(f"arn:aws:iam::{account}:user/{name}" for account in (HOME, OTHER) for name in ("ada", "bob"))

QUESTIONS = (
    ("s3:GetObject", f"{BUCKET}/fraud/model.tar.gz"),
    ("s3:PutObject", f"{BUCKET}/fraud/*"),
    ("s3:ListAllMyBuckets", "*"),
    ("kms:Decrypt", KEY),
    ("secretsmanager:GetSecretValue", SECRET),
    ("sagemaker:InvokeEndpoint", ENDPOINT),
    ("sts:AssumeRole", ROLES[0]),
    ("iam:PassRole", ROLES[1]),
    ("bedrock:InvokeModel", "arn:aws:bedrock:eu-west-1::foundation-model/maker.model"),
)

_ACTIONS = ("*", "s3:*", "s3:GetObject", "s3:Put*", "kms:Decrypt", "sts:AssumeRole", "iam:PassRole", "sagemaker:Invoke*",
            "bedrock:InvokeModel", "secretsmanager:GetSecretValue", "s3:List*")  # fmt: skip
_RESOURCES = ("*", f"{BUCKET}/*", f"{BUCKET}/fraud/*", f"{BUCKET}/${{aws:username}}/*", KEY, SECRET, ENDPOINT, ROLES[0],
              "arn:aws:iam::*:role/ml/*", "arn:aws:bedrock:*::foundation-model/*")  # fmt: skip
_PRINCIPALS: tuple[Any, ...] = (
    "*", {"AWS": HOME}, {"AWS": OTHER}, {"AWS": FOREIGN}, {"AWS": list(ROLES[:2])}, {"AWS": USERS[0]}, {"AWS": USERS[3]},
    {"AWS": f"arn:aws:sts::{HOME}:assumed-role/trainer/nightly"}, {"Service": "sagemaker.amazonaws.com"},
    {"AWS": "AIDAEXAMPLEEXAMPLE12"}, {"CanonicalUser": "79a5"},
)  # fmt: skip
_CONDITIONS: tuple[Mapping[str, Any], ...] = (
    {"Bool": {"aws:SecureTransport": "false"}}, {"IpAddress": {"aws:SourceIp": ["10.0.0.0/8"]}},
    {"StringEquals": {"aws:PrincipalOrgID": "o-ours"}}, {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-ours"}},
    {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/ml/*"}}, {"StringEquals": {"aws:PrincipalTag/team": "fraud"}},
    {"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}}, {"StringLike": {"aws:username": "a*"}},
    {"StringNotEquals": {"aws:PrincipalAccount": HOME}}, {"Null": {"aws:MultiFactorAuthAge": "true"}},
    {"StringEquals": {"aws:ResourceAccount": HOME}}, {"Odd": {"aws:SourceIp": "x"}},
)  # fmt: skip


def _some(values: tuple[Any, ...], most: int = 2) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=most)


@st.composite
def _statement(draw: st.DrawFn, *, of_resource: bool) -> dict[str, Any]:
    found: dict[str, Any] = {
        "Effect": draw(st.sampled_from(("Allow", "Allow", "Deny"))),
        draw(st.sampled_from(("Action", "Action", "Action", "NotAction"))): draw(_some(_ACTIONS)),
        draw(st.sampled_from(("Resource", "Resource", "Resource", "NotResource"))): draw(_some(_RESOURCES)),
    }
    if of_resource:
        name = draw(st.sampled_from(("Principal", "Principal", "Principal", "NotPrincipal")))
        found[name] = draw(st.sampled_from(_PRINCIPALS))
    if draw(st.booleans()):
        found["Condition"] = draw(st.sampled_from(_CONDITIONS))
    if draw(st.integers(0, 30)) == 0:
        found["Surprise"] = True
    return found


@st.composite
def _policy(draw: st.DrawFn, name: str, *, of_resource: bool = False) -> Policy:
    if draw(st.integers(0, 20)) == 0:
        return unread_policy(name, "denied")
    statements = draw(st.lists(_statement(of_resource=of_resource), max_size=3))
    return policy_of(name, {"Version": "2012-10-17", "Statement": statements}, of_resource=of_resource)


@st.composite
def _levels(draw: st.DrawFn, name: str, *, of_resource: bool) -> tuple[tuple[Policy, ...], ...]:
    full = {"Effect": "Allow", "Action": "*", "Resource": "*", **({"Principal": "*"} if of_resource else {})}
    everything = policy_of("Full", {"Version": "2012-10-17", "Statement": [full]}, of_resource=of_resource)
    policies = draw(st.lists(_policy(name, of_resource=of_resource), max_size=2))
    return draw(st.sampled_from(((), ((everything,),), ((everything,), (everything, *policies)), (tuple(policies),))))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A world of two accounts with users, roles and a service-linked role."""
    pool = [draw(_policy(f"p{number}")) for number in range(4)]
    identities: dict[str, Identity] = {}
    for arn in (*ROLES, *USERS, LINKED):
        boundary = draw(st.sampled_from(((), (), (pool[0],), (pool[3],))))
        principal = replace(principal_of(arn), bounded=bool(boundary))
        trust = (draw(_policy("trust", of_resource=True)),) if ":role/" in arn else ()
        tags = draw(st.sampled_from((None, {}, {"team": "fraud"}, {"team": "other"})))
        policies = tuple(draw(st.lists(st.sampled_from(pool), max_size=2, unique_by=id)))
        identities[arn] = Identity(principal, policies, boundary, trust, tags)
    targets = {
        arn: Target(
            arn,
            HOME,
            tuple(draw(st.lists(_policy("resource", of_resource=True), max_size=1))),
            draw(st.sampled_from((None, {}, {"team": "fraud"}))),
        )
        for arn in (BUCKET, KEY, SECRET)
        if draw(st.integers(0, 8))
    }
    memberships = {
        account: Membership(
            draw(st.sampled_from(("", "o-ours"))),
            draw(_levels("scp", of_resource=False)),
            draw(_levels("rcp", of_resource=True)),
        )
        for account in (HOME, OTHER)
    }
    return World(
        bootstrap.load_action_table(), identities, targets, memberships, frozenset({HOME, OTHER}), {BUCKET: HOME}
    )


def _one(effect: str, action: str, resource: str = "*", **more: Any) -> Policy:
    statement = {"Effect": effect, "Action": action, "Resource": resource, **more}
    return policy_of(
        f"{effect} {action}", {"Version": "2012-10-17", "Statement": [statement]}, of_resource="Principal" in more
    )


_SECURE: Mapping[str, Any] = {"Bool": {"aws:SecureTransport": "true"}}
_OWN: tuple[tuple[Policy, ...], ...] = (
    (), (_one("Allow", "*"),), (_one("Allow", "*", Condition=_SECURE),), (_one("Allow", "*"), _one("Deny", "*", Condition=_SECURE)),
)  # fmt: skip
_BOUNDARIES: tuple[tuple[Policy, ...], ...] = ((), (_one("Allow", "*"),), (_one("Allow", "ec2:*"),))


def dense_worlds() -> Iterator[World]:
    """Principals with every combination of own policies and boundaries; resources whose policies name them in every way."""
    names = {
        f"arn:aws:iam::{account}:{kind}/{own}-{boundary}": (own, boundary)
        for account in (HOME, OTHER)
        for kind in ("user", "role")
        for own in range(len(_OWN))
        for boundary in range(len(_BOUNDARIES))
    }
    identities = {
        arn: Identity(replace(principal_of(arn), bounded=bool(boundary)), _OWN[own], _BOUNDARIES[boundary])
        for arn, (own, boundary) in names.items()
    }
    forms: tuple[Any, ...] = (
        "*",
        {"AWS": HOME},
        {"AWS": OTHER},
        {"AWS": sorted(names)},
        {"Service": "ec2.amazonaws.com"},
    )
    table = bootstrap.load_action_table()
    for form, effect, condition in product(forms, ("Allow", "Deny"), ({}, {"Condition": _SECURE})):
        policy = _one(effect, "*", Principal=form, **condition)
        for scp, rcp in (((), ()), (((_one("Allow", "*"),), (_one("Allow", "kms:*", Condition=_SECURE),)), ())):
            trusting = {ROLES[0]: Identity(principal_of(ROLES[0]), (), (), (policy,))}
            yield World(
                table,
                identities | trusting,
                {arn: Target(arn, HOME, (policy,)) for arn in (BUCKET, KEY, SECRET)},
                {HOME: Membership("o-ours", scp, rcp)},
                frozenset({HOME, OTHER}),
                {BUCKET: HOME},
            )
