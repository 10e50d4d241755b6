"""Lines of cases are numbered and counted."""

from __future__ import annotations

from tests.unit.engines.access.cases import table

from modelkeep.app.simulate import Simulation
from modelkeep.engines.access.simulate import Simulator

CASE = b'{"id": 7, "request": {"principal": "anonymous", "action": "s3:GetObject"}}\n'
DEEP = b'{"id": 1, "request": {"principal": "anonymous", "action": "s3:GetObject", "context": {"a": ' + b"[" * 100_000


def test_blank_lines_are_counted_but_not_answered() -> None:
    simulation = Simulation(Simulator(table()))
    found = list(simulation.answers([b"\n", CASE, b" \r\n", b"{}\n", CASE]))
    assert [each["id"] for each in found] == [7, None, 7]
    assert found[1]["problem"].startswith("line 4: ")
    assert simulation.outcomes == {"implicit_deny": 2, "unknown": 1}
    assert simulation.exit_code == 4


def test_answers_come_one_by_one() -> None:
    simulation = Simulation(Simulator(table()))
    lines = iter([CASE, b"{}"])
    answers = simulation.answers(lines)
    next(answers)
    assert next(lines) == b"{}", "a line is read when its answer is asked for"
    assert simulation.exit_code == 0


def test_a_line_without_end_does_not_stop_the_run() -> None:
    found = list(Simulation(Simulator(table())).answers([DEEP, CASE]))
    assert [each["decision"] for each in found] == ["unknown", "implicit_deny"]
