"""Answers for the table `access`: who can do what, of the actions and resources that controls ask about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from modelkeep.core.arn import parse_arn
from modelkeep.core.kinds.analyses import Access
from modelkeep.engines.access.administration import is_administrator
from modelkeep.engines.access.conditions import Compared, Present
from modelkeep.engines.access.crowd import Crowd
from modelkeep.engines.access.decision import Decision, Outcome
from modelkeep.engines.access.normal import Fact, told
from modelkeep.engines.access.principals import Kind, Principal
from modelkeep.engines.access.statements import ResourceWithin
from modelkeep.engines.access.world import AccountAgrees, World

ALLOWED, CONDITIONAL, UNKNOWN = "allowed", "conditional", "unknown"
EVERYBODY = "*"

_VIA = "kms:viaservice"
_ORDER = (ALLOWED, CONDITIONAL, UNKNOWN)

_CALLERS_CHOICE = (
    "aws:securetransport",
    "aws:useragent",
    "aws:referer",
    "s3:tlsversion",
    "s3:signatureversion",
    "s3:authtype",
    "s3:x-amz-",
)
"""Keys of which whoever makes the request chooses the value, wherever and whoever he is: how it is sent, and its headers.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-requests and
https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html
"""  # fmt: skip


def access_rows(world: World, questions: Iterable[tuple[str, str]]) -> Iterator[Access]:
    """Rows for pairs of an action and a resource, or a pattern of resources such as a bucket's objects.

    Services of AWS and roles that only they act as have none: they do what somebody else asked them for. Nor has the root user of an
    account that was read, who may do everything there is in it.
    """
    crowd = Crowd(world)
    administrators: dict[str, bool] = {}
    for action, resource in questions:
        account, region = _place(world, resource)
        known = world.table.action(action)
        spelt = known.name if known else action
        found: dict[str, tuple[str, str, tuple[str, ...]]] = {}
        for holder in crowd.who_can(action, resource):
            name = _name(world, holder.principal)
            if name:
                said = (*verdict_of(holder.decision), services_of(holder.decision))
                found[name] = min(found.get(name, said), said, key=lambda each: (_ORDER.index(each[0]), bool(each[2])))
        for name, (decision, condition, through) in found.items():
            if name not in administrators:
                identity = world.identities.get(name)
                administrators[name] = identity is not None and is_administrator(world, identity, conditionally=True)
            yield Access(
                arn=resource, account=account, region=region, principal=name, action=spelt, decision=decision,
                condition=condition, through=through, administers=administrators[name],
            )  # fmt: skip


def verdict_of(decision: Decision) -> tuple[str, str]:
    """A decision that is no denial, as the table says it, and its condition.

    It is allowed, too, where whoever asks need only choose a resource within the pattern, or how to send the request.
    """
    if decision.outcome is Outcome.ALLOWED:
        return ALLOWED, ""
    if decision.outcome is Outcome.UNKNOWN:
        return UNKNOWN, decision.condition
    chosen = tuple(way for way in decision.alternatives if all(map(is_callers_choice, way)))
    return (ALLOWED, told(chosen)) if chosen else (CONDITIONAL, decision.condition)


def services_of(decision: Decision) -> tuple[str, ...]:
    """The services one of which has to make the request, whatever else it depends on; none where some way asks for no service."""
    found: set[str] = set()
    for way in decision.alternatives:
        named = [atom.wanted for atom, holds in way if holds and isinstance(atom, Compared) and atom.lower_key == _VIA]
        if not named:
            return ()
        found.update(*named)
    return tuple(sorted(found))


def is_callers_choice(fact: Fact) -> bool:
    """Whether whoever makes a request can see to it that something holds."""
    atom, _ = fact
    if isinstance(atom, Compared | Present):
        return (atom.lower_key if isinstance(atom, Compared) else atom.key).startswith(_CALLERS_CHOICE)
    return isinstance(atom, ResourceWithin | AccountAgrees)


def _name(world: World, who: Principal) -> str:
    """How a principal is named in the table; '' for those that have no row."""
    if who.kind in (Kind.ANONYMOUS, Kind.STRANGER):
        return EVERYBODY
    if who.kind is Kind.ROOT and who.account in world.accounts:
        return ""
    return "" if who.kind is Kind.SERVICE or who.is_service_linked else who.name


def _place(world: World, resource: str) -> tuple[str, str]:
    parts = parse_arn(resource)
    if parts is None:
        return "", ""
    return world.owner(resource) or parts.account, parts.region or "global"
