"""Rules about statements that change nothing, because others of the document say as much or the opposite."""

from __future__ import annotations

from collections.abc import Iterator

from modelkeep.core.policy import Elements
from modelkeep.core.verdict import Severity
from modelkeep.engines.access.lint.subject import Rule, Spot, Subject
from modelkeep.engines.access.patterns import covers


def _all_covered(mine: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Whether each of their patterns is within one of mine; of nothing, only nothing is."""
    if not theirs:
        return not mine
    return all(any(one == other or covers(one, other) for one in mine) for other in theirs)


def _says_all(wide: Elements, narrow: Elements) -> bool:
    """Whether everything that one statement is about, the other is about too. True is always right."""
    if wide.not_actions or narrow.not_actions or wide.not_resources or narrow.not_resources:
        return False
    if wide.not_principals or narrow.not_principals or not set(wide.conditions) <= set(narrow.conditions):
        return False
    everybody = "*" in wide.principals or "AWS:*" in wide.principals
    return (
        _all_covered(_lower(wide.actions), _lower(narrow.actions))
        and _all_covered(wide.resources, narrow.resources)
        and (everybody or set(narrow.principals) <= set(wide.principals))
        and bool(wide.principals) == bool(narrow.principals)
    )


def _lower(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(each.lower() for each in names)


def _covered(subject: Subject) -> Iterator[Spot]:
    for at, each in subject.numbered:
        for other, wide in subject.numbered:
            if other == at or wide.effect != each.effect or not _says_all(wide, each):
                continue
            if other > at and _says_all(each, wide):
                continue  # both say the same: the later one is told
            yield Spot(f"statement {other} says all of this already", at)
            break


def _always_denied(subject: Subject) -> Iterator[Spot]:
    for at, each in subject.allows:
        for other, wide in subject.denies:
            if _says_all(wide, each):
                yield Spot(f"statement {other} denies all that this allows", at)
                break


RULES = (
    Rule(
        id="covered-statement",
        severity=Severity.LOW,
        title="A statement that another one says already",
        remedy="Remove it: whoever narrows one of the two believes to have narrowed both.",
        find=_covered,
    ),
    Rule(
        id="always-denied",
        severity=Severity.MEDIUM,
        title="An Allow that a Deny of the same document takes back",
        remedy="Remove one of them.",
        find=_always_denied,
    ),
)
