"""OSCAL assessment results, held against NIST's own JSON schema."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import regex
from jsonschema import Draft7Validator, ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend
from tests.unit.adapters.export.compliance_samples import report

from modelkeep.adapters.export import compliance_oscal
from modelkeep.adapters.export.compliance_oscal import token
from modelkeep.core.compliance import ComplianceReport

SCHEMA = json.loads((Path(__file__).parents[3] / "schemas" / "oscal-assessment-results-schema-1.2.3.json").read_text())


def _pattern(_: Validator, pattern: str, instance: object, __: Mapping[str, Any]) -> Iterator[ValidationError]:
    """The keyword `pattern` with the classes of characters (\\p{L}) of ECMA 262, which Python's re does not know."""
    if isinstance(instance, str) and not regex.search(pattern, instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


Oscal = extend(Draft7Validator, {"pattern": _pattern})  # type: ignore[no-untyped-call]  # the stubs lack its annotations


def errors(document: dict[str, Any]) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in Oscal(SCHEMA).iter_errors(document)]


def written(of: ComplianceReport | None = None) -> dict[str, Any]:
    out = io.StringIO()
    compliance_oscal.write(of or report(), out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def bare() -> ComplianceReport:
    return replace(report(), requirements=())


@pytest.mark.parametrize("of", [report(), bare()], ids=["everything", "no requirement"])
def test_document_is_valid(of: ComplianceReport) -> None:
    assert errors(written(of)) == []


def test_the_schema_refuses_unknown_fields_and_malformed_values() -> None:
    document = written()
    result = document["assessment-results"]["results"][0]
    result["more"] = 1
    result["findings"][0]["target"]["target-id"] = "not a token"
    found = errors(document)
    assert any("'more' was unexpected" in each for each in found)
    assert any("'not a token' does not match" in each for each in found)


def test_document_names_the_version_that_it_is_held_against() -> None:
    version = written()["assessment-results"]["metadata"]["oscal-version"]
    assert f"/oscal/{version}/" in SCHEMA["$id"]


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
