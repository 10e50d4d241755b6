"""Advisories in the form of OSV (https://ossf.github.io/osv-schema/), reduced to what matching needs.

They are declared apart from `core.vulnerabilities` because only the index and the matching know them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from modelkeep.core.vulnerabilities import Vulnerability


class RangeKind(StrEnum):
    """What the bounds of a range are."""

    ECOSYSTEM = "ECOSYSTEM"
    SEMVER = "SEMVER"
    GIT = "GIT"
    """Commits: nothing that a package's version can be compared with."""

    __hash__ = str.__hash__  # an enum's own is a function in Python, and these are hashed millions of times


class EventKind(StrEnum):
    """What begins or ends at a version."""

    INTRODUCED = "introduced"
    FIXED = "fixed"
    LAST_AFFECTED = "last_affected"
    LIMIT = "limit"

    __hash__ = str.__hash__  # as above


@dataclass(frozen=True, slots=True)
class Range:
    """Versions from an `introduced` to a `fixed` (not included) or a `last_affected` (included), as many pairs as there are."""

    kind: RangeKind
    events: tuple[tuple[EventKind, str], ...]


@dataclass(frozen=True, slots=True)
class Affected:
    """What an advisory says of one package: affected where `versions` names its version, or a range holds it.

    `severity` is the word of the distribution for this package, such as Debian's urgency; '' for none.
    """

    ranges: tuple[Range, ...] = ()
    versions: tuple[str, ...] = ()
    severity: str = ""


class Advisory(Protocol):
    """One advisory as far as it is about one package. What was withdrawn is no advisory."""

    @property
    def affected(self) -> tuple[Affected, ...]:
        """What it says of the package's versions."""
        ...

    @property
    def vulnerability(self) -> Vulnerability:
        """What it is about."""
        ...

    @property
    def covers(self) -> tuple[str, ...]:
        """The CVE ids of a bulletin that mends several vulnerabilities at once, such as a DSA or an RHSA: each of them is a
        vulnerability of its own. Empty where the advisory is about one."""
        ...


@dataclass(frozen=True, slots=True)
class ReadAdvisory:
    """An advisory that was read whole."""

    vulnerability: Vulnerability
    affected: tuple[Affected, ...]
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EcosystemData:
    """The data on one ecosystem. `made` is the newest `modified` of any advisory in it, `fetched` when the source was last asked.

    `source` is a URL or a path, `digest` `sha256:...` of what came from there. `malformed` counts records that were not understood,
    `releases` are the names that its advisories use, such as Debian:12.
    """

    ecosystem: str
    made: datetime
    fetched: datetime
    source: str
    digest: str
    advisories: int
    packages: int
    withdrawn: int
    malformed: int = 0
    etag: str = ""
    releases: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class KnownExploited:
    """An entry of CISA's catalogue; `added` in ISO form, `ransomware` None where CISA does not know."""

    added: str
    ransomware: bool | None = None
