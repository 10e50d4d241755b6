"""Snapshots as those see them who live with their findings: suppressions applied, owners found."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date

import duckdb

from modelkeep.app.owners import find_owners, read_tags
from modelkeep.app.suppressions import apply
from modelkeep.core.suppression import Suppression, SuppressionState, SuppressionUse
from modelkeep.ports import Manifest


@dataclass(frozen=True, slots=True, kw_only=True)
class Living:
    """What people decided besides the scan. `known` gives the controls of the catalogue; `warn` is told once what is wrong.

    `unmatched`: also of what matches nothing. Of templates that is no mistake.
    """

    suppressions: tuple[Suppression, ...] = ()
    owner_tags: tuple[str, ...] = ()
    known: Callable[[], Collection[str]]
    today: Callable[[], date]
    warn: Callable[[str], None]
    unmatched: bool = True
    _told: set[str] = field(default_factory=set)

    def untried(self) -> tuple[SuppressionUse, ...]:
        """The suppressions, where there is no snapshot to hold them against."""
        return tuple(
            SuppressionUse(suppression=each, state=SuppressionState.UNTRIED, findings=0) for each in self.suppressions
        )

    def settle(self, manifest: Manifest, connection: duckdb.DuckDBPyConnection) -> None:
        """Mark an opened snapshot's findings with suppressions and owners."""
        read_tags(connection)
        find_owners(connection, self.owner_tags)
        uses = apply(
            connection, self.suppressions, scanned=frozenset(manifest.controls), known=self.known, today=self.today()
        )  # fmt: skip
        wrong = (use for use in uses if self.unmatched or use.state is SuppressionState.EXPIRED)
        for told in (each for use in wrong for each in use.warnings):
            if told not in self._told:
                self._told.add(told)
                self.warn(told)
