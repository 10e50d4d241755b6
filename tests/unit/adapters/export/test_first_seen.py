"""First-seen dates in every format that has room for them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from py_ocsf_models.events.findings.compliance_finding import ComplianceFinding
from rich.console import Console
from tests.unit.adapters.export.samples import context, exported
from tests.unit.estates import Estate, finding_row

from modelkeep.adapters.export.table import write_sections
from modelkeep.app.findings import findings

SCHEMA = Path(__file__).parents[3] / "schemas" / "sarif-schema-2.1.0.json"
FIRST, LATER, NOW = "2026-09-01T08:00:00", "2026-10-05T08:00:00", "2026-11-21T10:00:00"
STATES: dict[str, dict[str, Any]] = {
    "new": {"first_seen": NOW, "opened": NOW},
    "still open": {"first_seen": FIRST, "opened": FIRST},
    "reopened": {"first_seen": FIRST, "opened": NOW},
    "newly unknown": {"first_seen": FIRST, "opened": FIRST, "unknown_since": NOW},
    "still unknown": {"unknown_since": LATER},
    "fixed": {"first_seen": FIRST, "opened": FIRST, "closed": LATER},
}


def verdict(state: str) -> str:
    return "PASS" if state == "fixed" else "UNKNOWN" if "unknown" in state else "FAIL"


def estate() -> Estate:
    """A finding of each state, named after it, and one whose history nobody kept."""
    rows = [
        finding_row(control="SM-01", resource=f"arn:aws:x:::{state}", name=state, verdict=verdict(state))
        for state in STATES
    ]
    kept = [{"id": row["id"], "state": row["name"], **STATES[row["name"]]} for row in rows]
    return Estate(
        findings=[*rows, {"control": "SM-01", "name": "untold", "resource": "arn:aws:x:::untold"}], kept={"history": kept}
    )  # fmt: skip


def by_name() -> dict[str, dict[str, Any]]:
    return {each["name"]: each for each in json.loads(exported("json", estate()))["findings"]}


def test_json_tells_state_first_seen_and_since() -> None:
    told = {name: (each["state"], each["first_seen"], each["since"]) for name, each in by_name().items()}
    assert told == {
        "new": ("new", f"{NOW}Z", f"{NOW}Z"),
        "still open": ("still open", f"{FIRST}Z", f"{FIRST}Z"),
        "reopened": ("reopened", f"{FIRST}Z", f"{NOW}Z"),
        "newly unknown": ("newly unknown", f"{FIRST}Z", f"{NOW}Z"),
        "still unknown": ("still unknown", "", f"{LATER}Z"),
        "fixed": ("fixed", f"{FIRST}Z", f"{LATER}Z"),
        "untold": ("", "", ""),
    }


def test_csv_has_the_same() -> None:
    rows = {row["name"]: row for row in csv.DictReader(io.StringIO(exported("csv", estate())))}
    for name, each in by_name().items():
        assert [rows[name][key] for key in ("state", "first_seen", "since")] == [
            each[key] for key in ("state", "first_seen", "since")
        ]


def test_sarif_tells_what_is_new_since_the_scan_before() -> None:
    document = json.loads(exported("sarif", estate()))
    validator = jsonschema.validators.validator_for(schema := json.loads(SCHEMA.read_text(encoding="utf-8")))
    validator(schema, format_checker=validator.FORMAT_CHECKER).validate(document)
    results = {each["locations"][0]["logicalLocations"][0]["name"]: each for each in document["runs"][0]["results"]}
    assert {name: each.get("baselineState") for name, each in results.items()} == {
        "new": "new", "still open": "unchanged", "reopened": "new", "newly unknown": "new", "still unknown": "unchanged",
        "untold": None,
    }  # fmt: skip
    assert results["reopened"]["provenance"]["firstDetectionTimeUtc"] == f"{FIRST}Z"
    assert "provenance" not in results["untold"]


def test_ocsf_tells_when_a_finding_was_first_seen() -> None:
    events = {each["resources"][0]["name"]: each for each in json.loads(exported("ocsf", estate()))}
    for event in events.values():
        ComplianceFinding.model_validate(event)
    info = events["still open"]["finding_info"]
    assert (info["first_seen_time"], info["last_seen_time"]) == (1788249600000, 1795255200000)
    assert "first_seen_time" not in events["untold"]["finding_info"]
    assert "last_seen_time" not in events["fixed"]["finding_info"]


TOLD = {
    "new": "new", "still open": "open since 2026-09-01", "reopened": "reopened 2026-11-21, first seen 2026-09-01",
    "newly unknown": "newly unknown, first seen 2026-09-01", "still unknown": "unknown since 2026-10-05",
    "fixed": "fixed 2026-10-05, first seen 2026-09-01",
}  # fmt: skip


@pytest.mark.parametrize("width", [80, 120])
def test_terminal_tells_it_in_words(width: int) -> None:
    out = io.StringIO()
    write_sections(findings(estate().connection()), context(estate()), Console(file=out, width=width))
    text = " ".join(out.getvalue().split())
    if width == 80:
        for words in TOLD.values():
            assert words in text
    assert "open since 2026-09-01" in text


def test_lines_have_a_column_for_the_day() -> None:
    lines = {
        line.split("arn:aws:x:::")[1].split("  ")[0]: line for line in exported("table", estate()).splitlines()[1:]
    }
    assert "  2026-09-01  " in lines["still open"]
    assert "  -           " in lines["untold"]


def test_html_tells_it_with_and_without_script() -> None:
    text = exported("html", estate())
    for name, words in TOLD.items():
        assert f'"{words}"' in text
        assert name == "fixed" or f'<span class="sub">{words}</span>' in text
