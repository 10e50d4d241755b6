"""What is asked of vulnerability data that are held locally, and data that are held in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from modelkeep.core.vulnerabilities import IndexAge
from modelkeep.engines.vulnerabilities.advisories import Advisory, EcosystemData, KnownExploited

LIMIT_DAYS = 7
"""Days after which data that nobody asked for again answer no more; OSV's archives are made anew within hours."""
QUIET_DAYS = 30
"""Days, beyond the limit, without any new advisory on a whole ecosystem after which its source counts as left alone."""


class Index(Protocol):
    """Advisories by package. Lookups are quick; loading costs the same for a small and for a large index."""

    @property
    def limit_days(self) -> int:
        """The age in days up to which the data answer."""
        ...

    @property
    def data(self) -> Sequence[EcosystemData]:
        """What is held, one for each ecosystem, by name."""
        ...

    def of(self, ecosystem: str) -> EcosystemData | None:
        """The data on an ecosystem (`Debian`, without a release), None where nothing is held."""
        ...

    def advisories(self, ecosystem: str, name: str) -> Sequence[Advisory]:
        """Advisories on a package, withdrawn ones left out; `ecosystem` with its release, such as Debian:12. Empty for none."""
        ...

    @property
    def knows_exploited(self) -> bool:
        """Whether CISA's catalogue is held."""
        ...

    def exploited(self, cve: str) -> KnownExploited | None:
        """The catalogue's entry on a CVE id."""
        ...

    def epss(self, cve: str) -> float | None:
        """The probability, 0 to 1, that it is exploited within 30 days; None without a score."""
        ...


def age(index: Index) -> IndexAge:
    """How old the data are, by ecosystem: the newest advisory in them."""
    return IndexAge(made=tuple((each.ecosystem, each.made) for each in index.data), limit_days=index.limit_days)


def staleness(data: EcosystemData, now: datetime, limit_days: int) -> str:
    """Why the data on an ecosystem are too old to say that a package is not affected; '' where they are not."""
    if now - data.fetched > timedelta(days=limit_days):
        return f"the data on {data.ecosystem} are of {data.fetched:%Y-%m-%d}, older than the limit of {limit_days} days"
    if now - data.made > timedelta(days=limit_days + QUIET_DAYS):
        return (
            f"the newest advisory in the data on {data.ecosystem} is of {data.made:%Y-%m-%d}: "
            f"their source was left alone for more than {limit_days + QUIET_DAYS} days"
        )
    return ""


class MemoryIndex:
    """An index of what is at hand."""

    def __init__(
        self,
        data: Sequence[EcosystemData],
        advisories: Mapping[tuple[str, str], Sequence[Advisory]],
        *,
        exploited: Mapping[str, KnownExploited] | None = None,
        epss: Mapping[str, float] | None = None,
        limit_days: int = LIMIT_DAYS,
    ) -> None:
        """`advisories` by ecosystem (with its release) and name. Without `exploited`, CISA's catalogue is not held."""
        self._data = tuple(sorted(data, key=lambda each: each.ecosystem))
        self._advisories = advisories
        self._exploited = exploited
        self._epss = epss or {}
        self._limit_days = limit_days

    @property
    def limit_days(self) -> int:
        """The age in days up to which the data answer."""
        return self._limit_days

    @property
    def data(self) -> Sequence[EcosystemData]:
        """What is held, one for each ecosystem, by name."""
        return self._data

    def of(self, ecosystem: str) -> EcosystemData | None:
        """The data on an ecosystem, None where nothing is held."""
        return next((each for each in self._data if each.ecosystem == ecosystem), None)

    def advisories(self, ecosystem: str, name: str) -> Sequence[Advisory]:
        """Advisories on a package."""
        return self._advisories.get((ecosystem, name), ())

    @property
    def knows_exploited(self) -> bool:
        """Whether CISA's catalogue is held."""
        return self._exploited is not None

    def exploited(self, cve: str) -> KnownExploited | None:
        """The catalogue's entry on a CVE id."""
        return (self._exploited or {}).get(cve)

    def epss(self, cve: str) -> float | None:
        """The probability, 0 to 1, that it is exploited within 30 days; None without a score."""
        return self._epss.get(cve)
