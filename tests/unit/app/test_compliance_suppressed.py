"""To live with a finding meets no requirement: accepted risks are not met, accepted gaps unknown; the exit code alone forgives."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.unit.app.test_compliance import DATA, ONE, PASS, mapped, only
from tests.unit.estates import Estate, denied

from modelkeep.app.compliance import compliance, exit_code
from modelkeep.app.owners import read_tags
from modelkeep.app.suppressions import apply
from modelkeep.core.compliance import ComplianceReport, Standing
from modelkeep.core.suppression import suppression

FAIL = {"control": "C-1", "resource": DATA, "severity": "critical"}
UNKNOWN = {**FAIL, "control": "C-2", "verdict": "UNKNOWN"}
UNREAD = {**UNKNOWN, "call": "s3:GetBucketAcl", "code": "AccessDenied"}
NOT_ANALYSED = {**UNKNOWN, "call": "engine:access"}
OTHER = {**FAIL, "control": "C-3", "severity": "low"}


def report(*findings: dict[str, Any], covered: tuple[str, ...], scanned: tuple[str, ...] = ()) -> ComplianceReport:
    controls = [mapped(each, "1") for each in ("C-1", "C-2", "C-3", *scanned)]
    estate = Estate(
        findings=findings, reads=[{}, denied("s3:GetBucketAcl")], controls=dict.fromkeys(("C-1", "C-2", "C-3"), "0")
    )
    connection = estate.connection()
    read_tags(connection)
    decided = suppression({"control": list(covered), "reason": "why", "expires": date(2999, 1, 1)}, origin="x")
    apply(connection, [decided], scanned=["C-1", "C-2", "C-3"], known=frozenset, today=date(2026, 1, 1))
    return compliance(ONE, estate.manifest(), connection, controls)


@pytest.mark.parametrize(
    ("findings", "covered", "standing", "reason", "code"),
    [
        ([{**PASS, "resource": "other"}, FAIL], ("C-1",), Standing.NOT_MET, "1 finding suppressed as accepted risk: C-1.", 0),
        ([UNKNOWN], ("C-2",), Standing.UNKNOWN, "1 unknown suppressed as accepted gap: C-2.", 0),
        ([NOT_ANALYSED], ("C-2",), Standing.UNKNOWN, "1 unknown suppressed as accepted gap: C-2.", 0),
        ([UNREAD], ("C-2",), Standing.UNKNOWN, "1 unknown suppressed as accepted gap: C-2.", 4),
        ([FAIL, UNREAD], ("C-1", "C-2"), Standing.NOT_MET, "1 finding suppressed as accepted risk: C-1.", 4),
        ([FAIL, UNKNOWN], ("C-1",), Standing.NOT_MET, "1 finding suppressed as accepted risk: C-1.", 4),
        (
            [FAIL, OTHER], ("C-1",), Standing.NOT_MET,
            "1 finding open: C-3. 1 finding suppressed as accepted risk: C-1.", 11,
        ),
    ],
)  # fmt: skip
def test_nothing_is_met_by_suppression(
    findings: list[dict[str, Any]], covered: tuple[str, ...], standing: Standing, reason: str, code: int
) -> None:
    found = report(*findings, covered=covered)
    assert (only(found).standing, only(found).reason, exit_code(found)) == (standing, reason, code)


def test_a_control_that_was_not_scanned_still_leaves_it_unsettled() -> None:
    assert exit_code(report(FAIL, covered=("C-1",), scanned=("C-9",))) == 4
