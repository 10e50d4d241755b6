"""Who can do something with a model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from modelkeep.core.arn import parse_arn
from modelkeep.core.escalation import Need
from modelkeep.core.verb import Verb, Way
from modelkeep.engines.access.asking.answers import Grant, accepts_unsigned, kind_of
from modelkeep.engines.access.asking.coverage import Coverage
from modelkeep.engines.access.context import Context
from modelkeep.engines.access.crowd import Crowd
from modelkeep.engines.access.decision import DENIED, Decision, Outcome
from modelkeep.engines.access.expressions import Expression
from modelkeep.engines.access.paths.resources import is_made_new, place_of, resources_of
from modelkeep.engines.access.paths.together import asked, joined
from modelkeep.engines.access.principals import Kind, Principal, principal_of
from modelkeep.engines.access.statements import unread_policy
from modelkeep.engines.access.verbs.parts import Parts, with_places
from modelkeep.engines.access.world import SYMBOLIC, Identity, World

_SURE = {Outcome.ALLOWED: 0, Outcome.ALLOWED_IF: 1, Outcome.UNKNOWN: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class WayAnswer:
    """One way, and who has it. `resources` are those of the model that it is about; none: the snapshot shows nothing of the kind."""

    how: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    grants: tuple[Grant, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerbAnswer:
    """All ways of a verb for a model."""

    verb: Verb
    model: str
    ways: tuple[WayAnswer, ...]

    @property
    def grants(self) -> Mapping[str, Grant]:
        """Everybody by name, each with the surest of the ways."""
        found: dict[str, Grant] = {}
        for way in self.ways:
            for each in way.grants:
                before = found.get(each.principal)
                if before is None or _SURE[each.outcome] < _SURE[before.outcome]:
                    found[each.principal] = each
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelAccess:
    """Verbs answered for a model, and how far the answers carry. `is_complete`: nothing that was not read may change them."""

    model: str
    answers: tuple[VerbAnswer, ...]
    coverage: Coverage
    is_complete: bool


class Answering:
    """Answers about one world. What several ways and verbs ask is decided once."""

    def __init__(self, world: World, parts: Parts) -> None:
        """`parts`: what belongs to the models of the world."""
        self._world = world
        self._crowd = Crowd(world)
        self._parts = parts
        self._holders: dict[tuple[str, str, str], Mapping[Principal, Decision]] = {}
        self._strangers = {each.principal: each for each in _unread_accounts(world)}

    def answer(self, verb: Verb, model: str) -> VerbAnswer:
        """Who can do it to the model, in which ways."""
        return VerbAnswer(verb=verb, model=model, ways=tuple(self._way(way, model) for way in verb.ways))

    def _way(self, way: Way, model: str) -> WayAnswer:
        found: dict[str, Grant] = {}
        resources: dict[str, None] = {}
        for binding, rests in self._parts.bindings(way.where, model):
            filled = with_places(binding)
            needs = [
                _Asked(
                    need.action, _here(resource, need, filled), _context(need, resource, filled), not is_made_new(need)
                )
                for need in way.needs
                for resource in resources_of(self._world.table, need, filled, place_of(model))
            ]
            about = [each.resource for each in needs if each.is_there and each.resource != "*"]
            resources.update(dict.fromkeys(about or [binding[way.where[-1].terms[1][1:-1]]]))
            for each in self._grants(needs, rests, filled["account"]):
                before = found.get(each.principal)
                if before is None or _SURE[each.outcome] < _SURE[before.outcome]:
                    found[each.principal] = each
        return WayAnswer(
            how=way.how,
            actions=tuple(dict.fromkeys(need.action for need in way.needs)),
            resources=tuple(resources),
            grants=tuple(sorted(found.values(), key=lambda each: each.rank)),
        )

    def _grants(self, needs: Iterable[_Asked], rests: Expression, account: str) -> Iterator[Grant]:
        """Those who have all needs. The first is asked of everybody, the others of who is left."""
        left: dict[Principal, list[Expression]] | None = None
        for need in sorted(needs, key=lambda need: need.context is not SYMBOLIC):
            found: dict[Principal, list[Expression]] = {}
            everybody = self._all(need.action, need.resource, account)
            for who in everybody if left is None else left:
                said = everybody.get(who)
                if said is None:
                    continue
                if need.context is not SYMBOLIC:
                    said = self._decide(who, need.action, need.resource, need.context)
                if said.outcome not in DENIED:
                    before = [rests] if left is None else left[who]
                    may_be_about = self._world.table.may_be_about
                    found[who] = [*before, asked(said, need.action, need.resource, may_be_about)]
            left = found
        for who, parts in (left or {}).items():
            joint = joined(parts)
            if joint is not None:
                yield self._grant(who, joint.outcome, joint.condition)

    def _all(self, action: str, resource: str, account: str) -> Mapping[Principal, Decision]:
        """Everybody who is not denied: principals, those whom policies name from outside, root users, accounts that were not read.

        What is about no resource happens in the account of whoever asks, so that nobody else counts there.
        """
        key = (action, resource, account if resource == "*" else "")
        if key not in self._holders:
            found = {each.principal: each.decision for each in self._crowd.who_can(action, resource)}
            others = [*self._strangers, *_roots(self._world, resource, account)]
            found.update({who: self._decide(who, action, resource, SYMBOLIC) for who in others})
            self._holders[key] = {
                who: said
                for who, said in found.items()
                if said.outcome not in DENIED
                and (who.kind is not Kind.ANONYMOUS or accepts_unsigned(action))
                and (resource != "*" or who.account == account)
            }
        return self._holders[key]

    def _decide(self, who: Principal, action: str, resource: str, context: Context) -> Decision:
        identity = self._strangers.get(who) or self._world.identity(who)
        return self._world.decided(identity, action, resource, context)

    def _grant(self, who: Principal, outcome: Outcome, condition: str) -> Grant:
        outside = who.name not in self._world.identities and who.kind is not Kind.ROOT
        if who.kind is Kind.ROOT:
            outside = who.account not in self._world.accounts
        unread = who in self._strangers
        return Grant(
            principal=f"users and roles of account {who.account}" if unread else who.name,
            kind="account" if unread else kind_of(who, outside=outside),
            account=who.account,
            outcome=outcome,
            condition=condition,
            outside=outside and not (unread and who.account in self._world.memberships),
            rests_on_unread=outcome is Outcome.UNKNOWN,
        )


@dataclass(frozen=True, slots=True)
class _Asked:
    """One permission of a way. `is_there`: its resource is one that the snapshot shows, not one that is made new."""

    action: str
    resource: str
    context: Context
    is_there: bool


def _context(need: Need, resource: str, binding: Mapping[str, str]) -> Context:
    """What the way settles of the request. What is about no resource is asked where the model is."""
    filled = {key: tuple(each.format_map(binding) for each in values) for key, values in (need.context or {}).items()}
    if resource == "*":
        filled["aws:requestedregion"] = (binding["region"],)
    return Context(filled, strict=False) if filled else SYMBOLIC


def _here(resource: str, need: Need, binding: Mapping[str, str]) -> str:
    """What is made new is made where the model is."""
    parts = parse_arn(resource)
    if parts is None or parts.region != "*" or not is_made_new(need):
        return resource
    return f"arn:{parts.partition}:{parts.service}:{binding['region']}:{parts.account}:{parts.resource}"


def _roots(world: World, resource: str, account: str) -> Iterator[Principal]:
    """The root user of the resource's account, or of `account` for no resource: no policy of its own limits it."""
    parts = parse_arn(resource)
    owner = account if parts is None else world.owner(resource) or parts.account
    if owner in world.accounts:
        yield principal_of(f"arn:{parts.partition if parts else 'aws'}:iam::{owner}:root")


def _unread_accounts(world: World) -> Iterator[Identity]:
    """One for each account whose users and roles were not read: any policy may be theirs."""
    for each in world.unread:
        account = each.where.removeprefix("account ")
        if each.what == "users and roles" and account.isdigit():
            who = Principal(Kind.STRANGER, f"arn:aws:iam::{account}:*", account)
            yield Identity(who, (unread_policy(f"users and roles of account {account}", each.why),))
