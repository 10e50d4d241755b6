"""OCSF events, checked by an independent model of the schema."""

from __future__ import annotations

import json
from typing import Any

from py_ocsf_models.events.findings.compliance_finding import ComplianceFinding
from tests.unit.adapters.export.samples import HOSTILE, exported

from modelkeep.adapters.export.ocsf import VERSION


def events() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(exported("ocsf"))
    return found


def test_every_event_is_a_compliance_finding() -> None:
    assert len(events()) == 6 + len(HOSTILE)
    for event in events():
        finding = ComplianceFinding.model_validate(event)
        assert (finding.class_uid, finding.type_uid, finding.metadata.version) == (2003, 200301, VERSION)


def test_no_field_is_one_that_the_schema_does_not_know() -> None:
    more = {"cloud"}  # of the cloud profile
    for event in events():
        assert set(event) - set(ComplianceFinding.model_fields) == more


def test_statuses() -> None:
    told = {
        (event["status_code"], event["compliance"]["status_id"], event["compliance"]["status"]) for event in events()
    }
    assert told == {("FAIL", 3, "Fail"), ("UNKNOWN", 2, "Warning"), ("PASS", 1, "Pass")}


def test_severities_times_and_places() -> None:
    first = events()[0]
    assert (first["severity_id"], first["severity"]) == (5, "Critical")
    assert first["time"] == 1795255200000
    assert first["cloud"]["account"] == {
        "uid": "111122223333",
        "name": "acme-1111",
        "type": "AWS Account",
        "type_id": 10,
    }
    assert first["resources"][0]["uid"].endswith("model/fraud")
    assert first["remediation"]["desc"]


def test_each_event_stands_on_its_own_line() -> None:
    lines = exported("ocsf").splitlines()
    assert (lines[0], lines[-1]) == ("[", "]")
    assert [json.loads(line.rstrip(",")) for line in lines[1:-1]] == events()
