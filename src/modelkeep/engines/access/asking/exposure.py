"""Who from outside can do what: everybody, other accounts, identity providers, and services that act for anybody.

Outside is whoever is not of the resource's own account. Asked are all resources with a policy, grants or lists of their own, and the
trust of roles.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from modelkeep.core.arn import parse_arn
from modelkeep.engines.access.asking.answers import accepts_unsigned, merged, rests_on_unread, told_ways
from modelkeep.engines.access.asking.coverage import Coverage, coverage
from modelkeep.engines.access.asking.ground import Ground, KnownResource, OutsideIam
from modelkeep.engines.access.asking.works import Works
from modelkeep.engines.access.assembly.settled import LetIn
from modelkeep.engines.access.conditions import Compared
from modelkeep.engines.access.decision import DENIED, Decision, Outcome
from modelkeep.engines.access.holders import may_have_policy
from modelkeep.engines.access.normal import told_alternative
from modelkeep.engines.access.principals import Kind, Principal, principal_of
from modelkeep.engines.access.statements import Effect, Policy, Ref
from modelkeep.engines.access.unread_grants import is_unread, told
from modelkeep.engines.access.world import AccountAgrees, Identity, Unread, World

TRUST_ACTIONS = ("sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity")
_SOURCE_KEYS = ("aws:sourcearn", "aws:sourceaccount", "aws:sourceowner", "aws:sourceorgid", "aws:sourceorgpaths")
"""https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html"""
_ORG_KEYS = ("aws:principalorgid", "aws:principalorgpaths")


class Outsider(StrEnum):
    """Who comes from outside, worst first."""

    ANONYMOUS = "anonymous"
    LET_IN = "whom the API lets in"
    ANY_ACCOUNT = "any AWS account"
    FEDERATED = "identity provider"
    ACCOUNT = "other account"
    ORGANISATION = "account of the organisation"
    SERVICE = "service, for anybody"
    UNREAD = "not read"


_ORDER = tuple(Outsider)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """What somebody from outside can do with a resource, all in the same way."""

    resource: str
    name: str
    who: str
    kind: Outsider
    actions: tuple[str, ...]
    outcome: Outcome
    condition: str = ""
    by: tuple[Ref, ...] = ()
    rests_on_unread: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposed:
    """The answer. `asked` is how many resources with policies, and roles, were asked about; `unread` how many could not be."""

    exposures: tuple[Exposure, ...]
    outside: tuple[OutsideIam, ...]
    asked: int
    unread: int
    unlisted: int
    """How many lists of resources were not read, so that some were not asked about."""
    everything: bool
    coverage: Coverage

    @property
    def is_complete(self) -> bool:
        """Whether nothing that was not read may change the answer."""
        return (
            not self.unread
            and not self.unlisted
            and not any(each.rests_on_unread for each in self.exposures)
            and not any(each.is_unread for each in self.outside)
        )


def exposed(ground: Ground, *, everything: bool = False) -> Exposed:
    """What is open to the outside among what models depend on, or among all."""
    world = ground.world
    works = Works(world.table)
    found: list[Exposure] = []
    unread: list[Unread] = []
    asked = 0
    for each in ground.scope(everything=everything):
        role = world.identities.get(each.arn)
        if role is not None and role.principal.is_service_linked:
            continue  # AWS fixes whom it trusts
        if role is not None and role.principal.kind is Kind.ROLE:
            asked += 1
            found += _of(ground, each, role.trust, [(each.arn, TRUST_ACTIONS)])
        elif each.arn in world.targets:
            asked += 1
            found += _of_target(ground, each, works)
            found += _openings(ground, each)
        elif may_have_policy(each.arn) and world.holder(each.arn) not in world.targets:
            unread.append(Unread("resource policy", each.arn, "policies of such resources are not read"))
    arns = {each.arn for each in ground.scope(everything=everything)}
    not_read = len(unread) + len({each.resource for each in found if each.kind is Outsider.UNREAD})
    return Exposed(
        exposures=tuple(
            sorted(found, key=lambda each: (_ORDER.index(each.kind), each.who, each.resource, each.condition))
        ),
        outside=tuple(each for each in ground.outside if everything or each.resource in arns),
        asked=asked,
        unread=not_read,
        unlisted=len(ground.unlisted),
        everything=everything or bool(ground.lacks),
        coverage=coverage(ground, (*ground.unlisted, *unread)),
    )


def _of_target(ground: Ground, resource: KnownResource, works: Works) -> list[Exposure]:
    target = ground.world.targets[resource.arn]
    asked = [(form, tuple(each.name for each in actions)) for form, actions in works.on(resource.arn, resource.kind)]
    return _of(ground, resource, target.policies, asked)


def _of(
    ground: Ground, resource: KnownResource, policies: Iterable[Policy], asked: Iterable[tuple[str, tuple[str, ...]]]
) -> list[Exposure]:
    found: dict[tuple[str, Outsider, Outcome, str, bool, str], tuple[list[str], list[Ref]]] = {}
    for form, actions in asked:
        for action in actions:
            for who, kind, decision in _let_in(ground, resource, policies, action, form):
                key = (who.name, kind, *_here(decision), rests_on_unread(decision), _note(who, decision))
                names, refs = found.setdefault(key, ([], []))
                names.append(action)
                refs.extend(decision.by)
    exposures = [
        Exposure(
            resource=resource.arn, name=resource.name, who=who, kind=kind, actions=tuple(dict.fromkeys(names)),
            outcome=outcome, condition=condition, by=merged(refs), rests_on_unread=unread, note=note,
        )
        for (who, kind, outcome, condition, unread, note), (names, refs) in found.items()
    ]  # fmt: skip
    return [*_without_less(exposures), *_unread(resource, policies)]


def _let_in(
    ground: Ground, resource: KnownResource, policies: Iterable[Policy], action: str, form: str
) -> Iterator[tuple[Principal, Outsider, Decision]]:
    """Who from outside is not denied an action."""
    for who in _outsiders(ground.world, policies, resource, action):
        if who.principal.kind is Kind.ANONYMOUS and not accepts_unsigned(action):
            continue
        decision = ground.world.decide(who.principal, action, form)
        kind = _kind(ground.world, who.principal, decision)
        if decision.outcome not in DENIED and kind is not None:
            yield who.principal, kind, decision


def _without_less(exposures: list[Exposure]) -> list[Exposure]:
    """Any account may do what everybody may: said once."""
    anonymous = {
        (action, each.condition) for each in exposures if each.kind is Outsider.ANONYMOUS for action in each.actions
    }
    return [
        each
        for each in exposures
        if each.kind is not Outsider.ANY_ACCOUNT
        or not {(action, each.condition) for action in each.actions} <= anonymous
    ]


def _here(decision: Decision) -> tuple[Outcome, str]:
    """A decision as far as it is made here: that the other account has to let its own principals do it goes without saying."""
    ways = {
        frozenset((atom, holds) for atom, holds in way if not isinstance(atom, AccountAgrees))
        for way in decision.alternatives
    }
    if frozenset() in ways:
        return Outcome.ALLOWED, ""
    if not ways:
        return decision.outcome, decision.condition
    return decision.outcome, told_ways(sorted(ways, key=lambda way: (len(way), told_alternative(way))))


def _unread(resource: KnownResource, policies: Iterable[Policy]) -> Iterator[Exposure]:
    """What was not read, or not understood, of a resource's policies may open it to anybody."""
    why = dict.fromkeys(
        told(statement) or f"{statement.ref.policy}: {statement.unclear}"
        for policy in policies
        for statement in policy.statements
        if statement.effect is Effect.UNREAD or is_unread(statement)
    )
    if why:
        yield Exposure(
            resource=resource.arn, name=resource.name, who="anybody", kind=Outsider.UNREAD, actions=(),
            outcome=Outcome.UNKNOWN, condition="; ".join(why), rests_on_unread=True,
        )  # fmt: skip


def _openings(ground: Ground, resource: KnownResource) -> Iterator[Exposure]:
    """What may open a resource besides its policy."""
    why = ground.openings.get(resource.arn)
    if why:
        yield Exposure(
            resource=resource.arn, name=resource.name, who="anybody", kind=Outsider.UNREAD, actions=(),
            outcome=Outcome.UNKNOWN, condition=why, rests_on_unread=True,
        )  # fmt: skip


def _outsiders(world: World, policies: Iterable[Policy], resource: KnownResource, action: str) -> Iterator[Identity]:
    """Whom a policy lets in from outside, and those of other accounts of the world whom it names.

    Whom an unread policy may let in is told once for the resource: see `_unread`.
    """
    lower = action.lower()
    allowing = [
        statement
        for policy in policies
        for statement in policy.statements
        if statement.effect is Effect.ALLOW and statement.means(lower) and not is_unread(statement)
    ]
    if not allowing:
        return
    elements = {element for statement in allowing for element in statement.principals}
    all_but = any(statement.not_principals for statement in allowing)
    everybody = all_but or any(each in ("*", "AWS:*") or each.startswith("CanonicalUser:") for each in elements)
    names = {each.partition(":")[2] for each in elements}
    own = _account(world, resource)
    for who in world.outsiders(action, resource.arn):
        nameless = who.kind in (Kind.ANONYMOUS, Kind.STRANGER)
        root_that_was_read = who.kind is Kind.ROOT and who.account in world.accounts
        inside = who.account and who.account == own and who.kind is not Kind.FEDERATED
        if inside or root_that_was_read:
            continue
        if everybody if nameless else all_but or who.name in names or who.account:
            yield world.identity(who)
    for name in sorted(names):
        found = _of_other_account(world, name, own)
        if found is not None:
            yield found


def _account(world: World, resource: KnownResource) -> str:
    target = world.targets.get(resource.arn)
    parts = parse_arn(resource.arn)
    return (
        (target.account if target is not None else "")
        or resource.account
        or (parts.account if parts is not None else "")
    )


def _of_other_account(world: World, name: str, own: str) -> Identity | None:
    """A principal of another account that was read, which `World.outsiders` leaves out."""
    try:
        who = principal_of(name)
    except ValueError:
        return None
    if who.account == own or who.account not in world.accounts:
        return None
    return Identity(who) if who.kind is Kind.ROOT else world.identity(who) if who.name in world.identities else None


def _kind(world: World, who: Principal, decision: Decision) -> Outsider | None:
    """What kind of outsider it is; None for a service that says for whom it acts."""
    if who.kind is Kind.SERVICE:
        return None if _always(decision, _SOURCE_KEYS) else Outsider.SERVICE
    if who.kind is Kind.ANONYMOUS:
        return Outsider.LET_IN if _is_let_in(decision) else Outsider.ANONYMOUS
    if who.kind is Kind.FEDERATED:
        return Outsider.FEDERATED
    if who.kind is Kind.STRANGER:
        return Outsider.ORGANISATION if _always(decision, _ORG_KEYS) else Outsider.ANY_ACCOUNT
    known = who.account in world.accounts or who.account in world.memberships
    return Outsider.ORGANISATION if known else Outsider.ACCOUNT


def _always(decision: Decision, keys: tuple[str, ...]) -> bool:
    """Whether every way to be allowed asks for one of some keys."""
    return bool(decision.alternatives) and all(
        any(holds and isinstance(atom, Compared) and atom.lower_key in keys for atom, holds in way)
        for way in decision.alternatives
    )


def _is_let_in(decision: Decision) -> bool:
    """Whether every way asks an authoriser, or for an API key."""
    return bool(decision.alternatives) and all(
        any(holds and isinstance(atom, LetIn) for atom, holds in way) for way in decision.alternatives
    )


def _note(who: Principal, decision: Decision) -> str:
    """What is odd about letting somebody in in this way."""
    if who.kind is Kind.SERVICE:
        return "no aws:SourceArn, aws:SourceAccount or aws:SourceOrgID: it may act for another's account"
    if who.kind is Kind.FEDERATED and ":saml-provider/" not in who.name and not _asks_for_subject(who, decision):
        return "no condition on whose token it is: anybody whom the provider knows"
    return ""


def _asks_for_subject(who: Principal, decision: Decision) -> bool:
    """Whether every way asks whose token it is. An audience alone tells that only of providers who give each customer its own.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc_secure-by-default.html
    """
    claims = (":sub",) if ":oidc-provider/" in who.name else (":sub", ":aud")
    return bool(decision.alternatives) and all(
        any(holds and isinstance(atom, Compared) and atom.lower_key.endswith(claims) for atom, holds in way)
        for way in decision.alternatives
    )
