"""The lab's two estates against the frameworks: what the insecure one owes, and that the hardened one owes nothing."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from tests.e2e.conftest import ScannedLab, within

from modelkeep.adapters.store.workspace import FolderWorkspace
from modelkeep.app.compliance import compliance
from modelkeep.bootstrap import load_framework, load_frameworks
from modelkeep.core.compliance import ComplianceReport, Standing
from modelkeep.core.finding import finding_id
from modelkeep.core.verdict import Verdict

SAFEGUARDS = {
    "164.308(a)(1)(ii)(D)", "164.308(a)(4)", "164.308(a)(5)(ii)(B)", "164.308(a)(5)(ii)(D)", "164.308(a)(6)(ii)",
    "164.308(a)(7)", "164.308(a)(8)", "164.312(a)(1)", "164.312(a)(2)(iv)", "164.312(b)", "164.312(c)(1)", "164.312(d)",
    "164.312(e)(1)", "164.312(e)(2)(ii)",
}  # fmt: skip
ARTICLES = {
    "Art.5(1)(e)", "Art.5(1)(f)", "Art.25", "Art.30", "Art.32(1)(a)", "Art.32(1)(b)", "Art.32(1)(d)", "Art.33", "Art.32",
}  # fmt: skip


def report(lab: ScannedLab, framework: str) -> ComplianceReport:
    snapshot = FolderWorkspace(lab.folder).snapshot()
    connection = snapshot.open()
    try:
        return compliance(load_framework(framework), snapshot.manifest, connection, lab.catalogue.controls)
    finally:
        connection.close()


def standing(found: ComplianceReport, *ways: Standing) -> set[str]:
    return {each.requirement.id for each in found.requirements if each.standing in ways}


@pytest.mark.parametrize(("framework", "technical"), [("hipaa", SAFEGUARDS), ("gdpr", ARTICLES)])
def test_the_insecure_estate_meets_no_technical_requirement(
    insecure: ScannedLab, framework: str, technical: set[str]
) -> None:
    found = report(insecure, framework)
    assert technical - standing(found, Standing.NOT_MET) == set()
    assert standing(found, Standing.MET) == set()
    by_people = {each.requirement.id for each in found.requirements if not each.controls}
    assert by_people <= standing(found, Standing.MANUAL)


@pytest.mark.parametrize("framework", ["hipaa", "gdpr"])
def test_the_hardened_estate_fails_no_requirement(hardened: ScannedLab, framework: str) -> None:
    found = report(hardened, framework)
    assert standing(found, Standing.NOT_MET) == set()
    for each in found.requirements:
        unknown = any(tally.unknown for tally in each.controls.values())
        assert (each.standing is Standing.UNKNOWN) == unknown, each.requirement.id


@pytest.mark.parametrize("framework", ["hipaa", "gdpr"])
def test_every_evidence_row_of_the_insecure_estate_is_a_finding(insecure: ScannedLab, framework: str) -> None:
    assert_traceable(insecure, report(insecure, framework))


@pytest.mark.parametrize("framework", ["hipaa", "gdpr"])
def test_every_evidence_row_of_the_hardened_estate_is_a_finding(hardened: ScannedLab, framework: str) -> None:
    assert_traceable(hardened, report(hardened, framework))


def assert_traceable(lab: ScannedLab, found: ComplianceReport) -> None:
    """Every row is a finding of the scan, unchanged; every finding of a control that bears on a requirement is there."""
    known = {finding_id(each.control, each.resource): each.verdict for each in lab.findings}
    maps = {control.id: control.maps.get(found.framework.id, ()) for control in lab.catalogue.controls}
    for each in found.requirements:
        assert {row.id: row.verdict for row in each.findings}.items() <= known.items()
        direct = {control for control, ids in maps.items() if each.requirement.id in ids}
        due = {finding_id(row.control, row.resource) for row in lab.findings if row.control in direct}
        assert due <= {row.id for row in each.findings}
        for verdict, counted in (
            (Verdict.FAIL, sum(tally.failed for tally in each.controls.values())),
            (Verdict.UNKNOWN, sum(tally.unknown for tally in each.controls.values())),
            (Verdict.PASS, sum(tally.passed for tally in each.controls.values())),
        ):
            assert sum(row.verdict is verdict for row in each.findings) == counted


def modelkeep(lab: ScannedLab, *arguments: str) -> subprocess.CompletedProcess[str]:
    return within(lab.folder, *arguments, "--workspace", str(lab.folder))


def test_the_command_tells_the_worst_by_its_exit_code(insecure: ScannedLab) -> None:
    run = modelkeep(insecure, "compliance", "hipaa", "--format", "json")
    assert (run.returncode, run.stderr) == (14, "")
    document = json.loads(run.stdout)
    expected = report(insecure, "hipaa").counts()
    assert document["standings"] == {way.value: count for way, count in expected.items()}
    known = {finding_id(each.control, each.resource) for each in insecure.findings}
    assert {row["finding"] for each in document["requirements"] for row in each["evidence"]} <= known
    assert {each["id"] for each in document["findings"]} <= known


def test_the_command_shows_the_chosen_standings_only(insecure: ScannedLab) -> None:
    run = modelkeep(insecure, "compliance", "gdpr", "--status", "manual")
    assert run.returncode == 14, run.stderr
    lines = run.stdout.splitlines()[1:]
    assert lines
    assert all(line.startswith("manual") for line in lines)
    assert not any("Art.32(1)(a)" in line for line in lines)


def test_the_command_on_the_hardened_estate_reports_nothing_open(hardened: ScannedLab) -> None:
    unknown = bool(standing(report(hardened, "hipaa"), Standing.UNKNOWN))
    run = modelkeep(hardened, "compliance", "hipaa")
    assert run.returncode == (4 if unknown else 0), run.stderr
    assert "not met" not in run.stdout


def test_the_command_alone_lists_the_frameworks(hardened: ScannedLab) -> None:
    run = modelkeep(hardened, "compliance")
    assert run.returncode == 0, run.stderr
    rows = {line.split()[0]: line.split()[1:5] for line in run.stdout.splitlines()[1:]}
    assert set(rows) == {each.id for each in load_frameworks()}
    counts = report(hardened, "gdpr").counts()
    assert rows["gdpr"] == [
        str(counts[way]) for way in (Standing.NOT_MET, Standing.UNKNOWN, Standing.MANUAL, Standing.MET)
    ]


MINE = """/*---
id: MY-1
title: Notebook instances are tidy
severity: low
practice: governance
subject: sagemaker_notebook_instance
why: Because.
fix: Tidy it.
maps: {gdpr: ["Art.5(2)", "Art.99"], ours: ["1"]}
---*/
select arn as resource, true as passed, '' as reason from sagemaker_notebook_instance
"""


def test_controls_of_ones_own_count_and_wrong_maps_are_said(hardened: ScannedLab, tmp_path: Path) -> None:
    (tmp_path / "MY-1.sql").write_text(MINE)
    run = modelkeep(hardened, "compliance", "gdpr", "--controls", str(tmp_path))
    assert run.returncode == 4
    (line,) = [line for line in run.stdout.splitlines() if " Art.5(2) " in line]
    assert line.startswith("unknown")
    assert "Not part of the scan: MY-1." in line
    assert run.stderr.splitlines() == [
        "warning: MY-1: gdpr has no requirement 'Art.99'",
        "warning: MY-1: there is no framework 'ours'",
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["hippa"], "Did you mean hipaa?"),
        (["nothing-like-it"], "Choose from aws-ai-security"),
        (["hipaa", "--status", "fine"], "Choose from met, not-met, unknown, manual and all."),
        (["hipaa", "--format", "xml"], "Choose one of table"),
        (["hipaa", "--format", "pdf"], "Name a file with --output."),
        (["--format", "json"], "lists them"),
        (["hipaa", "--evidence-key", "key.pem"], "Name the evidence pack with --evidence."),
    ],
)
def test_a_wrong_command_line_says_what_there_is(hardened: ScannedLab, arguments: list[str], said: str) -> None:
    run = modelkeep(hardened, "compliance", *arguments)
    assert run.returncode == 2
    assert said in " ".join(run.stderr.split())
