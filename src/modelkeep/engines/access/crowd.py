"""Who can do something, for everybody at once.

Each policy that is about the action is asked once for an account, of a request by nobody in particular: what only principals settle is
open then. Its answer, an expression, counts for all who have the policy. So the account falls into a few classes of principals for whom
the same is true, each a set of bits, and each class is decided once. Where an answer turns on the principal itself (its ARN, tags, name),
those principals go to the exact evaluator, `World.decide`, one by one. A property test holds the two together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial

import msgspec

from modelkeep.engines.access.classes import Bits, Layers, Part, bits, places
from modelkeep.engines.access.conditions import Compared, Present
from modelkeep.engines.access.context import Openness, Values
from modelkeep.engines.access.decision import DENIED, Decision, Level, Policies, Request, Say, concluded, heard
from modelkeep.engines.access.expressions import All, Any, Atom, Expression, Not, any_of
from modelkeep.engines.access.patterns import has_variable
from modelkeep.engines.access.principals import STRANGER, Kind, Named, Principal
from modelkeep.engines.access.requests import owner_of, request_of
from modelkeep.engines.access.statements import Effect, Policy, ResourceWithin, Statement
from modelkeep.engines.access.world import SYMBOLIC, Holder, Identity, Membership, World

_OWN_KEYS = ("aws:principalarn", "aws:principaltag/", "aws:principaltype", "aws:username", "aws:userid")
"""Keys that principals of one account differ in."""


@lru_cache(maxsize=65536)
def turns_on_principal(expression: Expression) -> bool:
    """Whether principals of one account may get different answers."""
    if isinstance(expression, bool):
        return False
    if isinstance(expression, All | Any):
        return any(turns_on_principal(each) for each in expression.of)
    atom: Atom = expression.of if isinstance(expression, Not) else expression
    if isinstance(atom, Compared):
        return atom.lower_key.startswith(_OWN_KEYS) or any(has_variable(each) for each in atom.wanted)
    if isinstance(atom, Present):
        return atom.key.startswith(_OWN_KEYS)
    return isinstance(atom, ResourceWithin) and has_variable(atom.pattern)


Ask = Callable[[Request], Say]
"""What some policies say about a request."""


@dataclass(frozen=True, slots=True)
class _Pending:
    """What policies say that turns on the principal: to be asked again for each. The placeholder stands in the parts until then."""

    ask: Ask
    read: Callable[[Say], Expression]
    parts: list[Part]
    placeholder: Part


@dataclass(slots=True)
class _Question:
    """A request by anybody of an account. `alone`: those who have to be decided one by one."""

    request: Request
    policies: Level
    at_home: bool
    alone: Bits = 0
    pending: list[_Pending] = field(default_factory=list)

    def hear(self, ask: Ask, who: Bits, allows: list[Part], denies: list[Part]) -> None:
        """What policies that these principals have allow and deny."""
        said = ask(self.request)
        for read, parts in ((_allowed, allows), (_denied, denies)):
            expression = read(said)
            if expression is False:
                continue
            parts.append((expression, who))
            if turns_on_principal(expression):
                self.pending.append(_Pending(ask, read, parts, parts[-1]))


@dataclass(slots=True)
class _Index:
    """Who has which policies, and which policies are about an action."""

    have: list[tuple[Policy, Bits]] = field(default_factory=list)
    about: dict[str, list[tuple[Policy, Bits]]] = field(default_factory=dict)

    def of(self, action: str) -> list[tuple[Policy, Bits]]:
        """The policies with a statement about an action, in lower case."""
        found = self.about.get(action)
        if found is None:
            found = [each for each in self.have if any(statement.means(action) for statement in each[0].statements)]
            self.about[action] = found
        return found


class AccountCrowd:
    """The principals of one account."""

    def __init__(self, world: World, account: str, identities: Iterable[Identity]) -> None:
        """Puts the policies of all principals into an index."""
        self.account = account
        self.identities = tuple(identities)
        self._world = world
        self._position = {each.arn: at for at, each in enumerate(self.identities)}
        size = len(self.identities)
        self.everybody: Bits = (1 << size) - 1
        self._own = _Index(_having(self.identities, lambda each: each.policies))
        self._boundary = _Index(_having(self.identities, lambda each: each.boundary))
        self._bounded = bits((at for at, each in enumerate(self.identities) if each.boundary), size)
        linked = (at for at, each in enumerate(self.identities) if each.principal.is_service_linked)
        self._service_linked = bits(linked, size)
        self._own_keys: dict[int, Mapping[str, Values | Openness | None]] = {}
        self._membership = world.memberships.get(account, Membership())

    def ask(self, action: str, resource: str) -> dict[int, Decision]:
        """The decisions of all who are not denied, by position. None where requests carry no signature: see `World.who_can`."""
        resource = self._world.named(action, resource)
        if self._world.is_unsigned(action, resource):
            return {}
        question = self._question(action, resource)
        if not question.request.known or _is_special(question.request) or self._world.behind(resource):
            return self._exactly(self.everybody, action, resource)
        if not question.at_home and not question.policies:
            return {}
        layers = self._heard(question)
        self._settle(question, layers.candidates(at_home=question.at_home) & ~question.alone)
        candidates = layers.candidates(at_home=question.at_home) & ~question.alone
        found = self._exactly(question.alone, action, resource)
        decides_itself = question.request.decides_itself
        for who, granted, denied in layers.classes(candidates, at_home=question.at_home, decides_itself=decides_itself):
            decision = concluded(granted, denied, ())
            if decision.outcome not in DENIED:
                found.update(dict.fromkeys(places(who), decision))
        return found

    def _question(self, action: str, resource: str) -> _Question:
        """A request by anybody of the account."""
        fixed, known = self._world.settled(self.account, resource)
        fixed |= {
            "aws:principalisawsservice": ("false",),
            "aws:principalservicename": None,
            "aws:principalaccount": (self.account,),
        }
        owner = self._world.owner(resource)
        if owner is None:
            owner = owner_of(resource, Principal(Kind.ROOT, "", self.account))
        request = request_of(
            self._world.table, STRANGER, action, resource, SYMBOLIC, account=owner, fixed=fixed, settled_keys=known
        )
        policies = self._world.policies_of(request.action, resource)
        return _Question(request, policies, not owner or owner == self.account)

    def _heard(self, question: _Question) -> Layers:
        """What each layer says, to whom."""
        found = Layers(self.everybody)
        action = question.request.action.lower()
        self._hear(self._own.of(action), question, found.own, found.denies)
        limits: list[Part] = [(True, self.everybody & ~self._bounded)]
        self._hear(self._boundary.of(action), question, limits, found.denies)
        found.boundary = limits
        for level in self._membership.scp:
            self._hear_level(partial(_as_identity, level=level), question, found, must_allow=True)
        if question.request.rcp_applies and question.request.account:
            for level in self._world.memberships.get(question.request.account, Membership()).rcp:
                if _names_everybody(level):
                    self._hear_level(partial(_as_resource, level=level), question, found, must_allow=False)
                else:
                    question.alone |= self.everybody
        for policy in question.policies:
            for statement in policy.statements:
                if statement.means(action):
                    self._hear_resource(policy.name, statement, question, found)
        return found

    def _hear(
        self, policies: Iterable[tuple[Policy, Bits]], question: _Question, allows: list[Part], denies: list[Part]
    ) -> None:
        for policy, who in policies:
            question.hear(partial(_as_identity, level=(policy,)), who, allows, denies)

    def _hear_level(self, ask: Ask, question: _Question, found: Layers, *, must_allow: bool) -> None:
        """A level of the organisation: one word for all, service-linked roles aside. Resource control policies only deny."""
        who = self.everybody & ~self._service_linked
        allows: list[Part] = [(True, self._service_linked)]
        if must_allow:
            found.levels.append(allows)
        question.hear(ask, who, allows, found.denies)

    def _hear_resource(self, name: str, statement: Statement, question: _Question, found: Layers) -> None:
        how_named, exactly = self._named(statement)
        ask = partial(_as_resource, level=(Policy(name, (_for_everybody(statement),)),))
        for how, who in how_named.items():
            question.hear(ask, who, found.resource.setdefault(how, []), found.denies)
        if exactly and _says_something(ask(question.request)):
            question.alone |= exactly

    def _settle(self, question: _Question, candidates: Bits) -> None:
        """Asks again, for each candidate, what turns on the principal."""
        asked: dict[int, Request] = {}
        for each in question.pending:
            each.parts.remove(each.placeholder)
            found: dict[Expression, Bits] = {}
            for at in places(each.placeholder[1] & candidates):
                if at not in asked:
                    context = question.request.context.having(self._keys(at))
                    asked[at] = replace(question.request, context=context)
                expression = each.read(each.ask(asked[at]))
                found[expression] = found.get(expression, 0) | 1 << at
            each.parts.extend(found.items())

    def _keys(self, at: int) -> Mapping[str, Values | Openness | None]:
        """What a principal settles by itself."""
        found = self._own_keys.get(at)
        if found is None:
            who = self.identities[at]
            found = self._own_keys[at] = {**who.principal.own_keys(), **who.tag_keys()}
        return found

    def _named(self, statement: Statement) -> tuple[dict[Named, Bits], Bits]:
        """Whom a statement of a resource's policy names, and how; and those for whom only the exact evaluator knows."""
        if statement.effect is Effect.UNREAD:
            return {Named.SELF: self.everybody}, 0
        if statement.not_principals or statement.unclear:
            return {}, self.everybody
        found: dict[Named, Bits] = {}
        exactly: Bits = 0
        for element in statement.principals:
            kind, _, name = element.partition(":")
            if element in ("*", "AWS:*"):
                found[Named.SELF] = self.everybody
            elif kind == "CanonicalUser":
                exactly |= self.everybody
            elif kind == "AWS" and name.endswith(f"::{self.account}:root"):
                found[Named.ACCOUNT] = self.everybody
            elif kind == "AWS":
                at = self._position.get(name)
                if at is None:
                    exactly |= self._of_session_or_id(name)
                else:
                    how = Named.ROLE if self.identities[at].principal.kind is Kind.ROLE else Named.SELF
                    found[how] = found.get(how, 0) | 1 << at
        return found, exactly

    def _of_session_or_id(self, name: str) -> Bits:
        """The identities that a session's ARN, or a unique id, may be about."""
        if ":" not in name:
            found = (at for at, each in enumerate(self.identities) if each.principal.unique_id == name)
        elif f"::{self.account}:assumed-role/" in name:
            role = name.split("/")[1]
            found = (at for at, each in enumerate(self.identities) if each.arn.endswith(f"/{role}"))
        else:
            return 0
        return bits(found, len(self.identities))

    def _exactly(self, who: Bits, action: str, resource: str) -> dict[int, Decision]:
        found = {at: self._world.decide(self.identities[at].principal, action, resource) for at in places(who)}
        return {at: decision for at, decision in found.items() if decision.outcome not in DENIED}


def _is_special(request: Request) -> bool:
    """Whether `decide` has rules of its own for the action: calls of STS about oneself, and of root users' sessions."""
    return request.action.startswith("sts:") and not request.decides_itself


def _allowed(said: Say) -> Expression:
    return said.allowed()


def _says_something(said: Say) -> bool:
    return bool(said.allows or said.denies)


def _denied(said: Say) -> Expression:
    return any_of(holds for _, holds in said.denies)


def _as_identity(request: Request, level: Level) -> Say:
    """What policies say that name no principals."""
    return heard(request, Policies(identity=level))[0]


def _as_resource(request: Request, level: Level) -> Say:
    """What policies say that name everybody."""
    return heard(request, Policies(resource=level))[1]


@lru_cache(maxsize=65536)
def _for_everybody(statement: Statement) -> Statement:
    if statement.effect is Effect.UNREAD or statement.unclear:
        return statement
    return msgspec.structs.replace(statement, principals=("*",), not_principals=())


def _names_everybody(level: Level) -> bool:
    return all(
        statement.effect is Effect.UNREAD or (set(statement.principals) <= {"*", "AWS:*"} and not statement.unclear)
        for policy in level
        for statement in policy.statements
    )


def _having(identities: tuple[Identity, ...], policies: Callable[[Identity], Level]) -> list[tuple[Policy, Bits]]:
    positions: dict[int, list[int]] = {}
    known: dict[int, Policy] = {}
    for at, each in enumerate(identities):
        for policy in policies(each):
            known[id(policy)] = policy
            positions.setdefault(id(policy), []).append(at)
    return [(known[key], bits(found, len(identities))) for key, found in positions.items()]


class Crowd:
    """Everybody of a world."""

    def __init__(self, world: World) -> None:
        """Puts the world's principals into one crowd for each account."""
        by_account: dict[str, list[Identity]] = {}
        for each in world.identities.values():
            by_account.setdefault(each.principal.account, []).append(each)
        self._world = world
        self.accounts: Mapping[str, AccountCrowd] = {
            account: AccountCrowd(world, account, identities) for account, identities in by_account.items()
        }

    def ask(self, action: str, resource: str) -> dict[str, Decision]:
        """The decisions of all principals of the world who are not denied, by ARN, without the statements behind them."""
        return {
            crowd.identities[at].arn: decision
            for crowd in self.accounts.values()
            for at, decision in crowd.ask(action, resource).items()
        }

    def who_can(self, action: str, resource: str) -> Iterator[Holder]:
        """Everybody who is not denied, outsiders last, as `World.who_can`."""
        for arn, decision in self.ask(action, resource).items():
            yield Holder(self._world.identities[arn].principal, decision)
        yield from self._world.outsiders_who_can(action, resource)
