"""Inspections as findings: what is suppressed, what scripts end with, and what people read."""

from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from modelkeep.adapters.export import exporter
from modelkeep.adapters.export.inspections import worst_last, write_line, write_text
from modelkeep.adapters.export.views import console_over
from modelkeep.app.inspect import Looked
from modelkeep.app.inspected import controls_of, findings_of
from modelkeep.app.own_findings import context, exit_code
from modelkeep.core.artifacts import Gap, Inspection, Issue
from modelkeep.core.suppression import Suppression
from modelkeep.core.verdict import Practice, Severity, Verdict

NOW = datetime(2026, 11, 21, tzinfo=UTC)
CALL = Issue(
    rule="pickle-call", title="A pickle calls", severity=Severity.HIGH, place=("/m.tar.gz", "m.pkl"), message="calls os.system",
    fix="Do not load it.", at="1024", evidence="os.system('id')", atlas=("AML.T0011.000",),
)  # fmt: skip
FILES = {
    "finding": Inspection(path="/m.tar.gz", size=9, formats=("tar", "pickle"), issues=(CALL,), gaps=()),
    "both": Inspection(path="/n.pkl", size=9, formats=("pickle",), issues=(CALL,), gaps=(Gap(("/n.pkl",), "cut off"),)),
    "gap": Inspection(
        path="/o.bin", size=9, formats=(), issues=(), gaps=(Gap(("/o.bin", "x\x1b[31m"), "no known format"),)
    ),
    "clean": Inspection(path="/p.safetensors", size=9, formats=("safetensors",), issues=(), gaps=()),
}


def _suppression(rule: str) -> Suppression:
    return Suppression(id="s", controls=(rule,), reason="known", expires=date(2027, 1, 1), origin="here")


@pytest.mark.parametrize(
    ("names", "rule", "expected"),
    [
        (("clean",), "", 0),
        (("clean", "gap"), "", 4),
        (("finding", "gap", "clean"), "", 13),
        (("finding",), "pickle-call", 0),
        (("both",), "pickle-call", 4),
    ],
)
def test_scripts_are_told_the_worst(names: tuple[str, ...], rule: str, expected: int) -> None:
    suppressions = (_suppression(rule),) if rule else ()
    assert exit_code(findings_of([Looked(FILES[each]) for each in names], suppressions, NOW)) == expected


def test_every_issue_and_gap_is_a_finding_of_its_own() -> None:
    found = findings_of([Looked(each, ("arn:model",)) for each in FILES.values()], (), NOW)
    assert [(each.verdict, each.control) for each in found] == [
        (Verdict.FAIL, "pickle-call"), (Verdict.FAIL, "pickle-call"), (Verdict.UNKNOWN, "not-analysed"),
        (Verdict.UNKNOWN, "not-analysed"), (Verdict.PASS, "clean"),
    ]  # fmt: skip
    assert found[0].reason == "m.pkl, byte 1,024: calls os.system: os.system('id')"
    assert found[0].models == ("arn:model",)
    assert len({each.id for each in found}) == len(found)


@pytest.mark.parametrize("name", ["sarif", "junit", "csv", "ocsf", "asff", "html", "jsonl"])
def test_the_formats_of_a_scan_take_them(name: str) -> None:
    looked = [Looked(each) for each in FILES.values()]
    found = findings_of(looked, (), NOW)
    out = io.StringIO()
    report = context(
        "model files", found, controls_of(looked), Practice.SUPPLY_CHAIN, read=len(looked), now=NOW, version="0"
    )
    exporter(name)(found, report, out)
    assert "pickle-call" in out.getvalue()
    assert "Nothing was read" not in out.getvalue()
    assert "\x1b" not in out.getvalue()


def test_people_read_the_worst_last_and_machines_one_line_a_file(tmp_path: Path) -> None:
    looked = [Looked(each) for each in FILES.values()]
    assert [each.inspection.path for each in worst_last(looked)] == ["/p.safetensors", "/o.bin", "/m.tar.gz", "/n.pkl"]
    out = io.StringIO()
    for each in looked:
        write_text(each.inspection, each.models, console_over(out))
        assert "\x1b" not in out.getvalue()
    assert "m.pkl, byte 1,024: calls os.system" in out.getvalue()
    lines = io.StringIO()
    for each in looked:
        write_line(each.inspection, each.models, lines)
    told = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert [(each["state"], each["complete"]) for each in told] == [
        ("finding", True), ("finding", False), ("not-analysed", False), ("clean", True),
    ]  # fmt: skip
