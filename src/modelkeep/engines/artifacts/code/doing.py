"""What a source does that a person should know of, whatever language it is in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from modelkeep.core.artifacts import Rule
from modelkeep.core.verdict import Severity
from modelkeep.engines.artifacts.looking import Look


@dataclass(frozen=True, slots=True)
class Doing:
    """One thing that a source does, with its line. `severity` is the rule's unless it is given."""

    rule: Rule
    line: int
    message: str
    evidence: str = ""
    severity: Severity | None = None
    review: bool = False


def tell(found: Iterable[Doing], look: Look, at: str = "") -> None:
    """Tell each as an issue of a look; `at` is where the source stands within the file, where it is not all of it."""
    for each in found:
        place = ", ".join(filter(None, (at, f"line {each.line}")))
        look.found(
            each.rule, each.message, at=place, evidence=each.evidence, severity=each.severity, review=each.review
        )
