"""Rules over a lake that was evaluated before: only the files of later batches are read.

Kept of earlier runs, in `lake/state/<run>/` as Parquet, for each log table:

- hits: the events that any rule's condition matched, with the few fields that rules' queries read;
- since: when each group was first seen;
- terms: for each rule that learns, the last time of each term in a day, the last list of each group in a day, the sums of buckets,
  or (for fleets, as long as they are needed) the terms of each bucket.

A rule's answer for a time depends on events up to that time alone. So from the first new event `M` on, rules are asked again, over new hits
and as many kept ones as the rule looks back; what was found before `M` stands. A late event moves `M` back, and no more. Rules that no
new hit concerns are not asked.

All of it is kept for each rule set on its own: `builtin`, and every folder of rules. Where a set's rules over a table are others than
before (a version, a placeholder's values), the table is read from its beginning, for that set alone. Alerts that are not found again
then stay, unless the rule has another version: an attack changes the estate, and a scan after it must not make the alert go. `anew`
drops them.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from modelkeep.adapters.lake.database import literal
from modelkeep.adapters.lake.evaluation import BUILT_IN, Evaluated, EvaluationLedger
from modelkeep.adapters.lake.events import lake_files, last_batch, view
from modelkeep.adapters.lake.ledger import Ledger
from modelkeep.adapters.lake.parquet import write_rows
from modelkeep.adapters.lake.store import STATE, locked
from modelkeep.core.logs import log_tables
from modelkeep.core.logs.alert import Alert
from modelkeep.core.logs.lake import LakeFile
from modelkeep.engines.logs.alerts import Row
from modelkeep.engines.logs.detecting import concerns, found_flags, look_at, rows_of
from modelkeep.engines.logs.sigma.fleet import MEMORY
from modelkeep.engines.logs.sigma.program import CompiledRule, Program

DAY = 86_400_000_000
NEAR = 2 * DAY
"""How far before the first new event kept hits are held ready, from midnight on; rules that look further back read all of them."""
_PARTS = 16
"""Files of hits that become one."""
_SINCE = "name VARCHAR, k VARCHAR, t BIGINT"
_TERMS = "rule VARCHAR, k VARCHAR, o VARCHAR, l VARCHAR[], b BIGINT, t BIGINT, v DOUBLE"
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  # as the ledger keeps times: UTC, naive
_NEVER = datetime.max  # noqa: DTZ901  # so, too


@dataclass(slots=True, kw_only=True)
class _Table:
    """What a run knows of a log table."""

    fingerprint: str
    batch: int
    first: int
    last: int
    before: Evaluated | None
    new: Sequence[LakeFile]
    is_other: bool
    """Whether it was asked something else before."""


class EvaluatedLake:
    """An `app.detect_kept.KeepingEngine` over the lake in a folder, for one rule set. `anew` forgets what it evaluated. The connection's
    files may be anywhere; it is closed with this. Raises LakeInUseError where another process evaluates the lake, WorkspaceError or
    IntegrityError for a ledger that cannot be read."""

    def __init__(
        self, lake: Path, connection: duckdb.DuckDBPyConnection, *, rules: str = BUILT_IN, anew: bool = False
    ) -> None:
        self._lake, self._connection = lake.resolve(), connection
        self._lock = locked(self._lake / STATE)
        self._ledger = EvaluationLedger(self._lake, rules)
        self._run, self._evaluated = self._ledger.read()
        self._anew = anew
        self._folder = self._lake / STATE / f"{self._run + 1}-{uuid.uuid4().hex[:8]}"
        """Where this run's files go. Nothing lists them before `keep`."""
        self._written: dict[str, str] = {}
        """The files of hits that are there already, by table."""
        self._tables: dict[str, _Table] = {}
        self._fresh: dict[str, frozenset[str]] = {}
        self._groups: dict[str, list[tuple[str, str]]] = {}
        self._replaced: dict[str, int] = {}
        self._from: int | None = None
        """The first new event's time, 0 where everything is looked at, None where nothing is new."""

    def counts(self, tables: Collection[str]) -> Mapping[str, int]:
        """See `app.detect.Engine`. A table whose events were pruned counts those that were looked at as one."""
        ledger = Ledger(self._lake)
        try:
            told = {each.table: each.rows for each in ledger.counts()}
        finally:
            ledger.close()
        return {each: told.get(each, 0) or int(each in self._evaluated) for each in tables}

    def prepare(self, program: Program) -> None:
        """See `app.detect.Engine`: reads the files of later batches."""
        names = {*program.scans, *(each.table for each in program.since)}
        newest = last_batch(self._lake)
        self._tables = {name: self._plan(name, program, newest) for name in sorted(names)}
        if any(each.before is None for each in self._tables.values()):
            self._from = 0
        else:
            self._from = min(
                (_micros(f.first) for each in self._tables.values() for f in each.new if f.first), default=None
            )
        for name, table in self._tables.items():
            view(self._connection, log_tables()[name], table.new, self._lake)
            self._scan(name, program, table)
        for name, table in self._tables.items():
            self._remember(name, program, table)
        for name in program.scans:
            self._near(name)
        for name, told in self._tables.items():
            self._sql(f'CREATE OR REPLACE VIEW {name} AS SELECT make_timestamp({told.last}) AS "at"')
        guardduty = log_tables()["guardduty"]
        view(self._connection, guardduty, lake_files(self._lake, table=guardduty.name), self._lake)

    def _plan(self, name: str, program: Program, newest: int) -> _Table:
        fingerprint = _fingerprint(name, program)
        before = None if self._anew else self._evaluated.get(name)
        is_other = before is not None and before.fingerprint != fingerprint
        if is_other:
            before = None
        new = lake_files(self._lake, table=name, after=before.batch if before else 0)
        firsts = [_micros(each.first) for each in new if each.first] + ([before.first] if before else [])
        lasts = [_micros(each.last) for each in new if each.last] + ([before.last] if before else [])
        return _Table(
            fingerprint=fingerprint,
            batch=newest,
            first=min(firsts, default=0),
            last=max(lasts, default=0),
            before=before,
            new=new,
            is_other=is_other,
        )

    def _scan(self, name: str, program: Program, table: _Table) -> None:
        """The relation of new hits, without those that a larger file brings again."""
        if name not in program.scans:
            return
        keep = partial(self._write_hits, name) if table.before is None else None
        look_at(self._connection, program.looks[name], f"fresh_{name}", keep)
        if table.before is not None:
            kept = self._kept(table, "hits", "")
            self._sql(f"CREATE OR REPLACE TEMP VIEW kept_{name} AS {kept}")
            first = self._one(f"SELECT min(t) FROM found_{name}")
            if first is not None and first <= table.before.last:
                again = f"SELECT event_id, account, region FROM kept_{name} WHERE t >= {first}"
                self._sql(
                    f"DELETE FROM found_{name} WHERE (event_id, coalesce(account, ''), coalesce(region, '')) IN "
                    f"(SELECT (event_id, coalesce(account, ''), coalesce(region, '')) FROM ({again}))"
                )
        self._sql(f"CREATE OR REPLACE TEMP VIEW hit_{name} AS SELECT * FROM fresh_{name}")
        self._fresh[name] = found_flags(self._connection, f"found_{name}")

    def _write_hits(self, name: str, rows: str) -> None:
        """All hits of a table are many: they are written at once, and read from there."""
        self._written[name] = self._copy(f"hits-{name}.parquet", rows)
        path = literal(self._lake / self._written[name])
        self._sql(f"CREATE OR REPLACE TEMP VIEW found_{name} AS SELECT * FROM read_parquet({path})")

    def _remember(self, name: str, program: Program, table: _Table) -> None:
        """Since when groups are known, and terms: what was kept and what is new, together."""
        for each in program.since:
            if each.table == name:
                self._groups.setdefault(name, []).append((each.name, _digest(each.sql)))
                kept = f"SELECT k, t FROM ({self._kept(table, 'since', _SINCE)}) WHERE name = '{_digest(each.sql)}'"
                self._sql(
                    f"CREATE OR REPLACE TEMP TABLE {each.name} AS SELECT k, min(t) AS t FROM "
                    f"(SELECT k, t FROM ({each.of_kinds or each.sql}) UNION ALL {kept}) GROUP BY k"
                )
        parts = [self._kept(table, "terms", _TERMS)]
        parts += [_terms_of(rule) for rule in program.rules if rule.terms is not None and rule.tables[0] == name]
        self._sql(
            f"CREATE OR REPLACE TEMP TABLE terms_{name} AS SELECT rule, k, o, arg_max(l, t) AS l, b, max(t) AS t, sum(v) AS v "
            f"FROM ({' UNION ALL BY NAME '.join(parts)}) WHERE {_is_needed(name, program, table.last)} GROUP BY rule, k, o, b"
        )

    def _near(self, name: str) -> None:
        """The hits that most rules read: new ones, and those of the days before."""
        if self._tables[name].before is not None:
            kept = f"SELECT * FROM kept_{name} WHERE t >= {self._begin}"
            self._sql(
                f"CREATE OR REPLACE TEMP TABLE near_{name} AS SELECT * FROM fresh_{name} UNION ALL BY NAME {kept}"
            )
            self._sql(f"CREATE OR REPLACE TEMP VIEW hit_{name} AS SELECT * FROM near_{name}")

    @property
    def _begin(self) -> int:
        """From when on kept hits are held ready: a midnight."""
        return (self._from - NEAR) // DAY * DAY if self._from else 0 if self._from == 0 else 1 << 62

    def rows(self, program: Program) -> Iterator[Row]:
        """See `app.detect.Engine`: those of the windows that new events concern."""
        due = [rule for rule in program.rules if self._is_due(rule)]
        for rule in due:
            self._replaced[rule.name] = self._window(rule)
        due = [rule for rule in due if not self._is_without_hits(rule)]
        far = [rule for rule in due if _looks_far(rule)] if self._from else []
        for rule in due:
            if rule not in far:
                yield from self._rows(rule, self._begin)
        if far:
            for name in program.scans:
                if self._tables[name].before is not None:
                    self._sql(
                        f"CREATE OR REPLACE TEMP VIEW hit_{name} AS SELECT * FROM fresh_{name} UNION ALL BY NAME SELECT * FROM kept_{name}"
                    )
            for rule in far:
                yield from self._rows(rule, 0)

    def _rows(self, rule: CompiledRule, begin: int) -> Iterator[Row]:
        if rule.terms is not None:
            told = f"SELECT * FROM terms_{rule.tables[0]} WHERE rule = '{rule.name}' AND b < {begin}"
            columns = {
                "new_terms": "k, o, max(t) AS t, NULL AS b, NULL AS v FROM told GROUP BY k, o",
                "lost_terms": "k, arg_max(l, t) AS o, max(t) AS t, NULL AS b, NULL AS v FROM told GROUP BY k",
                "baseline": "k, o, t, b, v FROM told",
                "fleet": "k, o, t, b, v FROM told",
            }[rule.terms.kind]
            self._sql(f"CREATE OR REPLACE TEMP TABLE {rule.state} AS WITH told AS ({told}) SELECT {columns}")
        yield from rows_of(self._connection, rule, self._window(rule))

    def _window(self, rule: CompiledRule) -> int:
        """The start of the first window of a rule that new events concern."""
        return (self._from or 0) - (self._from or 0) % (rule.window * 1_000_000)

    def _is_without_hits(self, rule: CompiledRule) -> bool:
        """Whether all events were looked at and none is a hit of the rule: it says nothing."""
        return all(self._tables[name].before is None for name in rule.tables) and not concerns(rule, self._fresh)

    def _is_due(self, rule: CompiledRule) -> bool:
        """Whether new events can change what the rule says."""
        if self._from is None:
            return False
        if self._from == 0 or concerns(rule, self._fresh):
            return True
        # A group may be known for longer than it seemed.
        return rule.terms is not None and any(self._from <= self._last_before(name) for name in rule.tables)

    def _last_before(self, name: str) -> int:
        before = self._tables[name].before
        return before.last if before else 0

    def select(self, sql: str) -> Sequence[tuple[Any, ...]]:
        """See `app.detect.Engine`: GuardDuty's findings are all there, of other log tables the time of the newest event."""
        return self._sql(sql).fetchall()

    def kept(self) -> Sequence[Alert]:
        """See `app.detect_kept.KeepingEngine`."""
        return self._ledger.alerts()

    def replaced(self, rule: CompiledRule) -> tuple[datetime, datetime] | None:
        """See `app.detect_kept.KeepingEngine`."""
        if rule.name not in self._replaced:
            return None
        first = max((self._tables[name].first for name in rule.tables), default=0)
        is_other = any(self._tables[name].is_other for name in rule.tables)
        return _NEVER if is_other else _moment(self._replaced[rule.name]), _moment(first)

    def keep(self, alerts: Iterable[Alert], removed: Collection[str]) -> None:
        """See `app.detect_kept.KeepingEngine`."""
        if self._from is None and not self._tables:
            return
        tables = [self._evaluated_of(name, table) for name, table in self._tables.items()]
        self._ledger.commit(self._run, tables, alerts, removed)
        self._tidy()

    def _evaluated_of(self, name: str, table: _Table) -> Evaluated:
        """What is known of a table after this run, its files written."""
        files: dict[str, tuple[str, ...]] = {}
        if name in self._written:
            files["hits"] = (self._written[name],)
        elif name in self._fresh:
            parts = table.before.files["hits"] if table.before else ()
            rows = f"SELECT * FROM found_{name}"
            if len(parts) >= _PARTS:
                rows, parts = f"{rows} UNION ALL BY NAME SELECT * FROM kept_{name}", ()
            files["hits"] = (*parts, self._copy(f"hits-{name}.parquet", rows))
        since = " UNION ALL ".join(
            f"SELECT '{digest}' AS name, k, t FROM {relation}" for relation, digest in self._groups.get(name, ())
        )
        if since:
            files["since"] = (self._copy(f"since-{name}.parquet", since),)
        files["terms"] = (self._copy(f"terms-{name}.parquet", f"SELECT * FROM terms_{name}"),)
        return Evaluated(
            table=name,
            fingerprint=table.fingerprint,
            batch=table.batch,
            first=table.first,
            last=table.last,
            files=files,
        )

    def _copy(self, name: str, rows: str) -> str:
        """Write rows for good; returns the file's path in the lake."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / name
        write_rows(self._connection, rows, path, "ROW_GROUP_SIZE 20480")
        return path.relative_to(self._lake).as_posix()

    def _tidy(self) -> None:
        """Remove what nothing lists. One process evaluates at a time, so none of it is being written."""
        listed = self._ledger.files()
        for folder in (self._lake / STATE).iterdir():
            if folder.is_dir():
                for path in folder.iterdir():
                    if path.relative_to(self._lake).as_posix() not in listed:
                        path.unlink()
                if not any(folder.iterdir()):
                    shutil.rmtree(folder)

    def close(self) -> None:
        """See `app.detect.Engine`."""
        self._connection.close()
        self._ledger.close()
        os.close(self._lock)

    def _kept(self, table: _Table, what: str, columns: str) -> str:
        """The rows of kept files; none, with these columns, where there are no files."""
        files = table.before.files.get(what, ()) if table.before else ()
        if not files:
            empty = ", ".join(
                f"NULL::{type_} AS {name}" for name, type_ in (each.split() for each in columns.split(", "))
            )
            return f"SELECT {empty} WHERE FALSE"
        return f"SELECT * FROM read_parquet([{', '.join(literal(self._lake / each) for each in files)}], union_by_name=true)"

    def _sql(self, sql: str) -> duckdb.DuckDBPyConnection:
        return self._connection.execute(sql)

    def _one(self, sql: str) -> int | None:
        row = self._sql(sql).fetchone()
        return row[0] if row else None


def _looks_far(rule: CompiledRule) -> bool:
    """Whether a rule needs kept hits that are not held ready."""
    bucket = rule.terms.bucket * 1_000_000 if rule.terms else 0
    return (rule.window + rule.lookback) * 1_000_000 > NEAR or bool(bucket and DAY % bucket)


def _terms_of(rule: CompiledRule) -> str:
    """What the new hits of a rule add to its terms."""
    day = f"t - t % {DAY} AS b"
    assert rule.terms is not None
    shape = {
        "new_terms": f"k, o, {day}, max(t) AS t FROM e GROUP BY ALL",
        "lost_terms": f"k, arg_max(o, (t, event_id)) AS l, {day}, max(t) AS t FROM e GROUP BY ALL",
        "baseline": f"k, t - t % {rule.terms.bucket * 1_000_000} AS b, sum(v) AS v FROM e GROUP BY ALL",
        "fleet": f"k, o, t - t % {rule.terms.bucket * 1_000_000} AS b, max(t) AS t FROM e GROUP BY ALL",
    }[rule.terms.kind]
    return f"SELECT * FROM (WITH e AS ({rule.events}) SELECT '{rule.name}' AS rule, {shape})"


def _is_needed(table: str, program: Program, last: int) -> str:
    """Which terms are kept: those of fleets for a while, since there may be one for every event, and all others."""
    fleets = [each for each in program.rules if each.terms and each.terms.kind == "fleet" and each.tables[0] == table]
    old = [
        f"(rule = '{each.name}' AND b < {last - MEMORY * each.terms.history * 1_000_000})"
        for each in fleets
        if each.terms
    ]
    return f"NOT ({' OR '.join(old)})" if old else "TRUE"


def _fingerprint(table: str, program: Program) -> str:
    """What a table was asked: other rules, versions or values of placeholders give another one."""
    parts = [program.scans.get(table, "")]
    parts += sorted(each.sql for each in program.since if each.table == table)
    parts += sorted(f"{each.name} {each.version} {each.sql}" for each in program.rules if table in each.tables)
    return _digest("\n".join(parts))


def _digest(told: str) -> str:
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def _micros(moment: datetime | None) -> int:
    found = (moment or _EPOCH) - _EPOCH
    return (found.days * 86_400 + found.seconds) * 1_000_000 + found.microseconds


def _moment(micros: int) -> datetime:
    return datetime.fromtimestamp(micros / 1e6, UTC).replace(tzinfo=None)
