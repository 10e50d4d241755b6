"""Whether an advisory's ranges hold a version, as OSV's specification evaluates them.

https://ossf.github.io/osv-schema/#evaluation. What cannot be evaluated (commits, bounds that are no versions) is None, not False.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from modelkeep.engines.vulnerabilities.advisories import Affected, EventKind, Range, RangeKind
from modelkeep.engines.vulnerabilities.versions import Order

_LOWEST = (0,)
_HIGHEST = (2,)
_UNLIMITED = "*"
_CACHED = 16384


@dataclass(frozen=True, slots=True)
class Ruling:
    """What an advisory says of one version: `affected`, None where that cannot be told, and `reason`: why not.

    `fixed` are the versions above it at which ranges of what affects it are mended; in no order, and empty where nothing does.
    """

    affected: bool | None
    fixed: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Bound:
    key: Any
    kind: EventKind
    text: str


@dataclass(frozen=True, slots=True)
class _Bounds:
    """The events of a range by version; equal ones stay as told. `local` says that one of them has a local part."""

    sorted: tuple[_Bound, ...]
    limits: tuple[Any, ...]
    local: bool


def rule(affected: Sequence[Affected], version: str, order: Order) -> Ruling:
    """Judge a version by all that an advisory says of its package: one yes is enough, one unknown is enough not to be a no."""
    rulings = [_rule_one(each, version, order) for each in affected]
    hits = [each for each in rulings if each.affected]
    if hits:
        return Ruling(True, tuple(dict.fromkeys(text for each in hits for text in each.fixed)))
    unknown = next((each for each in rulings if each.affected is None), None)
    return unknown or Ruling(affected=False)


def still_affects(affected: Sequence[Affected], version: str, order: Order) -> bool:
    """Whether an advisory contradicts that a version is mended: it lists it, or holds it in a range whose end it knows.

    A range without an end says that nobody told of a fix, not that there is none.
    """
    for each in affected:
        if order.normal(version) in each.versions:
            return True
        at = (1, order.key(version))
        for one in each.ranges:
            bounds = bounds_of(one, order)
            if bounds is not None and _holds(bounds, at) and _ends_after(bounds, at):
                return True
    return False


def _rule_one(affected: Affected, version: str, order: Order) -> Ruling:
    listed = _listed(affected, version, order)
    readable = [bounds_of(one, order) for one in affected.ranges if one.kind is not RangeKind.GIT]
    known = [bounds for bounds in readable if bounds is not None]
    try:
        # 2.1.0+cu118 is not above 2.1.0, unless the advisory tells builds apart itself.
        key = order.key(version if any(bounds.local for bounds in known) else order.public(version))
    except ValueError:
        return Ruling(True) if listed else Ruling(None, reason=f"{version!r} is no version that can be compared")
    at = (1, key)
    if listed or any(_holds(bounds, at) for bounds in known):
        return Ruling(True, _fixes(known, at))
    if len(known) < len(readable):
        return Ruling(None, reason="it gives a version that cannot be compared")
    if readable:
        return Ruling(affected=False)
    return _rule_by_list(affected, key, order)


def _fixes(known: Sequence[_Bounds], at: Any) -> tuple[str, ...]:
    return tuple(
        bound.text for bounds in known for bound in bounds.sorted if bound.kind is EventKind.FIXED and at < bound.key
    )


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


def _keys(versions: Sequence[str], order: Order) -> list[Any]:
    keys = []
    for each in versions:
        try:
            keys.append(order.key(each))
        except ValueError:
            continue
    return keys


@lru_cache(maxsize=_CACHED)
def bounds_of(one: Range, order: Order) -> _Bounds | None:
    """The events of a range, ordered; None for commits, where one is no version, or where nothing is introduced."""
    if one.kind is RangeKind.GIT or all(kind is not EventKind.INTRODUCED for kind, _ in one.events):
        return None
    try:
        bounds = [_Bound(_key(kind, text, order), kind, text) for kind, text in one.events]
    except ValueError:
        return None
    return _Bounds(
        sorted=tuple(sorted(bounds, key=lambda bound: bound.key)),
        limits=tuple(bound.key for bound in bounds if bound.kind is EventKind.LIMIT),
        local=any(order.public(text) != text for _, text in one.events),
    )


def _key(kind: EventKind, text: str, order: Order) -> Any:
    if kind is EventKind.INTRODUCED and text == "0":
        return _LOWEST
    if kind is EventKind.LIMIT and text == _UNLIMITED:
        return _HIGHEST
    return (1, order.key(text))


def _holds(bounds: _Bounds, version: Any) -> bool:
    if bounds.limits and not any(version < limit for limit in bounds.limits):
        return False
    held = False
    for bound in bounds.sorted:
        if version < bound.key:
            break
        if bound.kind is EventKind.INTRODUCED:
            held = True
        elif bound.kind is EventKind.FIXED or (bound.kind is EventKind.LAST_AFFECTED and bound.key < version):
            held = False
    return held


def _ends_after(bounds: _Bounds, version: Any) -> bool:
    """Whether it is known of the range that holds a version where it ends."""
    return any(
        not bound.key < version and bound.kind in (EventKind.FIXED, EventKind.LAST_AFFECTED) for bound in bounds.sorted
    )
