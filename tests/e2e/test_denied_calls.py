"""Every API call denied in turn: no verdict gets better, nothing disappears in silence."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest
from tests.e2e.conftest import Finding, ScannedLab, scanned
from tests.fakes.replay import ReplayClients

from modelkeep.core.kinds import tables
from modelkeep.core.tables import Role
from modelkeep.core.verdict import Verdict
from modelkeep.engines.posture.cases import improvements

CALLS = sorted(
    {call for table in tables().values() if table.role is not Role.DERIVED for call in table.calls}
    - {"sts:GetCallerIdentity"}
)


def by_control(findings: tuple[Finding, ...]) -> dict[str, dict[str, Verdict]]:
    found: dict[str, dict[str, Verdict]] = defaultdict(dict)
    for finding in findings:
        found[finding.control][finding.resource] = Verdict(finding.verdict)
    return found


@pytest.mark.parametrize("estate", ["insecure", "hardened"])
@pytest.mark.parametrize("call", [*CALLS, "sts:AssumeRole"])
def test_no_verdict_improves_when_a_call_is_denied(
    call: str, estate: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    lab: ScannedLab = request.getfixturevalue(estate)
    if call not in lab.calls and call != "sts:AssumeRole":
        pytest.fail(f"no scan of the {estate} lab makes {call}: it cannot be denied, so it is not tested")
    findings, gaps, _ = scanned(
        ReplayClients(lab.recording, denied=call), lab.catalogue, lab.catalogue.controls, tmp_path
    )
    assert {gap[0] for gap in gaps} == {call}
    before, after = by_control(lab.findings), by_control(findings)
    assert {
        control: told for control in {*before, *after} if (told := list(improvements(before[control], after[control])))
    } == {}


def test_the_replay_without_denial_gives_what_the_lab_gave(insecure: ScannedLab, tmp_path: Path) -> None:
    findings, gaps, _ = scanned(
        ReplayClients(insecure.recording), insecure.catalogue, insecure.catalogue.controls, tmp_path
    )
    assert findings == insecure.findings
    assert gaps == insecure.gaps
