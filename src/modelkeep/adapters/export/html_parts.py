"""The figures of the HTML report: bars, sentences, counts per service."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from modelkeep.adapters.export.text import kind_words, visible
from modelkeep.core.coverage import Outcome
from modelkeep.core.data import DataClass
from modelkeep.core.report import Coverage, Gap, ModelClass, ModelStanding, ReportContext, ServiceReads, Tally
from modelkeep.core.verdict import Practice, Severity
from modelkeep.core.words import plural

_ABSENT = frozenset({Outcome.ABSENT, Outcome.UNSUPPORTED})


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch of a bar, in percent."""

    name: str
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class PracticeRow:
    """One practice with its bar."""

    practice: Practice
    tally: Tally
    segments: tuple[Segment, ...]
    told: str


@dataclass(frozen=True, slots=True)
class ModelRow:
    """One model with its bar."""

    name: str
    kind: str
    account_name: str
    place: str
    link: str
    tally: Tally
    segments: tuple[Segment, ...]
    told: str
    data_class: str
    """'' where nothing is to be said of its data."""
    data_style: str
    data_told: str


@dataclass(frozen=True, slots=True)
class ReadRow:
    """How reads ended, of one service or account."""

    name: str
    answered: int
    absent: int
    failed: int


def practice_rows(context: ReportContext) -> list[PracticeRow]:
    """All practices in their order."""
    return [
        PracticeRow(practice, tally, segments(tally), tally_told(tally))
        for practice, tally in context.summary.practices.items()
    ]


def model_rows(context: ReportContext) -> list[ModelRow]:
    """All models, worst first."""
    return [_model_row(model, context) for model in context.summary.models]


def _model_row(model: ModelStanding, context: ReportContext) -> ModelRow:
    name = context.account_names.get(model.account)
    return ModelRow(
        visible(model.name), kind_words(model.kind), visible(name or model.account),
        visible(f"{model.account} {model.region}" if name else model.region),
        "#model=" + quote(visible(model.arn), safe="", errors="replace"), model.tally, segments(model.tally),
        tally_told(model.tally), *_data(model.data),
    )  # fmt: skip


_CLASS_STYLES = {
    DataClass.RESTRICTED: "high",
    DataClass.CONFIDENTIAL: "medium",
    DataClass.INTERNAL: "low",
    DataClass.PUBLIC: "pass",
}


def _data(data: ModelClass | None) -> tuple[str, str, str]:
    """The class of a model's data, its colour, and from what it follows."""
    if data is None:
        return "", "", ""
    if data.name is None:
        return "not known", "unknown", visible(data.reason)
    told = data.name if data.complete else f"{data.name} at least"
    return told, _CLASS_STYLES[DataClass(data.name)], visible(data.reason)


def segments(tally: Tally) -> tuple[Segment, ...]:
    """The shares of a tally's verdicts, FAILs by severity."""
    counts = [(severity.value, tally.by_severity.get(severity, 0)) for severity in Severity]
    counts += [("unknown", tally.unknown), ("suppressed", tally.suppressed), ("pass", tally.passed)]
    total = sum(count for _, count in counts)
    found: list[Segment] = []
    start = 0.0
    for name, count in counts:
        if count:
            width = 100 * count / total
            found.append(Segment(name, round(start, 2), round(width, 2)))
            start += width
    return tuple(found)


def tally_told(tally: Tally) -> str:
    """A tally in words, for those who do not see the bar."""
    worst = ", ".join(f"{count:,} {severity.value}" for severity, count in tally.by_severity.items())
    suppressed = f", {tally.suppressed:,} suppressed" if tally.suppressed else ""
    return f"{tally.failed:,} open{f' ({worst})' if worst else ''}, {tally.unknown:,} unknown{suppressed}, {tally.passed:,} passed"


def headline(context: ReportContext) -> str:
    """One or two sentences. They say that all is well only where everything was read and judged."""
    total, coverage = context.summary.total, context.summary.coverage
    if not coverage.reads:
        return "Nothing was read, so nothing is known."
    if not total.judged:
        told = "No control found anything to judge"
        return f"{told}." if coverage.complete else f"{told} in what could be read. {_failed_told(coverage)}"
    if total.failed:
        worst = [
            f"{count:,} {severity.value}" for severity in Severity if (count := total.by_severity.get(severity, 0))
        ]
        sentence = f"{plural(total.failed, 'finding')} {'is' if total.failed == 1 else 'are'} open: {_listed(worst)}."
    elif coverage.complete:
        return "No finding is open, and everything that the controls rest on was read."
    else:
        sentence = "No finding is open in what was read."
    if total.unknown:
        sentence += f" {plural(total.unknown, 'verdict')} {'is' if total.unknown == 1 else 'are'} unknown."
    if total.suppressed:
        sentence += f" {plural(total.suppressed, 'finding')} {'is' if total.suppressed == 1 else 'are'} suppressed."
    return f"{sentence} {_failed_told(coverage)}".strip()


def _failed_told(coverage: Coverage) -> str:
    return f"{coverage.failed:,} of {plural(coverage.asked, 'read')} failed." if coverage.failed else ""


def coverage_told(coverage: Coverage) -> str:
    """What was read, in plain words."""
    if not coverage.reads:
        return "Nothing was read."
    asked = "All that was looked at was read"
    if any(each.account for each in coverage.reads):
        asked = f"All {plural(coverage.asked, 'question')} to AWS were answered"
    if coverage.complete:
        return f"{asked}, and no verdict is unknown."
    if not coverage.failed and coverage.not_analysed:
        return f"{asked}. {plural(coverage.unknown, 'verdict')} unknown."
    if not coverage.failed:
        return f"{asked}. {plural(coverage.unknown, 'verdict')} unknown for the reason that each finding gives."
    return (
        f"{coverage.asked - coverage.failed:,} of {plural(coverage.asked, 'question')} to AWS were answered, "
        f"{coverage.failed:,} {'was' if coverage.failed == 1 else 'were'} not. What rests on that is unknown, not passed."
    )


def gap_told(gap: Gap) -> str:
    """What a gap means."""
    accounts = f"{plural(len(gap.accounts), 'account')} ({_listed(gap.accounts)})"
    unknown = f" It leaves {plural(gap.unknown, 'verdict')} unknown." if gap.unknown else ""
    return f"{plural(gap.reads, 'read')} failed in {accounts} and {_listed(gap.regions)}.{unknown}"


def account_told(account: str, context: ReportContext) -> str:
    """An account by name and id."""
    name = context.account_names.get(account)
    return visible(f"{name} ({account})" if name else account)


def accounts_told(context: ReportContext) -> str:
    """The scanned accounts."""
    return _listed([account_told(account, context) for account in context.accounts]) or "none"


def regions_told(context: ReportContext) -> str:
    """The scanned regions."""
    return _listed(context.regions, 20) or "none"


def _listed(words: Iterable[str], most: int = 8) -> str:
    """`a, b and c`; beyond `most`, the rest as a number."""
    each = [visible(word) for word in words]
    if len(each) > most:
        each = [*each[:most], f"{len(each) - most:,} more"]
    return each[0] if len(each) == 1 else " and ".join(filter(None, [", ".join(each[:-1]), *each[-1:]]))


def reads_by(coverage: Coverage, key: Callable[[ServiceReads], str]) -> list[ReadRow]:
    """Reads summed up by service or account, those with failures first."""
    counts: dict[str, dict[Outcome, int]] = {}
    for each in coverage.reads:
        mine = counts.setdefault(key(each), {})
        for outcome, count in each.outcomes.items():
            mine[outcome] = mine.get(outcome, 0) + count
    rows = [ReadRow(visible(name), *_split(outcomes)) for name, outcomes in counts.items()]
    return sorted(rows, key=lambda row: (-row.failed, row.name))


def _split(outcomes: Mapping[Outcome, int]) -> tuple[int, int, int]:
    absent = sum(outcomes.get(outcome, 0) for outcome in _ABSENT)
    failed = sum(count for outcome, count in outcomes.items() if not outcome.known)
    return outcomes.get(Outcome.OK, 0), absent, failed
