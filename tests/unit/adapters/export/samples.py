"""A snapshot with every sort of finding, names chosen by an enemy among them, and its exports."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import Any

from tests.unit.estates import Estate, bucket_arn, control, denied, model_arn, unlisted

from modelkeep.adapters.export import exporter
from modelkeep.app.findings import EVERYTHING, Filter, findings
from modelkeep.app.summary import report_context
from modelkeep.core.control import Control
from modelkeep.core.report import ReportContext
from modelkeep.core.verdict import Practice, Severity

HOSTILE = (
    "<script>alert('one')</script>",
    "</script><img src=x onerror=alert(2)>",
    "\"quoted' &amp; {{ 7*7 }} {% raw %}",
    "\u202egnp.exe\u2066\u200b",
    "line\u2028separator\x1b[31m",
    '=HYPERLINK("http://x")',
    "x" * 5000,
)
"""Names that break out of markup, scripts, templates, terminals, spreadsheets and layouts."""

FRAUD = model_arn("fraud")
DATA = bucket_arn("data")


def estate(names: Iterable[str] = HOSTILE) -> Estate:
    """One finding per severity and verdict, one per name, one that could not be listed; two gaps."""
    hostile = [
        {"control": "S3-01", "severity": "medium", "resource": bucket_arn(f"b{place}"), "name": name, "reason": name}
        for place, name in enumerate(names)
    ]
    return Estate(
        findings=[
            {"control": "SM-01", "severity": "critical", "practice": "access", "resource": FRAUD, "name": "fraud"},
            {"control": "SM-02", "resource": FRAUD, "name": "fraud", "verdict": "UNKNOWN", "call": "sagemaker:ListModels"},
            {"control": "SM-02", "severity": "high", "resource": model_arn("chat"), "verdict": "PASS"},
            {"control": "OLD-1", "severity": "low", "resource": DATA, "name": "data", "title": "No longer in the catalogue"},
            {"control": "IN-01", "severity": "info", "resource": DATA, "name": "data"},
            unlisted(control="SM-02", severity="high"),
            *hostile,
        ],
        reads=[{}, denied(message="User <b> is not authorized"), denied("s3:ListBuckets", outcome="throttled", code="SlowDown")],
        models=[{"arn": FRAUD, "name": "fraud"}],
        edges=[(FRAUD, "stored_in", DATA)],
    )  # fmt: skip


def controls() -> list[Control]:
    """The catalogue; OLD-1 is not in it."""
    return [
        control("SM-01", severity=Severity.CRITICAL, practice=Practice.ACCESS),
        control("SM-02", title="Models are isolated"),
        control("S3-01", severity=Severity.MEDIUM, references=(), maps={}),
        control("IN-01", severity=Severity.INFO),
    ]


def context(of: Estate | None = None, *, filtered: str = "") -> ReportContext:
    """What exporters need besides the findings."""
    chosen = of or estate()
    return report_context(chosen.manifest(), chosen.connection(), controls(), filtered=filtered)


def exported(name: str, of: Estate | None = None, chosen: Filter = EVERYTHING) -> str:
    """What the format of this name writes."""
    mine = of or estate()
    out = io.StringIO()
    exporter(name)(findings(mine.connection(), chosen), context(mine, filtered=chosen.told), out)
    return out.getvalue()


def clean() -> Estate:
    """Everything read, everything passed."""
    return Estate(findings=[{"control": "SM-02", "verdict": "PASS"}])


def many(count: int) -> Estate:
    """So many FAILs of one control."""
    rows: list[Mapping[str, Any]] = [{"control": "S3-01", "resource": bucket_arn(f"b{each}")} for each in range(count)]
    return Estate(findings=rows)


def not_analysed() -> Estate:
    """Everything read, but a verdict rests on an analysis that was not made."""
    call = "engine:access"
    missing = denied(call, outcome="not-analysed", code="", message="who can do what", region="global")
    return Estate(findings=[{"control": "SM-02", "verdict": "UNKNOWN", "call": call, "code": ""}], reads=[{}, missing])
