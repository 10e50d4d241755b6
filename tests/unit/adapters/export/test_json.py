"""The json, jsonl and csv formats."""

from __future__ import annotations

import csv
import io
import json

from tests.unit.adapters.export.samples import HOSTILE, clean, exported, not_analysed
from tests.unit.estates import Estate

from modelkeep.adapters.export.csv_table import COLUMNS
from modelkeep.app.findings import Filter
from modelkeep.core.verdict import Severity


def test_document_holds_scan_coverage_controls_and_findings() -> None:
    document = json.loads(exported("json"))
    assert document["scan"]["snapshot"] == "20261121T100000Z"
    assert document["scan"]["filtered"] == ""
    assert document["coverage"]["complete"] is False
    assert [gap["call"] for gap in document["coverage"]["gaps"]] == ["sagemaker:ListModels", "s3:ListBuckets"]
    assert document["summary"]["total"]["failed"] == 3 + len(HOSTILE)
    assert document["summary"]["models"][0]["name"] == "fraud"
    assert document["controls"]["SM-01"]["why"]
    assert len(document["findings"]) == 6 + len(HOSTILE)


def test_a_filtered_document_says_so_and_keeps_the_whole_summary() -> None:
    document = json.loads(exported("json", chosen=Filter(severities=frozenset({Severity.LOW}))))
    assert document["scan"]["filtered"] == "severity low"
    assert [each["control"] for each in document["findings"]] == ["OLD-1"]
    assert document["summary"]["total"]["failed"] == 3 + len(HOSTILE)


def test_complete_coverage() -> None:
    assert json.loads(exported("json", clean()))["coverage"]["complete"] is True


def test_lines_are_findings_with_names_as_they_are() -> None:
    text = exported("jsonl")
    assert text.isascii()
    records = [json.loads(line) for line in text.splitlines()]
    assert {record["name"] for record in records} >= set(HOSTILE)
    first = records[0]
    assert (first["verdict"], first["severity"], first["control"]) == ("FAIL", "critical", "SM-01")
    assert first["models"] == ["arn:aws:sagemaker:us-east-1:111122223333:model/fraud"]
    assert first["frameworks"] == ["aws-fsbp:SageMaker.1"]
    assert first["at"] == "2026-11-21T10:00:00Z"


def test_a_control_that_the_catalogue_no_longer_knows() -> None:
    record = next(record for record in map(json.loads, exported("jsonl").splitlines()) if record["control"] == "OLD-1")
    assert (record["title"], record["fix"]) == ("No longer in the catalogue", "")


def test_csv_has_a_heading_and_no_formula() -> None:
    rows = list(csv.DictReader(io.StringIO(exported("csv"), newline="")))
    assert len(rows) == 6 + len(HOSTILE)
    assert tuple(rows[0]) == COLUMNS
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert '\'=HYPERLINK("http://x")' in {row["name"] for row in rows}
    assert "x" * 5000 in {row["name"] for row in rows}


def test_what_was_not_analysed_is_no_gap_and_makes_coverage_incomplete() -> None:
    told = json.loads(exported("json", not_analysed()))["coverage"]
    assert (told["complete"], told["calls"], told["calls_failed"], told["gaps"]) == (False, 1, 0, [])
    assert [(each["call"], each["unknown"]) for each in told["not_analysed"]] == [("engine:access", 1)]


def test_what_an_incremental_scan_kept_is_in_the_coverage_of_every_format_that_has_one() -> None:
    kept = {"basis": "cloudtrail", "resource": "b", "kept_from": "S1", "at": "2026-11-20T08:00:00"}
    estate = Estate(findings=[{"verdict": "PASS"}], reads=[kept, {"basis": "always"}])
    told = json.loads(exported("json", estate))["coverage"]["reuse"]
    assert (told["calls_made"], told["answers_kept"], told["snapshots"]) == (1, 1, ["S1"])
    assert (told["oldest_answer"], told["by_basis"]) == ("2026-11-20T08:00:00Z", {"always": 1, "cloudtrail": 1})
    assert json.loads(exported("json"))["coverage"]["reuse"] is None
    assert "Incremental scan: 1 call made, 1 answer kept from 1 snapshot" in exported("html", estate)
    assert "Incremental scan" not in exported("html")
