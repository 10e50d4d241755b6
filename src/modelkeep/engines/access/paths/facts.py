"""What is so besides permissions: which role a function has, what a model is made of, who is in a group.

A fact may rest on a condition or on something unread (`Expression`); one that is not there is known not to hold. So whoever fills facts
puts an unread one wherever he cannot tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from modelkeep.core.escalation import Predicate
from modelkeep.engines.access.expressions import Expression, any_of

Terms = tuple[str, ...]
Binding = Mapping[str, str]
"""What the variables of a technique stand for."""

_UNSAID = {"works_as": 3}
"""Relations whose later terms only say where to look when nothing was read."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One tuple of a relation, and on what it depends."""

    relation: str
    terms: Terms
    holds: Expression = True

    def __str__(self) -> str:
        return _WORDS[self.relation].format(*self.terms)


_WORDS = {
    "role": "{0} is a role",
    "user": "{0} is a user",
    "group": "{0} is a group",
    "trusts": "{0} trusts {1}",
    "mutable": "the trust policy of {0} can be changed",
    "works_as": "{0} works as {2}",
    "exists": "{0} exists",
    "profile": "an instance profile holds {0}",
    "ssm_managed": "Systems Manager reaches {0}",
    "free_key": "{0} has fewer than two access keys",
    "full_keys": "{0} has two access keys",
    "password": "{0} has a password",
    "no_password": "{0} has no password",
    "attached": "{0} is attached to {1}",
    "member": "{0} is in {1}",
    "outside": "{0} is not in {1}",
    "serves": "{0} serves {1}",
    "uses": "{0} has {2} for its {1}",
    "target": "{0} is what was asked about",
}


class Facts:
    """All facts, found by any of their terms."""

    def __init__(self, facts: Iterable[Fact] = ()) -> None:
        self._by_terms: dict[tuple[str, Terms], Expression] = {}
        self._by_term: dict[tuple[str, int, str], dict[Terms, None]] = {}
        self._by_relation: dict[str, dict[Terms, None]] = {}
        for fact in facts:
            self.add(fact.relation, *fact.terms, holds=fact.holds)

    def __iter__(self) -> Iterator[Fact]:
        return (Fact(relation, terms, holds) for (relation, terms), holds in self._by_terms.items())

    def add(self, relation: str, *terms: str, holds: Expression = True) -> None:
        """One more fact. What is said twice holds where either says so."""
        if holds is False:
            return
        key = (relation, terms)
        self._by_terms[key] = any_of((self._by_terms.get(key, False), holds))
        self._by_relation.setdefault(relation, {})[terms] = None
        for position, term in enumerate(terms):
            self._by_term.setdefault((relation, position, term), {})[terms] = None

    def matching(self, predicate: Predicate, binding: Binding) -> Iterator[tuple[Binding, Fact]]:
        """The ways in which a predicate holds under a binding, each with the binding that it leads to."""
        relation = predicate.relation
        asked = predicate.terms[: _UNSAID.get(relation, len(predicate.terms))]
        known = [_value(term, binding) for term in asked]
        places = [self._by_term.get((relation, at, value), {}) for at, value in enumerate(known) if value is not None]
        candidates = min(places, key=len) if places else self._by_relation.get(relation, {})
        for terms in tuple(candidates):
            extended = dict(binding)
            if all(_fits(term, value, extended) for term, value in zip(asked, terms, strict=True)):
                yield extended, Fact(relation, terms, self._by_terms[relation, terms])

    def bindings(self, where: Iterable[Predicate]) -> Iterator[tuple[Binding, tuple[Fact, ...]]]:
        """Everything that the variables of a list of predicates can stand for so that all hold."""
        found: list[tuple[Binding, tuple[Fact, ...]]] = [({}, ())]
        for predicate in where:
            found = [
                (extended, (*facts, fact))
                for binding, facts in found
                for extended, fact in self.matching(predicate, binding)
            ]
        yield from found


def _value(term: str, binding: Binding) -> str | None:
    """What a term is; None for a variable that stands for nothing yet."""
    return binding.get(term[1:-1]) if term.startswith("{") else term


def _fits(term: str, value: str, binding: dict[str, str]) -> bool:
    if not term.startswith("{"):
        return term == value
    return binding.setdefault(term[1:-1], value) == value
