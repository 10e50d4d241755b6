"""What AWS's own scanners report, put to what was found in the advisories: one row for a vulnerability of a package."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from modelkeep.core.components import Component, PackageType
from modelkeep.core.vulnerabilities import Checked, Match, Vulnerability

SYSTEM = frozenset({PackageType.DEB, PackageType.RPM, PackageType.APK})
"""Packages of an operating system: scanners do not tell which of them."""
_DEB = frozenset({"debian", "ubuntu"})
_APK = frozenset({"alpine", "wolfi", "chainguard"})


def with_reports(checked: Iterable[Checked], reported: Iterable[Match], distribution: str = "") -> tuple[Checked, ...]:
    """All packages that were checked, with what scanners report of them, then those that scanners alone know; `distribution` is that of
    the image, which says of what kind its packages are.

    A report is about a package of the same name (or source package), version and kind; where its version is another one, it is a
    package of its own. Two matches of a package are the same where one id is common to both.
    """
    found = list(checked)
    places: dict[tuple[str, str, str], list[int]] = {}
    for number, each in enumerate(found):
        for key in _keys(each.component):
            places.setdefault(key, []).append(number)
    for match in reported:
        numbers = sorted({number for key in _keys(match.component) for number in places.get(key, ())})
        for number in numbers:
            found[number] = _with(found[number], match)
        if not numbers:
            component = _of(match.component, distribution)
            for key in _keys(component):
                places.setdefault(key, []).append(len(found))
            found.append(Checked(component=component, matches=(replace(match, component=component),)))
    return tuple(found)


def _of(component: Component, distribution: str) -> Component:
    """A package of the operating system by the kind that the distribution has."""
    if component.type not in SYSTEM or not distribution:
        return component
    name = distribution.partition("-")[0]
    kind = PackageType.DEB if name in _DEB else PackageType.APK if name in _APK else PackageType.RPM
    return replace(component, type=kind, distribution=distribution)


def _keys(component: Component) -> set[tuple[str, str, str]]:
    """By what scanners and package databases name the same package."""
    kind = "system" if component.type in SYSTEM else component.type.value
    versions = {component.version, component.source_version or component.version}
    names = {component.name, component.source or component.name}
    return {(kind, name.lower(), _plain(version)) for name in names for version in versions}


def _plain(version: str) -> str:
    """A version without an epoch of 0, which some write and some leave out."""
    return version.removeprefix("0:")


def _with(checked: Checked, reported: Match) -> Checked:
    """The package with one more report, or one more source of what is known already."""
    names = set(reported.vulnerability.names)
    matches = list(checked.matches)
    for number, match in enumerate(matches):
        if names & set(match.vulnerability.names):
            matches[number] = replace(
                match,
                vulnerability=_completed(match.vulnerability, reported.vulnerability),
                fixed=match.fixed or reported.fixed,
                sources=tuple(dict.fromkeys((*match.sources, *reported.sources))),
            )
            return replace(checked, matches=tuple(matches))
    return replace(checked, matches=(*matches, replace(reported, component=checked.component)))


def _completed(known: Vulnerability, reported: Vulnerability) -> Vulnerability:
    """What is known of a vulnerability, and from the report what nobody knew."""
    aliases = tuple(each for each in reported.names if each not in known.names)
    return replace(
        known,
        aliases=(*known.aliases, *aliases),
        summary=known.summary or reported.summary,
        severity=known.severity or reported.severity,
        score=known.score if known.score is not None else reported.score,
        vector=known.vector or reported.vector,
        published=known.published or reported.published,
        exploited=known.exploited if known.exploited is not None else reported.exploited,
        epss=known.epss if known.epss is not None else reported.epss,
    )
