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
from dataclasses import dataclass, replace

import msgspec

from modelkeep.engines.access.conclusion import DENIED, Decision, Layer, Outcome, Say, concluded
from modelkeep.engines.access.context import Context
from modelkeep.engines.access.expressions import Expression, Unread, all_of, any_of
from modelkeep.engines.access.principals import Kind, Named, Principal, bounded
from modelkeep.engines.access.statements import ANYHOW, Effect, Names, Policy, Ref, Statement

__all__ = [
    "DENIED",
    "Decision",
    "Layer",
    "Level",
    "Outcome",
    "Policies",
    "Request",
    "Say",
    "combined",
    "concluded",
    "decide",
    "heard",
]

Level = tuple[Policy, ...]


class Policies(msgspec.Struct, frozen=True):
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


_IDENTITY_CALL = "sts:GetCallerIdentity"
"""https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html: not even a Deny counts."""
_MFA_CALL = "sts:GetSessionToken"
"""For users and the root user, whatever policies say
(https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_getsessiontoken.html)."""

_ALWAYS_THE_OWNERS_ROOT = frozenset({"s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy"})
"""The root user of the bucket's account may, whatever the bucket's policy denies
(https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html)."""

_NOTHING_WITHOUT_SESSION_POLICY = frozenset({Kind.FEDERATED_USER})
"""https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html: without one, the session has no permissions."""

_CLOSED_TO_FEDERATED_USERS = ("iam:", "sts:")
"""The same page: a federated user's session calls no operation of IAM, and none of STS but GetCallerIdentity."""

_WITHOUT_POLICIES = frozenset({Kind.SERVICE, Kind.ANONYMOUS, Kind.FEDERATED})
"""Principals of no account: no policies of their own, and no service control policies."""


_IDENTITY, _RESOURCE, _BOUNDARY, _SESSION = Layer.IDENTITY, Layer.RESOURCE, Layer.BOUNDARY, Layer.SESSION
_SCP, _RCP, _ENDPOINT = Layer.SCP, Layer.RCP, Layer.ENDPOINT
_A_ROOT, _A_USER, _A_FEDERATED_USER = Kind.ROOT, Kind.USER, Kind.FEDERATED_USER
_AS_SELF, _AS_ROLE, _AS_ACCOUNT = Named.SELF, Named.ROLE, Named.ACCOUNT
_UNREAD, _ALLOW, _DENY = Effect.UNREAD, Effect.ALLOW, Effect.DENY
"""To ask an enumeration for a member is slow, and a decision would do it dozens of times."""


def decide(request: Request, policies: Policies) -> Decision:
    """The decision for one request."""
    who = request.principal
    if request.action == _IDENTITY_CALL and who.account:
        return Decision(Outcome.ALLOWED)
    if request.action == _MFA_CALL and who.kind in (_A_USER, _A_ROOT):
        return Decision(Outcome.ALLOWED)
    if policies.boundary and not who.bounded:
        request = replace(request, principal=bounded(who))
    says = heard(request, policies)
    refusals = [holds for say in says if say.denies for _, holds in say.denies]
    denied = any_of(refusals) if refusals else False
    if denied is True:
        by = tuple(ref for say in says for ref, holds in say.denies if holds is True)
        return Decision(Outcome.EXPLICIT_DENY, by=by, says=says)
    if not request.known:
        return Decision(Outcome.UNKNOWN, f"{request.action} is not in the action table", says=says)
    granted = combined(request, says)
    return concluded(granted, denied, says)


def heard(request: Request, policies: Policies) -> tuple[Say, ...]:
    """What each level has to say about a request. The identity's and the resource's say come first, whether they say anything or not."""
    who = request.principal
    outside = who.kind in _WITHOUT_POLICIES
    identity = () if outside or who.kind is _A_ROOT else policies.identity
    resource = policies.resource
    if who.kind is _A_ROOT and request.action in _ALWAYS_THE_OWNERS_ROOT and who.account == request.account:
        resource = ()
    action = request.action.lower()
    found = [_say(request, action, _IDENTITY, identity), _say(request, action, _RESOURCE, resource)]
    found[0].idle = outside
    found[0].enough = found[1].enough = who.account == request.account and not request.decides_itself
    if policies.boundary and not outside:
        found.append(_say(request, action, _BOUNDARY, policies.boundary))
    if (policies.session or who.kind in _NOTHING_WITHOUT_SESSION_POLICY) and not outside:
        found.append(_say(request, action, _SESSION, policies.session))
    if policies.endpoint:
        found.append(_say(request, action, _ENDPOINT, policies.endpoint))
    if policies.scp and not outside and not who.is_service_linked:
        found += [_say(request, action, _SCP, level, at) for at, level in enumerate(policies.scp)]
    if policies.rcp and request.rcp_applies and (request.account or outside) and not who.is_service_linked:
        found += [_say(request, action, _RCP, level, at) for at, level in enumerate(policies.rcp)]
    return tuple(found)


def _say(request: Request, action: str, layer: Layer, level: Iterable[Policy], at: int = 0) -> Say:
    """`action` is the request's, in lower case."""
    say = Say(layer, at)
    if not level:
        return say
    names_principals = layer is _RESOURCE or layer is _RCP or layer is _ENDPOINT
    for policy in level:
        for statement in policy.statements:
            if statement.means(action):
                _hear(request, say, statement, names_principals)
    return say


def _hear(request: Request, say: Say, statement: Statement, names_principals: bool) -> None:
    effect = statement.effect
    if effect is _UNREAD:
        allows, denies = statement.unread()
        say.allows.append((statement.ref, allows))
        say.denies.append((statement.ref, denies))
        say.by_name.setdefault(_AS_SELF, []).append(allows)
        return
    names = statement.names(request.principal) if names_principals else ANYHOW
    if not names:
        if not statement.unclear or effect is _ALLOW:
            return
        names = ANYHOW  # whom a Deny without a principal is about, nobody knows
    applies = statement.applies(request.resource, request.context, everything=not request.takes_resource)
    if applies is False:
        return
    if effect is _DENY:
        named = True if names is ANYHOW else any_of(depends for _, depends in names)
        say.denies.append((statement.ref, applies if named is True else all_of((applies, named))))
        return
    if names is ANYHOW:
        say.allows.append((statement.ref, applies))
        say.by_name.setdefault(_AS_SELF, []).append(applies)
        return
    _grant(request, say, statement.ref, applies, names)


def _grant(request: Request, say: Say, ref: Ref, applies: Expression, names: Names) -> None:
    for how, depends in names:
        if how is _AS_ACCOUNT:
            if say.layer is _RESOURCE and not (request.decides_itself or request.principal.account != request.account):
                continue  # within an account, naming the account adds nothing to what its own policies grant
            if say.layer is _ENDPOINT:
                depends = all_of((depends, _by_endpoint(request)))
        granted = applies if depends is True else all_of((applies, depends))
        say.allows.append((ref, granted))
        say.by_name.setdefault(how, []).append(granted)


def _by_endpoint(request: Request) -> Expression:
    """Whether an endpoint's policy that names an account means all of it: of a gateway endpoint, it means the root user only
    (https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html).
    """
    if request.action.partition(":")[0].lower() not in _WITH_GATEWAY:
        return True
    return Unread("the endpoint", ("is an interface endpoint", "is a gateway endpoint"))


_WITH_GATEWAY = frozenset({"s3", "dynamodb"})
"""https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html"""


def combined(request: Request, says: tuple[Say, ...]) -> Expression:
    """What is granted, every Deny aside.

    Resource control policies only deny: RCPFullAWSAccess is attached to every level and cannot be detached
    (https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_evaluation.html).
    """
    limits: list[Expression] = []
    narrowing: list[Expression] = []
    for say in says[2:]:
        if say.layer is _SCP or say.layer is _ENDPOINT:
            limits.append(say.allowed())
        elif say.layer is not _RCP:
            narrowing.append(say.allowed())
    if False in limits:
        return False
    granted = _granted(request, says[0], says[1], all_of(narrowing) if narrowing else True)
    return all_of((*limits, granted)) if limits else granted


def _granted(request: Request, identity: Say, resource: Say, narrowed: Expression) -> Expression:
    who = request.principal
    if who.kind in _WITHOUT_POLICIES:
        return resource.allowed_as(_AS_SELF)
    if _is_closed(request):
        return False
    own = _own(request, identity)
    if narrowed is not True:
        own = all_of((own, narrowed))
    if not request.account:
        return own
    if request.action == "sts:AssumeRoot":
        return all_of((own, _centralises(who)))
    if who.account != request.account:
        return all_of((own, resource.allowed()))
    if own is True and not request.decides_itself:
        return True
    direct = resource.allowed_as(_AS_SELF)
    as_role = all_of((resource.allowed_as(_AS_ROLE), narrowed))
    if request.decides_itself:
        own = all_of((own, resource.allowed_as(_AS_ACCOUNT, _AS_SELF)))
    return any_of((own, direct, as_role))


def _is_closed(request: Request) -> bool:
    """What no policy opens to the principal. The root user assumes no role
    (https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html).
    """
    kind = request.principal.kind
    if kind is _A_ROOT:
        return request.action == "sts:AssumeRole"
    return kind is _A_FEDERATED_USER and request.action.startswith(_CLOSED_TO_FEDERATED_USERS)


def _centralises(who: Principal) -> Expression:
    """Root access to member accounts is for the management account and its delegated administrator, without any policy in the member
    (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html).
    """
    return Unread(
        f"account {who.account}",
        ("administers root access for its organisation", "does not administer root access for its organisation"),
    )


def _own(request: Request, identity: Say) -> Expression:
    """What the principal's own policies grant. The root user has none and may do everything in its account
    (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user.html).
    """
    return True if request.principal.kind is _A_ROOT else identity.allowed()
