"""ARN templates of the Service Authorization Reference, such as `arn:${Partition}:s3:::${BucketName}/${ObjectName}`.

A template says what the ARNs of a resource type look like
(https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html#resources_table).
It does not say what a placeholder may hold. Here it holds at least one character and not the one that follows it in the template;
the last one holds anything except what `barred` names. A policy's Resource is compared as a whole with an ARN, so that its `*`
crosses `/` and `:`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from modelkeep.engines.access.patterns import Literal, Variable, pieces

_PLACEHOLDER = re.compile(r"\$\{[^}]*\}")
_SEPARATORS = "/:"

_Step = tuple[str, bool]
"""What one step of a template takes: with False the character itself, with True any number of characters but these."""


def placeholders_unnamed(template: str) -> str:
    """The template with every placeholder as `${}`, so that templates that differ in names only are equal."""
    return _PLACEHOLDER.sub("${}", template)


def barred_at_end(template: str, separators: str, others: Iterable[str]) -> str:
    """Which of the separators the template's last placeholder cannot hold, because another template goes on with it there.

    `arn:${Partition}:s3:::${BucketName}` is a bucket's; with a `/` behind, it is an object's.
    """
    mine = placeholders_unnamed(template)
    if not mine.endswith("${}"):
        return ""
    found = {placeholders_unnamed(other) for other in others}
    return "".join(each for each in separators if any(other.startswith(mine + each) for other in found))


@lru_cache(maxsize=65536)
def may_fit(template: str, barred: str, pattern: str) -> bool:
    """Whether some ARN has the template's form and is meant by the pattern: an ARN, with wildcards and policy variables or not."""
    steps = _steps(template, barred)
    end = len(steps)
    places = _skipping({0}, steps)
    for piece in pieces(pattern):
        if isinstance(piece, Variable):
            places = set(range(min(places), end + 1))
            continue
        literal = isinstance(piece, Literal)
        for character in piece.text if isinstance(piece, Literal) else piece:
            if character == "*" and not literal:
                places = set(range(min(places), end + 1))
                continue
            anything = character == "?" and not literal
            places = _skipping({to for at in places for to in _taken(steps, at, character, anything)}, steps)
            if not places:
                return False
    return end in places


@lru_cache(maxsize=4096)
def _steps(template: str, barred: str) -> tuple[_Step | tuple[str, None], ...]:
    """The template step by step; None stands for exactly one character but these."""
    steps: list[_Step | tuple[str, None]] = []
    at = 0
    while at < len(template):
        placeholder = _PLACEHOLDER.match(template, at)
        if placeholder:
            at = placeholder.end()
            following = template[at : at + 1]
            never = barred if not following else following if following != "$" else ""
            steps += [(never, None), (never, True)]
            continue
        steps.append(("", True) if template[at] == "*" else (template[at], False))
        at += 1
    return tuple(steps)


def _skipping(places: set[int], steps: tuple[_Step | tuple[str, None], ...]) -> set[int]:
    """Also the places behind steps that may take nothing."""
    found = set(places)
    for place in places:
        at = place
        while at < len(steps) and steps[at][1] is True:
            at += 1
            found.add(at)
    return found


def _taken(
    steps: tuple[_Step | tuple[str, None], ...], at: int, character: str, anything: bool
) -> tuple[int, ...]:
    """Where a character leads from a place: nowhere, on, or to the same place."""
    if at == len(steps):
        return ()
    known, kind = steps[at]
    if kind is False:
        return (at + 1,) if anything or known == character else ()
    if not anything and character in known:
        return ()
    return (at,) if kind is True else (at + 1,)
