"""How a requirement stands follows from its controls' findings, worst first; nothing unread is ever met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.unit.estates import Estate, bucket_arn, control, unlisted

from modelkeep.app.compliance import compliance, exit_code, overview
from modelkeep.core.compliance import ComplianceReport, Framework, Requirement, RequirementStanding, Standing
from modelkeep.core.control import Control, Scope

DATA = bucket_arn("data")


def framework(*requirements: tuple[str, str, str], whole: bool = False) -> Framework:
    """A framework of requirements given by id, parent and manual text."""
    return Framework(
        id="mine",
        title="My rules",
        version="1",
        source="https://example.org",
        requirements=tuple(
            Requirement(id=each, title=each, text=each, manual=manual, parent=parent)
            for each, parent, manual in requirements
        ),
        path=Path("mine.toml"),
        whole=whole,
    )


def mapped(control_id: str, *ids: str, **given: Any) -> Control:
    return control(control_id, maps={"mine": ids}, **{"digest": "0", **given})


def report(
    asked: Framework, findings: Sequence[Mapping[str, Any]], controls: Sequence[Control], **given: Any
) -> ComplianceReport:
    scanned = given.pop("scanned", {each.id: "0" for each in controls})
    estate = Estate(findings=findings, controls=scanned, **given)
    return compliance(asked, estate.manifest(), estate.connection(), controls)


def stands(of: ComplianceReport) -> dict[str, str]:
    return {each.requirement.id: each.standing.value for each in of.requirements}


def only(of: ComplianceReport) -> RequirementStanding:
    (each,) = of.requirements
    return each


PASS = {"control": "C-1", "resource": DATA, "verdict": "PASS"}
ONE = framework(("1", "", ""))


@pytest.mark.parametrize(
    ("findings", "standing"),
    [
        ([PASS], Standing.MET),
        ([PASS, {"control": "C-1", "verdict": "UNKNOWN"}], Standing.UNKNOWN),
        ([PASS, unlisted(control="C-1")], Standing.UNKNOWN),
        ([PASS, {"control": "C-1", "verdict": "UNKNOWN"}, {"control": "C-2", "resource": DATA}], Standing.NOT_MET),
        ([PASS, {"control": "C-2", "resource": DATA, "severity": "info"}], Standing.NOT_MET),
        ([], Standing.MANUAL),
        ([{"control": "OTHER", "resource": DATA}], Standing.MANUAL),
    ],
)
def test_the_worst_finding_decides(findings: list[dict[str, Any]], standing: Standing) -> None:
    controls = [mapped("C-1", "1"), mapped("C-2", "1"), control("OTHER", maps={}, digest="0")]
    assert only(report(ONE, findings, controls)).standing is standing


def test_what_people_have_to_show_is_never_met_by_a_tool() -> None:
    each = only(report(framework(("1", "", "The minutes.")), [PASS], [mapped("C-1", "1")]))
    assert each.standing is Standing.MANUAL
    assert each.reason == "What a tool can show passes (1 check); people have to show the rest."


def test_a_requirement_without_controls_is_for_people() -> None:
    each = only(report(ONE, [PASS], [control("C-1", maps={}, digest="0")]))
    assert (each.standing, each.reason) == (Standing.MANUAL, "No tool can show it; people have to.")


@pytest.mark.parametrize(
    ("scanned", "reason"),
    [
        ({"C-1": "0"}, "Not part of the scan: C-2."),
        ({"C-1": "0", "C-2": "1"}, "Changed since the scan: C-2."),
    ],
)
def test_a_control_that_was_not_scanned_leaves_it_unknown(scanned: dict[str, str], reason: str) -> None:
    each = only(report(ONE, [PASS], [mapped("C-1", "1"), mapped("C-2", "1")], scanned=scanned))
    assert (each.standing, each.not_scanned, each.reason) == (Standing.UNKNOWN, ("C-2",), reason)


def test_an_open_finding_counts_whatever_was_not_scanned() -> None:
    failed = {"control": "C-1", "resource": DATA}
    each = only(report(ONE, [failed], [mapped("C-1", "1"), mapped("C-2", "1")], scanned={"C-1": "0"}))
    assert (each.standing, each.not_scanned) == (Standing.NOT_MET, ("C-2",))


def test_the_reason_names_the_worst_first() -> None:
    findings = [
        {"control": "C-1", "resource": DATA, "severity": "low"},
        {"control": "C-2", "resource": DATA, "severity": "critical"},
    ]
    each = only(report(ONE, findings, [mapped("C-1", "1"), mapped("C-2", "1")]))
    assert each.reason == "2 findings open: C-2, C-1."


PARTS = framework(("1", "", ""), ("1.1", "1", ""), ("1.2", "1", ""), ("2", "", ""))


def test_evidence_goes_up_and_not_down() -> None:
    controls = [mapped("C-1", "1.1"), mapped("C-2", "1"), mapped("C-3", "1.2", "2")]
    findings = [PASS, {"control": "C-2", "resource": DATA}, {"control": "C-3", "resource": DATA, "verdict": "PASS"}]
    found = report(PARTS, findings, controls)
    assert stands(found) == {"1": "not met", "1.1": "met", "1.2": "met", "2": "met"}
    assert [each.control for each in found.requirements[0].findings] == ["C-1", "C-2", "C-3"]
    assert [each.control for each in found.requirements[1].findings] == ["C-1"]


def test_a_part_for_people_leaves_the_whole_to_people() -> None:
    found = report(PARTS, [PASS], [mapped("C-1", "1.1", "2")])
    assert stands(found) == {"1": "manual", "1.1": "met", "1.2": "manual", "2": "met"}


def test_all_parts_met_make_the_whole_met() -> None:
    found = report(PARTS, [PASS], [mapped("C-1", "1.1", "1.2", "2")])
    assert set(stands(found).values()) == {"met"}


@pytest.mark.parametrize(
    ("scope", "everything", "standing"),
    [
        (Scope.AI, False, Standing.UNKNOWN),
        (Scope.AI, True, Standing.MET),
        (Scope.ALL, False, Standing.MET),
    ],
)
def test_a_framework_about_the_whole_account_needs_all_of_it_judged(
    scope: Scope, everything: bool, standing: Standing
) -> None:
    found = report(
        framework(("1", "", ""), whole=True), [PASS], [mapped("C-1", "1", scope=scope)], everything=everything
    )
    assert only(found).standing is standing
    assert stands(report(ONE, [PASS], [mapped("C-1", "1", scope=scope)])) == {"1": "met"}


def test_every_evidence_row_is_a_finding_of_the_snapshot() -> None:
    findings = [PASS, {"control": "C-1", "resource": "x"}, {"control": "C-2", "resource": DATA}]
    estate = Estate(findings=findings, controls={"C-1": "0", "C-2": "0"})
    connection = estate.connection()
    found = compliance(PARTS, estate.manifest(), connection, [mapped("C-1", "1.1"), mapped("C-2", "2")])
    known = {row[0] for row in connection.execute("SELECT id FROM finding").fetchall()}
    assert {finding.id for each in found.requirements for finding in each.findings} == known
    for each in found.requirements:
        assert sum(tally.judged for tally in each.controls.values()) == len(each.findings)


@pytest.mark.parametrize(
    ("findings", "code"),
    [
        ([PASS], 0),
        ([], 0),
        ([PASS, {"control": "C-1", "verdict": "UNKNOWN"}], 4),
        ([{"control": "C-1", "severity": "medium"}, {"control": "C-1", "resource": DATA, "verdict": "UNKNOWN"}], 12),
        ([{"control": "C-1", "severity": "medium"}, {"control": "OTHER", "severity": "critical"}], 12),
        ([{"control": "C-1", "severity": "critical"}], 14),
        ([{"control": "C-1", "severity": "info"}], 11),
    ],
)
def test_the_exit_code_tells_the_worst(findings: list[dict[str, Any]], code: int) -> None:
    assert exit_code(report(ONE, findings, [mapped("C-1", "1"), control("OTHER", maps={}, digest="0")])) == code


def test_the_overview_counts_as_the_report_does() -> None:
    controls = [mapped("C-1", "1.1"), mapped("C-2", "2")]
    estate = Estate(findings=[PASS, {"control": "C-2", "resource": DATA}], controls={"C-1": "0", "C-2": "0"})
    counted = overview([PARTS], estate.manifest(), estate.connection(), controls)
    found = compliance(PARTS, estate.manifest(), estate.connection(), controls)
    assert counted == {"mine": found.counts()}
    assert counted["mine"] == {Standing.MET: 1, Standing.NOT_MET: 1, Standing.UNKNOWN: 0, Standing.MANUAL: 2}
