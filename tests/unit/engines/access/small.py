"""Small worlds written out: who has which statements, and what resources say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from modelkeep import bootstrap
from modelkeep.engines.access.principals import principal_of
from modelkeep.engines.access.statements import policy_of
from modelkeep.engines.access.world import Identity, Target, World

HOME, FOREIGN = "111111111111", "999999999999"

Statement = Mapping[str, Any]


def allow(action: str | list[str], resource: str | list[str] = "*", **more: Any) -> Statement:
    """A statement that allows."""
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action: str | list[str], resource: str | list[str] = "*", **more: Any) -> Statement:
    """A statement that denies."""
    return {"Effect": "Deny", "Action": action, "Resource": resource, **more}


def role_arn(name: str) -> str:
    """The ARN of a role of HOME."""
    return f"arn:aws:iam::{HOME}:role/{name}"


def small_world(
    roles: Mapping[str, Iterable[Statement]],
    resources: Mapping[str, Iterable[Statement]] | None = None,
    regions: Mapping[str, str] | None = None,
) -> World:
    """Roles of HOME by name with their statements, and resources of HOME by ARN with those of their policies."""
    identities = {
        role_arn(name): Identity(
            principal_of(role_arn(name)), (policy_of(f"policy of {name}", {"Statement": list(statements)}),), tags={}
        )
        for name, statements in roles.items()
    }
    targets = {
        arn: Target(
            arn, HOME,
            (policy_of(f"policy of {arn}", {"Statement": list(statements)}, of_resource=True),) if statements else (),
            {}, (regions or {}).get(arn, ""),
        )
        for arn, statements in (resources or {}).items()
    }  # fmt: skip
    buckets = {arn: HOME for arn in targets if ":s3:::" in arn}
    return World(
        bootstrap.load_action_table(), identities, targets, accounts=frozenset({HOME}), owners=buckets
    )  # fmt: skip
