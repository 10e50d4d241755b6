"""What images, files and functions are built from, and which of it is vulnerable."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from modelkeep.app.components import Composer
from modelkeep.core.artifacts import Gap
from modelkeep.core.components import Component, Composition
from modelkeep.core.errors import AccessError, ConnectionFailedError, CredentialsError, UsageError
from modelkeep.core.examined import Examined, Subject
from modelkeep.core.vulnerabilities import Checked, Match, Scanned, Vulnerability
from modelkeep.engines.vulnerabilities.reports import with_reports
from modelkeep.engines.vulnerabilities.vex import Statements, apply

NO_INDEX = "no data: run modelkeep vulndb update"
"""Why nothing is known of a package where there are no vulnerability data."""
NONE_STATED = Statements()
"""No statements of VEX."""
UNREADABLE = (UsageError, AccessError, ConnectionFailedError, CredentialsError)
"""What a place that cannot be read raises."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """Vulnerability data. `check` says what is known of each package, `joined` adds to a vulnerability what CISA's catalogue and EPSS say;
    `made` tells when the data of each ecosystem were made, and `stale` which are too old to rely upon, and why."""

    check: Callable[[Iterable[Component]], Iterable[Checked]]
    joined: Callable[[Vulnerability], Vulnerability] = lambda told: told
    made: tuple[tuple[str, datetime], ...] = ()
    stale: tuple[str, ...] = ()

    @property
    def oldest(self) -> datetime | None:
        """When the oldest of the data were made."""
        return min((each for _, each in self.made), default=None)


class Scanner(Protocol):
    """ECR's and Amazon Inspector's own scans."""

    def reported(self, place: str, account: str = "") -> Scanned:
        """What they report of an image of ECR or a function. Raises nothing: what could not be read is told by the status."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What looks into things: without `lookup` packages are listed, and nothing is known of them; `scanner` None asks AWS nothing more.
    `statements` are those of VEX."""

    composer: Composer
    lookup: Lookup | None = None
    scanner: Scanner | None = None
    statements: Statements = NONE_STATED


def examine(subjects: Iterable[Subject], tools: Tools) -> Iterator[Examined]:
    """Look into each. What cannot be read at all is a composition without packages, and with a gap; see `composed`."""
    for subject in subjects:
        composition = composed(tools.composer, subject)
        scanned = (
            tools.scanner.reported(_pinned(subject.place, composition), subject.account) if tools.scanner else Scanned()
        )
        checked: Iterable[Checked]
        if tools.lookup is None:
            checked = (Checked(component=each, reason=NO_INDEX) for each in composition.components)
        else:
            checked = tools.lookup.check(composition.components)
        yield Examined(
            subject=subject,
            composition=composition,
            checked=tuple(
                apply(
                    with_reports(checked, _joined(scanned.reported, tools), composition.distribution),
                    tools.statements,
                    digest=composition.digest,
                )
            ),
            looked_up=tools.lookup is not None,
            scanner=scanned.status,
        )


def _joined(reported: Iterable[Match], tools: Tools) -> Iterator[Match]:
    for each in reported:
        yield each if tools.lookup is None else replace(each, vulnerability=tools.lookup.joined(each.vulnerability))


def composed(composer: Composer, subject: Subject) -> Composition:
    """What a thing is built from; a gap where that cannot be told. Raises UsageError for a place that a person named and that is wrong."""
    try:
        return composer.compose(subject.place, subject.account)
    except UNREADABLE as error:
        if isinstance(error, UsageError) and not subject.uses:
            raise
        reason = f"{str(error).removeprefix(f'{subject.place}: ')}. {error.remedy}"
        return Composition(subject=subject.place, gaps=(Gap((subject.place,), reason),))


def _pinned(place: str, composition: Composition) -> str:
    """An image by the digest that was read, so that a scanner is asked about the same bytes."""
    name, _, tag = place.rpartition(":")
    if "@" in place or "/" in tag or not composition.digest or ".dkr" not in place:
        return place
    return f"{name}@{composition.digest}"
