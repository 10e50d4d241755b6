"""Why somebody may or may not do something: what each layer says, which statements decide, and what would change the answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from modelkeep.engines.access.asking.answers import condition_of, kind_of, merged, rests_on_unread
from modelkeep.engines.access.asking.changing import changes, deciding_keys
from modelkeep.engines.access.asking.coverage import Coverage, coverage
from modelkeep.engines.access.asking.ground import Ground, OutsideIam
from modelkeep.engines.access.asking.question import Part, Question
from modelkeep.engines.access.data_access import API_ACCESS, permission
from modelkeep.engines.access.decision import DENIED, Decision, Layer, Outcome, Policies, Request, Say, decide
from modelkeep.engines.access.expressions import Expression
from modelkeep.engines.access.holders import holder_of, may_have_policy
from modelkeep.engines.access.normal import TooManyAlternativesError, alternatives, told
from modelkeep.engines.access.principals import Kind
from modelkeep.engines.access.statements import Ref
from modelkeep.engines.access.world import Identity

LAYER_WORDS = {
    Layer.IDENTITY: "identity policies",
    Layer.BOUNDARY: "permissions boundary",
    Layer.SESSION: "session policy",
    Layer.RESOURCE: "resource policy",
    Layer.SCP: "service control policies",
    Layer.RCP: "resource control policies",
    Layer.ENDPOINT: "VPC endpoint policy",
}


class Word(StrEnum):
    """What a layer says."""

    ALLOWS = "allows"
    ALLOWS_IF = "allows if"
    SILENT = "does not allow"
    DENIES = "denies"
    DENIES_IF = "denies if"
    SPARES = "does not deny"
    UNREAD = "not read"
    ABSENT = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deciding:
    """A statement that is about the request; `condition` '' where it always holds."""

    ref: Ref
    denies: bool
    condition: str
    is_unread: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What one level of a layer says, and with which statements. `level` counts from the organisation's root, from 0."""

    layer: Layer
    level: int
    words: tuple[Word, ...]
    statements: tuple[Deciding, ...] = ()
    note: str = ""

    @property
    def name(self) -> str:
        """The layer, and the level where there are several."""
        many = self.layer in (Layer.SCP, Layer.RCP)
        return (
            f"{LAYER_WORDS[self.layer]}{f', level {self.level + 1}' if many and self.words != (Word.ABSENT,) else ''}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """The explanation for one resource of the request."""

    resource: str
    account: str
    outcome: Outcome
    condition: str
    by: tuple[Ref, ...]
    verdicts: tuple[Verdict, ...]
    changes: tuple[str, ...]
    keys: tuple[str, ...]
    """The condition keys that decide: told with --context, they settle the answer."""
    rests_on_unread: bool
    opening: str = ""
    """What may open the resource besides its policy, and was not read."""
    action: str = ""
    """What is asked there, where it is another action than the question's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The explanation of a question for one principal."""

    principal: str
    kind: str
    question: Question
    parts: tuple[Explained, ...]
    outside: tuple[OutsideIam, ...]
    coverage: Coverage
    comes_from: str = ""
    """How people come to the role that is the principal, in words."""

    @property
    def outcome(self) -> Outcome:
        """What all parts come to: the worst for the principal."""
        order = (
            Outcome.EXPLICIT_DENY,
            Outcome.IMPLICIT_DENY,
            Outcome.UNKNOWN,
            Outcome.ALLOWED_IF,
            Outcome.ALLOWED,
        )
        return min((each.outcome for each in self.parts), key=order.index)

    @property
    def is_complete(self) -> bool:
        """Whether nothing that was not read may change the answer."""
        denied = any(each.outcome in DENIED and not each.rests_on_unread for each in self.parts)
        unread = any(each.rests_on_unread for each in self.parts) and not denied
        return not unread and not any(each.is_unread for each in self.outside)


def explain(ground: Ground, who: Identity, question: Question, via: str = "") -> Explanation:
    """The explanation for a principal. `via`: the id of the VPC endpoint that the request goes through."""
    asked = tuple(each for part in question.parts for each in (part, *_behind(ground, part)))
    parts = tuple(_explained(ground, who, question.action, part, via) for part in asked)
    if permission(question.action):
        besides = (_explained(ground, who, API_ACCESS, part, via) for part in asked)
        parts = (*(replace(each, action=API_ACCESS) for each in besides), *parts)
    resources = {holder_of(each.resource) for each in question.parts}
    return Explanation(
        principal=who.principal.name,
        kind=kind_of(who.principal, outside=False),
        question=question,
        parts=parts,
        outside=tuple(each for each in ground.outside if each.resource in resources),
        coverage=coverage(ground, session=who.session),
        comes_from=ground.world.comes_from(who),
    )


def _behind(ground: Ground, part: Part) -> Iterator[Part]:
    """The bucket behind an access point, whose policy has to allow too."""
    bucket = ground.world.behind(part.resource)
    if bucket:
        point = holder_of(part.resource)
        through = {"s3:dataaccesspointarn": (point,), "s3:dataaccesspointaccount": (point.split(":")[4],)}
        yield Part(bucket, part.context.having(through))


def _explained(ground: Ground, who: Identity, action: str, part: Part, via: str) -> Explained:
    world = ground.world
    request = world.request(who, action, part.resource, part.context, via=via)
    policies = world.policies(who, request, via=via)
    decision = decide(request, policies)
    opening = ground.openings.get(holder_of(part.resource), "")
    return Explained(
        resource=part.resource,
        account=request.account,
        outcome=decision.outcome,
        condition=condition_of(decision),
        by=merged(decision.by),
        verdicts=tuple(_verdicts(request, policies, decision)),
        changes=tuple(changes(request, policies, decision)),
        keys=deciding_keys(decision),
        rests_on_unread=rests_on_unread(decision)
        or (bool(opening) and decision.outcome is Outcome.IMPLICIT_DENY)
        or (not part.complete and decision.outcome is Outcome.ALLOWED_IF),
        opening=opening,
    )


def _verdicts(request: Request, policies: Policies, decision: Decision) -> Iterator[Verdict]:
    by_layer: dict[Layer, list[Say]] = {}
    for say in decision.says:
        by_layer.setdefault(say.layer, []).append(say)
    for layer in Layer:
        says = by_layer.get(layer, [])
        if not says or _is_absent(layer, request, policies):
            yield Verdict(layer=layer, level=0, words=(Word.ABSENT,), note=_why_absent(layer, request, policies))
            continue
        for say in says:
            yield Verdict(layer=layer, level=say.level, words=tuple(_words(say)), statements=tuple(_deciding(say)))


def _is_absent(layer: Layer, request: Request, policies: Policies) -> bool:
    if layer is Layer.RESOURCE:
        return not policies.resource
    return layer is Layer.IDENTITY and (not policies.identity or request.principal.kind in _NO_IDENTITY)


_NO_IDENTITY = {
    Kind.ROOT: "the root user has none and may do everything in its account that nothing else denies",
    Kind.SERVICE: "services have none: only the resource's policy counts",
    Kind.ANONYMOUS: "whoever signs nothing has none: only the resource's policy counts",
    Kind.FEDERATED: "before it assumes a role it has none: only the role's trust policy counts",
}


def _why_absent(layer: Layer, request: Request, policies: Policies) -> str:
    who = request.principal
    if layer is Layer.IDENTITY:
        return _NO_IDENTITY.get(who.kind, "it has none")
    if layer is Layer.RESOURCE:
        return "it has none" if may_have_policy(request.resource) else "such a resource has none"
    if layer is Layer.SCP and policies.scp:
        return "they do not limit service-linked roles" if who.is_service_linked else "they do not limit this principal"
    if layer is Layer.RCP and policies.rcp:
        return "they do not apply to this service" if not request.rcp_applies else "they do not limit this principal"
    return {
        Layer.BOUNDARY: "it has none",
        Layer.SESSION: "the request is asked without one",
        Layer.ENDPOINT: "the request is asked without one",
    }.get(layer, "none applies: the account is outside an organisation, manages it, or none is in use")


def _words(say: Say) -> Iterator[Word]:
    denies = [holds for _, holds in say.denies if holds is not False]
    allows = [holds for _, holds in say.allows if holds is not False]
    if any(map(_unread, (*denies, *allows))):
        yield Word.UNREAD
    if any(not _unread(holds) for holds in denies):
        yield Word.DENIES if True in denies else Word.DENIES_IF
    if say.layer is Layer.RCP:
        if not denies:
            yield Word.SPARES
    elif any(not _unread(holds) for holds in allows):
        yield Word.ALLOWS if True in allows else Word.ALLOWS_IF
    elif not allows and True not in denies:
        yield Word.SILENT


def _deciding(say: Say) -> Iterator[Deciding]:
    """The statements that count, denying ones first. What was not read is there once, though it may deny and allow."""
    unread: set[Ref] = set()
    for denies, found in ((True, say.denies), (False, say.allows if say.layer is not Layer.RCP else [])):
        seen: dict[Ref, Deciding] = {}
        for ref, holds in found:
            if holds is False or ref in unread:
                continue
            seen[ref] = Deciding(ref=ref, denies=denies, condition=_in_words(holds), is_unread=_unread(holds))
        unread |= {ref for ref, each in seen.items() if each.is_unread}
        yield from seen.values()


def _in_words(holds: Expression) -> str:
    if holds is True:
        return ""
    try:
        return told(alternatives(holds)) or "conditions that exclude each other"
    except TooManyAlternativesError:
        return "a condition of more alternatives than can be spelt out"


def _unread(holds: Expression) -> bool:
    try:
        return any(atom.is_unread for way in alternatives(holds) for atom, _ in way)
    except TooManyAlternativesError:
        return False
