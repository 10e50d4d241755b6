"""From techniques to the steps that they make possible in a world."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from modelkeep.core.escalation import OWN, SELF, Gained, Need, Technique
from modelkeep.engines.access.decision import DENIED, Decision, Outcome
from modelkeep.engines.access.expressions import Expression
from modelkeep.engines.access.holders import holder_of
from modelkeep.engines.access.paths.asking import Asker
from modelkeep.engines.access.paths.edges import Edge, Evidence, administrator, deciding, essential
from modelkeep.engines.access.paths.facts import Binding, Fact, Facts
from modelkeep.engines.access.paths.resources import Place, dependence, place_of, resources_of
from modelkeep.engines.access.paths.together import Stated, asked, joined
from modelkeep.engines.access.world import Identity, World

_OF_SELF = 2
_PLAIN = frozenset({"role", "user", "group", "target"})
"""Relations that say nothing worth telling."""
_BEST = {Outcome.ALLOWED: 0, Outcome.ALLOWED_IF: 1, Outcome.UNKNOWN: 2}


@dataclass(frozen=True, slots=True)
class _Permissions:
    """What somebody needs and has, and on what that depends."""

    depends: tuple[Expression, ...]
    evidence: tuple[Evidence, ...]


class Steps:
    """Everybody's steps. Service-linked roles and services take none: only AWS itself acts as them. Nor do root users of accounts that
    are known: everything in their accounts is at their hand anyway."""

    def __init__(self, world: World, asker: Asker, facts: Facts, administrators: Collection[str] = ()) -> None:
        """`administrators` take no steps within their account."""
        self._world = world
        self._asker = asker
        self._facts = facts
        self._administrators = frozenset(administrators)
        self._roots = {root.name for root in world.root_users()}
        self._places = {name: place_of(name) for name, each in world.identities.items() if _can_start(each)}

    def edges(self, techniques: Iterable[Technique]) -> tuple[Edge, ...]:
        """All steps, one for each technique between the same two: the surest."""
        found: dict[tuple[str, str, str, Gained], Edge] = {}
        for technique in techniques:
            for edge in self._edges_of(technique):
                key = (edge.source, edge.target, edge.technique, edge.gained)
                before = found.get(key)
                if before is None or _BEST[edge.outcome] < _BEST[before.outcome]:
                    found[key] = edge
        return tuple(found.values())

    def _edges_of(self, technique: Technique) -> Iterator[Edge]:
        where = [each for each in technique.where if each.relation != OWN]
        own = [each.terms[0][1:-1] for each in technique.where if each.relation == OWN]
        for binding, facts in self._facts.bindings(where):
            accounts = {place_of(binding[name]).account for name in own}
            depends = tuple(fact.holds for fact in facts)
            if technique.when:
                depends = (*depends, Stated(technique.when))
            if joined(depends) is None:
                continue
            for principal in self._candidates(technique, binding):
                if accounts - {place_of(principal).account} or self._has_it_all(principal, technique, binding):
                    continue
                held = self._held(technique, principal, binding)
                if held is not None:
                    yield from self._gained(technique, principal, binding, facts, depends, held)

    def _has_it_all(self, principal: str, technique: Technique, binding: Binding) -> bool:
        """Whether all that is gained lies in an account of which somebody is an administrator anyway."""
        if principal not in self._administrators:
            return False
        gained = (binding.get(of[1:-1], principal) for of in technique.gains.values())
        owners = {self._world.owner(each) or place_of(each).account for each in gained}
        return owners == {place_of(principal).account}

    def _candidates(self, technique: Technique, binding: Binding) -> Iterable[str]:
        """Those who may have all permissions: whoever lacks one for sure is not among them."""
        if SELF in binding:
            return (binding[SELF],)
        pool: set[str] | None = None
        for need in sorted(technique.needs, key=dependence):
            if dependence(need) == _OF_SELF:
                continue
            holders = self._holders(need, binding, pool)
            pool = holders if pool is None else pool & holders
            if not pool:
                return ()
        return sorted(self._places if pool is None else filter(self._may_start, pool))

    def _holders(self, need: Need, binding: Binding, pool: set[str] | None) -> set[str]:
        if not dependence(need):
            resources = resources_of(self._world.table, need, binding, Place("aws", ""))
            return set(self._asker.candidates(need.action, resources[0])) if resources else set()
        among = self._places if pool is None else {name: place_of(name) for name in pool}
        found: set[str] = set()
        for place in set(among.values()):
            resources = resources_of(self._world.table, need, binding, place)
            if resources:
                holders = self._asker.candidates(need.action, resources[0])
                found |= {name for name in holders if place_of(name) == place}
        return found

    def _held(self, technique: Technique, principal: str, binding: Binding) -> _Permissions | None:
        """What somebody has of what a technique needs; None where anything is missing for sure."""
        depends: list[Expression] = []
        evidence: list[Evidence] = []
        place = self._places.get(principal) or place_of(principal)
        for need in technique.needs:
            resources = resources_of(self._world.table, need, {**binding, SELF: principal}, place)
            if not resources:
                return None
            for resource in resources:
                decision = self._asker.decision(principal, need.action, resource, _settled(need))
                on = (
                    False
                    if decision.outcome in DENIED
                    else asked(decision, need.action, resource, self._world.table.may_be_about)
                )
                if on is False:
                    return None
                depends.append(on)
                evidence.append(self._evidence(need.action, principal, resource, decision))
        return _Permissions(tuple(depends), tuple(evidence))

    def _evidence(self, action: str, principal: str, resource: str, decision: Decision) -> Evidence:
        owner = self._world.owner(resource) or place_of(resource).account
        if principal not in self._world.identities:
            return Evidence(action, resource, deciding(decision))
        same = owner in ("", place_of(principal).account)
        holder = holder_of(resource)
        return Evidence(action, resource, deciding(decision), essential(decision, principal, holder, same_account=same))

    def _gained(
        self,
        technique: Technique,
        principal: str,
        binding: Binding,
        facts: tuple[Fact, ...],
        depends: tuple[Expression, ...],
        held: _Permissions,
    ) -> Iterator[Edge]:
        for gained, variable in technique.gains.items():
            of = {**binding, SELF: principal}[variable[1:-1]]
            target, limits = of, depends
            if gained is Gained.RIGHTS:
                target = administrator(place_of(of).account)
                limits = (*depends, *self._limits(of))
            elif of == principal:
                continue
            joint = joined((*held.depends, *limits))
            if joint is None:
                continue
            yield Edge(
                principal,
                target,
                technique.id,
                technique.title,
                gained,
                joint.outcome,
                joint.condition,
                held.evidence,
                tuple(str(fact) for fact in facts if fact.relation not in _PLAIN),
                technique.ordinary,
                subject=of if gained is Gained.RIGHTS else "",
            )

    def _limits(self, subject: str) -> tuple[Expression, ...]:
        """A permissions boundary stays, whatever somebody grants itself."""
        identity = self._world.identities.get(subject)
        if identity is None or not (identity.boundary or identity.principal.bounded):
            return ()
        return (Stated(f"the permissions boundary of {subject} leaves it"),)

    def _may_start(self, name: str) -> bool:
        """Whether somebody whom an answer names can use a technique: everybody but service-linked roles, and root users, who need none."""
        return name in self._places or not (name in self._world.identities or name in self._roots)


def _can_start(identity: Identity) -> bool:
    return not identity.principal.is_service_linked


def _settled(need: Need) -> tuple[tuple[str, tuple[str, ...]], ...]:
    context: Mapping[str, tuple[str, ...]] = need.context or {}
    return tuple(sorted(context.items()))
