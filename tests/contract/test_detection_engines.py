"""Every engine gives the same alerts: DuckDB, and Spark on a cluster of two workers, over the events of all rules' cases at once.

Spark costs seconds to start and for every query, so that there is one session, one lake and one search. `make slow` runs it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from tests.unit.adapters.lake.lakes import write_events
from typer.testing import CliRunner

from modelkeep.adapters.detection.local import DuckDbEngine
from modelkeep.adapters.detection.spark import SparkEngine, lake_paths
from modelkeep.adapters.lake.database import connect
from modelkeep.adapters.lake.events import load_records, view
from modelkeep.adapters.lake.schema import fingerprint
from modelkeep.adapters.spark_session import open_session
from modelkeep.app.detect import Detected, Engine, detect
from modelkeep.bootstrap_detect import DETECTING
from modelkeep.catalogue.detections import built_in_detection_cases, built_in_detections, load_detections
from modelkeep.cli import app
from modelkeep.core.logs import log_tables
from modelkeep.core.logs.lake import LakeFile
from modelkeep.engines.logs.cases import ACCOUNT, case_records, load_cases
from modelkeep.engines.logs.sigma.parsing import Book, placeholders, read
from modelkeep.engines.logs.sigma.program import Compiler

MASTER = "local-cluster[2,1,1024]"
SMALL = {
    # Little is done once and never again: what the second compiler would win is never won back.
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.executor.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    # Nor is Java code, made anew for every query on every worker: the same expressions are interpreted.
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}
FINDING = b"""{"schemaVersion": "2.0", "accountId": "111122223333", "region": "eu-west-1", "id": "f1", "severity": 8, "title": "Odd",
"arn": "arn:aws:guardduty:eu-west-1:111122223333:detector/d/finding/f1", "type": "CredentialAccess:IAMUser/AnomalousBehavior",
"createdAt": "2026-11-20T09:00:00Z", "updatedAt": "2026-11-20T10:00:00Z", "resource": {"resourceType": "AccessKey"},
"service": {"serviceName": "guardduty", "archived": false, "action": {"awsApiCallAction": {"serviceName": "sagemaker.amazonaws.com"}}}}"""
RULE = """
title: Model created
name: R-1
level: medium
logsource: {product: aws, service: cloudtrail}
detection: {s: {eventName: CreateModel}, condition: s}
"""
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("spark")]


@dataclass(frozen=True)
class Cases:
    """The events of all cases, each case in an account of its own, and everything that the cases' estates know."""

    book: Book
    names: tuple[str, ...]
    records: Mapping[str, list[bytes]]
    known: Mapping[str, tuple[str, ...]]


def gathered() -> Cases:
    book = read(load_detections([built_in_detections()]))
    cases = {path.stem: load_cases(path) for path in sorted(built_in_detection_cases().glob("*.yaml"))}
    known: dict[str, list[str]] = {each: [] for document in book.documents for each in placeholders(document)}
    rules = {rule.name: rule for rule in Compiler(book, known).compile(tuple(cases)).rules}
    records: dict[str, list[bytes]] = {"guardduty": [FINDING]}
    number = 0
    for name, some in cases.items():
        for case in some:
            number += 1
            account = f"9{number:011}"
            for table, lines in case_records(name, case, rules[name]).items():
                records.setdefault(table, []).extend(line.replace(ACCOUNT.encode(), account.encode()) for line in lines)
            for placeholder, values in case.known.items():
                known[placeholder].extend(each.replace(ACCOUNT, account) for each in values)
    return Cases(book, tuple(cases), records, {name: tuple(dict.fromkeys(values)) for name, values in known.items()})


def stored(cases: Cases, folder: Path) -> list[LakeFile]:
    """A lake with one file for each table, whose folders' names say something else than its events, as no lake's should."""
    files = []
    with connect(threads=1) as connection:
        for name, lines in cases.records.items():
            assert not load_records(connection, name, lines)
            place = f"{name}/account=0/region=nowhere/day=2000-01-01/[1].parquet"
            file = LakeFile(
                table=name, account="0", region="nowhere", day=date(2000, 1, 1), name=place,
                rows=len(lines), bytes=0, first=None, last=None, batch=1, schema=fingerprint(log_tables()[name]),
            )  # fmt: skip
            path = file.path(folder)
            path.parent.mkdir(parents=True)
            connection.execute(f"COPY {name} TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
            files.append(file)
    return files


def on_duckdb(folder: Path, files: list[LakeFile]) -> Engine:
    connection = connect(threads=1, memory=DETECTING)
    for name, table in log_tables().items():
        view(connection, table, [each for each in files if each.table == name], folder)
    return DuckDbEngine(connection)


def on_spark(folder: Path, files: list[LakeFile]) -> Engine:
    return SparkEngine(open_session(MASTER, SMALL), lake_paths(files, folder))


@pytest.fixture(scope="module")
def cases() -> Cases:
    return gathered()


@pytest.fixture(scope="module")
def found(cases: Cases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Detected]]:
    folder = tmp_path_factory.mktemp("lake")
    files = stored(cases, folder)
    told, opened = {}, []
    for dialect, open_engine in (("duckdb", on_duckdb), ("spark", on_spark)):
        opened.append(open_engine(folder, files))
        told[dialect] = detect(opened[-1], Compiler(cases.book, cases.known, dialect).compile(cases.names), {})
    yield told
    for engine in opened:
        engine.close()


def test_every_rule_gives_the_same_alerts(cases: Cases, found: Mapping[str, Detected]) -> None:
    expected, told = found["duckdb"].alerts, found["spark"].alerts
    assert {each.rule for each in expected} >= set(cases.names), "every rule has an alert to compare"
    assert {each.id: each.rule for each in told} == {each.id: each.rule for each in expected}
    assert told == expected


def test_every_sort_of_rule_is_compared(cases: Cases, found: Mapping[str, Detected]) -> None:
    """Baselines, first and missing terms keep no state on Spark: they are made out of all events there."""
    kinds: dict[str, set[str]] = {}
    for rule in Compiler(cases.book, cases.known, "spark").compile(cases.names).rules:
        kinds.setdefault(rule.terms.kind if rule.terms else "", set()).add(rule.name)
    told = {each.rule for each in found["spark"].alerts}
    for kind in ("baseline", "new_terms", "lost_terms", ""):
        assert kinds[kind] <= told, kind


def test_events_are_counted_and_nothing_is_left_out(cases: Cases, found: Mapping[str, Detected]) -> None:
    for each in found.values():
        assert each.troubles == ()
        assert each.counts == {name: len(lines) for name, lines in cases.records.items() if name != "guardduty"}


def test_what_is_still_learnt_is_told_alike(found: Mapping[str, Detected]) -> None:
    assert found["duckdb"].learning
    assert found["spark"].learning == found["duckdb"].learning


def test_findings_of_guardduty_join_in(found: Mapping[str, Detected]) -> None:
    alerts = [each for each in found["spark"].alerts if each.rule.startswith("GD-")]
    assert [(each.rule, each.account, f"{each.last:%H:%M}") for each in alerts] == [
        ("GD-CredentialAccess:IAMUser/AnomalousBehavior", ACCOUNT, "10:00")
    ]


@pytest.mark.usefixtures("found")
def test_the_command_searches_what_was_ingested(tmp_path: Path) -> None:
    """On the session that is there; it ends with the command."""
    write_events(tmp_path / "in", files=2, each=3)
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "rule.yml").write_text(RULE)

    def run(*words: str) -> tuple[int, str]:
        result = CliRunner().invoke(app, [*words, "-w", str(tmp_path / "w"), "--quiet"])
        return result.exit_code, result.stdout

    assert run("logs", "ingest", str(tmp_path / "in"), "--workers", "1")[0] == 0
    words = ("detect", "--rules", str(tmp_path / "rules"), "--format", "json")
    code, told = run(*words, "--engine", "spark", "--spark-master", MASTER)
    assert (code, sum(json.loads(line)["count"] for line in told.splitlines())) == (12, 6)
    assert run(*words) == (code, told)
