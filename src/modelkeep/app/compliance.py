"""How a snapshot stands against a framework: every requirement with the evidence for and against it.

A requirement rests on the controls whose `maps` name it, and, where it has parts, on its parts: evidence goes up, never down.
So it stands, worst first:

- not met: some such control FAILs somewhere, whatever its severity.
- unknown: some such control is UNKNOWN somewhere, was not part of the scan, has changed since the scan, or, in a framework that is
  about everything in an account, looked only at what models depend on.
- manual: people have to show something, for itself or one of its parts, or no control found anything to judge.
- met: none of the above.

To live with a finding does not meet a requirement: what is suppressed counts here as what it is, and is told as accepted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from modelkeep.app.findings import Filter, findings
from modelkeep.app.summary import by_control, report_context
from modelkeep.core.compliance import ComplianceReport, Framework, Requirement, RequirementStanding, Standing
from modelkeep.core.control import Control, Scope
from modelkeep.core.exits import EXIT_CLEAN, EXIT_INCOMPLETE, EXIT_OPEN
from modelkeep.core.finding import Finding
from modelkeep.core.report import Tally
from modelkeep.core.verdict import Severity
from modelkeep.core.words import plural
from modelkeep.ports import Manifest

_NAMED = 3
"""How many controls a reason names."""


def compliance(
    framework: Framework, manifest: Manifest, connection: duckdb.DuckDBPyConnection, controls: Sequence[Control]
) -> ComplianceReport:
    """How the snapshot stands against the framework, with all findings that bear on it."""
    bases = tuple(_bases(framework, manifest, by_control(connection), controls))
    wanted = tuple(sorted({control for base in bases for control in base.tallies}))
    evidence: dict[str, list[Finding]] = {control: [] for control in wanted}
    for finding in findings(connection, Filter(controls=wanted), controls) if wanted else ():
        evidence[finding.control].append(finding)
    return ComplianceReport(
        framework=framework,
        context=report_context(manifest, connection, controls),
        requirements=tuple(
            base.settled(tuple(each for control in base.tallies for each in evidence[control])) for base in bases
        ),
    )


def overview(
    frameworks: Iterable[Framework],
    manifest: Manifest,
    connection: duckdb.DuckDBPyConnection,
    controls: Sequence[Control],
) -> Mapping[str, Mapping[Standing, int]]:
    """For each framework, how many of its requirements stand in each way."""
    tallies = by_control(connection)
    counted: dict[str, dict[Standing, int]] = {}
    for framework in frameworks:
        counted[framework.id] = dict.fromkeys(Standing, 0)
        for base in _bases(framework, manifest, tallies, controls):
            counted[framework.id][base.standing] += 1
    return counted


def exit_code(report: ComplianceReport) -> int:
    """What a report means for a script.

    11 to 14: something is not met because something is open, by the worst severity of that (11 for less than low). 4: something is
    unknown, or could not be read. 0: everything is met or for people to show, accepted risks and accepted gaps aside. A read that
    failed is no gap that can be accepted.
    """
    total = Tally.total(tally for each in report.requirements for tally in each.controls.values())
    if total.failed:
        failed = total.by_severity
        return next((code for severity, code in EXIT_OPEN.items() if severity in failed), EXIT_OPEN[Severity.LOW])
    return EXIT_INCOMPLETE if any(each.unsettled for each in report.requirements) else EXIT_CLEAN


@dataclass(frozen=True, slots=True, kw_only=True)
class _Base:
    """What a requirement rests on."""

    requirement: Requirement
    tallies: Mapping[str, Tally]
    not_scanned: tuple[str, ...]
    changed: tuple[str, ...]
    partial: tuple[str, ...]
    manual: bool

    def settled(self, findings: tuple[Finding, ...]) -> RequirementStanding:
        """How it stands, with all findings that bear on it."""
        return RequirementStanding(
            requirement=self.requirement,
            standing=self.standing,
            reason=self.reason,
            controls=self.tallies,
            not_scanned=self.not_scanned,
            findings=findings,
            unsettled=bool(self.not_scanned or self.partial or self._total.unknown)
            or any(finding.unread for finding in findings),
        )

    @property
    def _total(self) -> Tally:
        return Tally.total(self.tallies.values())

    @property
    def standing(self) -> Standing:
        total = self._total
        if total.failed or total.suppressed_failed:
            return Standing.NOT_MET
        if self.not_scanned or self.partial or total.unknown or total.suppressed_unknown:
            return Standing.UNKNOWN
        return Standing.MANUAL if self.manual else Standing.MET

    @property
    def reason(self) -> str:
        """Why it stands so, in a sentence."""
        match self.standing:
            case Standing.NOT_MET:
                return " ".join(self._not_met())
            case Standing.UNKNOWN:
                return " ".join(self._unknown())
            case Standing.MANUAL:
                if passed := self._total.passed:
                    return f"What a tool can show passes ({plural(passed, 'check')}); people have to show the rest."
                if self.tallies:
                    return "Nothing in the scan is of the sort that the controls judge; people have to show that it is met."
                return "No tool can show it; people have to."
            case Standing.MET:
                return f"{plural(self._total.passed, 'check')} passed."

    def _not_met(self) -> Iterator[str]:
        failed = sorted(
            (control for control, tally in self.tallies.items() if tally.failed),
            key=lambda control: (worst.rank if (worst := self.tallies[control].worst) else 0, control),
        )
        if failed:
            yield f"{plural(self._total.failed, 'finding')} open: {_names(failed)}."
        accepted = [control for control, tally in self.tallies.items() if tally.suppressed_failed]
        if accepted:
            yield f"{plural(self._total.suppressed_failed, 'finding')} suppressed as accepted risk: {_names(accepted)}."

    def _unknown(self) -> Iterator[str]:
        unknown = [control for control, tally in self.tallies.items() if tally.unknown]
        if unknown:
            yield f"{plural(self._total.unknown, 'finding')} unknown: {_names(unknown)}."
        accepted = [control for control, tally in self.tallies.items() if tally.suppressed_unknown]
        if accepted:
            yield f"{plural(self._total.suppressed_unknown, 'unknown')} suppressed as accepted gap: {_names(accepted)}."
        if self.changed:
            yield f"Changed since the scan: {_names(self.changed)}."
        missing = [control for control in self.not_scanned if control not in self.changed]
        if missing:
            yield f"Not part of the scan: {_names(missing)}."
        if self.partial:
            yield f"Only what models depend on was judged, not everything (scan with --everything): {_names(self.partial)}."


def _bases(
    framework: Framework, manifest: Manifest, tallies: Mapping[str, Tally], controls: Sequence[Control]
) -> Iterator[_Base]:
    parts = _parts(framework)
    mapped: dict[str, list[Control]] = {each.id: [] for each in framework.requirements}
    for control in sorted(controls, key=lambda each: each.id):
        for requirement_id in control.maps.get(framework.id, ()):
            if requirement_id in mapped:
                mapped[requirement_id].append(control)
    for requirement in framework.requirements:
        below = parts[requirement.id]
        bearing = {control.id: control for each in below for control in mapped[each.id]}
        asked = manifest.controls
        changed = tuple(each.id for each in bearing.values() if asked.get(each.id, each.digest) != each.digest)
        narrow = framework.whole and not manifest.everything
        yield _Base(
            requirement=requirement,
            tallies={each: tallies.get(each, Tally()) for each in sorted(bearing)},
            not_scanned=tuple(sorted({each for each in bearing if each not in asked} | set(changed))),
            changed=changed,
            partial=tuple(sorted(each.id for each in bearing.values() if narrow and each.scope is Scope.AI)),
            manual=any(_needs_people(each, parts, mapped, tallies) for each in below),
        )


def _needs_people(
    requirement: Requirement,
    parts: Mapping[str, Sequence[Requirement]],
    mapped: Mapping[str, Sequence[Control]],
    tallies: Mapping[str, Tally],
) -> bool:
    """Whether people have to show it: its file says so, or no tool found anything to judge for it or its parts."""
    if requirement.manual:
        return True
    bearing = [control.id for each in parts[requirement.id] for control in mapped[each.id]]
    return not any(tallies[each].judged for each in bearing if each in tallies)


def _parts(framework: Framework) -> Mapping[str, Sequence[Requirement]]:
    """Each requirement with itself and all that is below it, in the framework's order."""
    found: dict[str, list[Requirement]] = {each.id: [] for each in framework.requirements}
    above = {each.id: each.parent for each in framework.requirements}
    for requirement in framework.requirements:
        at = requirement.id
        while at:
            found[at].append(requirement)
            at = above[at]
    return found


def _names(controls: Sequence[str]) -> str:
    shown = ", ".join(controls[:_NAMED])
    return shown + (f" and {len(controls) - _NAMED} more" if len(controls) > _NAMED else "")
