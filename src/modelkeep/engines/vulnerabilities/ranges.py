"""Whether an advisory's ranges hold a version, as OSV's specification evaluates them.

https://ossf.github.io/osv-schema/#evaluation. What cannot be evaluated (commits, bounds that are no versions) is None, not False.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from modelkeep.engines.vulnerabilities.advisories import Affected, EventKind, Range, RangeKind
from modelkeep.engines.vulnerabilities.versions import Order

_LOWEST = (0,)
_HIGHEST = (2,)
_UNLIMITED = "*"


@dataclass(frozen=True, slots=True)
class Ruling:
    """What an advisory says of one version: `affected`, None where that cannot be told, and `reason`: why not.

    `fixed` are the versions above it at which a range that holds it, or another of the advisory, is mended; in no order.
    """

    affected: bool | None
    fixed: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Bound:
    key: Any
    kind: EventKind
    text: str


def rule(affected: Sequence[Affected], version: str, order: Order) -> Ruling:
    """Judge a version by all that an advisory says of its package: one yes is enough, one unknown is enough not to be a no."""
    rulings = [_rule_one(each, version, order) for each in affected]
    hits = [each for each in rulings if each.affected]
    if hits:
        return Ruling(True, tuple(dict.fromkeys(text for each in rulings for text in each.fixed)))
    unknown = next((each for each in rulings if each.affected is None), None)
    return unknown or Ruling(affected=False)


def still_affects(affected: Sequence[Affected], version: str, order: Order) -> bool:
    """Whether an advisory contradicts that a version is mended: it lists it, or holds it in a range whose end it knows.

    A range without an end says that nobody told of a fix, not that there is none.
    """
    for each in affected:
        if order.normal(version) in each.versions:
            return True
        key = order.key(version)
        for one in each.ranges:
            bounds = _bounds(one, order)
            if bounds is not None and _holds(bounds, key) and any(_after(bound, key) for bound in bounds):
                return True
    return False


def _rule_one(affected: Affected, version: str, order: Order) -> Ruling:
    listed = _listed(affected, version, order)
    try:
        key = order.key(_compared(affected, version, order))
    except ValueError:
        return Ruling(True) if listed else Ruling(None, reason=f"{version!r} is no version that can be compared")
    readable = [(one, _bounds(one, order)) for one in affected.ranges if one.kind is not RangeKind.GIT]
    known = [bounds for _, bounds in readable if bounds is not None]
    fixed = tuple(
        bound.text for bounds in known for bound in bounds if bound.kind is EventKind.FIXED and (1, key) < bound.key
    )
    if listed or any(_holds(bounds, key) for bounds in known):
        return Ruling(True, fixed)
    if len(known) < len(readable):
        return Ruling(None, fixed, "it gives a version that cannot be compared")
    if readable:
        return Ruling(affected=False, fixed=fixed)
    return _rule_by_list(affected, key, order)


def _rule_by_list(affected: Affected, key: Any, order: Order) -> Ruling:
    """Commits at most, and the version is not listed: the list is whole where all ranges end, or up to its newest version."""
    if not affected.versions:
        return Ruling(None, reason="it tells commits only" if affected.ranges else "it tells no versions")
    ended = all(any(kind is not EventKind.INTRODUCED for kind, _ in one.events) for one in affected.ranges)
    if ended or any(key <= other for other in _keys(affected.versions, order)):
        return Ruling(affected=False)
    return Ruling(None, reason="it tells commits only, without an end, and lists older versions only")


def _listed(affected: Affected, version: str, order: Order) -> bool:
    return bool(affected.versions) and (
        order.normal(version) in affected.versions or order.normal(order.public(version)) in affected.versions
    )


def _compared(affected: Affected, version: str, order: Order) -> str:
    """The version without its local part, unless the advisory's own bounds have one: 2.1.0+cu118 is not above 2.1.0."""
    texts = (text for one in affected.ranges if one.kind is not RangeKind.GIT for _, text in one.events)
    return version if any(order.public(text) != text for text in texts) else order.public(version)


def _keys(versions: Sequence[str], order: Order) -> list[Any]:
    keys = []
    for each in versions:
        try:
            keys.append(order.key(each))
        except ValueError:
            continue
    return keys


def _bounds(one: Range, order: Order) -> list[_Bound] | None:
    """The events of a range by version; equal ones stay as told. None where one is no version, or nothing is introduced."""
    if one.kind is RangeKind.GIT or all(kind is not EventKind.INTRODUCED for kind, _ in one.events):
        return None
    try:
        bounds = [_Bound(_key(kind, text, order), kind, text) for kind, text in one.events]
    except ValueError:
        return None
    return sorted(bounds, key=lambda bound: bound.key)


def _key(kind: EventKind, text: str, order: Order) -> Any:
    if kind is EventKind.INTRODUCED and text == "0":
        return _LOWEST
    if kind is EventKind.LIMIT and text == _UNLIMITED:
        return _HIGHEST
    return (1, order.key(text))


def _holds(bounds: Sequence[_Bound], key: Any) -> bool:
    version = (1, key)
    limits = [bound for bound in bounds if bound.kind is EventKind.LIMIT]
    if limits and not any(version < bound.key for bound in limits):
        return False
    held = False
    for bound in bounds:
        if bound.kind is EventKind.INTRODUCED and version >= bound.key:
            held = True
        elif (bound.kind is EventKind.FIXED and version >= bound.key) or (
            bound.kind is EventKind.LAST_AFFECTED and version > bound.key
        ):
            held = False
    return held


def _after(bound: _Bound, key: Any) -> bool:
    version = (1, key)
    return (bound.kind is EventKind.FIXED and version < bound.key) or (
        bound.kind is EventKind.LAST_AFFECTED and version <= bound.key
    )
