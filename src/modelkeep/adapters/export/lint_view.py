"""What the policy linter found, as text, JSON and SARIF 2.1.0."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from textwrap import fill
from types import MappingProxyType
from typing import IO, Any

from modelkeep import __version__
from modelkeep.adapters.export.sarif import LEVELS, SCHEMA, SCORES, uri_of
from modelkeep.adapters.export.text import visible
from modelkeep.core.words import plural
from modelkeep.engines.access.lint.report import LintReport
from modelkeep.engines.access.lint.subject import Problem, Rule


def write_text(report: LintReport, out: IO[str]) -> None:
    """`file:line:column`, severity and rule, what is wrong, what to do."""
    for each in report.problems:
        out.write(f"{visible(each.file)}:{each.place.line}:{each.place.column}: {each.severity} {each.rule}\n")
        out.writelines(f"{_wrapped(text)}\n" for text in (_message(each), visible(each.remedy)))
    found = plural(len(report.problems), "problem") if report.problems else "no problems"
    out.write(f"{found} in {plural(report.documents, 'document')} (action table of {report.table_date})\n")


def _wrapped(text: str) -> str:
    return fill(text, 80, initial_indent="  ", subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


def _message(problem: Problem) -> str:
    whose = f" ({visible(problem.sid)})" if problem.sid else ""
    where = f"statement {problem.statement}{whose}: " if problem.statement is not None else ""
    return f"{where}{visible(problem.message)}"


def write_json(report: LintReport, out: IO[str]) -> None:
    """One object with all problems."""
    document = {
        "documents": report.documents,
        "action_table": report.table_date.isoformat(),
        "problems": [
            {
                "rule": each.rule,
                "severity": each.severity.value,
                "file": each.file,
                "line": each.place.line,
                "column": each.place.column,
                "statement": each.statement,
                "sid": each.sid,
                "message": each.message,
                "remedy": each.remedy,
            }
            for each in report.problems
        ],
    }
    out.write(json.dumps(document, indent=2) + "\n")


def write_sarif(report: LintReport, out: IO[str]) -> None:
    """One run, one result for each problem."""
    numbers = {rule.id: number for number, rule in enumerate(report.rules)}
    driver = {
        "name": "Modelkeep",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_rule(each) for each in report.rules],
    }
    run = {
        "tool": {"driver": driver},
        "automationDetails": {"id": "modelkeep/policy-lint"},
        "columnKind": "unicodeCodePoints",
        "properties": {"actionTable": report.table_date.isoformat()},
        "results": [_result(each, numbers[each.rule]) for each in report.problems],
    }
    out.write(json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n")


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "help": {"text": rule.remedy},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {
            "security-severity": SCORES[rule.severity],
            "severity": rule.severity.value,
            "tags": ["security"],
        },
    }


def _result(problem: Problem, number: int) -> dict[str, Any]:
    place = {"startLine": problem.place.line, "startColumn": problem.place.column}
    return {
        "ruleId": problem.rule,
        "ruleIndex": number,
        "kind": "fail",
        "level": LEVELS[problem.severity],
        "message": {"text": f"{_message(problem)}. {visible(problem.remedy)}"},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri_of(problem.file)}, "region": place}}],
        "properties": {"severity": problem.severity.value, "statement": problem.statement, "sid": problem.sid},
    }


LINT_FORMATS: Mapping[str, Callable[[LintReport, IO[str]], None]] = MappingProxyType(
    {"text": write_text, "json": write_json, "sarif": write_sarif}
)
