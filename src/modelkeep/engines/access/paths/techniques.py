"""From techniques to the steps that they make possible in a world."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field

from modelkeep.core.escalation import OWN, SELF, Gained, Need, Technique
from modelkeep.engines.access.decision import DENIED, Decision, Outcome
from modelkeep.engines.access.expressions import Expression
from modelkeep.engines.access.holders import holder_of
from modelkeep.engines.access.paths.asking import Asker, Settled
from modelkeep.engines.access.paths.edges import Edge, Evidence, Proof, administrator, deciding, essential
from modelkeep.engines.access.paths.facts import Binding, Facts
from modelkeep.engines.access.paths.resources import Place, dependence, place_of, resources_of
from modelkeep.engines.access.paths.together import Joint, Stated, asked, joined
from modelkeep.engines.access.world import Identity, World

_OF_SELF = 2
_PLAIN = frozenset({"role", "user", "group", "target"})
"""Relations that say nothing worth telling."""
Needed = tuple[tuple[Need, tuple[str, ...]], ...]
"""What a technique needs, each with the resources that it is to cover."""
_BEST = {Outcome.ALLOWED: 0, Outcome.ALLOWED_IF: 1, Outcome.UNKNOWN: 2}


@dataclass(frozen=True, slots=True)
class _Occasion:
    """One way in which a technique's facts hold: what its variables stand for, and what that depends on."""

    technique: Technique
    binding: Binding
    depends: tuple[Expression, ...]
    told: tuple[str, ...]
    joints: dict[tuple[int, ...], Joint | None] = field(default_factory=dict)
    """What was found to follow for permissions that depend on the same, by the identity of those expressions."""

    def joint(self, held: tuple[Expression, ...], limits: tuple[Expression, ...]) -> Joint | None:
        """What follows from facts and permissions together; the expressions of `held` are kept by the caller."""
        if limits:
            return joined((*held, *self.depends, *limits))
        key = tuple(map(id, held))
        if key not in self.joints:
            self.joints[key] = joined((*held, *self.depends))
        return self.joints[key]


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
        self._everywhere = set(self._places.values())
        self._of_place: dict[tuple[Place, str, str], set[str]] = {}
        self._asked: dict[tuple[int, str, str, Settled], tuple[Decision, Expression]] = {}
        self._same: dict[Expression, Expression] = {}

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
            told = tuple(str(fact) for fact in facts if fact.relation not in _PLAIN)
            occasion = _Occasion(technique, binding, depends, told)
            needed: dict[Place, Needed | None] = {}
            for principal in self._candidates(technique, binding):
                if accounts - {place_of(principal).account} or self._has_it_all(principal, technique, binding):
                    continue
                asks = self._asks_of(occasion, principal, needed)
                held = None if asks is None else self._held(principal, asks)
                if asks is not None and held is not None:
                    yield from self._gained(occasion, principal, held, self._proof(principal, asks))

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
            pool = set(holders) if pool is None else pool & holders
            if not pool:
                return ()
        return sorted(self._places if pool is None else filter(self._may_start, pool))

    def _holders(self, need: Need, binding: Binding, pool: set[str] | None) -> Set[str]:
        if not dependence(need):
            resources = resources_of(self._world.table, need, binding, Place("aws", ""))
            return self._asker.candidates(need.action, resources[0]).keys() if resources else set()
        found: set[str] = set()
        for place in self._everywhere if pool is None else {place_of(name) for name in pool}:
            resources = resources_of(self._world.table, need, binding, place)
            if resources:
                found |= self._from(place, need.action, resources[0])
        return found

    def _from(self, place: Place, action: str, resource: str) -> set[str]:
        """Those of a place who may do something."""
        key = (place, action, resource)
        if key not in self._of_place:
            holders = self._asker.candidates(action, resource)
            self._of_place[key] = {name for name in holders if place_of(name) == place}
        return self._of_place[key]

    def _needed(self, technique: Technique, binding: Binding, principal: str, place: Place) -> Needed | None:
        """The resources that each permission is to cover; None where one is of no type that its action is for."""
        found = []
        for need in technique.needs:
            resources = resources_of(self._world.table, need, {**binding, SELF: principal}, place)
            if not resources:
                return None
            found.append((need, resources))
        return tuple(found)

    def _asks_of(self, occasion: _Occasion, principal: str, needed: dict[Place, Needed | None]) -> Needed | None:
        """As `_needed`; what is the same for all of a place is kept in `needed`."""
        place = self._places.get(principal) or place_of(principal)
        if place in needed:
            return needed[place]
        asks = self._needed(occasion.technique, occasion.binding, principal, place)
        if not any(dependence(need) == _OF_SELF for need in occasion.technique.needs):
            needed[place] = asks
        return asks

    def _held(self, principal: str, asks: Needed) -> tuple[Expression, ...] | None:
        """On what it depends that somebody has all that a technique needs; None where anything is missing for sure."""
        depends: list[Expression] = []
        for need, resources in asks:
            for resource in resources:
                on = self._on(principal, need, resource)
                if on is False:
                    return None
                depends.append(on)
        return tuple(depends)

    def _on(self, principal: str, need: Need, resource: str) -> Expression:
        """On what one permission depends; the same object for everybody who shares a decision.

        Who shares one is granted and denied the same under the same conditions, so that keys that a request settles leave the same.
        """
        settled = _settled(need)
        if dependence(need) == _OF_SELF:
            on = self._asks(self._asker.decision(principal, need.action, resource, settled), need, resource)
            return self._same.setdefault(on, on)
        shared = self._asker.candidates(need.action, resource).get(principal)
        if shared is None:
            return False
        key = (id(shared), need.action, resource, settled)
        if key not in self._asked:
            decision = self._asker.decision(principal, need.action, resource, settled) if settled else shared
            self._asked[key] = (shared, self._asks(decision, need, resource))
        return self._asked[key][1]

    def _asks(self, decision: Decision, need: Need, resource: str) -> Expression:
        if decision.outcome in DENIED:
            return False
        return asked(decision, need.action, resource, self._world.table.may_be_about)

    def _proof(self, principal: str, asks: Needed) -> Proof:
        def find() -> tuple[Evidence, ...]:
            return tuple(self._evidence(need, principal, each) for need, resources in asks for each in resources)

        def owners() -> frozenset[str]:
            return frozenset((principal, *(holder_of(each) for _, resources in asks for each in resources)))

        return Proof(find, owners)

    def _evidence(self, need: Need, principal: str, resource: str) -> Evidence:
        decision = self._asker.decision(principal, need.action, resource, _settled(need))
        owner = self._world.owner(resource) or place_of(resource).account
        if principal not in self._world.identities:
            return Evidence(need.action, resource, deciding(decision))
        same = owner in ("", place_of(principal).account)
        of_all = essential(decision, principal, holder_of(resource), same_account=same)
        return Evidence(need.action, resource, deciding(decision), of_all)

    def _gained(
        self, occasion: _Occasion, principal: str, held: tuple[Expression, ...], proof: Proof
    ) -> Iterator[Edge]:
        technique = occasion.technique
        for gained, variable in technique.gains.items():
            of = {**occasion.binding, SELF: principal}[variable[1:-1]]
            target = of
            limits: tuple[Expression, ...] = ()
            if gained is Gained.RIGHTS:
                target, limits = administrator(place_of(of).account), self._limits(of)
            elif of == principal:
                continue
            joint = occasion.joint(held, limits)
            if joint is None:
                continue
            yield Edge(
                principal, target, technique.id, technique.title, gained, joint.outcome, joint.condition,
                proof, occasion.told, technique.ordinary,
                subject=of if gained is Gained.RIGHTS else "",
            )  # fmt: skip

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


def _settled(need: Need) -> Settled:
    context: Mapping[str, tuple[str, ...]] = need.context or {}
    return tuple(sorted(context.items())) if context else ()
