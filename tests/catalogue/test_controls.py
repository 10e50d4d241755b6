"""Every control against its cases, and against the denial of every call that it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from modelkeep.bootstrap import load_catalogue
from modelkeep.core.control import Control
from modelkeep.engines.posture.bench import Bench
from modelkeep.engines.posture.cases import load_cases, run_cases

CASES = Path(__file__).parent / "controls"
CATALOGUE = load_catalogue()


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    made = Bench()
    yield made
    made.close()


@pytest.mark.parametrize("control", CATALOGUE.controls, ids=lambda control: control.id)
def test_control_keeps_its_cases(control: Control, bench: Bench) -> None:
    mishaps = run_cases(control, load_cases(CASES / f"{control.id}.yaml"), bench)
    assert not mishaps, "\n".join(f"{mishap.case}: {mishap.message}" for mishap in mishaps)


def test_every_case_file_has_its_control() -> None:
    known = {control.id for control in CATALOGUE.controls}
    assert sorted(path.stem for path in CASES.glob("*.yaml") if path.stem not in known) == []


def test_the_quick_look_at_the_sql_finds_what_duckdb_binds() -> None:
    bound = load_catalogue(check=True)
    assert {each.id: each.tables for each in CATALOGUE.controls} == {each.id: each.tables for each in bound.controls}
    assert [each.tables for each in CATALOGUE.relations] == [each.tables for each in bound.relations]
