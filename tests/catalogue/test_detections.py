"""Every detection rule of the catalogue compiles for every engine and keeps its own cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import duckdb
import pytest

from modelkeep.adapters.lake.database import connect
from modelkeep.adapters.lake.events import load_records
from modelkeep.catalogue.detections import built_in_detection_cases, built_in_detections, load_detections
from modelkeep.core.logs.detection import EXAMPLES
from modelkeep.engines.logs.cases import Bench, load_cases
from modelkeep.engines.logs.sigma.parsing import Book, placeholders, read
from modelkeep.engines.logs.sigma.program import Compiler

FILES = load_detections([built_in_detections()])


@cache
def book() -> Book:
    return read(FILES)


def names() -> list[str]:
    referred = book().referred()
    return sorted(each.name for each in book().documents if each.name not in referred)


def opened(records: Mapping[str, Sequence[bytes]]) -> duckdb.DuckDBPyConnection:
    connection = connect(threads=1)
    for table, lines in records.items():
        refused = load_records(connection, table, lines)
        assert not refused, refused
    return connection


@cache
def bench() -> Bench:
    cases = {path.stem: load_cases(path) for path in sorted(built_in_detection_cases().glob("*.yaml"))}
    return Bench(book(), {name: cases[name] for name in names() if name in cases}, opened)


@pytest.mark.xdist_group("detections")
@pytest.mark.parametrize("name", names())
def test_rule_keeps_its_cases(name: str) -> None:
    assert [f"{each.rule}, {each.case}: {each.message}" for each in bench().run(name)] == []


@pytest.mark.parametrize("dialect", ["duckdb", "spark", "athena"])
def test_all_rules_compile_for_every_engine(dialect: str) -> None:
    known: dict[str, tuple[str, ...]] = {
        each: EXAMPLES.get(each, (f"%{each}%",)) for document in book().documents for each in placeholders(document)
    }
    program = Compiler(book(), known, dialect).compile()
    assert [each.told for each in program.troubles] == []
    assert {each.name for each in program.rules} == set(names())


def test_rules_tell_what_an_alert_needs() -> None:
    known = {each: EXAMPLES.get(each, ("x",)) for document in book().documents for each in placeholders(document)}
    for rule in Compiler(book(), known).compile().rules:
        document = rule.document.raw
        assert document.get("description"), rule.name
        assert document.get("falsepositives"), rule.name
        assert document.get("level"), rule.name
        assert document.get("id"), rule.name
        assert rule.techniques, rule.name


def test_no_case_is_without_its_rule() -> None:
    assert {path.stem for path in built_in_detection_cases().glob("*.yaml")} == set(names())
