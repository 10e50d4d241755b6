"""Which resources a technique's permission is to cover: those that its variables name, or those that it makes new."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from modelkeep.core.arn import parse_arn
from modelkeep.core.escalation import SELF, Need, Technique
from modelkeep.engines.access.actions import ActionTable
from modelkeep.engines.access.arn_templates import barred_at_end, may_fit
from modelkeep.engines.access.holders import holder_of
from modelkeep.engines.access.paths.facts import Binding
from modelkeep.engines.access.world import Target, World

_PLACEHOLDER = re.compile(r"\$\{[^}]*\}")
_TYPE = re.compile(r"([a-z0-9-]+):([a-z0-9-]+)\Z")
_EXISTING = ("works_as", "exists")
_OF_SELF = "{" + SELF + "}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is from."""

    partition: str
    account: str


@lru_cache(maxsize=65536)
def place_of(name: str) -> Place:
    """The partition and account of a principal or resource; no account where its name tells none."""
    parts = parse_arn(name)
    return Place(parts.partition, parts.account) if parts else Place("aws", "")


def is_made_new(need: Need) -> bool:
    """Whether the resource is one that the technique makes."""
    return not need.resource or _TYPE.match(need.resource) is not None


def dependence(need: Need) -> int:
    """0 where the resource is the same whoever asks, 1 where it is in the caller's account, 2 where it is the caller."""
    if _OF_SELF in need.resource:
        return 2
    return int(is_made_new(need) or "{account}" in need.resource or "{partition}" in need.resource)


def resources_of(table: ActionTable, need: Need, binding: Binding, place: Place) -> tuple[str, ...]:
    """The resources that a permission is to cover, all of them; none where one is of no type that the action is for."""
    if not need.resource:
        return _required(table, need.action, place)
    kind = _TYPE.match(need.resource)
    if kind is not None:
        return patterns_of(table, need.resource, place)
    resource = need.resource.format_map({"partition": place.partition, "account": place.account, **binding})
    action = table.action(need.action)
    if need.resource.startswith("arn:") or action is None or not action.resource_types:
        return (resource,)
    return (resource,) if table.resource_types_of(action, resource) else ()


def patterns_of(table: ActionTable, type_: str, place: Place) -> tuple[str, ...]:
    """The pattern of all resources of a type, `service:type`, in an account; none for a type that the action table does not know."""
    service, _, name = type_.partition(":")
    kind = table.resource_type(service, name)
    if kind is None or not kind.arn_templates:
        return ()
    filled = kind.arn_templates[0].replace("${Partition}", place.partition).replace("${Account}", place.account)
    return (_PLACEHOLDER.sub("*", filled),)


def with_made_new(world: World, techniques: Iterable[Technique]) -> World:
    """The world in which what techniques make new has no policy of its own yet, so that none counts as unread.

    Nor has what stands for all the resources of a type that nobody listed: of these, only what principals' own policies say is known.
    """
    places = {place_of(name) for name in world.identities}
    chosen = tuple(techniques)
    needs = {(need.action, need.resource) for each in chosen for need in each.needs if is_made_new(need)}
    new: dict[str, Target] = {}
    for action, resource in needs:
        for place in places:
            for pattern in resources_of(world.table, Need(action, resource), {}, place):
                new[holder_of(pattern)] = Target(holder_of(pattern), place.account)
    types = {each.terms[1] for technique in chosen for each in technique.where if each.relation in _EXISTING}
    for type_ in types:
        for place in places:
            for pattern in patterns_of(world.table, type_, place):
                new[holder_of(pattern)] = Target(holder_of(pattern), place.account)
    new.pop("*", None)
    return replace(world, targets={**new, **world.targets})


def _required(table: ActionTable, action: str, place: Place) -> tuple[str, ...]:
    known = table.action(action)
    if known is None or known.wildcard_only:
        return ("*",)
    service = action.partition(":")[0]
    required = (use.name for use in known.resource_types if use.required)
    return tuple(each for name in required for each in patterns_of(table, f"{service}:{name}", place))


def fits_type(table: ActionTable, type_: str, resource: str) -> bool:
    """Whether a resource is of a type, `service:type`, or one that an action, `service:Action`, can be about."""
    action = table.action(type_)
    if action is not None:
        return action.wildcard_only or not action.resource_types or bool(table.resource_types_of(action, resource))
    service, _, name = type_.partition(":")
    kind, known = table.resource_type(service, name), table.service_actions(service)
    if kind is None or known is None:
        return False
    others = [template for each in known.resource_types for template in each.arn_templates]
    return any(may_fit(each, barred_at_end(each, "/", others), resource) for each in kind.arn_templates)
