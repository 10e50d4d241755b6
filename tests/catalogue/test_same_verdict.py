"""The same resource gives the same verdict, whether AWS tells it or a file declares it: each control's cases through both."""

from __future__ import annotations

import dataclasses
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from tests.fakes.blank import blank_estate
from tests.unit.adapters.iac.expressed import NotExpressibleError, declared

from modelkeep import bootstrap
from modelkeep.adapters.iac.forms import told_columns
from modelkeep.adapters.iac.resource import Declared, Deployment
from modelkeep.adapters.iac.rows import rows_of
from modelkeep.core.control import Control
from modelkeep.core.kinds import tables
from modelkeep.core.tables import Role, table_of
from modelkeep.engines.posture.cases import ACCOUNT, REGION, Case, load_cases
from modelkeep.engines.posture.declared import answerable, evaluate_declared
from modelkeep.engines.posture.lineage import derive, index
from modelkeep.engines.posture.schema import insert_rows

CATALOGUE = bootstrap.load_catalogue()
ASKED = [control for control in CATALOGUE.controls if answerable(control, told_columns())]
DEPLOYMENT = Deployment(ACCOUNT, REGION)
DERIVED = ("relation", "ai_relevant", "model", "model_resource")
OPEN = ("rests on", "the files declare none")
"""How the reasons begin of verdicts that a file leaves open and an account does not."""


class Bench:
    """An estate that is filled and emptied for one case after the other. To optimise takes longer than it saves over a few rows."""

    def __init__(self) -> None:
        self.connection = blank_estate()
        self.connection.execute("PRAGMA disable_optimizer")

    def verdicts(
        self, control: Control, resources: list[Declared], said: Mapping[str, Sequence[Mapping[str, Any]]]
    ) -> dict[str, tuple[str, str]]:
        """Verdict and reason by ARN. `said` are rows of tables that SQL fills from any source, as the case has them."""
        by_table: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in rows_of(resources):
            by_table[table_of(row).name].append(dataclasses.asdict(row))
        for name, rows in by_table.items():
            insert_rows(self.connection, name, rows)
        derived = {name for name in control.tables if tables()[name].role is Role.DERIVED}
        try:
            if derived:
                derive(self.connection, CATALOGUE.relations)
                for name, given in said.items():
                    insert_rows(self.connection, name, [dict(row) for row in given])
            else:
                index(self.connection, by_table)
            evaluate_declared(self.connection, [control], everything=True)
            found = self.connection.execute("SELECT resource, verdict, reason FROM finding").fetchall()
            return {resource: (verdict, reason) for resource, verdict, reason in found}
        finally:
            for name in {*by_table, "finding_place", *(DERIVED if derived else ())}:
                self.connection.execute(f'DELETE FROM "{name}"')


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    made = Bench()
    yield made
    made.connection.close()


@pytest.mark.parametrize("control", ASKED, ids=lambda control: control.id)
def test_files_give_the_verdicts_of_cases(bench: Bench, control: Control) -> None:
    """Of each section, up to the first case that a file decides."""
    hold(bench, control, every=False)


@pytest.mark.slow
@pytest.mark.parametrize("control", ASKED, ids=lambda control: control.id)
def test_files_give_the_verdicts_of_all_cases(bench: Bench, control: Control) -> None:
    hold(bench, control, every=True)


def hold(bench: Bench, control: Control, *, every: bool) -> None:
    """Hold the verdicts over files against those that the cases have."""
    said: set[str] = set()
    done: set[str] = set()
    for case in load_cases(bootstrap.case_file(control)):
        if case.section in done and not every:
            continue
        try:
            resources, arns = declared(case.rows, DEPLOYMENT, frozenset(re.findall(r"\w+", control.sql)))
        except NotExpressibleError:
            continue
        derived = {
            name: [{column: arns.get(str(value), value) for column, value in row.items()} for row in rows]
            for name, rows in case.rows.items()
            if rows and tables()[name].role is Role.DERIVED
        }
        found = bench.verdicts(control, resources, derived)
        expected = expected_verdicts(case, arns, found)
        for arn, verdict in expected.items():
            got, reason = found.get(arn, ("no verdict", ""))
            assert got == verdict or (got == "UNKNOWN" and reason.startswith(OPEN)), (
                f"{case.section} {case.number}: {arn}: {got} ({reason})"
            )
            if got == verdict:
                done.add(case.section)
                said |= {got} - {"UNKNOWN"}
        if not expected:
            done.add(case.section)
    assert said, (
        f"no case of {control.id} gets its verdict through a file: tests/unit/adapters/iac/expressed.py says why"
    )


def expected_verdicts(case: Case, arns: dict[str, str], found: dict[str, tuple[str, str]]) -> dict[str, str]:
    """The verdict of each resource: as the case lists them, or one for all that the control is about. What stands for an account of
    which something was not read has no place in files."""
    if case.expect:
        return {arns.get(arn, arn): verdict for arn, verdict in case.expect.items() if not arn.endswith("/*")}
    if case.verdict is None:
        assert not found, f"{case.section} {case.number}: {found}"
        return {}
    assert found, f"{case.section} {case.number}: no verdict"
    return dict.fromkeys(found, case.verdict.value)
