"""What follows from what each kind of policy says: allowed, denied, or on what it depends."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from modelkeep.engines.access.expressions import Expression, all_of, any_of, negated
from modelkeep.engines.access.normal import (
    Alternative,
    TooManyAlternativesError,
    a_way,
    alternatives,
    told,
    told_whole,
)
from modelkeep.engines.access.principals import Named
from modelkeep.engines.access.statements import Ref


class Outcome(StrEnum):
    """What a decision is."""

    ALLOWED = "allowed"
    IMPLICIT_DENY = "implicit_deny"
    EXPLICIT_DENY = "explicit_deny"
    ALLOWED_IF = "allowed_if"
    UNKNOWN = "unknown"


DENIED = (Outcome.IMPLICIT_DENY, Outcome.EXPLICIT_DENY)
"""The outcomes that are a no, in so many words or for want of a yes."""


class Layer(StrEnum):
    """The kinds of policies, each with a say of its own."""

    IDENTITY = "identity"
    BOUNDARY = "boundary"
    SESSION = "session"
    RESOURCE = "resource"
    SCP = "scp"
    RCP = "rcp"
    ENDPOINT = "endpoint"


class Say(msgspec.Struct):
    """What a level of a layer says: the statements that are about the request, and on what each depends."""

    layer: Layer
    level: int = 0
    allows: list[tuple[Ref, Expression]] = []
    denies: list[tuple[Ref, Expression]] = []
    by_name: dict[Named, list[Expression]] = {}
    """Of the resource's layer: what allows, by how it names the principal."""
    enough: bool = False
    """Of identity and resource in one account: what one of them allows needs no word of the other."""
    idle: bool = False
    """The principal has no policies of this kind."""

    @property
    def is_silent(self) -> bool:
        """Whether it allows under no condition."""
        return not any(holds is not False for _, holds in self.allows)

    def allowed(self) -> Expression:
        """Whether the level allows."""
        if len(self.allows) == 1:
            return self.allows[0][1]
        return any_of(holds for _, holds in self.allows)

    def allowed_as(self, *how: Named) -> Expression:
        """Whether the resource's policy allows, naming the principal in one of these ways."""
        if not self.by_name:
            return False
        return any_of(holds for each in how for holds in self.by_name.get(each, ()))


class Decision(msgspec.Struct, frozen=True):
    """`condition` is '' but for ALLOWED_IF and UNKNOWN; `alternatives` the same, taken apart.

    Where the alternatives are more than can be spelt out, `alternatives` is empty and `condition` the whole as it stands.
    `by`: the statements that decide; for an implicit deny there are none, and `blocked_by` names the layers that would have to allow.
    """

    outcome: Outcome
    condition: str = ""
    by: tuple[Ref, ...] = ()
    blocked_by: tuple[Layer, ...] = ()
    says: tuple[Say, ...] = ()
    alternatives: tuple[Alternative, ...] = ()


def concluded(granted: Expression, denied: Expression, says: tuple[Say, ...]) -> Decision:
    """The decision that follows from what is granted and what is denied."""
    if granted is False:
        return _never_granted(says)
    if granted is True and denied is False:
        return Decision(Outcome.ALLOWED, by=_refs(says), says=says)
    both = all_of((granted, negated(denied)))
    try:
        ways = alternatives(both)
        if not ways and not alternatives(granted):
            return _never_granted(says)
    except TooManyAlternativesError:
        return _of_many(granted, both, says)
    if not ways:
        return _always_denied(says)
    if not ways[0]:
        return Decision(Outcome.ALLOWED, by=_refs(says), says=says)
    is_known = any(not any(atom.is_unread for atom, _ in way) for way in ways)
    outcome = Outcome.ALLOWED_IF if is_known else Outcome.UNKNOWN
    return Decision(outcome, told(ways), _refs(says), says=says, alternatives=ways)


def _of_many(granted: Expression, both: Expression, says: tuple[Say, ...]) -> Decision:
    """The decision where the alternatives are too many: one of them is looked for, and the whole condition told."""
    try:
        if a_way(both, known=True) is not None:
            return Decision(Outcome.ALLOWED_IF, told_whole(both), _refs(says), says=says)
        if a_way(both, known=False) is None:
            is_granted = a_way(granted, known=False) is not None
            return _always_denied(says) if is_granted else _never_granted(says)
    except TooManyAlternativesError:
        pass  # whether any request is allowed cannot be told in reasonable time, and the outcome says so
    return Decision(Outcome.UNKNOWN, told_whole(both), _refs(says), says=says)


def _never_granted(says: tuple[Say, ...]) -> Decision:
    return Decision(Outcome.IMPLICIT_DENY, blocked_by=_silent(says), says=says)


def _always_denied(says: tuple[Say, ...]) -> Decision:
    """Whatever is granted, some Deny holds of each request, though perhaps not the same of all."""
    by = tuple(ref for say in says for ref, holds in say.denies if holds is not False)
    return Decision(Outcome.EXPLICIT_DENY, by=by, says=says)


def _refs(says: tuple[Say, ...]) -> tuple[Ref, ...]:
    """The statements that allow, and those that would deny if their conditions held. One that always holds makes others idle."""
    found: list[Ref] = []
    for say in says:
        certain = [ref for ref, holds in say.allows if holds is True]
        for ref in certain or [ref for ref, holds in say.allows if holds is not False]:
            if (
                not found or found[-1] is not ref
            ):  # a statement that names somebody in two ways is there twice, in a row
                found.append(ref)
        if say.denies:
            known = set(found)
            found += [ref for ref, holds in say.denies if holds is not False and ref not in known]
    return tuple(found)


def _silent(says: tuple[Say, ...]) -> tuple[Layer, ...]:
    """The layers that would have to allow. Resource control policies need not; see `combined`."""
    is_granted = any(say.enough and not say.is_silent for say in says)
    idle = (say.idle or say.layer is Layer.RCP or (say.enough and is_granted) for say in says)
    return tuple(
        dict.fromkeys(say.layer for say, is_idle in zip(says, idle, strict=True) if say.is_silent and not is_idle)
    )
