"""Compliance reports made by hand: every standing, parts, names chosen by an enemy."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tests.unit.adapters.export.samples import HOSTILE, controls, estate
from tests.unit.estates import Estate

from modelkeep.app.findings import findings
from modelkeep.app.summary import report_context
from modelkeep.core.compliance import ComplianceReport, Framework, Requirement, RequirementStanding, Standing
from modelkeep.core.report import Tally
from modelkeep.core.verdict import Severity, Verdict


def requirement(requirement_id: str, title: str, parent: str = "", manual: str = "") -> Requirement:
    return Requirement(id=requirement_id, title=title, text=f"{title}, in a sentence.", manual=manual, parent=parent)


FRAMEWORK = Framework(
    id="mine",
    title="Rules of <b>mine</b>",
    version="2",
    source="https://example.org/rules",
    requirements=(
        requirement("Art.1", "Models are guarded"),
        requirement("Art.1(a)", "Models are isolated", parent="Art.1"),
        requirement("Art.2", "Minutes are kept", manual="The minutes of #strong[the board] <script>alert(3)</script>."),
        requirement("§ 3", "Data is kept"),
    ),
    path=Path("mine.toml"),
)


def report(of: Estate | None = None, names: Iterable[str] = HOSTILE) -> ComplianceReport:
    """Art.1 fails, its part is unknown, Art.2 is for people, § 3 is met."""
    mine = of or estate(names)
    connection = mine.connection()
    found = tuple(findings(connection))
    parts = FRAMEWORK.requirements
    isolated = tuple(each for each in found if each.control == "SM-02")
    passed = tuple(each for each in isolated if each.verdict is Verdict.PASS)
    return ComplianceReport(
        framework=FRAMEWORK,
        context=report_context(mine.manifest(), connection, controls()),
        requirements=(
            RequirementStanding(
                requirement=parts[0], standing=Standing.NOT_MET, reason="Findings are open: S3-01 <img>.", findings=found,
                controls={"S3-01": Tally(failed=7, by_severity={Severity.MEDIUM: 7}), "SM-02": Tally(unknown=2, passed=1)},
                not_scanned=(), unsettled=True,
            ),
            RequirementStanding(
                requirement=parts[1], standing=Standing.UNKNOWN, reason="2 findings unknown: SM-02.", findings=isolated,
                controls={"SM-02": Tally(unknown=2, passed=1)}, not_scanned=("SM-09",), unsettled=True,
            ),
            RequirementStanding(
                requirement=parts[2], standing=Standing.MANUAL, reason="No tool can show it; people have to.", findings=(),
                controls={}, not_scanned=(), unsettled=False,
            ),
            RequirementStanding(
                requirement=parts[3], standing=Standing.MET, reason="1 check passed.", findings=passed,
                controls={"SM-02": Tally(passed=1)}, not_scanned=(), unsettled=False,
            ),
        ),
    )  # fmt: skip
