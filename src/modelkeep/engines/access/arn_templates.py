"""ARN templates of the Service Authorization Reference, such as `arn:${Partition}:s3:::${BucketName}/${ObjectName}`.

A template says what the ARNs of a resource type look like
(https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html#resources_table).
It does not say what a placeholder may hold. Here it holds at least one character and not the one that follows it in the template;
the last one holds anything except what `barred` names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from modelkeep.engines.access.patterns import Literal, Variable, pieces

_PLACEHOLDER = re.compile(r"\$\{[^}]*\}")
_RUN = "*"
_ONE = "?"

_Wild = tuple[str, ...]
"""A pattern taken apart: characters with `=` before them, `*` for any text and `?` for any character."""

_Step = tuple[str, bool | None]
"""A step of a template: False takes the character itself, None one character but these, True any number of characters but these."""


def barred_at_end(template: str, separators: str, others: Iterable[str]) -> str:
    """Which of the separators the template's last placeholder cannot hold, because another template goes on with it there.

    `arn:${Partition}:s3:::${BucketName}` is a bucket's; with a `/` behind, it is an object's.
    """
    mine = _PLACEHOLDER.sub("${}", template)
    if not mine.endswith("${}"):
        return ""
    found = {_PLACEHOLDER.sub("${}", other) for other in others}
    return "".join(each for each in separators if any(other.startswith(mine + each) for other in found))


@lru_cache(maxsize=65536)
def may_fit(template: str, barred: str, pattern: str) -> bool:
    """Whether some ARN has the template's form and is meant by the pattern: an ARN, with wildcards and policy variables or not.

    A pattern with the six fields of an ARN is compared field by field, which is what its author means. One that leaves fields to
    a `*` (`arn:aws:logs:*:log-group:x`) is compared as a whole, as a policy's Resource is.
    """
    wild = _taken_apart(pattern)
    fields, parts = _fields(wild), template.split(":", 5)
    if len(fields) != len(parts) or not _can_be_account(fields[4]):
        return _overlap(_steps(template, barred), wild)
    last = len(parts) - 1
    return all(
        _overlap(_steps(part, barred if at == last else ":"), each)
        for at, (part, each) in enumerate(zip(parts, fields, strict=True))
    )


@lru_cache(maxsize=4096)
def _taken_apart(pattern: str) -> _Wild:
    found: list[str] = []
    for piece in pieces(pattern):
        if isinstance(piece, Variable):
            found.append(_RUN)
        elif isinstance(piece, Literal):
            found += (f"={each}" for each in piece.text)
        else:
            found += (each if each in (_RUN, _ONE) else f"={each}" for each in piece)
    return tuple(found)


def _fields(wild: _Wild) -> list[_Wild]:
    """The six fields of an ARN; fewer where there are fewer. `*` alone stands for six of them."""
    if wild == (_RUN,):
        return [wild] * 6
    found: list[list[str]] = [[]]
    for each in wild:
        if each == "=:" and len(found) < 6:
            found.append([])
        else:
            found[-1].append(each)
    return [tuple(field) for field in found]


def _can_be_account(field: _Wild) -> bool:
    """Twelve digits, `aws` for what AWS owns, or nothing; wildcards for any of them."""
    return all(each in (_RUN, _ONE) or each[1:].isdigit() or each[1:] in "aws" for each in field)


@lru_cache(maxsize=16384)
def _steps(template: str, barred: str) -> tuple[_Step, ...]:
    steps: list[_Step] = []
    at = 0
    while at < len(template):
        placeholder = _PLACEHOLDER.match(template, at)
        if placeholder is None:
            steps.append(("", True) if template[at] == _RUN else (template[at], False))
            at += 1
            continue
        at = placeholder.end()
        following = template[at : at + 1]
        never = following.replace("$", "") if following else barred
        steps += [(never, None), (never, True)]
    return tuple(steps)


def _overlap(steps: tuple[_Step, ...], wild: _Wild) -> bool:
    """Whether both mean some text in common: all places of the template that the pattern can have led to, step by step."""
    end = len(steps)
    places = _skipping({0}, steps)
    for each in wild:
        if each == _RUN:
            places = set(range(min(places), end + 1))
            continue
        places = _skipping({to for at in places if at < end for to in _led(steps[at], at, each)}, steps)
        if not places:
            return False
    return end in places


def _led(step: _Step, at: int, each: str) -> tuple[int, ...]:
    """Where a character leads from a place: nowhere, on, or to the same place."""
    known, kind = step
    if kind is False:
        return (at + 1,) if each in (_ONE, f"={known}") else ()
    if each != _ONE and each[1:] in known:
        return ()
    return (at,) if kind else (at + 1,)


def _skipping(places: set[int], steps: tuple[_Step, ...]) -> set[int]:
    """Also the places behind steps that may take nothing."""
    found = set(places)
    for place in places:
        while place < len(steps) and steps[place][1] is True:
            place += 1
            found.add(place)
    return found
