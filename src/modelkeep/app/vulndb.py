"""The use cases of `modelkeep vulndb`: refresh the vulnerability data, say what they are, look one package up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from modelkeep.core.errors import ModelkeepError
from modelkeep.core.vulnerabilities import Checked
from modelkeep.engines.vulnerabilities.advisories import EcosystemData
from modelkeep.engines.vulnerabilities.ecosystems import component_of
from modelkeep.engines.vulnerabilities.index import Index, staleness
from modelkeep.engines.vulnerabilities.matching import check

DEFAULT_ECOSYSTEMS = ("PyPI", "Debian", "Ubuntu", "Alpine", "Red Hat", "Rocky Linux", "AlmaLinux")
"""What images of models are built from. OSV has nothing on conda and Amazon Linux."""

Told = Callable[[str, int, int | None], None]
"""What is going on, how far it is, and how far it goes where that is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """What a refresh of one ecosystem came to. `data` is what is held now; with `error`, what was held before, None for nothing."""

    ecosystem: str
    data: EcosystemData | None
    before: EcosystemData | None = None
    unchanged: bool = False
    error: ModelkeepError | None = None


class Refreshing(Protocol):
    """Takes newer data on one ecosystem in place of those that are held."""

    def refresh(self, ecosystem: str, told: Told) -> bool:
        """Take newer data; False where there are none. Raises ModelkeepError; then what was held before is still held."""
        ...

    def held(self, ecosystem: str) -> EcosystemData | None:
        """What is held on an ecosystem."""
        ...


@dataclass(frozen=True, slots=True)
class Standing:
    """The data on one ecosystem, and why they are too old; '' where they are not."""

    data: EcosystemData
    stale: str


def refresh(data: Refreshing, ecosystems: Iterable[str], told: Told) -> Iterator[Refreshed]:
    """Refresh each ecosystem; where one fails, the others go on."""
    for each in ecosystems:
        before = data.held(each)
        try:
            changed = data.refresh(each, told)
        except ModelkeepError as error:
            yield Refreshed(ecosystem=each, data=before, before=before, error=error)
        else:
            yield Refreshed(ecosystem=each, data=data.held(each), before=before, unchanged=not changed)


def standings(index: Index, now: datetime) -> list[Standing]:
    """What is held, with its age against the limit."""
    return [Standing(each, staleness(each, now, index.limit_days)) for each in index.data]


def look_up(index: Index, ecosystem: str, name: str, version: str, now: datetime) -> Checked:
    """Look a package up by its name in an ecosystem, such as Debian:12. Raises UsageError for an ecosystem that cannot be looked up."""
    [checked] = check([component_of(ecosystem, name, version)], index, now=now)
    return checked
