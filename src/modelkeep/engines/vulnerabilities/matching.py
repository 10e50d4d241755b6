"""Packages against advisories: what is affected, what is not, and what nothing can be said about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from modelkeep.core.components import Component, Evidence
from modelkeep.core.vulnerabilities import Checked, Match
from modelkeep.engines.vulnerabilities.advisories import Advisory
from modelkeep.engines.vulnerabilities.ecosystems import MENDED_ONLY, Lookup, asked_of, missing
from modelkeep.engines.vulnerabilities.index import Index, staleness
from modelkeep.engines.vulnerabilities.merging import merged
from modelkeep.engines.vulnerabilities.ranges import Ruling, rule, still_affects
from modelkeep.engines.vulnerabilities.versions import Order, order_of

_NAMED = 3
"""How many undecided advisories a reason names."""
_RELEASE_DOTS = 2
"""Of a version with major, minor and patch."""
UNNAMED = "no advisory names it: the data may not cover it"
"""Why nothing is known of a package of a kind that the data are about."""


@dataclass(frozen=True, slots=True)
class _Ruled:
    """An advisory with what it says of the version that was asked for."""

    advisory: Advisory
    ruling: Ruling
    cve: str = ""
    """The one of a bulletin's vulnerabilities that this is about."""

    @property
    def names(self) -> tuple[str, ...]:
        """Ids of the vulnerability, by which other advisories on the same are known. A bulletin's own id is none of them."""
        return (self.cve,) if self.cve else self.advisory.vulnerability.names


def check(components: Iterable[Component], index: Index, *, now: datetime) -> Iterator[Checked]:
    """Look each component up, in order. What is not named by data that are older than their limit is `no-data`."""
    for each in components:
        yield _check_one(each, index, now)


def _check_one(component: Component, index: Index, now: datetime) -> Checked:
    asked = asked_of(component, index)
    if asked.reason:
        return Checked(component=component, reason=asked.reason)
    if not component.version:
        return Checked(component=component, reason=_no_version(component))
    ecosystem = asked.lookups[0].ecosystem
    data = index.of(ecosystem)
    if data is None:
        return Checked(component=component, reason=missing(ecosystem))
    ruled = [each for lookup in asked.lookups for each in _ruled(lookup, index)]
    if not ruled:
        return Checked(component=component, reason=UNNAMED)
    order = order_of(ecosystem)
    matches, undecided = _concluded(component, _by_vulnerability(ruled), order, index)
    reason = _undecided(undecided) or _coarse(component) or staleness(data, now, index.limit_days) or _mended(ecosystem)
    return Checked(component=component, matches=matches, reason=reason)


def _no_version(component: Component) -> str:
    if component.constraint:
        return f"it is asked for as {component.constraint}: which version that gives is not told"
    return "no version is told"


def _coarse(component: Component) -> str:
    """A framework that a label or variable tells as 1.13 may be any of its releases: only a match says something."""
    if component.evidence is not Evidence.TOLD or component.version.count(".") >= _RELEASE_DOTS:
        return ""
    return f"it is told as {component.version} only, not which of its releases that is"


def _mended(ecosystem: str) -> str:
    """Of some ecosystems, no advisory tells of what has no fix: where nothing matches, only all fixes are known to be there."""
    if ecosystem not in MENDED_ONLY:
        return ""
    return f"it has all fixes that the data on {ecosystem} name; what has no fix yet is not in them"


def _ruled(lookup: Lookup, index: Index) -> Iterator[tuple[Advisory, Ruling]]:
    order = order_of(lookup.ecosystem)
    for advisory in index.advisories(lookup.release, lookup.name):
        yield advisory, rule(advisory.affected, lookup.version, order)


def _by_vulnerability(ruled: Sequence[tuple[Advisory, Ruling]]) -> list[_Ruled]:
    """Those that matter, one for each vulnerability: what is not affected does only where it may decide what is undecided."""
    undecided = any(ruling.affected is None for _, ruling in ruled)
    return [
        _Ruled(advisory, ruling, cve)
        for advisory, ruling in ruled
        if ruling.affected or undecided
        for cve in advisory.covers or ("",)
    ]


def _concluded(
    component: Component, ruled: Sequence[_Ruled], order: Order, index: Index
) -> tuple[tuple[Match, ...], list[_Ruled]]:
    """Matches, one for each vulnerability, and the advisories that could not be decided and that no other one decides."""
    matches: list[Match] = []
    undecided: list[_Ruled] = []
    for group in grouped(ruled):
        hits = [each for each in group if each.ruling.affected]
        if hits:
            vulnerability = merged([(each.advisory, each.cve) for each in hits], index)
            matches.append(Match(component=component, vulnerability=vulnerability, fixed=_fixed(hits, order)))
        elif all(each.ruling.affected is None for each in group):
            undecided += group
    return tuple(matches), undecided


def grouped(ruled: Sequence[_Ruled]) -> list[list[_Ruled]]:
    """Advisories by vulnerability: those that share an id, directly or by others, unless both have CVE ids and none in common."""
    groups: dict[int, tuple[set[str], list[_Ruled]]] = {}
    holders: dict[str, set[int]] = {}
    for number, each in enumerate(sorted(ruled, key=lambda one: (not _cves(one.names), one.names))):
        names, members = set(each.names), [each]
        for near in sorted({holder for name in each.names for holder in holders.get(name, ())}):
            if _same(names, groups[near][0]):
                others, theirs = groups.pop(near)
                names, members = names | others, [*theirs, *members]
                for name in others:
                    holders[name].discard(near)
        groups[number] = (names, members)
        for name in names:
            holders.setdefault(name, set()).add(number)
    return [members for _, members in groups.values()]


def _same(names: set[str], others: set[str]) -> bool:
    first, second = _cves(names), _cves(others)
    return not first or not second or bool(first & second)


def _cves(names: Iterable[str]) -> set[str]:
    return {each for each in names if each.startswith("CVE-")}


def _fixed(hits: Sequence[_Ruled], order: Order) -> tuple[str, ...]:
    """Versions that mend it by all that the advisories say, nearest first: none of them still affects one of these."""
    told = dict.fromkeys(text for each in hits for text in each.ruling.fixed)
    mending = [text for text in told if not any(still_affects(each.advisory.affected, text, order) for each in hits)]
    return tuple(sorted(mending, key=order.key))


def _undecided(undecided: Sequence[_Ruled]) -> str:
    if not undecided:
        return ""
    ids = list(dict.fromkeys(each.advisory.vulnerability.id for each in undecided))
    named = ", ".join(ids[:_NAMED]) + (f" and {len(ids) - _NAMED} more" if len(ids) > _NAMED else "")
    return f"possible: {named} cannot be decided: {undecided[0].ruling.reason}"
