"""Who can do something."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from modelkeep.core.arn import parse_arn
from modelkeep.engines.access.asking.answers import (
    ACCOUNT,
    ANYBODY,
    Grant,
    accepts_unsigned,
    condition_of,
    kind_of,
    merged,
    needs_unread,
    rests_on_unread,
)
from modelkeep.engines.access.asking.coverage import Coverage, coverage
from modelkeep.engines.access.asking.ground import Ground, OutsideIam
from modelkeep.engines.access.asking.question import Part, Question
from modelkeep.engines.access.crowd import Crowd
from modelkeep.engines.access.decision import DENIED, Decision, Outcome
from modelkeep.engines.access.holders import holder_of
from modelkeep.engines.access.principals import Kind, Principal, principal_of
from modelkeep.engines.access.statements import unread_policy
from modelkeep.engines.access.world import Identity, World

USERS_AND_ROLES = "users and roles"
"""What `World.unread` calls the principals of an account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhoCan:
    """The answer: grants in order, worst first. `outside` are the ways in that no policy decides."""

    question: Question
    grants: tuple[Grant, ...]
    outside: tuple[OutsideIam, ...]
    coverage: Coverage

    @property
    def is_complete(self) -> bool:
        """Whether nothing that was not read may change the answer."""
        return not any(each.rests_on_unread for each in self.grants) and not any(
            each.is_unread for each in self.outside
        )


def who_can(ground: Ground, question: Question) -> WhoCan:
    """Everybody who is not denied, the root users of the accounts concerned included."""
    world = ground.world
    found = [
        *_grants(world, question),
        *_roots(world, question),
        *_unread_accounts(world, question),
        *_openings(ground, question),
    ]
    resources = {each.resource for each in question.parts} | {holder_of(each.resource) for each in question.parts}
    outside = tuple(
        each
        for each in ground.outside
        if each.resource in resources and (question.action in each.actions or not each.actions)
    )
    grants = tuple(sorted(found, key=lambda each: each.rank))
    return WhoCan(question=question, grants=grants, outside=outside, coverage=coverage(ground))


def _grants(world: World, question: Question) -> Iterator[Grant]:
    candidates: Iterable[str] = () if _is_for_anybody(world, question) else world.identities
    if candidates and question.is_open:
        candidates = Crowd(world).ask(question.action, question.parts[0].resource)
    for arn in candidates:
        each = world.identities[arn]
        if each.principal.kind is Kind.STRANGER:
            continue  # see `_unread_accounts`
        found = granted(world, each, question)
        if found is not None:
            mine = grant(arn, kind_of(each.principal, outside=False), each.principal.account, found)
            yield replace(mine, comes_from=world.comes_from(each))
    outsiders = (who for part in question.parts for who in world.outsiders(question.action, part.resource))
    for who in dict.fromkeys(outsiders):
        if who.kind is Kind.ANONYMOUS and not accepts_unsigned(question.action):
            continue
        if who.kind is Kind.ROOT and who.account in world.accounts:
            continue  # see `_roots`
        found = granted(world, world.identity(who), question)
        if found is not None:
            yield grant(who.name, kind_of(who, outside=True), who.account, found, outside=True)


def _roots(world: World, question: Question) -> Iterator[Grant]:
    """Root users: of the accounts that hold the resources, and of those that were read and the resources' policies let in.

    No policy of theirs limits them but the organisation's.
    """
    if _is_for_anybody(world, question):
        return
    for account in sorted(_owners(world, question) | world.accounts):
        who = principal_of(f"arn:{_partition(question)}:iam::{account}:root")
        found = granted(world, Identity(who), question)
        if found is not None:
            yield grant(who.name, kind_of(who, outside=False), account, found)


def _is_for_anybody(world: World, question: Question) -> bool:
    """Whether no principal is told from another: what anybody may do is all there is to say."""
    return any(world.is_unsigned(question.action, part.resource) for part in question.parts)


def _owners(world: World, question: Question) -> set[str]:
    """The accounts of the resources; all that are known for what AWS owns, or nobody knows whose it is."""
    found: set[str] = set()
    for part in question.parts:
        account = _owner(world, part.resource)
        if account:
            found.add(account)
        elif len(question.parts) == 1:
            found |= world.accounts
    return found


def _owner(world: World, resource: str) -> str:
    """'' where the resource is AWS's, in any account, or nobody knows whose."""
    parts = parse_arn(resource)
    owner = world.owner(resource) or (parts.account if parts is not None else "")
    return owner if owner.isdigit() else ""


def _unread_accounts(world: World, question: Question) -> Iterator[Grant]:
    """Accounts whose principals nobody read: one line each, unless no policy could let any of them."""
    if _is_for_anybody(world, question):
        return
    why = {each.where.removeprefix("account "): each.why for each in world.unread if each.what == USERS_AND_ROLES}
    for account in _owners(world, question) - world.accounts:
        why.setdefault(account, "the account was not scanned")
    for account, reason in sorted(why.items()):
        name = f"users and roles of account {account}"
        who = Principal(Kind.STRANGER, f"arn:{_partition(question)}:iam::{account}:*", account)
        found = granted(world, Identity(who, (unread_policy(name, reason),)), question)
        if found is not None:
            yield Grant(
                principal=name, kind=ACCOUNT, account=account, outcome=Outcome.UNKNOWN, condition=f"not read: {reason}",
                outside=account not in world.memberships, rests_on_unread=True, needs_unread=True,
            )  # fmt: skip
    for part in question.parts:
        if _is_nobodys(world, part.resource):
            yield Grant(
                principal=f"whoever is in the account of {holder_of(part.resource)}", kind=ACCOUNT, account="",
                outcome=Outcome.UNKNOWN, condition="not read: whose it is", rests_on_unread=True, needs_unread=True,
            )  # fmt: skip


def _openings(ground: Ground, question: Question) -> Iterator[Grant]:
    """What may let in anybody and was not read."""
    for part in question.parts:
        why = ground.openings.get(holder_of(part.resource))
        if why:
            yield Grant(
                principal=f"others, by what else opens {holder_of(part.resource)}", kind=ANYBODY, account="",
                outcome=Outcome.UNKNOWN, condition=f"not read: {why}", outside=True, rests_on_unread=True, needs_unread=True,
            )  # fmt: skip


def _is_nobodys(world: World, resource: str) -> bool:
    """Whether it is in some account, but nobody knows in which: a bucket that was not read."""
    parts = parse_arn(resource)
    return parts is not None and parts.service == "s3" and not parts.account and world.owner(resource) is None


def _partition(question: Question) -> str:
    parts = parse_arn(question.parts[0].resource)
    return parts.partition if parts is not None and "*" not in parts.partition else "aws"


@dataclass(frozen=True, slots=True)
class Found:
    """What several decisions about one principal come to."""

    outcome: Outcome
    condition: str
    decisions: tuple[Decision, ...]
    rests_on_unread: bool


def granted(world: World, who: Identity, question: Question) -> Found | None:
    """What a principal may do with all parts of a question; None where one of them is denied."""
    found: list[tuple[Part, Decision]] = []
    for part in question.parts:
        decision = decided(world, who, question.action, part)
        if decision.outcome in DENIED:
            return None
        found.append((part, decision))
    return together(found)


def decided(world: World, who: Identity, action: str, part: Part) -> Decision:
    """The decision for a principal of the world, or for one that nobody read."""
    if who.principal.kind is not Kind.STRANGER:
        return world.decide(who.principal, action, part.resource, part.context)
    return world.decided(who, action, part.resource, part.context)


def together(found: Iterable[tuple[Part, Decision]]) -> Found:
    """Several decisions, none of which denies, as one.

    Conditions stand beside each other, for each resource its own: keys of a resource are not the same in two of them.
    """
    parts = tuple(found)
    conditions: dict[str, None] = {}
    outcome, unread = Outcome.ALLOWED, False
    for at, (part, decision) in enumerate(parts):
        condition = condition_of(decision)
        if condition:
            conditions[condition if at == 0 else f"on {part.resource}: {condition}"] = None
        unread = unread or rests_on_unread(decision)
        if decision.outcome is Outcome.UNKNOWN or (not part.complete and decision.outcome is not Outcome.ALLOWED):
            outcome, unread = Outcome.UNKNOWN, True
        elif decision.outcome is Outcome.ALLOWED_IF and outcome is Outcome.ALLOWED:
            outcome = Outcome.ALLOWED_IF
    return Found(outcome, "; and ".join(conditions), tuple(decision for _, decision in parts), unread)


def grant(name: str, kind: str, account: str, found: Found, *, outside: bool = False) -> Grant:
    """What was found about a principal, as a line of an answer."""
    return Grant(
        principal=name,
        kind=kind,
        account=account,
        outcome=found.outcome,
        condition=found.condition,
        by=merged(ref for decision in found.decisions for ref in decision.by),
        outside=outside,
        rests_on_unread=found.rests_on_unread,
        needs_unread=any(map(needs_unread, found.decisions)),
    )
