"""What the linter says of several documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from modelkeep.core.verdict import Severity
from modelkeep.engines.access.lint.subject import Problem, Rule

_EXIT_CODES = {Severity.INFO: 11, Severity.LOW: 11, Severity.MEDIUM: 12, Severity.HIGH: 13, Severity.CRITICAL: 14}


@dataclass(frozen=True, slots=True)
class LintReport:
    """The problems of all documents, how many documents there were, of which day the action table is, and all rules."""

    problems: tuple[Problem, ...]
    documents: int
    table_date: date
    rules: tuple[Rule, ...]

    @property
    def exit_code(self) -> int:
        """0 for no problem, 11 to 14 by the worst."""
        return max((_EXIT_CODES[each.severity] for each in self.problems), default=0)
