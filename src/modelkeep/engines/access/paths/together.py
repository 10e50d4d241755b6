"""Several permissions at once: on what it depends that somebody holds them all.

What says something about the caller, such as where the requests come from, is the same for all of them; what says something about a
request, such as what it tags, is each request's own matter. So conditions on the caller may contradict each other, and then nobody can do
all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from modelkeep.engines.access.conditions import Compared, Present
from modelkeep.engines.access.decision import Decision, Outcome
from modelkeep.engines.access.expressions import Atom, Expression, Not, Unread, all_of, any_of
from modelkeep.engines.access.normal import Alternative, TooManyAlternativesError, alternatives, is_possible
from modelkeep.engines.access.statements import ResourceWithin

_OF_REQUEST = (
    "aws:requesttag/", "aws:tagkeys", "aws:resourcetag/", "aws:requestedregion", "aws:viaawsservice", "aws:calledvia", "aws:currenttime",
    "aws:epochtime", "aws:resourceaccount", "aws:resourceorg", "aws:source",
)  # fmt: skip
"""Global condition keys that differ from request to request."""
_OF_CALLER = ("aws:sourceip", "aws:sourcevpc", "aws:sourceidentity")
"""Those that begin like one of them and do not."""
_TOO_MANY = "a condition of more alternatives than can be spelt out"


@dataclass(frozen=True, slots=True)
class Stated:
    """A condition that only people can judge, in words."""

    what: str

    @property
    def is_unread(self) -> bool:
        """Never: it is known that nobody knows."""
        return False

    def told(self, holds: bool) -> str:
        """As part of a condition."""
        return self.what if holds else f"not: {self.what}"


@dataclass(frozen=True, slots=True)
class OfRequest:
    """A condition on one of several requests."""

    action: str
    resource: str
    atom: Atom

    @property
    def is_unread(self) -> bool:
        """As the condition itself."""
        return self.atom.is_unread

    def told(self, holds: bool) -> str:
        """As part of a condition."""
        return f"for {self.action} {self.atom.told(holds)}"


@dataclass(frozen=True, slots=True)
class Joint:
    """What follows for all permissions together. `outcome` is ALLOWED, ALLOWED_IF or UNKNOWN."""

    outcome: Outcome
    condition: str = ""


def asked(
    decision: Decision, action: str, resource: str, is_about: Callable[[str, str], bool] = lambda action, pattern: True
) -> Expression:
    """On what a decision depends, seen from outside of its request; False where a resource would have to be of no type that the action
    is for: patterns such as `arn:aws:codebuild:*:*:build/*` and `arn:aws:codebuild:*:1:project/*` have texts in common, but no resource.
    """
    if decision.outcome is Outcome.ALLOWED:
        return True
    if decision.alternatives:
        return any_of(
            all_of(
                not holds
                if isinstance(atom, ResourceWithin) and not is_about(action, atom.pattern)
                else _literal(atom, holds, action, resource)
                for atom, holds in way
            )
            for way in decision.alternatives
        )
    text = f"{action} on {resource}: {decision.condition}"
    return Unread(text) if decision.outcome is Outcome.UNKNOWN else Stated(text)


def _literal(atom: Atom, holds: bool, action: str, resource: str) -> Expression:
    if not (atom.is_unread or _is_about_caller(atom)):
        atom = OfRequest(action, resource, atom)
    return atom if holds else Not(atom)


def _is_about_caller(atom: Atom) -> bool:
    if isinstance(atom, ResourceWithin):
        return False
    if not isinstance(atom, Compared | Present):
        return True
    key = atom.lower_key if isinstance(atom, Compared) else atom.key
    return key.startswith("aws:") and (key.startswith(_OF_CALLER) or not key.startswith(_OF_REQUEST))


def joined(parts: Iterable[Expression]) -> Joint | None:
    """What all parts together come to; None where they exclude each other."""
    whole = all_of(parts)
    try:
        ways = tuple(way for way in alternatives(whole) if _requests_are_possible(way))
    except TooManyAlternativesError:
        return Joint(Outcome.ALLOWED_IF, _TOO_MANY)
    if not ways:
        return None
    if not ways[0]:
        return Joint(Outcome.ALLOWED)
    is_known = any(not any(atom.is_unread for atom, _ in way) for way in ways)
    return Joint(Outcome.ALLOWED_IF if is_known else Outcome.UNKNOWN, _told(ways))


def _requests_are_possible(way: Alternative) -> bool:
    """Whether each request, and each resource that several requests name, can be as all its conditions together want it."""
    by_request: dict[tuple[str, str], set[tuple[Atom, bool]]] = {}
    by_resource: dict[str, set[tuple[Atom, bool]]] = {}
    for atom, holds in way:
        if not isinstance(atom, OfRequest):
            continue
        by_request.setdefault((atom.action, atom.resource), set()).add((atom.atom, holds))
        if isinstance(atom.atom, ResourceWithin):
            by_resource.setdefault(atom.resource, set()).add((atom.atom, holds))
    groups = (*by_request.values(), *by_resource.values())
    return all(is_possible(frozenset(group)) for group in groups)


def _told(ways: Iterable[Alternative]) -> str:
    """All alternatives in words, each condition once, though several requests may have it."""
    texts = dict.fromkeys(" and ".join(sorted({atom.told(holds) for atom, holds in way})) for way in ways)
    if len(texts) == 1:
        return next(iter(texts))
    return ", or ".join(f"({text})" if " and " in text else text for text in texts)
