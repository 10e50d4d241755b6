"""The use case `paths`: by which steps a model, a resource or a principal is reached."""

from __future__ import annotations

from collections.abc import Sequence

from modelkeep.core.errors import UsageError
from modelkeep.core.escalation import Technique
from modelkeep.core.kinds import tables
from modelkeep.engines.access.asking.coverage import coverage
from modelkeep.engines.access.asking.ground import Ground
from modelkeep.engines.access.building import Estate
from modelkeep.engines.access.paths.answer import PUBLIC, Answer, find, public
from modelkeep.engines.access.paths.network import network
from modelkeep.engines.access.paths.resources import place_of
from modelkeep.engines.access.principals import STRANGER, principal_of
from modelkeep.engines.access.world import Unread, World
from modelkeep.engines.posture.lineage import MODEL_TABLES

_MODELS = frozenset(tables()[name].cfn_type for name in MODEL_TABLES)
"""The kinds of models, as CloudFormation calls them."""


def paths(
    ground: Ground,
    estate: Estate,
    techniques: Sequence[Technique],
    *,
    to: str,
    start: str | None = None,
    actions: Sequence[str] = (),
    most: int = 20,
) -> Answer:
    """The answer for a model's name, or for the ARN of a resource or principal; users and roles have names too.

    `estate` holds the rows that the ground was made from. `start` is a principal, or `public`; None for everybody. `actions` are what
    counts as reaching a resource, besides what counts for its kind. Raises UsageError for names that nothing or several things have,
    and for a resource of which nobody says what reaching is.
    """
    world = ground.world
    target, is_model = _target(ground, to)
    begin = None if start is None else _start(world, start)
    for action in actions:
        if world.table.action(action) is None:
            raise UsageError(f"unknown action {action!r}", remedy="`modelkeep actions show` lists a service's actions.")
    found = network(world, estate, techniques, (target,), actions)
    if not is_model and target not in world.identities and target not in found.told:
        raise UsageError(
            f"what reaching {target} means is not said for its kind",
            remedy="Name an action that counts: --action SERVICE:ACTION.",
        )
    answer = find(found, (target,), begin, most)
    return Answer(
        target=target,
        start=start or "",
        paths=answer.paths,
        more=answer.more,
        starts=answer.starts,
        administrators=answer.administrators,
        chokes=answer.chokes,
        coverage=coverage(ground, (*ground.unlisted, *found.unread, *_elsewhere(world, target))),
    )


def _target(ground: Ground, to: str) -> tuple[str, bool]:
    """The ARN that is meant, and whether it is a model's."""
    models = {arn for arn, each in ground.resources.items() if each.kind in _MODELS}
    if to in models or to.startswith("arn:"):
        return to, to in models
    named = sorted(arn for arn in models if ground.resources[arn].name == to)
    both = [*named, *(name for name in _principals(ground.world, to) if name not in named)]
    found = _only(both, to, "Name a model, a user or a role, or give the ARN of a resource.")
    return found, found in models


def _start(world: World, start: str) -> tuple[str, ...]:
    if start == PUBLIC:
        return public()
    if not start.startswith("arn:"):
        return (
            _only(_principals(world, start), start, f"Name a user or a role, by its ARN if need be, or `{PUBLIC}`."),
        )
    try:
        who = world.identity(principal_of(start))
    except ValueError as error:
        raise UsageError(str(error), remedy=f"Name a user or a role, or `{PUBLIC}`.") from error
    if who.principal.account in world.accounts:
        if who.arn not in world.identities and who.principal.role not in world.identities:
            raise UsageError(f"no principal {start} was read", remedy="Name a user or a role of the snapshot.")
        return (who.arn if who.arn in world.identities else who.principal.role,)
    root = f"arn:{who.principal.partition}:iam::{who.principal.account}:root"
    return (who.arn, root, STRANGER.name)


def _principals(world: World, name: str) -> list[str]:
    return sorted(arn for arn in world.identities if arn.rpartition("/")[2] == name)


def _only(arns: Sequence[str], name: str, remedy: str) -> str:
    if not arns:
        raise UsageError(f"nothing is named {name!r}", remedy=remedy)
    if len(arns) > 1:
        raise UsageError(f"{len(arns)} are named {name!r}", remedy=f"Name one by its ARN: {', '.join(arns)}.")
    return arns[0]


def _elsewhere(world: World, target: str) -> tuple[Unread, ...]:
    account = place_of(target).account
    if not account or account in world.accounts:
        return ()
    return (Unread("users and roles", f"account {account}", "nothing of the account was read"),)
