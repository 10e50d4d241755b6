"""Cases in, answers out: in order, to the end, with an exit code that hides nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.unit.engines.access.cases import OBJECT, USER, allow, deny
from typer.testing import CliRunner

from modelkeep.cli import app
from modelkeep.core.errors import UsageError


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def case(number: int, *identity: dict[str, Any], **more: Any) -> str:
    request = {"principal": USER, "action": "s3:GetObject", "resource": OBJECT}
    return json.dumps({"id": number, "request": request, "policies": {"identity": list(identity)}, **more})


def run(lines: list[str], *options: str, piped: bool = False) -> tuple[int, list[dict[str, Any]], str]:
    text = "\n".join(lines) + "\n"
    Path("cases.jsonl").write_text(text)
    arguments = ["simulate", "-" if piped else "cases.jsonl", *options]
    result = CliRunner().invoke(app, arguments, input=text if piped else None)
    if isinstance(result.exception, Exception) and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, [json.loads(each) for each in result.stdout.splitlines()], result.stderr


@pytest.mark.parametrize("piped", [False, True])
def test_each_case_is_answered_in_order(piped: bool) -> None:
    code, answers, told = run([case(1, allow()), case(2), "", case(3, allow(), deny())], piped=piped)
    assert [(each["id"], each["decision"]) for each in answers] == [
        (1, "allowed"),
        (2, "implicit_deny"),
        (3, "explicit_deny"),
    ]
    assert answers[2]["by"] == [{"policy": "identity[1]", "statement": 0}]
    assert code == 0
    assert "3 cases: 1 allowed, 1 explicit_deny, 1 implicit_deny" in told


def test_a_line_that_is_no_case_stops_nothing_and_is_told() -> None:
    code, answers, _ = run([case(1, allow()), "{nonsense", "", "{}", case(4, allow())])
    assert [each["decision"] for each in answers] == ["allowed", "unknown", "unknown", "allowed"]
    assert [each["problem"].partition(":")[0] for each in answers if "problem" in each] == ["line 2", "line 4"]
    assert code == 4


def test_a_policy_that_is_not_understood_is_no_success() -> None:
    code, (answer,), _ = run([case(1, allow(), {"Statement": "?"})])
    assert (code, answer["decision"]) == (4, "unknown")


def test_the_mode_is_for_cases_that_name_none() -> None:
    secure = allow(Condition={"Bool": {"aws:SecureTransport": "true"}})
    lines = [case(1, secure), case(2, secure, mode="strict")]
    _, answers, _ = run(lines, "--mode", "symbolic")
    assert [each["decision"] for each in answers] == ["allowed_if", "implicit_deny"]
    assert answers[0]["condition"] == "aws:SecureTransport is true"
    with pytest.raises(UsageError, match="unknown mode 'lax'"):
        run(lines, "--mode", "lax")


def test_answers_go_to_a_file() -> None:
    code, answers, _ = run([case(1, allow())], "--output", "out.jsonl")
    assert (code, answers) == (0, [])
    assert json.loads(Path("out.jsonl").read_text())["decision"] == "allowed"


def test_a_file_that_is_not_there_is_a_mistake_of_the_command_line() -> None:
    result = CliRunner().invoke(app, ["simulate", "nowhere.jsonl"])
    assert isinstance(result.exception, UsageError)
    assert "nowhere.jsonl" in str(result.exception)
