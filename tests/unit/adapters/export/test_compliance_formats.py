"""A compliance report as a table and as JSON: everything is there, nothing is cut, ids lead back to findings."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from tests.unit.estates import Estate, bucket_arn, control

from modelkeep.adapters.export import compliance_json, compliance_table
from modelkeep.adapters.export.record import FRAMEWORKS
from modelkeep.app.compliance import compliance, overview
from modelkeep.catalogue.frameworks import built_in_frameworks, framework_ids
from modelkeep.core.compliance import ComplianceReport, Framework, Requirement, Standing

DATA = bucket_arn("data")
FRAMEWORK = Framework(
    id="mine",
    title="My rules",
    version="1",
    source="https://example.org",
    requirements=(
        Requirement(id="1", title="Tidiness", text="Things are tidy.", manual=""),
        Requirement(id="1.1", title="Desks", text="Desks are tidy.", manual="", parent="1"),
        Requirement(id="2", title="Minutes", text="Minutes are kept.", manual="The minutes."),
    ),
    path=Path("mine.toml"),
)
CONTROLS = [control("C-1", maps={"mine": ("1.1",)}, digest="0"), control("C-2", maps={"mine": ("1",)}, digest="0")]
ESTATE = Estate(
    findings=[
        {"control": "C-1", "resource": DATA, "verdict": "PASS", "name": "data"},
        {"control": "C-2", "resource": DATA, "name": "data\x1b[31m"},
    ]
)


def made(**given: Any) -> ComplianceReport:
    estate = Estate(findings=ESTATE.findings, **given)
    return compliance(FRAMEWORK, estate.manifest(), estate.connection(), CONTROLS)


def test_piped_every_requirement_is_one_line() -> None:
    out = io.StringIO()
    compliance_table.write(made(), out)
    lines = out.getvalue().splitlines()
    assert [line.split()[:2] for line in lines[1:]] == [["not", "met"], ["met", "1.1"], ["manual", "2"]]
    assert "1 finding open: C-2." in lines[1]
    assert lines[3].endswith("No tool can show it; people have to. Collect: The minutes.")
    assert len(lines) == 4


@pytest.mark.parametrize("width", [40, 80, 200])
def test_on_a_terminal_it_wraps_and_loses_nothing(width: int) -> None:
    out = io.StringIO()
    compliance_table.write_sections(made(), Console(file=out, width=width, color_system=None))
    assert max(len(line.rstrip()) for line in out.getvalue().splitlines()) <= width
    words = out.getvalue().split()
    for word in ("Tidiness", "Desks", "Minutes", "NOT", "MANUAL", "C-2.", "1.1"):
        assert word in words
    assert "3 requirements: 1 not met, 1 manual, 1 met" in " ".join(words)


def test_what_was_not_read_is_said() -> None:
    out = io.StringIO()
    reads = [{}, {"call": "s3:ListBuckets", "outcome": "denied", "code": "AccessDenied"}]
    compliance_table.write_sections(made(reads=reads), Console(file=out, width=200, color_system=None))
    assert "1 of 2 reads failed: nothing unread counts as met." in out.getvalue()


def test_controls_that_were_not_scanned_are_counted_with_what_to_do() -> None:
    estate = Estate(findings=ESTATE.findings)
    controls = [*CONTROLS, control("C-3", maps={"mine": ("1",)})]
    out = io.StringIO()
    report = compliance(FRAMEWORK, estate.manifest(), estate.connection(), controls)
    compliance_table.write_sections(report, Console(file=out, width=200, color_system=None))
    assert "Not part of the scan, or changed since: 1 control." in out.getvalue()
    assert "--control-profile strict" in out.getvalue()


def test_json_names_each_finding_once_and_requirements_name_them_by_id() -> None:
    out = io.StringIO()
    compliance_json.write(made(), out)
    document = json.loads(out.getvalue())
    assert document["format"] == "modelkeep-compliance"
    assert document["standings"] == {"met": 1, "not met": 1, "unknown": 0, "manual": 1}
    assert document["framework"]["id"] == "mine"
    ids = [finding["id"] for finding in document["findings"]]
    assert len(ids) == len(set(ids)) == 2
    whole, part, minutes = document["requirements"]
    assert {row["finding"] for row in whole["evidence"]} == set(ids)
    assert [row["control"] for row in part["evidence"]] == ["C-1"]
    assert (minutes["standing"], minutes["manual"], minutes["evidence"]) == ("manual", "The minutes.", [])
    assert whole["controls"]["C-2"]["failed"] == 1


def test_the_overview_lists_frameworks_without_a_scan_too() -> None:
    out = io.StringIO()
    compliance_table.write_overview({"mine": FRAMEWORK}, {}, out)
    assert out.getvalue().split() == ["framework", "title", "mine", "My", "rules,", "1"]


def test_the_overview_counts_standings() -> None:
    out = io.StringIO()
    counted = overview([FRAMEWORK], ESTATE.manifest(), ESTATE.connection(), CONTROLS)
    assert counted["mine"][Standing.NOT_MET] == 1
    compliance_table.write_overview({"mine": FRAMEWORK}, counted, out)
    assert out.getvalue().splitlines()[1].split()[:5] == ["mine", "1", "0", "1", "1"]


def test_every_framework_has_a_short_name() -> None:
    assert set(FRAMEWORKS) == set(framework_ids(built_in_frameworks()))
