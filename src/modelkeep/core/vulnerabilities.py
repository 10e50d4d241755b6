"""What is known about the vulnerabilities of packages, and what is not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from modelkeep.core.components import Component
from modelkeep.core.verdict import Severity


class Standing(StrEnum):
    """What a lookup says of one package."""

    AFFECTED = "affected"
    NOT_AFFECTED = "not-affected"
    """The data know the package, and every advisory on it was understood and is about other versions."""
    NO_DATA = "no-data"
    """Nothing was looked up, or the data do not know the package: it may or may not be affected."""


class Exploitability(StrEnum):
    """What a VEX statement says of a vulnerability in a product (https://github.com/openvex/spec)."""

    AFFECTED = "affected"
    NOT_AFFECTED = "not_affected"
    FIXED = "fixed"
    UNDER_INVESTIGATION = "under_investigation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What somebody stated about a vulnerability; `justification` and `impact` as VEX has them, `by` the document and its author."""

    status: Exploitability
    justification: str = ""
    impact: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vulnerability:
    """One advisory. `id` is the data's own, such as PYSEC-2021-335; `aliases` are its other ids, CVE ids among them.

    `severity` is None where nobody told one. `known_exploited` is the date at which CISA listed it, `exploited` says whether it is
    listed: None without KEV data. `epss` is the probability of exploitation within 30 days, None without EPSS data or a score.
    """

    id: str
    aliases: tuple[str, ...] = ()
    summary: str = ""
    severity: Severity | None = None
    score: float | None = None
    """CVSS base score, 0 to 10."""
    vector: str = ""
    published: datetime | None = None
    modified: datetime | None = None
    references: tuple[str, ...] = ()
    exploited: bool | None = None
    known_exploited: date | None = None
    ransomware: bool | None = None
    epss: float | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """All ids, its own first."""
        return (self.id, *self.aliases)

    @property
    def cve(self) -> str:
        """Its CVE id where it has one, else its own."""
        return next((each for each in self.names if each.startswith("CVE-")), self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A package that a vulnerability affects. `fixed` are versions that mend it, nearest first; empty where there is none.

    `sources` say who found it: `osv`, `inspector`, `ecr`. `statement` is what VEX says, None where nothing does.
    """

    component: Component
    vulnerability: Vulnerability
    fixed: tuple[str, ...] = ()
    sources: tuple[str, ...] = ("osv",)
    statement: Statement | None = None

    @property
    def open(self) -> bool:
        """Nobody stated that it does not apply, or is fixed."""
        return self.statement is None or self.statement.status not in (
            Exploitability.NOT_AFFECTED,
            Exploitability.FIXED,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was found for one package: matches, or that there are none, or `reason`: why nothing can be said."""

    component: Component
    matches: tuple[Match, ...] = ()
    reason: str = ""

    @property
    def standing(self) -> Standing:
        """A match is a match, whatever else was not understood."""
        if self.matches:
            return Standing.AFFECTED
        return Standing.NO_DATA if self.reason else Standing.NOT_AFFECTED


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a scanner of AWS says of one thing: `status` is COMPLETE or ACTIVE, or why nothing of its is known, '' where it scans no such
    thing; and what it reports."""

    status: str = ""
    reported: tuple[Match, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexAge:
    """How old the data are: when each ecosystem's archive was made, and the limit in days after which they answer no more."""

    made: tuple[tuple[str, datetime], ...]
    limit_days: int
