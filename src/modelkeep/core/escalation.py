"""Techniques: how somebody who may do some things comes to be able to do others. One file each in `catalogue/escalations`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

SELF = "self"
"""The variable that stands for whoever uses the technique."""

OWN = "own"
"""The relation that says that a resource is in the account of whoever uses the technique."""

FROM_CALLER = frozenset({"partition", "account"})
"""What a resource may name besides variables: the partition and the account of whoever uses the technique."""


class Gained(StrEnum):
    """What a technique gives."""

    ROLE = "role"
    """The rights of a role."""
    PRINCIPAL = "principal"
    """The rights of a user, or of a group's members."""
    RIGHTS = "rights"
    """Rights of one's own choice for whoever is named: itself, or somebody whom it can become."""
    MODEL = "model"
    """A hold on a model: what it answers, learns, is guarded by, or its weights."""
    DATA = "data"
    """A resource, such as a bucket's objects."""


ESCALATES = frozenset({Gained.ROLE, Gained.PRINCIPAL, Gained.RIGHTS})
"""What makes somebody more powerful."""


@dataclass(frozen=True, slots=True)
class Need:
    """A permission. `resource` is an ARN with variables in braces, or a resource type of the action table (`ecs:cluster`) for any that is
    made new; '' for all resources that the action itself requires, made new. `context` holds condition keys, in lower case, that the
    request settles.
    """

    action: str
    resource: str = ""
    context: Mapping[str, tuple[str, ...]] | None = None


@dataclass(frozen=True, slots=True)
class Predicate:
    """Something that is to be so: a relation (engines/access/paths/facts.py) and its terms, variables in braces or plain texts."""

    relation: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Technique:
    """One technique. `when` is what nobody's permission decides, in words; `ordinary` that this is how AWS is meant to be used, so that
    it is a step of a path but no escalation."""

    id: str
    title: str
    source: str
    why: str
    needs: tuple[Need, ...]
    where: tuple[Predicate, ...]
    gains: Mapping[Gained, str]
    path: Path
    when: str = ""
    ordinary: bool = False
    maps: Mapping[str, tuple[str, ...]] | None = None


RELATIONS: Mapping[str, tuple[str, ...]] = {
    "role": ("role",),
    "user": ("user",),
    "group": ("group",),
    "trusts": ("role", "service"),
    "mutable": ("role",),
    "works_as": ("resource", "type", "role", "service"),
    "exists": ("resource", "type"),
    "profile": ("role",),
    "ssm_managed": ("instance",),
    "free_key": ("user",),
    "full_keys": ("user",),
    "password": ("user",),
    "no_password": ("user",),
    "attached": ("policy", "principal"),
    "member": ("user", "group"),
    "outside": ("user", "group"),
    "serves": ("endpoint", "model"),
    "uses": ("model", "way", "resource"),
    "target": ("resource", "type"),
    OWN: ("resource",),
}
"""The relations that predicates may name, and what each of their terms is."""
