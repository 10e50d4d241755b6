"""JUnit files, parsed by a strict parser and held against the rules of both schemas in use."""

from __future__ import annotations

import re
import tracemalloc
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from io import StringIO
from typing import IO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.adapters.export.samples import FRAUD, HOSTILE, clean, context, exported
from tests.unit.estates import ACCOUNT, Estate, bucket_arn, denied, unlisted

from modelkeep.adapters.export.junit import write
from modelkeep.app.findings import Filter
from modelkeep.core.finding import Finding
from modelkeep.core.suppression import Suppression
from modelkeep.core.verdict import Practice, Severity, Verdict

CLEAN = context(clean())
OUTCOMES = {"failure", "error", "skipped"}
SUITE = {
    "id": r"\d+", "name": r"\S(.*\S)?", "package": r"\S+", "timestamp": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d",
    "hostname": r"\S+", "tests": r"\d+", "failures": r"\d+", "errors": r"\d+", "skipped": r"\d+", "time": r"\d+",
}  # fmt: skip
"""The attributes that Ant's schema requires, all of which Jenkins's allows, with the forms that it gives them."""


def hold_to_schemas(text: str) -> ET.Element:
    """Parse a file and check what both schemas say of it."""
    root = ET.fromstring(text)
    assert (root.tag, root.attrib) == ("testsuites", {})
    for number, suite in enumerate(root):
        assert suite.tag == "testsuite"
        assert set(suite.attrib) == set(SUITE)
        for name, form in SUITE.items():
            assert re.fullmatch(form, suite.attrib[name], re.DOTALL | re.ASCII), (name, suite.attrib[name])
        assert suite.attrib["id"] == str(number)
        parts = [child.tag for child in suite]
        assert parts[0] == "properties"
        assert parts[-2:] == ["system-out", "system-err"]
        assert set(parts[1:-2]) <= {"testcase"}
        for each in suite[0]:
            assert (each.tag, set(each.attrib)) == ("property", {"name", "value"})
        cases = suite.findall("testcase")
        assert int(suite.attrib["tests"]) == len(cases)
        for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(suite.attrib[name]) == len(suite.findall(f"testcase/{tag}"))
        for case in cases:
            hold_case_to_schemas(case)
    return root


def hold_case_to_schemas(case: ET.Element) -> None:
    assert set(case.attrib) == {"name", "classname", "time"}
    for name in ("name", "classname"):
        assert re.fullmatch(r"(\S+( \S+)*)?", case.attrib[name], re.ASCII), "a token, in the words of XML Schema"
    assert len(case) <= 1
    for outcome in case:
        assert outcome.tag in OUTCOMES
        assert set(outcome.attrib) == {"type", "message"}
        assert outcome.attrib["type"]
        assert len(outcome) == 0


def cases(root: ET.Element, suite: str) -> list[tuple[str, str]]:
    """Name and outcome of each case of the suites whose names begin so."""
    return [
        (case.attrib["name"], case[0].tag if len(case) else "passed")
        for each in root
        if each.attrib["name"].startswith(suite)
        for case in each.findall("testcase")
    ]


def test_each_verdict_has_its_outcome() -> None:
    root = hold_to_schemas(exported("junit"))
    assert cases(root, "SM-01") == [(FRAUD, "failure")]
    unknown = f"{ACCOUNT}/us-east-1/sagemaker_model/*"
    assert sorted(outcome for _, outcome in cases(root, "SM-02")) == ["error", "error", "passed"]
    assert (unknown, "error") in cases(root, "SM-02")
    assert len(cases(root, "S3-01")) == len(HOSTILE)


def test_a_control_has_one_suite() -> None:
    names = [suite.attrib["name"].split()[0] for suite in hold_to_schemas(exported("junit"))]
    assert len(names) == len(set(names))
    assert names[-1] == "scan"


def test_an_unknown_is_never_a_test_that_passed() -> None:
    rows = [{"verdict": "UNKNOWN", "resource": bucket_arn("b"), "call": "s3:GetBucketPolicy", "code": "AccessDenied"}]
    root = hold_to_schemas(exported("junit", Estate(findings=rows)))
    assert cases(root, "SM-NB-01") == [(bucket_arn("b"), "error")]
    (error,) = root.findall(".//error")
    assert "s3:GetBucketPolicy AccessDenied" in (error.text or "")


def test_a_failure_says_what_why_and_how_to_fix() -> None:
    (failure,) = hold_to_schemas(exported("junit", chosen=Filter(controls=("SM-01",)))).findall(".//failure")
    assert failure.attrib == {"type": "critical", "message": "DirectInternetAccess is Enabled"}
    told = failure.text or ""
    assert f"{ACCOUNT} us-east-1" in told
    assert "Why: A notebook can send data anywhere." in told
    assert "Fix: Create it again without." in told


def test_a_failure_in_a_file_says_where() -> None:
    out = StringIO()
    declared = replace(finding(Verdict.FAIL), file="main.yaml", line=12)
    planned = replace(finding(Verdict.FAIL), file="plan.json", address="aws_s3_bucket.data")
    write(iter([declared, planned]), CLEAN, out)
    first, second = hold_to_schemas(out.getvalue()).findall(".//failure")
    assert "main.yaml:12" in (first.text or "")
    assert "plan.json aws_s3_bucket.data" in (second.text or "")


def test_what_is_suppressed_is_skipped_with_its_reason() -> None:
    decision = Suppression(id="s", reason="accepted & <known>", expires=date(2027, 1, 31), origin="modelkeep.toml:3")
    out = StringIO()
    write(iter([finding(Verdict.FAIL, decision), finding(Verdict.UNKNOWN, decision)]), CLEAN, out)
    root = hold_to_schemas(out.getvalue())
    assert [outcome for _, outcome in cases(root, "SM-01")] == ["skipped", "skipped"]
    assert root.findall(".//skipped")[0].attrib["message"] == decision.told


def test_a_complete_clean_scan_is_green() -> None:
    root = hold_to_schemas(exported("junit", clean()))
    assert not [case for case in root.iter() if case.tag in OUTCOMES]
    assert cases(root, "scan") == [("1 verdict of 1 control", "passed")]


@pytest.mark.parametrize(
    ("of", "kind"),
    [
        (Estate(), "nothing-judged"),
        (Estate(reads=()), "nothing-judged"),
        (Estate(findings=[{"verdict": "PASS"}], reads=[{}, denied()]), "denied"),
        (Estate(findings=[{"verdict": "PASS"}], reads=()), "nothing-read"),
    ],
)
def test_what_proves_nothing_is_not_green(of: Estate, kind: str) -> None:
    root = hold_to_schemas(exported("junit", of))
    assert kind in [error.attrib["type"] for error in root.findall(".//error")]


def test_a_filter_that_leaves_nothing_does_not_hide_what_was_not_read() -> None:
    shown = exported(
        "junit", Estate(findings=[unlisted()], reads=[denied()]), Filter(verdicts=frozenset({Verdict.FAIL}))
    )
    assert [outcome for _, outcome in cases(hold_to_schemas(shown), "scan")] == ["passed", "error"]
    assert "verdict FAIL" in shown


texts = st.text(st.characters(codec=None), max_size=60)


@given(name=texts, title=texts, reason=texts)
def test_any_text_survives_the_way_through_xml(name: str, title: str, reason: str) -> None:
    out = StringIO()
    hostile = finding(Verdict.FAIL, title=title, resource=f"arn:aws:s3:::{name}", reason=f"{reason}]]>")
    write(iter([hostile]), CLEAN, out)
    out.getvalue().encode("ascii")
    hold_to_schemas(out.getvalue())


def test_characters_that_xml_forbids_are_shown_by_number() -> None:
    out = StringIO()
    write(iter([finding(Verdict.FAIL, reason="a\x00b\ufffec\ud800d <é>\uffff")]), CLEAN, out)
    (failure,) = hold_to_schemas(out.getvalue()).findall(".//failure")
    assert failure.attrib["message"] == "a<U+0000>b<U+FFFE>c<U+D800>d <é><U+FFFF>"


def test_the_findings_of_one_control_are_not_held_in_memory() -> None:
    class Discarded(StringIO):
        written = 0

        def write(self, text: str) -> int:
            self.written += len(text)
            return len(text)

    def stream() -> Iterator[Finding]:
        for number in range(20_000):
            yield finding(Verdict.FAIL, resource=bucket_arn(f"b{number}"))

    out: IO[str] = Discarded()
    tracemalloc.start()
    write(stream(), CLEAN, out)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert out.written > 4_000_000  # type: ignore[attr-defined]  # of Discarded
    assert peak < 3_500_000


def finding(
    verdict: Verdict,
    suppressed: Suppression | None = None,
    *,
    title: str = "Models are isolated",
    resource: str = FRAUD,
    reason: str = "it is not",
) -> Finding:
    return Finding(
        id="mk-1", control="SM-01", title=title, practice=Practice.ACCESS, severity=Severity.HIGH, verdict=verdict,
        resource=resource, name="fraud", kind="AWS::SageMaker::Model", account=ACCOUNT, region="us-east-1",
        reason=reason, suppressed=suppressed, at=datetime(2026, 11, 21, tzinfo=UTC),
    )  # fmt: skip
