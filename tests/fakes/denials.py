"""A whole lab judged again with one call denied: only what the denial changes is loaded and judged anew."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, cast

import msgspec
from tests.fakes.journal import MemoryJournal
from tests.fakes.replay import Recording, ReplayClients

from modelkeep.adapters.aws.clients import Clients
from modelkeep.adapters.aws.source import LiveAws, Selection
from modelkeep.adapters.lake.estate import empty_estate
from modelkeep.app.scan import not_analysed, wanted_analyses, wanted_tables
from modelkeep.bootstrap import Catalogue
from modelkeep.core.control import Control, Scope
from modelkeep.core.kinds import calls_for, tables
from modelkeep.core.tables import Role, table_of
from modelkeep.core.verdict import Verdict
from modelkeep.engines.posture.calls import calls_behind
from modelkeep.engines.posture.cases import improvements
from modelkeep.engines.posture.evaluate import evaluate
from modelkeep.engines.posture.lineage import derive, lineage_tables
from modelkeep.engines.posture.schema import insert_rows
from modelkeep.engines.posture.tags import TAGGED, fill_tags
from modelkeep.ports import Silent

NOW = datetime.now(UTC)
DERIVED = tuple(name for name, table in tables().items() if table.role is Role.DERIVED)

Rows = Mapping[str, list[Any]]
Verdicts = Mapping[str, Mapping[str, Verdict]]


class Denials:
    """An estate in memory with its verdicts by control, and what becomes of them when a call is denied."""

    def __init__(self, recording: Recording, catalogue: Catalogue, selection: Selection) -> None:
        self._recording = recording
        self._catalogue = catalogue
        self._selection = selection
        self._connection = empty_estate()
        self._lineage = lineage_tables(catalogue.relations)
        self._rows = self._read("")
        self._load(self._rows, self._rows)
        self.before = self._judge(catalogue.controls)

    def close(self) -> None:
        """Release the database."""
        self._connection.close()

    def denied(self, call: str, relevance: int | None = None) -> tuple[Verdicts, frozenset[tuple[str, str]]]:
        """The verdicts of the controls that the denial can bear on, and the calls that failed with the resources they are about.

        `relevance`: of the controls on which it bears through AI-relevance alone, only so many; None for all. That path is the
        same code for every control.
        """
        rows = self._read(call)
        names = {*rows, *self._rows} - {"read"}
        changed = {name for name in names if _key(rows.get(name, [])) != _key(self._rows.get(name, []))}
        if TAGGED in changed:
            changed = names
        self._load(rows, {*changed, "read"})
        touched = changed | {name for name, table in tables().items() if call in table.calls}
        direct = [each for each in self._catalogue.controls if each.tables & touched or call == "sts:AssumeRole"]
        by_relevance = [
            each
            for each in self._catalogue.controls
            if touched & self._lineage and each not in direct and (each.scope is Scope.AI or each.tables & set(DERIVED))
        ]
        chosen = [*direct, *by_relevance[:relevance]]
        try:
            denied = frozenset((row["call"], row["resource"]) for row in rows["read"] if row["outcome"] == "denied")
            return self._judge(chosen), denied
        finally:
            self._load(self._rows, {*changed, "read"})

    def _read(self, denied: str) -> Rows:
        journal = MemoryJournal()
        clients = ReplayClients(self._recording, denied)
        source = LiveAws(lambda: cast("Clients", clients), self._selection, lambda: NOW, asyncio.sleep)
        source.collect(wanted_tables(self._catalogue.controls, self._catalogue.relations), journal, Silent())
        accounts = {entry.read.account for entry in journal.entries.values()}
        for read in not_analysed(wanted_analyses(self._catalogue.controls), accounts, NOW):
            journal.record(read, ())
        rows: dict[str, list[Any]] = defaultdict(list)
        for row in journal.rows:
            rows[table_of(row).name].append(msgspec.to_builtins(row))
        rows["read"] = [msgspec.to_builtins(entry.read) for entry in journal.entries.values()]
        return rows

    def _load(self, rows: Rows, names: Iterable[str]) -> None:
        for name in names:
            self._connection.execute(f'DELETE FROM "{name}"')
            if rows.get(name):
                insert_rows(self._connection, name, _without_stubs(name, rows[name]))
        fill_tags(self._connection, names)

    def _judge(self, controls: Iterable[Control]) -> Verdicts:
        self._connection.execute(";".join(f'DELETE FROM "{name}"' for name in DERIVED))
        derive(self._connection, self._catalogue.relations)
        chosen = list(controls)
        evaluate(self._connection, chosen, self._lineage)
        found: dict[str, dict[str, Verdict]] = {control.id: {} for control in chosen}
        for control, resource, verdict in self._connection.execute(
            "SELECT control, resource, verdict FROM finding"
        ).fetchall():
            found[control][resource] = Verdict(verdict)
        return found


def _without_stubs(name: str, rows: list[Any]) -> list[Any]:
    """Of a kind's rows with one ARN, the fullest: what sealing keeps."""
    if name == "read" or tables()[name].role is not Role.KIND:
        return rows
    best: dict[str, Any] = {}
    for row in rows:
        kept = best.get(row["arn"])
        if kept is None or _filled(row) > _filled(kept):
            best[row["arn"]] = row
    return list(best.values())


def _filled(row: Mapping[str, Any]) -> int:
    return sum(value is not None for value in row.values())


def _key(rows: list[Any]) -> list[bytes]:
    return sorted(msgspec.json.encode(row) for row in rows)


def calls_of(catalogue: Catalogue) -> frozenset[str]:
    """Every call that a scan of the catalogue's controls can make."""
    return calls_for(wanted_tables(catalogue.controls, catalogue.relations)) - {"sts:GetCallerIdentity"}


def improved(
    call: str, about: frozenset[str], catalogue: Catalogue, before: Verdicts, after: Verdicts
) -> Mapping[str, list[str]]:
    """What looks better after a call was denied, by control; `about` are the resources that it was about, '' for all."""
    found: dict[str, list[str]] = {}
    for control in catalogue.controls:
        if control.id in after:
            own = call in calls_behind(control, frozenset()).own
            told = list(
                improvements(
                    before[control.id],
                    after[control.id],
                    rests_on_it=lambda resource, own=own: own and bool({"", resource} & about),  # type: ignore[misc]
                    relevance_rests_on_it=not own and control.scope is Scope.AI,
                )
            )
            found |= {control.id: told} if told else {}
    return found
