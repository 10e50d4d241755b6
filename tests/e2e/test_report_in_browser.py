"""The HTML report in a real browser: it renders, filters by its address, and runs nothing that a name brings along."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from tests.unit.adapters.export.samples import FRAUD, HOSTILE, estate, exported
from tests.unit.estates import Estate, bucket_arn

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine to open the report with")

Open = Callable[..., str]


@pytest.fixture
def browse(tmp_path: Path) -> Open:
    """The document of a report after its script ran, at a fragment; fails when the browser's console complains."""

    def open_report(report: str, fragment: str = "") -> str:
        assert CHROMIUM is not None
        page = tmp_path / "report.html"
        page.write_text(report, encoding="utf-8")
        command = [
            CHROMIUM, "--headless=new", "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage", "--enable-logging=stderr",
            f"--user-data-dir={tmp_path / 'profile'}", "--virtual-time-budget=5000", "--dump-dom",
            f"{page.as_uri()}{fragment}",
        ]  # fmt: skip
        if os.geteuid() == 0:
            command.insert(1, "--no-sandbox")
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
        assert [line for line in done.stderr.splitlines() if "CONSOLE" in line] == []
        return done.stdout

    return open_report


def cards(dom: str) -> list[str]:
    """The controls that are listed, in order."""
    return re.findall(r'data-control="([^"]+)"', dom)


def status(dom: str) -> str:
    """What the page says about how much it lists."""
    found = re.search(r'role="status"[^>]*>([^<]*)<', dom)
    assert found
    return found[1]


def test_open_and_unknown_findings_are_listed_by_practice(browse: Open) -> None:
    dom = browse(exported("html"))
    assert status(dom) == f"{3 + len(HOSTILE)} open, 2 unknown of {6 + len(HOSTILE)} listed findings"
    assert cards(dom) == ["SM-01", "S3-01", "OLD-1", "IN-01", "SM-02"]
    assert "<h3><bdi>Access and least privilege</bdi>" in dom


@pytest.mark.parametrize(
    ("fragment", "listed", "told"),
    [
        ("#severity=critical", ["SM-01"], "1 open of"),
        ("#verdict=pass", ["SM-02"], "1 passed of"),
        ("#verdict=unknown&severity=high", ["SM-02"], "2 unknown of"),
        ("#practice=access", ["SM-01"], "1 open of"),
        ("#control=OLD-1", ["OLD-1"], "1 open of"),
        ("#q=model%20fraud", ["SM-01", "SM-02"], "1 open, 1 unknown of"),
        ("#q=fsbp%20SageMaker.1&severity=info", ["IN-01"], "1 open of"),
        ("#account=999999999999", [], "None of"),
        ("#group=constructor&severity=critical", ["SM-01"], "1 open of"),
        (f"#model={quote(FRAUD, safe='')}", ["SM-01", "OLD-1", "IN-01", "SM-02"], "3 open, 2 unknown of"),
    ],
)  # fmt: skip
def test_address_chooses_findings(browse: Open, fragment: str, listed: list[str], told: str) -> None:
    dom = browse(exported("html"), fragment)
    assert cards(dom) == listed
    assert status(dom).startswith(told)


def test_paper_says_which_filters_were_set(browse: Open) -> None:
    dom = browse(exported("html"), "#severity=critical,high&q=fraud")
    assert ">Chosen: text fraud; severity critical, high<" in dom


def test_nothing_that_matches_is_not_called_good(browse: Open) -> None:
    assert "That says nothing about what they leave out" in browse(exported("html"), "#q=no-such-thing")


def test_opened_controls_show_why_fix_reason_and_call(browse: Open) -> None:
    dom = browse(exported("html"), "#expand=1&verdict=all")
    for words in (
        "Why it matters",
        "A notebook can send data anywhere.",
        "How to fix it",
        "DirectInternetAccess is Enabled",
    ):
        assert words in dom
    assert ">sagemaker:ListModels<" in dom
    assert 'href="https://docs.aws.amazon.com/sagemaker/"' in dom
    assert "The catalogue no longer holds this control" in dom


def test_hostile_names_are_shown_and_do_nothing(browse: Open) -> None:
    dom = browse(exported("html"), "#expand=1")
    assert "<title>Modelkeep report 20261121T100000Z</title>" in dom
    assert dom.count("<script") == 2
    assert "<img" not in dom
    assert "&lt;/script&gt;&lt;img src=x onerror=alert(2)&gt;" in dom
    assert "&lt;U+202E&gt;gnp.exe" in dom
    assert "\u202e" not in dom


def test_a_hostile_address_does_nothing(browse: Open) -> None:
    dom = browse(
        exported("html"), "#account=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&q=%22%3E%3Cscript%3E&practice=__proto__"
    )
    assert "<img" not in dom
    assert dom.count("<script") == 2


@pytest.mark.slow
def test_many_findings_come_in_pages(browse: Open) -> None:
    rows = [
        {"control": f"C-{place % 150:03}", "resource": bucket_arn(f"b{place}"), "name": f"b{place}"}
        for place in range(20_000)
    ]
    report = exported("html", Estate(findings=rows))
    dom = browse(report)
    assert len(cards(dom)) == 60
    assert "Show more (90 controls below)" in dom
    assert status(dom) == "20,000 open of 20,000 listed findings"
    assert len(re.findall("<tr id=", dom)) == 0
    one = browse(report, "#control=C-001&expand=1")
    assert len(re.findall("<tr id=", one)) == 25
    assert "Show 100 more (109 below)" in one


def test_grouped_by_model(browse: Open) -> None:
    dom = browse(exported("html", estate(())), "#group=model")
    headings = re.findall(r"<h3><bdi>([^<]*)</bdi>", dom)
    assert headings == ["fraud (SageMaker model, 111122223333 us-east-1)", "Not tied to one model"]


def test_the_trend_is_drawn_without_script_and_style_of_its_own(browse: Open) -> None:
    rows = [
        {
            "snapshot": f"scan-{day}", "before": "scan-1" if day == 2 else "", "taken": f"2026-11-0{day}T08:00:00",
            "scope": "s", "catalogue": "c", "practice": "access", "severity": "critical", "failed": 10 - day, "unknown": 0,
            "passed": 5, "new": 4 if day == 2 else None, "reopened": 0, "fixed": 5, "gone": 0,
        }
        for day in (1, 2)
    ]  # fmt: skip
    dom = browse(exported("html", replace(estate(), kept={"trend": rows})))
    assert dom.count('class="fill-critical"') >= 3
    assert "Open and unknown findings of 2 scans." in dom
