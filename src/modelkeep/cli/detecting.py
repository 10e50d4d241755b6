"""How `detect` runs: the lake, or a lake of some files that is gone afterwards; the formats of a scan."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from modelkeep import __version__, bootstrap, bootstrap_detect, bootstrap_logs
from modelkeep.adapters.export import exporter
from modelkeep.adapters.export.alerts import write_lines, write_ocsf, write_table
from modelkeep.adapters.export.files import written
from modelkeep.adapters.lake.database import connect
from modelkeep.adapters.lake.events import last_batch, load_records
from modelkeep.app.detect import Detected, Engine, context_of, detect, findings_of, lasting
from modelkeep.app.detect_kept import KeptAlerts, detect_kept, merged
from modelkeep.app.own_findings import exit_code
from modelkeep.catalogue.detections import built_in_detection_cases, built_in_detections, load_detections
from modelkeep.cli.console import err
from modelkeep.cli.keeping_alerts import keep_alerts
from modelkeep.cli.known import estate_known, known_by_people
from modelkeep.cli.living import living
from modelkeep.cli.notifying import EXIT_NOT_SENT, notifying_of
from modelkeep.cli.settings import Settings
from modelkeep.core.errors import CatalogueError, NothingToScanError, UsageError
from modelkeep.core.exits import EXIT_INCOMPLETE
from modelkeep.core.logs.detection import EXAMPLES, RuleTrouble
from modelkeep.core.words import plural
from modelkeep.engines.logs.cases import Bench, load_cases
from modelkeep.engines.logs.sigma.parsing import Book, read
from modelkeep.engines.logs.sigma.parsing import placeholders as placeholders_of
from modelkeep.engines.logs.sigma.program import Compiler, Program

if TYPE_CHECKING:
    import duckdb

BUILT_IN = "builtin"
_SPAN = re.compile(r"([1-9][0-9]*)([mhdw])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_TOLD = 10
"""Rules that were not evaluated and are named one by one, of each sort."""
_OWN = ("table", "json", "jsonl", "ocsf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What a person asks for."""

    files: tuple[str, ...]
    rules: tuple[str, ...]
    names: tuple[str, ...]
    known: tuple[str, ...]
    since: str | None
    strict: bool
    snapshot: str
    quiet: bool
    engine: str = "duckdb"
    anew: bool = False

    @property
    def keeps(self) -> bool:
        """Whether what comes of it is kept in the lake: it is all rules of their sets over all of the lake."""
        return not (self.files or self.names or self.engine != "duckdb")


def run_detect(settings: Settings, ask: Ask, format_name: str, output: Path | None) -> int:
    """Evaluate the rules, show the alerts and return the exit code."""
    if format_name not in _OWN:
        exporter(format_name)
    now = bootstrap.clock()
    since = _since(ask.since, now)
    book = read_rules(ask.rules)
    workspace = Path(settings["workspace"])
    notifying = notifying_of(settings, ask.files)
    known, models = estate_known(settings, ask.known, ask.snapshot)
    programs = (
        rule_sets(ask.rules, book, known) if ask.keeps else {"": compile_rules(book, ask.names, known, ask.engine)}
    )
    wrong = [each for program in programs.values() for each in program.troubles if each.wrong]
    if ask.strict and wrong:
        raise _wrong(wrong[0])
    newest = last_batch(bootstrap.lake_folder(workspace))
    with _lake(workspace, ask) as (folder, is_whole):
        found = _look(settings, ask, folder, programs, models)
    detected = found.detected
    if (
        any(program.rules for program in programs.values())
        and not any(detected.counts.values())
        and not detected.alerts
    ):
        raise NothingToScanError(
            "there are no events that a rule looks at",
            remedy="Read logs with `modelkeep logs ingest`, or name files: `modelkeep detect FILE...`.",
        )
    if not (ask.files or ask.names):
        keep_alerts(workspace, detected, now, newest, ask.rules)
    detected = lasting(detected, since)
    code = _show(settings, replace(found, detected=detected), now, format_name, output)
    _tell(detected, is_whole=is_whole, quiet=ask.quiet)
    notifying.send_open(detected, now)
    if notifying.failed:
        return EXIT_NOT_SENT
    return code if is_whole or code else EXIT_INCOMPLETE


def _look(
    settings: Settings,
    ask: Ask,
    folder: Path,
    programs: Mapping[str, Program],
    models: Mapping[str, tuple[str, ...]],
) -> KeptAlerts:
    """Evaluate the lake's new events and keep what came of it; or all events of what is looked at once: files, some of the rules, Spark."""
    if ask.keeps and last_batch(folder):
        return look_and_keep(folder, programs, models, anew=ask.anew)
    found = []
    for program in programs.values():
        with _engine(settings, ask, folder) as engine:
            detected = detect(engine, program, models)
        found.append(KeptAlerts(detected=detected, new=frozenset(each.id for each in detected.alerts)))
    return merged(found)


@contextmanager
def _engine(settings: Settings, ask: Ask, folder: Path) -> Iterator[Engine]:
    """What evaluates rules over a lake; what it puts on disk is gone afterwards."""
    if ask.engine == "spark":
        engine = bootstrap_detect.spark_engine(
            folder, settings["spark_master"], settings["spark_options"], None if ask.files else settings["spark_lake"]
        )
        try:
            yield engine
        finally:
            engine.close()
        return
    with TemporaryDirectory(prefix="modelkeep-detect-") as spill:
        engine = bootstrap_detect.duckdb_engine(folder, Path(spill))
        try:
            yield engine
        finally:
            engine.close()


def read_rules(folders: Sequence[str]) -> Book:
    """The rules of folders; `builtin` names ours. Raises UsageError or CatalogueError."""
    return read(load_detections(built_in_detections() if each == BUILT_IN else Path(each) for each in folders))


def rule_sets(folders: Sequence[str], book: Book, known: Mapping[str, Sequence[str] | None]) -> Mapping[str, Program]:
    """The programs of rules that are kept apart, by where they are from: `builtin`, or a folder's path."""
    found = {}
    for each in dict.fromkeys(folders):
        folder = built_in_detections() if each == BUILT_IN else Path(each)
        paths = {path for path in _paths(book) if path == folder or folder in path.parents}
        found[each if each == BUILT_IN else str(folder.resolve())] = compile_rules(book.part(paths), (), known)
    return found


def _paths(book: Book) -> set[Path]:
    return {each.path for each in book.documents} | {each.path for each in book.troubles}


def look_and_keep(
    lake: Path, programs: Mapping[str, Program], models: Mapping[str, tuple[str, ...]], *, anew: bool = False
) -> KeptAlerts:
    """Evaluate what is new in a lake to each rule set, and keep what came of it."""
    found = []
    for rules, program in programs.items():
        with TemporaryDirectory(prefix="modelkeep-detect-") as spill:
            engine = bootstrap_detect.keeping_engine(lake, Path(spill), rules, anew=anew)
            try:
                found.append(detect_kept(engine, program, models))
            finally:
                engine.close()
    return merged(found)


def compile_rules(
    book: Book, names: Sequence[str], known: Mapping[str, Sequence[str] | None], engine: str = "duckdb"
) -> Program:
    """The rules, or the named ones, for an engine. Raises UsageError for a rule that there is not."""
    return Compiler(book, known, engine).compile(tuple(_name_of(book, each) for each in names))


def _name_of(book: Book, told: str) -> str:
    """The name of a rule that people call by its name or, where it is the only one in its file, by its file's."""
    if any(each.name == told for each in book.documents):
        return told
    inside = [each.name for each in book.documents if each.path.stem == told]
    if len(inside) == 1:
        return inside[0]
    raise UsageError(
        f"there is no rule {told}", remedy="Call a rule by its name, or by its file's where that holds one."
    )


def _wrong(trouble: RuleTrouble) -> CatalogueError:
    told = f"{trouble.rule}: {trouble.message}"
    return CatalogueError(
        trouble.path, trouble.line, told, remedy="Correct the rule; others are evaluated without it, as it is."
    )


@contextmanager
def _lake(workspace: Path, ask: Ask) -> Iterator[tuple[Path, bool]]:
    """The folder of the lake to look at, and whether all that was to go into it was read."""
    if not ask.files:
        yield bootstrap.lake_folder(workspace), True
        return
    from modelkeep.app.logs_ingest import ingest
    from modelkeep.cli.progress import LiveLine

    options = bootstrap.AwsOptions()
    with_s3 = any(place.startswith("s3://") for place in ask.files)
    with TemporaryDirectory(prefix="modelkeep-detect-") as name:
        folder = Path(name)
        with (
            bootstrap.open_for_writing(folder) as lake,
            LiveLine(err(), "reading logs", shown=not ask.quiet) as line,
        ):
            summary = ingest(
                bootstrap_logs.log_objects(ask.files, folder, options),
                lake,
                bootstrap_logs.log_workers(folder, options, None, with_s3=with_s3).convert,
                now=bootstrap.clock,
                tell=lambda so_far: line.tell(f"{so_far.events:,} events", so_far.objects, None),
                compact=False,
            )
        if not summary.is_whole:
            what = f"{plural(summary.quarantined, 'record')} and {plural(summary.failed, 'object')} could not be read"
            err().print(
                f"warning: {what}; `modelkeep logs ingest` keeps them with the reason", markup=False, highlight=False
            )
        yield bootstrap.lake_folder(folder), summary.is_whole


def _show(settings: Settings, kept: KeptAlerts, now: datetime, format_name: str, output: Path | None) -> int:
    detected = kept.detected
    found = findings_of(detected, living(settings, unmatched=False).suppressions, now)
    pairs = list(zip(detected.alerts, found, strict=False))
    with written(output) as out:
        if format_name == "table":
            write_table(pairs, len(detected.rules), out, kept.new)
        elif format_name in ("json", "jsonl"):
            write_lines(pairs, out, kept.new)
        elif format_name == "ocsf":
            write_ocsf(pairs, out)
        else:
            exporter(format_name)(found, context_of(detected, found, now=now, version=__version__), out)
    return exit_code(found)


def _tell(detected: Detected, *, is_whole: bool, quiet: bool) -> None:
    """What was not evaluated and what still learns, on standard error."""
    console = err()

    def say(told: str) -> None:
        console.print(told, markup=False, highlight=False, soft_wrap=True)

    wrong = [each for each in detected.troubles if each.wrong]
    for each in wrong:
        say(f"not evaluated: {each.told}")
    reasons: dict[str, list[RuleTrouble]] = {}
    for each in detected.troubles:
        if not each.wrong:
            reasons.setdefault(each.message, []).append(each)
    for message, some in reasons.items():
        more = f" and {len(some) - _TOLD} more" if len(some) > _TOLD else ""
        say(f"not evaluated, {message}: {', '.join(each.rule for each in some[:_TOLD])}{more}")
    if not quiet:
        for told in detected.learning[:_TOLD]:
            say(told)
        if len(detected.learning) > _TOLD:
            say(f"{len(detected.learning) - _TOLD} more rules still learn")


def _since(told: str | None, now: datetime) -> datetime | None:
    if told is None:
        return None
    if found := _SPAN.fullmatch(told):
        return now - timedelta(**{_UNITS[found[2]]: int(found[1])})
    try:
        return datetime.fromisoformat(told).replace(tzinfo=UTC)
    except ValueError:
        raise UsageError(f"{told!r} is no time", remedy="Write --since 24h, 7d or 2026-01-31.") from None


def test_rules(folders: Sequence[str], names: Sequence[str], cases: Path | None) -> int:
    """Run the cases of rules and tell which do not hold; returns the exit code."""
    from modelkeep.cli.console import out

    book = read_rules(folders)
    compile_rules(book, names, {})
    folder = cases or built_in_detection_cases()
    referred = book.referred()
    chosen = names or [each.name for each in book.documents if each.name not in referred]
    bench = Bench(book, {name: load_cases(folder / f"{name}.yaml") for name in chosen}, open_tables)
    failed = 0
    for trouble in book.troubles if not names else ():
        failed += 1
        out().print(trouble.told, markup=False, highlight=False)
    for name in chosen:
        broken = list(bench.run(name))
        failed += bool(broken)
        for each in broken:
            out().print(f"{each.rule}, {each.case}: {each.message}", markup=False, highlight=False)
    kept = len(chosen) - failed
    out().print(f"{max(kept, 0)} of {len(chosen)} rules keep their cases", markup=False, highlight=False)
    return 1 if failed else 0


def open_tables(records: Mapping[str, Sequence[bytes]]) -> duckdb.DuckDBPyConnection:
    """A connection with log tables of these records. Raises UsageError for a case whose event is none."""
    connection = connect(threads=1)
    for table, lines in records.items():
        if refused := load_records(connection, table, lines):
            raise UsageError(
                f"{len(refused)} events of the cases are no records of {table}", remedy="Correct the cases."
            )
    return connection


def explain_rule(folders: Sequence[str], name: str, engines: Sequence[str], known: Sequence[str]) -> str:
    """A rule's SQL for each engine: its scan of the log tables, and the query over the hits."""
    book = read_rules(folders)
    told: dict[str, Sequence[str] | None] = {
        each: EXAMPLES.get(each, (f"%{each}%",)) for document in book.documents for each in placeholders_of(document)
    }
    parts: list[str] = []
    for engine in engines:
        program = compile_rules(book, (name,), {**told, **known_by_people(known)}, engine)
        if program.troubles:
            raise _wrong(program.troubles[0])
        (rule,) = program.rules
        parts.append(f"-- {rule.name}: {rule.title} ({engine})")
        parts += [f"CREATE TEMPORARY VIEW hit_{table} AS\n{sql};" for table, sql in program.scans.items()]
        parts += [f"CREATE TEMPORARY VIEW {each.name} AS\n{each.sql};" for each in program.since]
        if rule.state:
            parts.append(f"-- {rule.state}: what earlier runs knew, empty at first")
        parts.append(f"{rule.sql};\n")
    return "\n".join(parts)
