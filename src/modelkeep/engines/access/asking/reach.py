"""What a principal can do: resource by resource, and which roles it can become."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from modelkeep.core.action import AccessLevel, Action
from modelkeep.core.arn import parse_arn
from modelkeep.engines.access.asking.answers import Grant, condition_of, kind_of, merged, rests_on_unread
from modelkeep.engines.access.asking.coverage import Coverage, coverage
from modelkeep.engines.access.asking.ground import Ground, KnownResource
from modelkeep.engines.access.asking.works import Works
from modelkeep.engines.access.decision import DENIED, Decision, Outcome
from modelkeep.engines.access.principals import Kind
from modelkeep.engines.access.statements import Effect
from modelkeep.engines.access.world import Identity, World

ASSUME = "sts:AssumeRole"
AI_SERVICES = ("sagemaker", "bedrock", "bedrock-agentcore")
"""Services whose actions without resource are always looked at: they change what holds for all models of an account."""

LEVELS = (AccessLevel.PERMISSIONS, AccessLevel.WRITE, AccessLevel.READ, AccessLevel.LIST, AccessLevel.TAGGING)
"""Worst first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Permitted:
    """Actions of one access level that are allowed in the same way. `form` is the resource as the actions name it."""

    form: str
    level: AccessLevel
    actions: tuple[str, ...]
    outcome: Outcome
    condition: str
    rests_on_unread: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A resource and what can be done with it. Without a resource, `resource.arn` is `*`."""

    resource: KnownResource
    permitted: tuple[Permitted, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """The answer. `roles` are those that the principal can become in one step; what they can do is not in it."""

    principal: str
    kind: str
    account: str
    reached: tuple[Reached, ...]
    roles: tuple[Grant, ...]
    asked: int
    """How many resources were asked about."""
    coverage: Coverage
    principal_unread: str = ""
    """Why what the principal can do is not known; '' where it is."""
    unlisted: int = 0
    """How many lists of resources were not read, so that some were not asked about."""
    openings: tuple[str, ...] = ()
    """Resources that something else than policies may open, which was not read."""

    @property
    def is_complete(self) -> bool:
        """Whether nothing that was not read may change the answer."""
        return (
            not self.principal_unread
            and not self.openings
            and not self.unlisted
            and not any(each.rests_on_unread for reached in self.reached for each in reached.permitted)
            and not any(each.rests_on_unread for each in self.roles)
        )


def can_reach(
    ground: Ground,
    who: Identity,
    *,
    services: Iterable[str] = (),
    ai: bool = False,
    everything: bool = False,
    told: Callable[[int], None] = lambda _: None,
) -> Reach:
    """What a principal can do with the resources that models depend on, or with `everything`; `services` and `ai` choose among them.

    `told` hears how many resources are done.
    """
    wanted = {each.lower() for each in services}
    chosen = [
        each
        for each in ground.scope(everything=everything)
        if (not wanted or _service(each.arn) in wanted) and (not ai or each.is_ai)
    ]
    works = Works(ground.world.table)
    mind = _Mind(ground.world, who)
    reached: list[Reached] = []
    for count, each in enumerate(chosen, 1):
        permitted = tuple(_permitted(mind, works, each))
        if permitted:
            reached.append(Reached(resource=each, permitted=permitted))
        told(count)
    services_asked = {_service(each.arn) for each in chosen} | (wanted or set(AI_SERVICES))
    if ai:
        services_asked &= set(AI_SERVICES)
    anywhere = tuple(_without_resource(mind, works, sorted(services_asked)))
    if anywhere:
        reached.append(Reached(resource=KnownResource(arn="*"), permitted=anywhere))
    return Reach(
        principal=who.principal.name,
        kind=kind_of(who.principal, outside=False),
        account=who.principal.account,
        reached=tuple(reached),
        roles=tuple(sorted(roles_of(ground.world, who), key=lambda each: each.rank)),
        asked=len(chosen),
        coverage=coverage(ground, ground.unlisted, who.session),
        unlisted=len(ground.unlisted),
        principal_unread=_unread(who),
        openings=tuple(each.arn for each in chosen if each.arn in ground.openings),
    )


def _service(arn: str) -> str:
    parts = parse_arn(arn)
    return parts.service if parts is not None else ""


def _unread(who: Identity) -> str:
    """What of the principal's own policies was not read."""
    return "; ".join(
        f"{statement.ref.policy}: {statement.unclear}"
        for policy in (*who.policies, *who.boundary)
        for statement in policy.statements
        if statement.effect is Effect.UNREAD
    )


class _Mind:
    """One principal in its world. Actions that no policy speaks of are not decided at all."""

    def __init__(self, world: World, who: Identity) -> None:
        self.world = world
        self.who = who
        self._own: dict[str, bool] = {}

    def decides(self, action: str, form: str) -> Decision | None:
        """The decision, or None for one that denies."""
        lower = action.lower()
        if lower not in self._own:
            self._own[lower] = self.who.principal.kind is Kind.ROOT or any(
                statement.effect is not Effect.DENY and statement.means(lower)
                for policy in self.who.policies
                for statement in policy.statements
            )
        if not self._own[lower] and not any(
            statement.effect is not Effect.DENY and statement.means(lower)
            for policy in self.world.policies_of(action, form)
            for statement in policy.statements
        ):
            return None
        decision = self.world.decided(self.who, action, form)
        return None if decision.outcome in DENIED else decision


def _permitted(mind: _Mind, works: Works, resource: KnownResource) -> Iterator[Permitted]:
    for form, actions in works.on(resource.arn, resource.kind):
        yield from _by_level(mind, form, (each for each in actions if each.name != ASSUME))


def _without_resource(mind: _Mind, works: Works, services: Iterable[str]) -> Iterator[Permitted]:
    yield from _by_level(mind, "*", (action for service in services for action in works.without_resource(service)))


def _by_level(mind: _Mind, form: str, actions: Iterable[Action]) -> Iterator[Permitted]:
    found: dict[tuple[AccessLevel, Outcome, str, bool], list[str]] = {}
    for action in actions:
        decision = mind.decides(action.name, form)
        if decision is not None:
            key = (action.access_level, decision.outcome, condition_of(decision), rests_on_unread(decision))
            found.setdefault(key, []).append(action.name)
    for (level, outcome, condition, unread), names in sorted(found.items(), key=lambda each: _rank(each[0])):
        yield Permitted(
            form=form, level=level, actions=tuple(names), outcome=outcome, condition=condition, rests_on_unread=unread
        )  # fmt: skip


_ORDER = (Outcome.ALLOWED, Outcome.ALLOWED_IF, Outcome.UNKNOWN)


def _rank(key: tuple[AccessLevel, Outcome, str, bool]) -> tuple[int, int, str]:
    level, outcome, condition, _ = key
    return _ORDER.index(outcome), LEVELS.index(level), condition


def roles_of(world: World, who: Identity) -> Iterator[Grant]:
    """The roles that a principal can assume."""
    for arn, role in world.identities.items():
        if role.principal.kind is not Kind.ROLE or arn == who.arn:
            continue
        decision = world.decided(who, ASSUME, arn)
        if decision.outcome not in DENIED:
            yield Grant(
                principal=arn, kind=kind_of(role.principal, outside=False), account=role.principal.account,
                outcome=decision.outcome, condition=condition_of(decision), by=merged(decision.by),
                rests_on_unread=rests_on_unread(decision),
            )  # fmt: skip
