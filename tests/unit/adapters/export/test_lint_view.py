"""What the policy linter found, in every format."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from modelkeep.adapters.export.lint_view import LINT_FORMATS
from modelkeep.core.verdict import Severity
from modelkeep.engines.access.lint.linter import RULES
from modelkeep.engines.access.lint.report import LintReport
from modelkeep.engines.access.lint.subject import Place, Problem

SCHEMA = next((Path(__file__).parents[3] / "schemas").rglob("sarif*.json"))
PROBLEM = Problem(
    rule="public",
    severity=Severity.CRITICAL,
    file="policies/bucket policy.json",
    place=Place(3, 7),
    message="everybody of any account may do this\x1b[31m",
    remedy="Name the principals.",
    statement=1,
    sid="Open",
)
OTHER = Problem(
    rule="old-version", severity=Severity.LOW, file="b.json", place=Place(), message="of 2008 " * 20, remedy="Write it."
)


def shown(format_name: str, *problems: Problem) -> str:
    out = io.StringIO()
    LINT_FORMATS[format_name](LintReport(problems, 2, date(2026, 9, 26), RULES), out)
    return out.getvalue()


def test_text_tells_place_severity_rule_problem_and_remedy_within_80_columns() -> None:
    text = shown("text", PROBLEM, OTHER)
    assert text.startswith(
        "policies/bucket policy.json:3:7: critical public\n"
        "  statement 1 (Open): everybody of any account may do this<U+001B>[31m\n  Name the principals.\n"
    )
    assert text.endswith("2 problems in 2 documents (action table of 2026-09-26)\n")
    assert max(map(len, text.splitlines())) <= 80
    assert shown("text") == "no problems in 2 documents (action table of 2026-09-26)\n"


def test_json_holds_everything() -> None:
    document = json.loads(shown("json", PROBLEM))
    assert document["action_table"] == "2026-09-26"
    assert document["documents"] == 2
    assert document["problems"] == [
        {
            "rule": "public", "severity": "critical", "file": "policies/bucket policy.json", "line": 3, "column": 7, "statement": 1,
            "sid": "Open", "message": PROBLEM.message, "remedy": "Name the principals.",
        }
    ]  # fmt: skip


@pytest.mark.parametrize("problems", [(), (PROBLEM, OTHER)])
def test_sarif_follows_its_schema_and_points_to_line_and_column(problems: tuple[Problem, ...]) -> None:
    document: dict[str, Any] = json.loads(shown("sarif", *problems))
    jsonschema.validate(document, json.loads(SCHEMA.read_text(encoding="utf-8")))
    (run,) = document["runs"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [rule.id for rule in RULES]
    assert len(run["results"]) == len(problems)
    if problems:
        first = run["results"][0]
        assert run["tool"]["driver"]["rules"][first["ruleIndex"]]["id"] == first["ruleId"] == "public"
        assert first["level"] == "error"
        assert first["locations"][0]["physicalLocation"] == {
            "artifactLocation": {"uri": "policies/bucket%20policy.json"},
            "region": {"startLine": 3, "startColumn": 7},
        }


def test_the_exit_code_is_that_of_the_worst() -> None:
    table = date(2026, 9, 26)
    assert LintReport((), 1, table, RULES).exit_code == 0
    assert LintReport((OTHER,), 1, table, RULES).exit_code == 11
    assert LintReport((OTHER, PROBLEM), 1, table, RULES).exit_code == 14
