"""What would change a decision, found by trying: a layer is opened, a statement taken away, and the decision made again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec.structs import replace

from modelkeep.core.tables import Statement as StatementRow
from modelkeep.engines.access.asking.answers import merged
from modelkeep.engines.access.conditions import Compared, Present
from modelkeep.engines.access.decision import DENIED, Decision, Layer, Level, Outcome, Policies, Request, decide
from modelkeep.engines.access.holders import may_have_policy
from modelkeep.engines.access.principals import ANONYMOUS, Kind, Principal
from modelkeep.engines.access.statements import Policy, Ref, compile_row

_SHOWN = 4


def deciding_keys(decision: Decision) -> tuple[str, ...]:
    """The condition keys of the request that settle a decision."""
    found: dict[str, None] = {}
    for way in decision.alternatives:
        for atom, _ in way:
            if isinstance(atom, Compared):
                found[atom.key] = None
            elif isinstance(atom, Present):
                found[atom.shown or atom.key] = None
    return tuple(sorted(found))


def changes(request: Request, policies: Policies, decision: Decision) -> Iterator[str]:
    """Sentences: what would have to happen for the answer to be another one."""
    if decision.outcome is Outcome.EXPLICIT_DENY:
        yield from _without_denies(request, policies, decision)
    elif decision.outcome is Outcome.IMPLICIT_DENY:
        yield from _opened(request, policies, decision)
    else:
        yield from _closed(request, policies, decision)


def _without_denies(request: Request, policies: Policies, decision: Decision) -> Iterator[str]:
    refs = ", and ".join(map(str, merged(decision.by)))
    yield f"No longer denied without {refs}."
    after = decide(request, _without(policies, set(decision.by)))
    if after.outcome in DENIED:
        yield (
            "Even then it would be denied: nothing allows it."
            if after.outcome is Outcome.IMPLICIT_DENY
            else (f"Even then it would be denied, by {', '.join(map(str, merged(after.by)))}.")
        )


def _opened(request: Request, policies: Policies, decision: Decision) -> Iterator[str]:
    """Which layers would have to allow. Those that are enough by themselves are told as such."""
    opening = _openings(request, policies)
    enough = [words for words, opened in opening if decide(request, opened).outcome not in DENIED]
    if enough:
        yield "Allowed if " + ", or if ".join(enough) + "."
        return
    needed = dict(_openings_of(request, decision))
    together = policies
    for _, change in needed.values():
        together = change(request, together)
    if needed and decide(request, together).outcome not in DENIED:
        yield "Allowed if " + ", and ".join(words for words, _ in needed.values()) + "."
    else:
        theirs = request.principal.account
        across = theirs != request.account and not may_have_policy(request.resource)
        why = " No policy can hang on such a resource, so that nobody of another account may." if across else ""
        yield f"No policy would allow it.{why}"


Change = Callable[[Request, Policies], Policies]


def _openings(request: Request, policies: Policies) -> Iterator[tuple[str, Policies]]:
    for layer, (words, change) in _CHANGES.items():
        if layer is Layer.RESOURCE and not (policies.resource or may_have_policy(request.resource)):
            continue
        if layer in (Layer.IDENTITY, Layer.RESOURCE) or getattr(policies, layer.value):
            yield words, change(request, policies)


def _openings_of(request: Request, decision: Decision) -> Iterator[tuple[Layer, tuple[str, Change]]]:
    for layer in decision.blocked_by:
        if layer in _CHANGES and (layer is not Layer.RESOURCE or may_have_policy(request.resource)):
            yield layer, _CHANGES[layer]


def _allowing(request: Request, name: str, *, of_resource: bool) -> Policy:
    who = request.principal
    element = "*" if who.name == ANONYMOUS or (not who.account and who.kind is Kind.STRANGER) else _element(who)
    row = StatementRow(
        arn="", policy=name, effect="Allow", actions=("*",), resources=("*",), principals=(element,) if of_resource else ()
    )  # fmt: skip
    return Policy(name, (compile_row(row, of_resource=of_resource),))


def _element(who: Principal) -> str:
    kinds = {Kind.SERVICE: "Service", Kind.FEDERATED: "Federated"}
    return f"{kinds.get(who.kind, 'AWS')}:{who.name}"


def _open_identity(request: Request, policies: Policies) -> Policies:
    return replace(policies, identity=(*policies.identity, _allowing(request, "new", of_resource=False)))


def _open_resource(request: Request, policies: Policies) -> Policies:
    return replace(policies, resource=(*policies.resource, _allowing(request, "new", of_resource=True)))


def _open_boundary(request: Request, policies: Policies) -> Policies:
    return replace(policies, boundary=(*policies.boundary, _allowing(request, "new", of_resource=False)))


def _open_session(request: Request, policies: Policies) -> Policies:
    return replace(policies, session=(*policies.session, _allowing(request, "new", of_resource=False)))


def _open_scp(request: Request, policies: Policies) -> Policies:
    more = _allowing(request, "new", of_resource=False)
    return replace(policies, scp=tuple((*level, more) for level in policies.scp))


_CHANGES: dict[Layer, tuple[str, Change]] = {
    Layer.IDENTITY: ("an identity policy of the principal allowed it", _open_identity),
    Layer.RESOURCE: ("the resource's policy named the principal and allowed it", _open_resource),
    Layer.BOUNDARY: ("its permissions boundary allowed it", _open_boundary),
    Layer.SESSION: ("its session policy allowed it", _open_session),
    Layer.SCP: ("the service control policies allowed it at every level", _open_scp),
}


def _closed(request: Request, policies: Policies, decision: Decision) -> Iterator[str]:
    """What would take it away, and what would settle it."""
    allows = merged(ref for say in decision.says for ref, holds in say.allows if holds is not False)
    alone = [ref for ref in allows if decide(request, _without(policies, {ref})).outcome in DENIED]
    if alone:
        yield f"Denied without {_listed(alone)}, or by any Deny."
    elif allows:
        grants = [ref for ref in allows if _layer_of(decision, ref) in (Layer.IDENTITY, Layer.RESOURCE)]
        if len(grants) > 1 and decide(request, _without(policies, set(grants))).outcome in DENIED:
            yield f"{len(grants)} statements allow it, each by itself: all of them would have to go, or a Deny be added."
        else:
            yield "Only a Deny would take it away."
    else:
        yield "Only a Deny would take it away."
    keys = deciding_keys(decision)
    if keys:
        yield f"{', '.join(keys)} of the request {'decides' if len(keys) == 1 else 'decide'}: tell with --context KEY=VALUE."
    unread = sorted({atom.told(holds) for way in decision.alternatives for atom, holds in way if atom.is_unread})
    if unread:
        shown = "; ".join(unread[:_SHOWN]) + (f"; and {len(unread) - _SHOWN} more" if len(unread) > _SHOWN else "")
        yield f"What was not read decides: {shown}."


def _listed(refs: Iterable[Ref]) -> str:
    found = list(map(str, refs))
    return ", or without ".join(found[:_SHOWN]) + (f", or {len(found) - _SHOWN} more" if len(found) > _SHOWN else "")


def _layer_of(decision: Decision, ref: Ref) -> Layer | None:
    return next((say.layer for say in decision.says if any(each == ref for each, _ in say.allows)), None)


def _without(policies: Policies, refs: set[Ref]) -> Policies:
    """The same policies but for some statements."""

    def level(policies_of: Level) -> Level:
        return tuple(
            Policy(each.name, tuple(statement for statement in each.statements if statement.ref not in refs))
            for each in policies_of
        )

    return Policies(
        identity=level(policies.identity),
        boundary=level(policies.boundary),
        session=level(policies.session),
        resource=level(policies.resource),
        scp=tuple(map(level, policies.scp)),
        rcp=tuple(map(level, policies.rcp)),
        endpoint=level(policies.endpoint),
    )
