"""The use case `scan`: read, derive, evaluate, publish."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import duckdb

from modelkeep import __version__
from modelkeep.app.access import world_tables
from modelkeep.app.access_rows import ENGINE, analyse_access
from modelkeep.app.escalation_rows import PATHS_ENGINE, analyse_escalations, path_tables
from modelkeep.app.history import carry, now_of
from modelkeep.core.analyses import ANALYSES, is_analysis
from modelkeep.core.arn import GLOBAL
from modelkeep.core.control import Control, Relation, Scope
from modelkeep.core.coverage import Outcome, Read
from modelkeep.core.digests import file_digest
from modelkeep.core.errors import InterruptedScanError, ModelkeepError, NothingToScanError
from modelkeep.core.escalation import Technique
from modelkeep.core.kinds import calls_for, tables
from modelkeep.core.tables import Role
from modelkeep.engines.access.actions import ActionTable
from modelkeep.engines.posture.declared import Told, evaluate_declared
from modelkeep.engines.posture.evaluate import evaluate
from modelkeep.engines.posture.history import KEPT, Point
from modelkeep.engines.posture.history import begin as begin_history
from modelkeep.engines.posture.lineage import derive, lineage_tables
from modelkeep.ports import Former, Journal, Manifest, OpenRun, Progress, Recorded, Source, Workspace

DERIVED = ("relation", "resource_index", "ai_relevant", "model", "model_resource", "finding", "finding_place", *KEPT)
"""What the evaluation adds to the tables that the source filled."""
_ACCOUNTS = "SELECT DISTINCT account FROM scope_account ORDER BY 1"
_UNANALYSED = (
    "SELECT DISTINCT account FROM \"read\" WHERE account <> '' AND call NOT LIKE 'engine:%' "
    'AND account NOT IN (SELECT account FROM "read" WHERE call = ?)'
)
ESCALATION = "escalation"
"""The table of ways to more power."""
_REGIONS = "SELECT DISTINCT region FROM scope_region ORDER BY 1"


class Analyser(Protocol):
    """Looks into what an estate names: model files, what images are built from. `engine` is `engine:NAME` of `core.analyses`, `tables`
    are what it fills."""

    @property
    def engine(self) -> str: ...

    @property
    def tables(self) -> tuple[str, ...]: ...

    def analyse(
        self, connection: duckdb.DuckDBPyConnection, accounts: Sequence[str], now: datetime, progress: Progress
    ) -> tuple[Read, ...]:
        """Fill the tables for these accounts, and the coverage with a read for each, which it returns. The estate has its lineage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanRequest:
    """What to do with what. `parameters` identify the scan, so that only the same can be resumed; `profile` is the one that the
    controls were chosen from, '' for none. `scope` is what must be the same for answers to be kept from an earlier scan, which
    are kept up to the age `oldest`; None reads everything."""

    controls: Sequence[Control]
    relations: Sequence[Relation]
    everything: bool = False
    resume: bool = False
    profile: str = ""
    parameters: Mapping[str, Any]
    scope: Mapping[str, Any] = field(default_factory=dict)
    oldest: timedelta | None = None
    told: Told | None = None
    """For a source of files: the columns that they can tell. Controls that ask for others are left out. What files declare has no
    history."""
    actions: Callable[[], ActionTable] | None = None
    """The action table, for controls that ask who can do what. None: that is not analysed."""
    techniques: Callable[[], Sequence[Technique]] | None = None
    """The techniques of escalation, for controls that ask who can make itself more powerful. None: that is not analysed."""
    analysers: Sequence[Analyser] = ()
    """What looks further than requests tell, for controls that ask for it. What none of them fills is not analysed."""


def wanted_tables(controls: Sequence[Control], relations: Sequence[Relation]) -> frozenset[str]:
    """The tables that a source has to fill for these controls and the lineage.

    Without relations, kinds that are AI by themselves are needed where a control asks what is AI or rests on lineage.
    """
    declared = tables()
    names = {name for control in controls for name in control.tables | set(control.complete)}
    derived = any(declared[name].role is Role.DERIVED for name in names)
    if relations or derived or any(control.scope is Scope.AI for control in controls):
        names |= lineage_tables(relations)
    if any(control.asks for control in controls):
        names |= world_tables()
    if ESCALATION in names:
        names |= world_tables() | path_tables() | lineage_tables(relations)
    names.update(table for call in wanted_analyses(controls) for table in ANALYSES[call].reads)
    names.add("tagged")
    return frozenset(name for name in names if declared[name].role not in (Role.DERIVED, Role.ANALYSIS))


def wanted_analyses(controls: Sequence[Control]) -> frozenset[str]:
    """The analyses, as `engine:NAME`, on which these controls rest."""
    return frozenset(call for call in calls_for(name for each in controls for name in each.tables) if is_analysis(call))


def not_analysed(analyses: Iterable[str], accounts: Iterable[str], now: datetime) -> tuple[Read, ...]:
    """What stands in the coverage for analyses that no engine made: one gap for each account."""
    return tuple(
        Read(
            call=call, account=account, region=GLOBAL, outcome=Outcome.NOT_ANALYSED, message=ANALYSES[call].subject, at=now
        )
        for account in sorted(accounts)
        for call in sorted(analyses)
    )  # fmt: skip


class _Noted:
    """A journal that remembers which accounts were read, and which analyses were made in them."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self.accounts: set[str] = set()
        self.analysed: set[tuple[str, str]] = set()

    @property
    def former(self) -> Former | None:
        """See `ports.Journal`."""
        return self._journal.former

    def earlier(self, key: tuple[str, str, str, str]) -> Recorded | None:
        """See `ports.Journal`."""
        return self._journal.earlier(key)

    def record(self, read: Read, values: Sequence[Any], version: str = "") -> None:
        """See `ports.Journal`."""
        self._note(read.call, read.account)
        self._journal.record(read, values, version)

    def recall(self, key: tuple[str, str, str, str]) -> Recorded | None:
        """See `ports.Journal`."""
        found = self._journal.recall(key)
        if found is not None and found.read.outcome is not Outcome.NOT_ANALYSED:
            self._note(found.read.call, found.read.account)
        return found

    def _note(self, call: str, account: str) -> None:
        if is_analysis(call):
            self.analysed.add((call, account))
        else:
            self.accounts.add(account)

    def complete(self, analyses: Iterable[str], now: datetime) -> None:
        """Record what was not analysed."""
        for read in not_analysed(analyses, self.accounts, now):
            if (read.call, read.account) not in self.analysed:
                self._journal.record(read, ())


def scan(
    request: ScanRequest,
    source: Source,
    workspace: Workspace,
    open_estate: Callable[[Path], duckdb.DuckDBPyConnection],
    progress: Progress,
    clock: Callable[[], datetime],
) -> Manifest:
    """Scan and publish a snapshot; returns its manifest.

    `open_estate` opens a folder of sealed tables, macros loaded. Whatever goes wrong, what was read is kept to be resumed.
    """
    if not request.controls:
        raise NothingToScanError("no control is chosen")
    if request.resume:
        run = workspace.resume(request.parameters)
    else:
        run = workspace.begin(request.parameters, now=clock(), scope=request.scope, oldest=request.oldest)
    try:
        noted = _Noted(run.journal)
        if run.reads_all_because:
            progress.message(f"Everything is read: {run.reads_all_because}")
        source.collect(wanted_tables(request.controls, request.relations), noted, progress)
        if request.told is None:
            noted.complete(wanted_analyses(request.controls) - _own_analyses(request), clock())
        progress.message(f"Judging {len(request.controls)} controls")
        return _judge(request, run, open_estate, clock, workspace, progress)
    except KeyboardInterrupt as error:
        raise InterruptedScanError("interrupted; what was read is kept") from error
    except ModelkeepError as error:
        if not isinstance(error, NothingToScanError):
            error.remedy = f"{error.remedy} Then `modelkeep scan --resume` goes on with what was already read."
        raise
    finally:
        run.abandon()


def _own_analyses(request: ScanRequest) -> frozenset[str]:
    """The analyses that the scan makes itself."""
    if request.told is not None:
        return frozenset()
    asked = {name for each in request.controls for name in each.tables}
    found: set[str] = set()
    if request.actions is not None and any(each.asks for each in request.controls):
        found.add(ENGINE)
    if request.actions is not None and request.techniques is not None and ESCALATION in asked:
        found.add(PATHS_ENGINE)
    found.update(each.engine for each in request.analysers if asked & set(each.tables))
    return frozenset(found)


def _analyse(
    request: ScanRequest, connection: duckdb.DuckDBPyConnection, now: datetime, progress: Progress
) -> tuple[str, ...]:
    """Who can do what, who can make itself more powerful, and what analysers find; returns the tables that this adds to."""
    own = _own_analyses(request)
    if not own:
        return ()
    changed = ["read"]
    if request.actions is not None and own & {ENGINE, PATHS_ENGINE}:
        table = request.actions()
        if ENGINE in own:
            analyse_access(connection, request.controls, table, _unanalysed(connection, ENGINE), now)
            changed.append("access")
        if PATHS_ENGINE in own and request.techniques is not None:
            analyse_escalations(connection, request.techniques(), table, _unanalysed(connection, PATHS_ENGINE), now)
            changed.append(ESCALATION)
    for analyser in request.analysers:
        if analyser.engine in own:
            analyser.analyse(connection, _unanalysed(connection, analyser.engine), now, progress)
            changed.extend(analyser.tables)
    return tuple(changed)


def _unanalysed(connection: duckdb.DuckDBPyConnection, engine: str) -> list[str]:
    return [str(row[0]) for row in connection.execute(_UNANALYSED, [engine]).fetchall()]


def _judge(
    request: ScanRequest,
    run: OpenRun,
    open_estate: Callable[[Path], duckdb.DuckDBPyConnection],
    clock: Callable[[], datetime],
    workspace: Workspace,
    progress: Progress,
) -> Manifest:
    folder = run.seal()
    connection = open_estate(folder)
    try:
        derive(connection, request.relations)
        analysed = _analyse(request, connection, clock(), progress)
        if request.told is None:
            evaluate(connection, request.controls, lineage_tables(request.relations), everything=request.everything)
            carry(connection, folder, workspace, _point(request, run, connection), progress)
        else:
            evaluate_declared(connection, request.controls, everything=request.everything)
            begin_history(connection)
        for name in (*DERIVED, *analysed):
            target = str(folder.resolve() / f"{name}.parquet").replace("'", "''")
            connection.execute(f"COPY \"{name}\" TO '{target}' (FORMAT parquet, COMPRESSION zstd)")
        manifest = _manifest(request, run, connection, folder, clock())
    finally:
        connection.close()
    run.publish(manifest)
    return manifest


def _point(request: ScanRequest, run: OpenRun, connection: duckdb.DuckDBPyConnection) -> Point:
    return Point(
        snapshot=run.id, at=now_of(connection), profile=request.profile, accounts=_column(connection, _ACCOUNTS),
        regions=_column(connection, _REGIONS), everything=request.everything,
        controls={control.id: control.digest for control in request.controls},
    )  # fmt: skip


def _manifest(
    request: ScanRequest, run: OpenRun, connection: duckdb.DuckDBPyConnection, folder: Path, now: datetime
) -> Manifest:
    files = sorted(folder.glob("*.parquet"))
    return Manifest(
        id=run.id,
        started=run.started,
        finished=now,
        tool_version=__version__,
        accounts=_column(connection, _ACCOUNTS),
        regions=_column(connection, _REGIONS),
        everything=request.everything,
        profile=request.profile,
        controls={control.id: control.digest for control in request.controls},
        tables={path.stem: _count(connection, path.stem) for path in files},
        files={path.name: file_digest(path) for path in files},
        reads=_counts(connection, 'SELECT outcome, count(*) FROM "read" GROUP BY outcome ORDER BY outcome'),
        reads_all_because=run.reads_all_because,
        verdicts=_counts(connection, "SELECT verdict, count(*) FROM finding GROUP BY verdict ORDER BY verdict"),
    )


def _column(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[str, ...]:
    return tuple(str(row[0]) for row in connection.execute(query).fetchall())


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    row = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()
    assert row is not None
    return int(row[0])


def _counts(connection: duckdb.DuckDBPyConnection, query: str) -> dict[str, int]:
    return {str(key): int(count) for key, count in connection.execute(query).fetchall()}
