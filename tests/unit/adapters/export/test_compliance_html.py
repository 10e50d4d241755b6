"""The HTML of a compliance report: whole, without script, deaf to names that enemies chose."""

from __future__ import annotations

import io
import re
from dataclasses import replace

from tests.unit.adapters.export.compliance_samples import report
from tests.unit.adapters.export.test_html_report import Page

from modelkeep.adapters.export import compliance_html
from modelkeep.adapters.export.html_report import csp_hash
from modelkeep.core.compliance import ComplianceReport
from modelkeep.core.coverage import Outcome


def written(of: ComplianceReport | None = None) -> str:
    out = io.StringIO()
    compliance_html.write(of or report(), out)
    return out.getvalue()


def test_the_policy_admits_the_one_style_and_nothing_else() -> None:
    page = Page(written())
    (style,) = page.styles
    policy = next(each for tag, each in page.tags if tag == "meta" and "http-equiv" in each)
    assert (
        policy["content"] == f"default-src 'none'; style-src '{csp_hash(style)}'; base-uri 'none'; form-action 'none'"
    )


def test_nothing_runs_and_nothing_is_loaded() -> None:
    text = written()
    for tag, attributes in Page(text).tags:
        assert tag not in ("script", "img", "iframe", "object", "embed", "link", "form", "base")
        assert not [name for name in attributes if name.startswith("on") or name in ("src", "style", "srcset")], tag
        target = attributes.get("href")
        assert target is None or target.startswith(("#", "https://example.org/rules"))
    assert not re.search(r"url\((?!#)", text)
    assert "\u202e" not in text


def test_each_requirement_is_there_with_standing_evidence_and_what_to_collect() -> None:
    text = Page(written()).text
    assert "Of 4 requirements: 1 not met, 1 unknown, 1 manual, 1 met." in text
    assert "Rules of <b>mine</b>" in text
    assert "The minutes of #strong[the board] <script>alert(3)</script>." in text
    assert "SM-09" in text
    assert "<script>alert('one')</script>" in text
    assert "What rests on that is unknown, not passed." in text
    for finding in (finding for each in report().requirements for finding in each.findings):
        assert finding.id in text


def test_all_met_is_said_only_of_all() -> None:
    of = report()
    assert compliance_html.headline(replace(of, requirements=of.requirements[3:])) == "All 1 requirement met."
    assert compliance_html.headline(replace(of, requirements=())) == "No requirement is listed."


def test_a_filtered_report_says_so() -> None:
    of = report()
    filtered = replace(of, context=replace(of.context, filtered="standing met"))
    assert "Only requirements with standing met are listed" in Page(written(filtered)).text


def test_what_was_not_analysed_is_told_beside_what_was_not_read() -> None:
    made = report()
    coverage = made.context.summary.coverage
    gap = replace(coverage.gaps[0], outcome=Outcome.NOT_ANALYSED, message="who can <do> what", remedy="Ask them.")
    summary = replace(made.context.summary, coverage=replace(coverage, not_analysed=(gap,)))
    page = written(replace(made, context=replace(made.context, summary=summary)))
    assert "<h3>Not analysed</h3>" in page
    assert "who can &lt;do&gt; what" in page
    assert "Ask them." in page
