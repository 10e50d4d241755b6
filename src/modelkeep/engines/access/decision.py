"""May somebody do something: all policies that count, put together as AWS does.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html (the order),
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html (one account),
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html (two accounts),
https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html (boundaries and policies of resources),
https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html and
https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html (organisations).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from modelkeep.engines.access.context import Context
from modelkeep.engines.access.expressions import Expression, Unread, all_of, any_of, negated
from modelkeep.engines.access.normal import Alternative, TooManyAlternativesError, alternatives, told
from modelkeep.engines.access.principals import Kind, Named, Principal
from modelkeep.engines.access.statements import Effect, Policy, Ref, Statement


class Outcome(StrEnum):
    """What a decision is."""

    ALLOWED = "allowed"
    IMPLICIT_DENY = "implicit_deny"
    EXPLICIT_DENY = "explicit_deny"
    ALLOWED_IF = "allowed_if"
    UNKNOWN = "unknown"


class Layer(StrEnum):
    """The kinds of policies, each with a say of its own."""

    IDENTITY = "identity"
    BOUNDARY = "boundary"
    SESSION = "session"
    RESOURCE = "resource"
    SCP = "scp"
    RCP = "rcp"
    ENDPOINT = "endpoint"


Level = tuple[Policy, ...]


@dataclass(frozen=True, slots=True)
class Policies:
    """The policies that bear on a request. Empty boundary, session or endpoint: there is none, and nothing is limited.

    `scp` and `rcp` hold the policies of each level of the organisation, from the root to the account; none outside an organisation.
    """

    identity: Level = ()
    boundary: Level = ()
    session: Level = ()
    resource: Level = ()
    scp: tuple[Level, ...] = ()
    rcp: tuple[Level, ...] = ()
    endpoint: Level = ()


@dataclass(frozen=True, slots=True)
class Request:
    """`action` in IAM's spelling. `account` is the resource's; '' for a resource of AWS itself, such as a foundation model.

    `takes_resource` false: the action is about no resource. `known` false: the action table has no such action. `rcp_applies`: the
    service is one that resource control policies cover. `decides_itself`: nothing but the resource's own policy opens it (KMS keys,
    role trust).
    """

    principal: Principal
    action: str
    resource: str
    account: str
    context: Context
    takes_resource: bool = True
    known: bool = True
    rcp_applies: bool = True
    decides_itself: bool = False


@dataclass(slots=True)
class Say:
    """What a level of a layer says: the statements that are about the request, and on what each depends."""

    layer: Layer
    level: int = 0
    allows: list[tuple[Ref, Expression]] = field(default_factory=list)
    denies: list[tuple[Ref, Expression]] = field(default_factory=list)
    by_name: dict[Named, list[Expression]] = field(default_factory=dict)
    """Of the resource's layer: what allows, by how it names the principal."""

    def allowed(self) -> Expression:
        """Whether the level allows."""
        return any_of(holds for _, holds in self.allows)

    def allowed_as(self, *how: Named) -> Expression:
        """Whether the resource's policy allows, naming the principal in one of these ways."""
        return any_of(holds for each in how for holds in self.by_name.get(each, ()))


@dataclass(frozen=True, slots=True)
class Decision:
    """`condition` is '' but for ALLOWED_IF and UNKNOWN; `alternatives` the same, taken apart.

    `by`: the statements that decide; for an implicit deny there are none, and `blocked_by` names the layers that would have to allow.
    """

    outcome: Outcome
    condition: str = ""
    by: tuple[Ref, ...] = ()
    blocked_by: tuple[Layer, ...] = ()
    says: tuple[Say, ...] = ()
    alternatives: tuple[Alternative, ...] = ()


_NEEDS_NO_PERMISSION = frozenset({"sts:GetCallerIdentity", "sts:GetSessionToken"})
"""https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html: not even a Deny counts."""

_WITHOUT_POLICIES = frozenset({Kind.SERVICE, Kind.ANONYMOUS, Kind.FEDERATED})
"""Principals of no account: no policies of their own, and no service control policies."""


def decide(request: Request, policies: Policies) -> Decision:
    """The decision for one request."""
    if request.action in _NEEDS_NO_PERMISSION and request.principal.account:
        return Decision(Outcome.ALLOWED)
    says = heard(request, policies)
    denied = any_of(holds for say in says for _, holds in say.denies)
    if denied is True:
        by = tuple(ref for say in says for ref, holds in say.denies if holds is True)
        return Decision(Outcome.EXPLICIT_DENY, by=by, says=says)
    if not request.known:
        return Decision(Outcome.UNKNOWN, f"{request.action} is not in the action table", says=says)
    granted = combined(request, says)
    return concluded(granted, denied, says)


def concluded(granted: Expression, denied: Expression, says: tuple[Say, ...]) -> Decision:
    """The decision that follows from what is granted and what is denied."""
    if granted is False:
        return Decision(Outcome.IMPLICIT_DENY, blocked_by=_silent(says), says=says)
    if granted is True and denied is False:
        return Decision(Outcome.ALLOWED, by=_refs(says), says=says)
    both = all_of((granted, negated(denied)))
    try:
        ways = alternatives(both)
        if not ways and not alternatives(granted):
            return Decision(Outcome.IMPLICIT_DENY, blocked_by=_silent(says), says=says)
    except TooManyAlternativesError:
        text = "a condition of more alternatives than can be spelt out"
        return Decision(Outcome.ALLOWED_IF, text, _refs(says), says=says)
    if not ways:
        by = tuple(ref for say in says for ref, holds in say.denies if holds is not False)
        return Decision(Outcome.EXPLICIT_DENY, by=by, says=says)
    if not ways[0]:
        return Decision(Outcome.ALLOWED, by=_refs(says), says=says)
    is_known = any(not any(atom.is_unread for atom, _ in way) for way in ways)
    outcome = Outcome.ALLOWED_IF if is_known else Outcome.UNKNOWN
    return Decision(outcome, told(ways), _refs(says), says=says, alternatives=ways)


def _refs(says: tuple[Say, ...]) -> tuple[Ref, ...]:
    """The statements that allow, and those that would deny if their conditions held. One that always holds makes others idle."""
    found: dict[Ref, None] = {}
    for say in says:
        certain = [ref for ref, holds in say.allows if holds is True]
        found |= dict.fromkeys(certain or [ref for ref, holds in say.allows if holds is not False])
        found |= dict.fromkeys(ref for ref, holds in say.denies if holds is not False)
    return tuple(found)


def _silent(says: tuple[Say, ...]) -> tuple[Layer, ...]:
    return tuple(dict.fromkeys(say.layer for say in says if not any(holds is not False for _, holds in say.allows)))


def heard(request: Request, policies: Policies) -> tuple[Say, ...]:
    """What each level has to say about a request. The identity's and the resource's say come first, whether they say anything or not."""
    who = request.principal
    outside = who.kind in _WITHOUT_POLICIES
    identity = () if outside or who.kind is Kind.ROOT else policies.identity
    found = [_say(request, Layer.IDENTITY, identity), _say(request, Layer.RESOURCE, policies.resource)]
    if policies.boundary and not outside:
        found.append(_say(request, Layer.BOUNDARY, policies.boundary))
    if policies.session and not outside:
        found.append(_say(request, Layer.SESSION, policies.session))
    if policies.endpoint:
        found.append(_say(request, Layer.ENDPOINT, policies.endpoint))
    if policies.scp and not outside and not who.is_service_linked:
        found += (_say(request, Layer.SCP, level, at) for at, level in enumerate(policies.scp))
    if policies.rcp and request.rcp_applies and request.account and not who.is_service_linked:
        found += (_say(request, Layer.RCP, level, at) for at, level in enumerate(policies.rcp))
    return tuple(found)


_NAMING = frozenset({Layer.RESOURCE, Layer.RCP, Layer.ENDPOINT})


def _say(request: Request, layer: Layer, level: Iterable[Policy], at: int = 0) -> Say:
    say = Say(layer, at)
    action = request.action.lower()
    for policy in level:
        for statement in policy.statements:
            if statement.means(action):
                _hear(request, say, statement)
    return say


def _hear(request: Request, say: Say, statement: Statement) -> None:
    if statement.effect is Effect.UNREAD:
        unread = Unread(f"{statement.ref.policy}: {statement.unclear}")
        say.allows.append((statement.ref, unread))
        say.denies.append((statement.ref, unread))
        say.by_name.setdefault(Named.SELF, []).append(unread)
        return
    if say.layer in _NAMING:
        names = statement.names(request.principal)
        if not names and not (statement.unclear and statement.effect is Effect.DENY):
            return
    else:
        names = ((Named.SELF, True),)
    applies = statement.covers(request.resource, request.context, everything=not request.takes_resource)
    if applies is False:
        return
    holds = statement.holds(request.context)
    if statement.unclear:
        holds = all_of((holds, statement.doubt()))
        names = names or ((Named.SELF, True),)
    applies = all_of((applies, holds))
    if applies is False:
        return
    if statement.effect is Effect.DENY:
        say.denies.append((statement.ref, all_of((applies, any_of(depends for _, depends in names)))))
        return
    delegates = request.decides_itself or request.principal.account != request.account
    for how, depends in names:
        if how is Named.ACCOUNT and say.layer is Layer.RESOURCE and not delegates:
            continue  # within an account, naming the account adds nothing to what its own policies grant
        granted = all_of((applies, depends))
        say.allows.append((statement.ref, granted))
        say.by_name.setdefault(how, []).append(granted)


def combined(request: Request, says: tuple[Say, ...]) -> Expression:
    """What is granted, every Deny aside."""
    identity, resource, *others = says
    limits = all_of(say.allowed() for say in others if say.layer in (Layer.SCP, Layer.RCP, Layer.ENDPOINT))
    if limits is False:
        return False
    narrowed = all_of(say.allowed() for say in others if say.layer in (Layer.BOUNDARY, Layer.SESSION))
    return all_of((limits, _granted(request, identity, resource, narrowed)))


def _granted(request: Request, identity: Say, resource: Say, narrowed: Expression) -> Expression:
    who = request.principal
    if who.kind in _WITHOUT_POLICIES:
        return resource.allowed_as(Named.SELF)
    own = all_of((_own(request, identity), narrowed))
    if not request.account:
        return own
    if who.account != request.account:
        return all_of((own, resource.allowed()))
    direct = resource.allowed_as(Named.SELF)
    as_role = all_of((resource.allowed_as(Named.ROLE), narrowed))
    if request.decides_itself:
        own = all_of((own, resource.allowed_as(Named.ACCOUNT, Named.SELF)))
    return any_of((own, direct, as_role))


def _own(request: Request, identity: Say) -> Expression:
    """What the principal's own policies grant. The root user has none and may do everything in its account
    (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user.html).
    """
    return True if request.principal.kind is Kind.ROOT else identity.allowed()
