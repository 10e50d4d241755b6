"""Grounds written out by hand: principals with statements, resources with policies, what was not read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from modelkeep import bootstrap
from modelkeep.engines.access.actions import ActionTable
from modelkeep.engines.access.asking.ground import Ground, KnownResource, OutsideIam
from modelkeep.engines.access.principals import principal_of
from modelkeep.engines.access.statements import Policy, policy_of
from modelkeep.engines.access.world import Identity, Membership, Target, Unread, World

HOME, OTHER, FOREIGN = "111111111111", "222222222222", "999999999999"
BUCKET = "arn:aws:s3:::weights"
OBJECTS = f"{BUCKET}/*"
KEY = f"arn:aws:kms:eu-west-1:{HOME}:key/1"
ENDPOINT = f"arn:aws:sagemaker:eu-west-1:{HOME}:endpoint/fraud"
ADA = f"arn:aws:iam::{HOME}:user/ada"
TRAINER = f"arn:aws:iam::{HOME}:role/ml/trainer"
BUILDER = f"arn:aws:iam::{OTHER}:role/builder"

Statements = Iterable[Mapping[str, Any]]


@cache
def action_table() -> ActionTable:
    """The table that comes with Modelkeep, read once."""
    return bootstrap.load_action_table()


def allow(action: str | list[str], resource: str | list[str] = "*", **more: Any) -> dict[str, Any]:
    """A statement that allows."""
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action: str | list[str], resource: str | list[str] = "*", **more: Any) -> dict[str, Any]:
    """A statement that denies."""
    return {**allow(action, resource, **more), "Effect": "Deny"}


def policy(name: str, *statements: Mapping[str, Any], of_resource: bool = False) -> Policy:
    """A compiled policy."""
    return policy_of(name, {"Version": "2012-10-17", "Statement": list(statements)}, of_resource=of_resource)


def identity(arn: str, *statements: Mapping[str, Any], boundary: Statements = (), trust: Statements = ()) -> Identity:
    """A user or role."""
    limit = (policy("boundary", *boundary),) if boundary else ()
    return Identity(
        replace(principal_of(arn), bounded=bool(limit)),
        (policy(f"policy of {arn.rpartition('/')[2]}", *statements),) if statements else (),
        limit,
        (policy("trust", *trust, of_resource=True),) if trust else (),
        {},
    )


def target(arn: str, *statements: Mapping[str, Any], account: str = HOME) -> Target:
    """A resource with its policy; without statements, it was read that there is none."""
    policies = (policy("resource policy", *statements, of_resource=True),) if statements else ()
    return Target(arn, account, policies, {})


def ground(
    *identities: Identity,
    targets: Iterable[Target] = (),
    memberships: Mapping[str, Membership] | None = None,
    accounts: Iterable[str] = (HOME, OTHER),
    unread: Iterable[Unread] = (),
    resources: Iterable[KnownResource] = (),
    outside: Iterable[OutsideIam] = (),
    openings: Mapping[str, str] | None = None,
) -> Ground:
    """A ground over these; every target and role is a resource of it."""
    by_arn = {each.arn: each for each in targets}
    world = World(
        action_table(),
        {each.arn: each for each in identities},
        by_arn,
        memberships or {},
        frozenset(accounts),
        {arn: each.account for arn, each in by_arn.items() if ":s3:::" in arn},
        tuple(unread),
    )
    named = [KnownResource(arn=arn, name=arn.rpartition(":")[2].rpartition("/")[2], account=HOME) for arn in by_arn]
    named += (KnownResource(arn=each.arn, name=each.arn.rpartition("/")[2]) for each in identities if each.trust)
    known = {each.arn: each for each in (*named, *resources)}
    return Ground(
        world=world, resources=known, outside=tuple(outside), source="a test", openings=openings or {}
    )  # fmt: skip
