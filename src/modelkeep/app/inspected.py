"""What inspections found, as findings like those of a scan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from modelkeep.app.inspect import Looked
from modelkeep.app.own_findings import covering
from modelkeep.core.artifacts import Gap, Inspection, Issue
from modelkeep.core.control import Control
from modelkeep.core.finding import Finding, finding_id
from modelkeep.core.suppression import Suppression
from modelkeep.core.verdict import Practice, Severity, Verdict

KIND = "model file"
CLEAN, NOT_ANALYSED = "clean", "not-analysed"
"""What stands as control where no rule does."""
_CLEAN = "Nothing that runs when the file is loaded was found"
_NOT_ANALYSED = "Not all of the file was analysed"


def findings_of(looked: Iterable[Looked], suppressions: Sequence[Suppression], now: datetime) -> tuple[Finding, ...]:
    """Every issue as a FAIL, every gap as UNKNOWN, and a file with neither as a PASS."""
    active = [each for each in suppressions if each.expires >= now.date()]
    return tuple(found for each in looked for found in _findings(each, active, now))


def controls_of(looked: Iterable[Looked]) -> Mapping[str, Control]:
    """The rules behind the findings, as reports know controls."""
    found = {
        NOT_ANALYSED: _control(NOT_ANALYSED, _NOT_ANALYSED, Severity.INFO, "Do what its reason says, and inspect it again.", ()),
        CLEAN: _control(CLEAN, _CLEAN, Severity.INFO, "There is nothing to do.", ()),
    }  # fmt: skip
    for each in looked:
        for issue in each.inspection.issues:
            known = found.get(issue.rule)
            if known is None or issue.severity.rank < known.severity.rank:
                found[issue.rule] = _control(issue.rule, issue.title, issue.severity, issue.fix, issue.atlas)
    return found


def told(issue: Issue) -> str:
    """An issue in one line: where in the file, what, and on what it rests."""
    where = f"{issue.where}: " if issue.where else ""
    review = "to be reviewed: " if issue.review else ""
    evidence = f": {issue.evidence}" if issue.evidence else ""
    return _printable(f"{where}{review}{issue.message}{evidence}")


def gap_told(gap: Gap) -> str:
    """A gap in one line."""
    return _printable(gap.told)


def _printable(text: str) -> str:
    """Names of members are whatever somebody wrote: no control character gets into a report."""
    return "".join(each if each.isprintable() else " " for each in text)


def _findings(looked: Looked, suppressions: Sequence[Suppression], now: datetime) -> Iterable[Finding]:
    file = looked.inspection
    for issue in file.issues:
        yield _finding(
            looked, issue.rule, issue.title, issue.severity, Verdict.FAIL, told(issue), issue.place, now, suppressions
        )
    for gap in file.gaps:
        yield _finding(
            looked,
            NOT_ANALYSED,
            _NOT_ANALYSED,
            Severity.INFO,
            Verdict.UNKNOWN,
            gap_told(gap),
            gap.place,
            now,
            suppressions,
        )
    if not file.issues and not file.gaps:
        yield _finding(
            looked, CLEAN, _CLEAN, Severity.INFO, Verdict.PASS, ", ".join(file.formats), (file.path,), now, suppressions
        )


def _finding(
    looked: Looked, rule: str, title: str, severity: Severity, verdict: Verdict, reason: str, place: tuple[str, ...],
    now: datetime, suppressions: Sequence[Suppression],
) -> Finding:  # fmt: skip
    file: Inspection = looked.inspection
    local = "" if file.path.startswith("s3://") else file.path
    return Finding(
        id=finding_id(rule, "\n".join((file.path, *place[1:], reason))), control=rule, title=title, practice=Practice.SUPPLY_CHAIN,
        severity=severity, verdict=verdict, resource=file.path, name=Path(file.path).name, kind=KIND, account="", region="",
        reason=reason, models=looked.models, at=now, file=local, suppressed=covering(suppressions, rule, file.path, verdict),
    )  # fmt: skip


def _control(rule: str, title: str, severity: Severity, fix: str, atlas: tuple[str, ...]) -> Control:
    return Control(
        id=rule, title=title, severity=severity, practice=Practice.SUPPLY_CHAIN, why=title, fix=fix, subject="", sql="",
        maps={"mitre-atlas": atlas} if atlas else {}, tables=frozenset(), path=Path("artifacts"), sql_line=0,
    )  # fmt: skip
