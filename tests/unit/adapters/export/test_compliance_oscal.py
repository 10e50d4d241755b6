"""OSCAL assessment results, held against the models that compliance-trestle generates from NIST's schema; they refuse what it does
not name."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any

import pytest
from tests.unit.adapters.export.compliance_samples import report
from trestle.oscal.assessment_results import Model

from modelkeep.adapters.export import compliance_oscal
from modelkeep.adapters.export.compliance_oscal import token
from modelkeep.core.compliance import ComplianceReport


def written(of: ComplianceReport | None = None) -> dict[str, Any]:
    out = io.StringIO()
    compliance_oscal.write(of or report(), out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def bare() -> ComplianceReport:
    return replace(report(), requirements=())


@pytest.mark.parametrize("of", [report(), bare()], ids=["everything", "no requirement"])
def test_document_is_valid(of: ComplianceReport) -> None:
    Model.model_validate(written(of))


def test_the_models_refuse_what_is_wrong() -> None:
    document = written()
    document["assessment-results"]["results"][0]["more"] = 1
    with pytest.raises(ValueError, match="more"):
        Model.model_validate(document)


def test_only_met_is_satisfied() -> None:
    (result,) = written()["assessment-results"]["results"]
    states = [each["target"]["status"]["state"] for each in result["findings"]]
    assert states == ["not-satisfied", "not-satisfied", "not-satisfied", "satisfied"]
    standings = [each["props"][0]["value"] for each in result["findings"]]
    assert standings == ["not met", "unknown", "manual", "met"]


def test_evidence_leads_to_findings_and_resources() -> None:
    (result,) = written()["assessment-results"]["results"]
    observations = {each["uuid"]: each for each in result["observations"]}
    items = {each["uuid"] for each in result["local-definitions"]["inventory-items"]}
    first = result["findings"][0]
    told = {
        prop["value"]
        for each in first["related-observations"]
        for prop in observations[each["observation-uuid"]]["props"]
        if prop["name"] == "finding"
    }
    assert told == {finding.id for finding in report().requirements[0].findings}
    assert {subject["subject-uuid"] for each in observations.values() for subject in each["subjects"]} == items
    assert len(observations) == len(result["observations"])


def test_the_same_report_gives_the_same_document() -> None:
    assert written() == written()


@pytest.mark.parametrize(
    ("name", "made"), [("Art.32(1)(b)", "Art.32-1-b"), ("164.312(b)", "_164.312-b"), ("A.6", "A.6"), ("§ 3", "_3")]
)
def test_ids_become_tokens(name: str, made: str) -> None:
    assert token(name) == made
