"""The use case `policy lint`: what is wrong with policy documents by themselves."""

from __future__ import annotations

from collections.abc import Iterable

from modelkeep.engines.access.actions import ActionTable
from modelkeep.engines.access.lint.linter import RULES, lint
from modelkeep.engines.access.lint.report import LintReport
from modelkeep.engines.access.lint.subject import PolicyKind, PolicyText, Problem


def lint_policies(documents: Iterable[PolicyText], table: ActionTable, kind: PolicyKind | None = None) -> LintReport:
    """Judge documents, all of one kind or each of the kind that it looks like."""
    problems: list[Problem] = []
    count = 0
    for each in documents:
        count += 1
        problems += lint(each, table, kind)
    return LintReport(tuple(problems), count, table.date, RULES)
