"""What a report says besides its findings: tallies, coverage, how each model stands.

Frozen types only; use cases fill them, exporters render them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from modelkeep.core.control import Control
from modelkeep.core.coverage import Basis, Outcome
from modelkeep.core.logs.saved_alerts import AlertsSection
from modelkeep.core.suppression import SuppressionUse
from modelkeep.core.trend import Trend
from modelkeep.core.verdict import Practice, Severity
from modelkeep.core.words import plural


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
class Reuse:
    """What an incremental scan kept from earlier snapshots (ADR 0016).

    `oldest` is when the oldest kept answer was given. `unheard` are the places (account, region, error code) whose CloudTrail
    could not be asked.
    """

    bases: Mapping[Basis, int]
    snapshots: tuple[str, ...] = ()
    oldest: datetime | None = None
    unheard: tuple[tuple[str, str, str], ...] = ()

    @property
    def kept(self) -> int:
        """Answers that stand."""
        return sum(count for basis, count in self.bases.items() if basis.kept)

    @property
    def made(self) -> int:
        """Calls that were made."""
        return sum(self.bases.values()) - self.kept

    @property
    def told(self) -> str:
        """What a person has to know about it."""
        sentences = [f"{plural(self.made, 'call')} made, {plural(self.kept, 'answer')} kept" + self._from()]
        proofs = {
            Basis.CLOUDTRAIL: "CloudTrail tells of no write to what {} describe",
            Basis.LISTED: "lists show what {} describe unmodified",
        }
        told = [text.format(f"{self.bases[basis]:,}") for basis, text in proofs.items() if self.bases.get(basis)]
        if told:
            sentences.append(" and ".join(told))
            sentences.append("What changed in the quarter of an hour before the scan may not have been told yet")
        if self.bases.get(Basis.UNPROVEN):
            sentences.append(f"{plural(self.bases[Basis.UNPROVEN], 'call')} made again for want of CloudTrail's events")
        if self.unheard:
            places = ", ".join(f"{account} {region} ({code})" for account, region, code in self.unheard[:3])
            more = f" and {len(self.unheard) - 3} more" if len(self.unheard) > 3 else ""
            sentences.append(f"CloudTrail did not tell what changed in {places}{more}")
        return ". ".join(sentence[0].upper() + sentence[1:] for sentence in sentences) + "."

    def _from(self) -> str:
        if not self.kept or self.oldest is None:
            return ""
        return f" from {plural(len(self.snapshots), 'snapshot')}, the oldest of {self.oldest:%Y-%m-%d %H:%M} UTC"


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
    reuse: Reuse | None = None
    """What was kept from earlier snapshots; None where everything was read."""

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


@dataclass(frozen=True, slots=True)
class ModelClass:
    """The class of the data that a model is made of, as `data_class` has it, and the first reason; `complete` where it can be no higher."""

    name: str | None
    complete: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelStanding:
    """One model and the verdicts on the resources of its lineage."""

    arn: str
    name: str
    kind: str
    account: str
    region: str
    tally: Tally
    data: ModelClass | None = None
    """None where the scan did not look into its data."""


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
    the controls were chosen from, '' for controls that were chosen one by one. `reads_all_because` is why a scan that was to keep
    earlier answers could keep none.
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
    reads_all_because: str = ""
    suppressions: tuple[SuppressionUse, ...] = ()
    trend: Trend = Trend()  # noqa: RUF009  # frozen
    alerts: AlertsSection | None = None
    """Of the logs; None where no log was read."""
