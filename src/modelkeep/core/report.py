"""What a report says besides its findings: tallies, coverage, how each model stands.

Frozen types only; use cases fill them, exporters render them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from modelkeep.core.control import Control
from modelkeep.core.coverage import Outcome
from modelkeep.core.suppression import SuppressionUse
from modelkeep.core.verdict import Practice, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many verdicts of each sort. `failed` and `unknown` leave out what is suppressed, which has counts of its own.

    `by_severity` counts the open FAILs only; severities without one may be missing.
    """

    failed: int = 0
    unknown: int = 0
    passed: int = 0
    by_severity: Mapping[Severity, int] = field(default_factory=dict)
    suppressed_failed: int = 0
    suppressed_unknown: int = 0

    @classmethod
    def total(cls, tallies: Iterable[Tally]) -> Tally:
        """The tallies added up."""
        each = tuple(tallies)
        return cls(
            failed=sum(tally.failed for tally in each),
            unknown=sum(tally.unknown for tally in each),
            passed=sum(tally.passed for tally in each),
            by_severity={
                severity: count
                for severity in Severity
                if (count := sum(tally.by_severity.get(severity, 0) for tally in each))
            },
            suppressed_failed=sum(tally.suppressed_failed for tally in each),
            suppressed_unknown=sum(tally.suppressed_unknown for tally in each),
        )

    @property
    def suppressed(self) -> int:
        """What somebody decided to live with: FAILs and UNKNOWNs."""
        return self.suppressed_failed + self.suppressed_unknown

    @property
    def judged(self) -> int:
        """All verdicts. 0 means that no control applied, which is not the same as good."""
        return self.failed + self.unknown + self.passed + self.suppressed

    @property
    def worst(self) -> Severity | None:
        """The worst severity among the FAILs."""
        return next((severity for severity in Severity if self.by_severity.get(severity)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceReads:
    """How the calls to one service in one account and region ended."""

    service: str
    account: str
    region: str
    outcomes: Mapping[Outcome, int]

    @property
    def asked(self) -> int:
        """All calls."""
        return sum(self.outcomes.values())

    @property
    def failed(self) -> int:
        """Calls that did not answer their question."""
        return sum(count for outcome, count in self.outcomes.items() if not outcome.known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One call that failed in one way, over all accounts, regions and resources.

    `reads` counts the failed calls, `unknown` the verdicts that are UNKNOWN because of them. `message` is AWS's own for one of
    them. `remedy` says what to do. For an analysis that was not made, `message` says what it would have answered.
    """

    call: str
    outcome: Outcome
    code: str
    message: str
    accounts: tuple[str, ...]
    regions: tuple[str, ...]
    reads: int
    unknown: int
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What was read and what was not."""

    reads: tuple[ServiceReads, ...]
    gaps: tuple[Gap, ...]
    unknown: int
    """Verdicts that are UNKNOWN, for whatever reason, the suppressed ones included: to live with a gap does not close it."""
    not_analysed: tuple[Gap, ...] = ()
    """Analyses that this scan did not make and on which verdicts rest. AWS refused nothing there."""
    unknown_suppressed: int = 0
    """How many of the UNKNOWN verdicts are suppressed."""

    @property
    def complete(self) -> bool:
        """Whether every call answered its question and no verdict is UNKNOWN."""
        return bool(self.reads) and not self.gaps and not self.unknown

    @property
    def asked(self) -> int:
        """All calls."""
        return sum(each.asked for each in self.reads)

    @property
    def failed(self) -> int:
        """Calls that did not answer their question."""
        return sum(each.failed for each in self.reads)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelStanding:
    """One model and the verdicts on the resources of its lineage."""

    arn: str
    name: str
    kind: str
    account: str
    region: str
    tally: Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A snapshot at a glance. `practices` holds all practices; `models` all models, worst first."""

    total: Tally
    practices: Mapping[Practice, Tally]
    models: tuple[ModelStanding, ...]
    coverage: Coverage


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportContext:
    """What exporters need besides the findings. `filtered` says in words what was left out; empty: nothing.

    `summary` is about the whole snapshot, whatever the filter. `account_names` maps account ids to names. `profile` is the one that
    the controls were chosen from, '' for controls that were chosen one by one.
    """

    snapshot: str
    started: datetime
    finished: datetime
    tool_version: str
    accounts: tuple[str, ...]
    account_names: Mapping[str, str]
    regions: tuple[str, ...]
    everything: bool
    controls: Mapping[str, Control]
    summary: Summary
    filtered: str = ""
    profile: str = ""
    suppressions: tuple[SuppressionUse, ...] = ()
