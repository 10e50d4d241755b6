"""What is suppressed stays visible in every format, marked with reason and last day; owners are told, and unknown ones too."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import jsonschema
import pytest
from py_ocsf_models.events.findings.compliance_finding import ComplianceFinding
from rich.console import Console
from tests.unit.adapters.export.decided import DENIED, OWNER, REASON, decided
from tests.unit.adapters.export.samples import DATA, context, exported
from tests.unit.adapters.export.test_sarif import SCHEMA

from modelkeep.adapters.export import FORMATS
from modelkeep.adapters.export.passport_view import as_json, write_text
from modelkeep.adapters.export.table import write_sections
from modelkeep.adapters.export.terminal import show_summary
from modelkeep.app.findings import findings
from modelkeep.app.passport import passport
from modelkeep.core.finding import finding_id

FAIL, UNKNOWN = finding_id("SM-01", DATA), finding_id("SM-02", DATA)
OPEN = finding_id("S3-01", DENIED)


@pytest.mark.parametrize("name", sorted(FORMATS.keys() - {"asff", "junit"}))
def test_every_format_shows_what_is_suppressed_with_reason_and_last_day(name: str) -> None:
    text = exported(name, decided())
    assert "SM-01" in text
    assert "2027-01-31" in text
    assert "we <b>know</b>" in text or "we \\u003cb\\u003eknow" in text


def documents(name: str) -> dict[str, dict[str, Any]]:
    text = exported(name, decided())
    found = [json.loads(line) for line in text.splitlines()] if name == "jsonl" else json.loads(text)["findings"]
    return {each["id"]: each for each in found}


@pytest.mark.parametrize("name", ["json", "jsonl"])
def test_json_says_who_owns_and_what_is_suppressed(name: str) -> None:
    found = documents(name)
    assert found[FAIL]["suppressed"]["reason"] == "we <b>know</b>; =SUM(1) \x1b[31m"
    assert found[FAIL]["suppressed"]["expires"] == "2027-01-31"
    assert (found[FAIL]["verdict"], found[FAIL]["owner"]) == ("FAIL", OWNER)
    assert found[UNKNOWN]["suppressed"]
    assert (found[OPEN]["suppressed"], found[OPEN]["owner"]) == (None, None)


def test_the_json_document_lists_the_suppressions_and_what_is_wrong_with_them() -> None:
    document = json.loads(exported("json", decided()))
    assert [(each["origin"], each["state"], each["findings"]) for each in document["suppressions"]] == [
        ("modelkeep.toml:3", "active", 2), ("modelkeep.toml:9", "unused", 0),
    ]  # fmt: skip
    assert "no control is called 'ZZ-1'" in document["suppressions"][1]["warnings"][0]
    total = document["summary"]["total"]
    assert (total["failed"], total["unknown"], total["suppressed"]) == (1, 0, 2)
    coverage = document["coverage"]
    assert (coverage["complete"], coverage["unknown"], coverage["unknown_suppressed"]) == (False, 1, 1)


def test_csv_tells_unknown_owners_from_none() -> None:
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(exported("csv", decided())))}
    assert (rows[FAIL]["suppressed"], rows[FAIL]["suppressed_until"]) == ("modelkeep.toml:3", "2027-01-31")
    assert rows[FAIL]["owner"] == OWNER
    assert (rows[OPEN]["suppressed"], rows[OPEN]["owner"]) == ("", "unknown: tags not read")


def test_sarif_has_a_suppression_of_kind_external() -> None:
    document = json.loads(exported("sarif", decided()))
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.validators.validator_for(schema)(schema).validate(document)
    results = {each["partialFingerprints"]["modelkeepFinding/v1"]: each for each in document["runs"][0]["results"]}
    (kept,) = results[FAIL]["suppressions"]
    assert (kept["kind"], kept["status"]) == ("external", "accepted")
    assert "suppressed until 2027-01-31: we <b>know</b>" in kept["justification"]
    assert results[FAIL]["kind"] == "fail"
    assert "suppressions" not in results[OPEN]


def test_ocsf_says_suppressed_and_still_fail() -> None:
    events = {each["finding_info"]["uid"]: each for each in json.loads(exported("ocsf", decided()))}
    for event in events.values():
        ComplianceFinding.model_validate(event)
    assert (events[FAIL]["status_id"], events[FAIL]["status"]) == (3, "Suppressed")
    assert events[FAIL]["compliance"]["status"] == "Fail"
    assert events[FAIL]["unmapped"]["owner"] == OWNER
    assert (events[OPEN]["status_id"], events[OPEN]["status"]) == (1, "New")


def rendered(width: int, *, sections: bool) -> str:
    out = io.StringIO()
    console = Console(file=out, width=width, color_system=None)
    if sections:
        write_sections(findings(decided().connection()), context(decided()), console)
    else:
        show_summary(context(decided()), console)
    return out.getvalue()


@pytest.mark.parametrize("width", [40, 80, 120])
def test_sections_mark_and_count_what_is_suppressed(width: int) -> None:
    text = " ".join(rendered(width, sections=True).split())
    assert "suppressed until 2027-01-31" in text.replace("- ", "-")
    assert "1 open finding, 0 unknown, 0 passed, 2 suppressed" in text
    assert max(map(len, rendered(width, sections=True).splitlines())) <= width


def test_the_summary_lists_suppressions_and_does_not_count_them_as_open() -> None:
    text = rendered(80, sections=False)
    assert "1 open finding: 1 low" in text
    assert "2 suppressed" in text
    assert "2 findings until 2027-01-31: we <b>know</b>" in text
    assert "\x1b" not in text
    assert max(map(len, text.splitlines())) <= 80


def test_a_passport_lists_what_is_suppressed_apart() -> None:
    found = passport(decided().connection(), "fraud")
    assert ([each.id for each in found.open], {each.id for each in found.suppressed}) == ([], {FAIL, UNKNOWN})
    out = io.StringIO()
    write_text(found, out)
    assert "Suppressed (2)" in out.getvalue()
    assert "suppressed until 2027-01-31: we <b>know</b>" in out.getvalue()
    assert f"owner: {OWNER}" in out.getvalue()
    document = io.StringIO()
    as_json(found, document)
    assert {each["id"] for each in json.loads(document.getvalue())["suppressed"]} == {FAIL, UNKNOWN}
    assert json.loads(document.getvalue())["suppressed"][0]["suppressed"]["reason"] == " ".join(REASON.split())
