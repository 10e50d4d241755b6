"""A world as it would be with another policy: what a change opens or closes is seen before it is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from modelkeep.core.arn import parse_arn
from modelkeep.engines.access.decision import Level
from modelkeep.engines.access.holders import may_have_policy
from modelkeep.engines.access.statements import Effect, policy_of
from modelkeep.engines.access.world import Identity, Target, World

_OWN = "resource policy"
"""What the policy of a resource is called in a world; grants, access control lists and the like have other names."""


def with_policy(world: World, of: str, document: Mapping[str, Any], name: str) -> World:
    """The world in which `of` has this policy.

    A role or user gets it under `name`, in place of one of that name; a role's trust policy, which is one that names principals, is
    replaced; so is a managed policy, wherever it is attached, and the policy of a resource, be it known or unread.

    Raises ValueError, with the reason, for what has no policies, and for a document that is none.
    """
    parts = parse_arn(of)
    if parts is None:
        raise ValueError(f"{of!r} is no ARN")
    if parts.service == "iam" and parts.resource.startswith("policy/"):
        return _managed(world, of, document)
    identity = world.identities.get(of)
    if identity is not None:
        return replace(world, identities={**world.identities, of: _of_identity(identity, document, name)})
    if parts.service in ("iam", "sts"):
        raise ValueError(f"no user or role {of} was read")
    target = world.targets.get(of)
    if target is None:
        if not may_have_policy(of):
            raise ValueError(f"{of} is nothing that can have a policy")
        target = Target(of, world.owner(of) or parts.account)
    others = tuple(each for each in target.policies if each.name != _OWN and each.name != f"the policy of {of}")
    policies = (*others, *_compiled(_OWN, document, of_resource=True))
    return replace(world, targets={**world.targets, of: replace(target, policies=policies)})


def _of_identity(identity: Identity, document: Mapping[str, Any], name: str) -> Identity:
    if _names_principals(document):
        return replace(identity, trust=_compiled(_OWN, document, of_resource=True))
    others = tuple(each for each in identity.policies if each.name != name)
    return replace(identity, policies=(*others, *_compiled(name, document)))


def _managed(world: World, arn: str, document: Mapping[str, Any]) -> World:
    level = _compiled(arn, document)
    changed: dict[str, Identity] = {}
    for name, each in world.identities.items():
        if any(policy.name == arn for policy in (*each.policies, *each.boundary)):
            changed[name] = replace(
                each, policies=_replaced(each.policies, arn, level), boundary=_replaced(each.boundary, arn, level)
            )
    if not changed:
        raise ValueError(f"{arn} is attached to nobody who was read")
    return replace(world, identities={**world.identities, **changed})


def _replaced(policies: Level, name: str, level: Level) -> Level:
    found: list[Level] = [level if each.name == name else (each,) for each in policies]
    return tuple(each for several in found for each in several)


def _compiled(name: str, document: Mapping[str, Any], *, of_resource: bool = False) -> Level:
    policy = policy_of(name, document, of_resource=of_resource)
    for each in policy.statements:
        if each.effect is Effect.UNREAD:
            raise ValueError(f"statement {each.ref.statement} of the policy is not understood")
    return (policy,)


def _names_principals(document: Mapping[str, Any]) -> bool:
    statements = document.get("Statement")
    found: Iterable[Any] = statements if isinstance(statements, list) else (statements,)
    return any(isinstance(each, dict) and ("Principal" in each or "NotPrincipal" in each) for each in found)
