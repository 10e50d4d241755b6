"""Issues of a pickle on their way, each told once."""

from __future__ import annotations

from dataclasses import dataclass, field

from modelkeep.core.artifacts import Rule
from modelkeep.core.verdict import Severity
from modelkeep.engines.artifacts.pickle.rendering import call_told
from modelkeep.engines.artifacts.pickle.values import Call
from modelkeep.engines.artifacts.policy import Judgement, Standing


@dataclass(frozen=True, slots=True)
class Finding:
    """One issue. `at` is the offset of the opcode; `review` is for a person to decide."""

    rule: Rule
    severity: Severity
    message: str
    at: int
    evidence: str
    review: bool = False
    advisories: tuple[str, ...] = ()


@dataclass(slots=True)
class Findings:
    """What was found so far, in order."""

    found: list[Finding] = field(default_factory=list)
    _told: set[tuple[str, str, Severity]] = field(default_factory=set)

    def add(self, finding: Finding, key: str = "") -> None:
        """Tell it, unless the same rule, key (by default the message) and severity were told."""
        unique = finding.rule.id, key or finding.message, finding.severity
        if unique not in self._told:
            self._told.add(unique)
            self.found.append(finding)

    def call(
        self,
        rule: Rule,
        message: str,
        call: Call,
        *,
        key: str = "",
        severity: Severity | None = None,
        review: bool = False,
        advisories: tuple[str, ...] = (),
    ) -> None:
        """Tell what is wrong with a call."""
        evidence = call_told(call, words=not review)
        self.add(Finding(rule, severity or rule.severity, message, call.offset, evidence, review, advisories), key)

    def judged(self, rule: Rule, message: str, call: Call, judgement: Judgement, key: str) -> None:
        """Tell what the policy says of a call."""
        review = judgement.standing is Standing.REVIEW
        reason = f"{message}{', ' if judgement.technique == 'unknown' else ': '}{judgement.why or judgement.technique}"
        self.call(
            rule, reason, call, key=key, severity=judgement.severity, review=review, advisories=judgement.advisories
        )
