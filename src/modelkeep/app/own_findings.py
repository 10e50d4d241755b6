"""Findings that no scan made, such as alerts and what is in model files: suppressions, exit codes and what exporters need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from fnmatch import fnmatchcase

from modelkeep.core.control import Control
from modelkeep.core.coverage import Outcome
from modelkeep.core.exits import EXIT_CLEAN, EXIT_INCOMPLETE, EXIT_OPEN
from modelkeep.core.finding import Finding
from modelkeep.core.report import Coverage, ReportContext, ServiceReads, Summary, Tally
from modelkeep.core.suppression import Suppression
from modelkeep.core.verdict import Practice, Severity, Verdict


def context(
    source: str,
    found: Sequence[Finding],
    controls: Mapping[str, Control],
    practice: Practice,
    *,
    read: int,
    now: datetime,
    version: str,
) -> ReportContext:
    """The report about findings of one practice; `source` stands where a snapshot's id does, and names what `read` counts: files, events.

    Where nothing was read, reports say so instead of calling it clean.
    """
    reads = (ServiceReads(service=source, account="", region="", outcomes={Outcome.OK: read}),) if read else ()
    opened = [each for each in found if each.open]
    unknown = [each for each in found if each.verdict is Verdict.UNKNOWN]
    tally = Tally(
        failed=len(opened),
        unknown=sum(1 for each in unknown if not each.suppressed),
        passed=sum(1 for each in found if each.verdict is Verdict.PASS),
        by_severity={
            severity: count
            for severity in Severity
            if (count := sum(1 for each in opened if each.severity is severity))
        },
        suppressed_failed=sum(1 for each in found if each.verdict is Verdict.FAIL and each.suppressed),
        suppressed_unknown=sum(1 for each in unknown if each.suppressed),
    )
    practices = {each: tally if each is practice else Tally() for each in Practice}
    return ReportContext(
        snapshot=source, started=now, finished=now, tool_version=version,
        accounts=tuple(sorted({each.account for each in found if each.account})), account_names={},
        regions=tuple(sorted({each.region for each in found if each.region})), everything=True, controls=controls,
        summary=Summary(
            total=tally, practices=practices, models=(), coverage=Coverage(reads=reads, gaps=(), unknown=len(unknown))
        ),
    )  # fmt: skip


def exit_code(found: Sequence[Finding]) -> int:
    """11 to 14: an open finding, low to critical. 4: something is UNKNOWN. 0: neither, findings of severity info aside."""
    opened = {each.severity for each in found if each.open}
    for severity, code in EXIT_OPEN.items():
        if severity in opened:
            return code
    unknown = any(each.verdict is Verdict.UNKNOWN and each.suppressed is None for each in found)
    return EXIT_INCOMPLETE if unknown else EXIT_CLEAN


def covering(suppressions: Sequence[Suppression], rule: str, resource: str, verdict: Verdict) -> Suppression | None:
    """The suppression that covers a finding and holds longest. What asks for tags covers none: there are no tags."""
    found = [
        each
        for each in suppressions
        if verdict in each.verdicts
        and not each.tags
        and (not each.controls or any(fnmatchcase(rule, _glob(one)) for one in each.controls))
        and (not each.resources or any(fnmatchcase(resource, _glob(one)) for one in each.resources))
    ]
    return max(found, key=lambda each: each.expires, default=None)


def _glob(told: str) -> str:
    """A suppression's glob: brackets mean themselves."""
    return told.replace("[", "[[]")
