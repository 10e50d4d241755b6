"""The HTML report as a file: whole, honest, and deaf to names that enemies chose."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from tests.unit.adapters.export.samples import HOSTILE, clean, context, exported, many, not_analysed
from tests.unit.estates import Estate, denied, model_arn

from modelkeep.adapters.export import exporter
from modelkeep.adapters.export.html_data import PLAIN_MOST, Embedded, in_script
from modelkeep.adapters.export.html_parts import segments
from modelkeep.app.findings import Filter, findings
from modelkeep.core.report import ModelClass, ModelStanding, ReportContext, Tally
from modelkeep.core.verdict import Severity


class Page(HTMLParser):
    """The elements of a page, its scripts and its text outside of them. `noscript` is parsed as where JavaScript is off."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.words: list[str] = []
        self._inside = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = tag if tag in ("script", "style") else ""

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        {"script": self.scripts, "style": self.styles}.get(self._inside, self.words).append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def embedded(text: str) -> dict[str, Any]:
    data, _ = Page(text).scripts
    document: dict[str, Any] = json.loads(data)
    return document


def test_policy_admits_the_one_style_and_the_one_script_and_nothing_else() -> None:
    page = Page(exported("html"))
    policy = next(attributes["content"] for tag, attributes in page.tags if attributes.get("http-equiv"))
    assert policy is not None
    (style,), (_, script) = page.styles, page.scripts
    hashes = [base64.b64encode(hashlib.sha256(each.encode()).digest()).decode() for each in (style, script)]
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'; base-uri 'none'; form-action 'none'"
    )


def test_nothing_is_loaded_and_nothing_runs_but_the_script() -> None:
    page = Page(exported("html"))
    assert {tag for tag, _ in page.tags} & {
        "img",
        "iframe",
        "object",
        "embed",
        "link",
        "form",
        "base",
        "audio",
        "video",
    } == set()
    for tag, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on") or name in ("src", "style", "srcset")], tag
        target = attributes.get("href")
        assert target is None or target.startswith("#")
    assert [attributes.get("type") for tag, attributes in page.tags if tag == "script"] == ["application/json", None]


def test_hostile_names_are_text_everywhere() -> None:
    text = exported("html")
    assert [tag for tag, _ in Page(text).tags].count("script") == 2
    names = {row[4] for row in embedded(text)["findings"]}
    assert "<script>alert('one')</script>" in names
    assert "</script><img src=x onerror=alert(2)>" in names
    assert "<U+202E>gnp.exe<U+2066><U+200B>" in names
    assert "x" * 5000 in names
    assert "\u202e" not in text
    assert "\u2028" not in text
    assert "{{ 7*7 }}" in Page(text).text


def test_a_hostile_model_account_or_message_is_text_too() -> None:
    for name in HOSTILE:
        estate = Estate(
            findings=[{"resource": model_arn("m")}], models=[{"arn": model_arn("m"), "name": name, "kind": name}],
            reads=[{}, denied(call=f"s3:{name}", code=name, message=name)],
        )  # fmt: skip
        tags = Page(exported("html", estate)).tags
        assert [tag for tag, _ in tags].count("script") == 2
        assert "img" not in {tag for tag, _ in tags}


def test_the_class_of_a_models_data_stands_beside_it_as_text() -> None:
    told = context(clean())
    standing = ModelStanding(arn=model_arn("m"), name="m", kind="", account="", region="", tally=Tally())
    assert '<th scope="col">Data</th>' not in written(told, standing)
    for name in HOSTILE:
        data = ModelClass("restricted", complete=False, reason=f"trained on restricted data: s3://{name}")
        page = written(told, replace(standing, data=data))
        assert '<th scope="col">Data</th>' in page
        assert "restricted at least" in Page(page).text
        assert [tag for tag, _ in Page(page).tags].count("script") == 2
        assert "\u202e" not in page


def written(told: ReportContext, *models: ModelStanding) -> str:
    out = io.StringIO()
    exporter("html")((), replace(told, summary=replace(told.summary, models=models)), out)
    return out.getvalue()


@pytest.mark.parametrize("value", ["</script>", "<!--", "]]>", "\u2028\u2029", "&lt;", "\ud800"])
def test_data_in_a_script_element_cannot_end_it(value: str) -> None:
    text = in_script([value])
    assert not set("<>&\u2028\u2029") & set(text)
    assert text.isascii()
    assert json.loads(text) == [value]


def test_data_holds_every_finding_with_its_control_and_models() -> None:
    data = embedded(exported("html"))
    assert len(data["findings"]) == 6 + len(HOSTILE)
    row = next(row for row in data["findings"] if data["controls"][row[1]]["id"] == "SM-01")
    assert data["controls"][row[1]]["fix"]
    assert [data["texts"][model] for model in row[11]] == [model_arn("fraud")]
    old = next(control for control in data["controls"] if control["id"] == "OLD-1")
    assert (old["title"], old["why"], old["severity"]) == ("No longer in the catalogue", "", Severity.LOW.rank)
    assert next(row for row in data["findings"] if row[3].endswith("/*"))[4] == "Any SageMaker notebook instance here"


def test_without_javascript_there_are_figures_gaps_and_the_open_findings() -> None:
    text = Page(exported("html")).text
    assert "findings are open: 1 critical" in text
    assert "2 of 3 reads failed" in text
    assert "sagemaker:ListModels" in text
    assert "What to do:" in text
    assert "No longer in the catalogue" in text
    assert "1 of 3 questions to AWS were answered, 2 were not. What rests on that is unknown, not passed." in text


def test_the_table_without_javascript_says_what_it_leaves_out() -> None:
    text = exported("html", many(PLAIN_MOST + 20))
    assert f"the first {PLAIN_MOST} of {PLAIN_MOST + 20} findings" in Page(text).text
    assert "20 are not shown here" in Page(text).text
    assert len(embedded(text)["findings"]) == PLAIN_MOST + 20


def test_a_full_file_leaves_out_what_passed_first_and_says_so() -> None:
    estate = Estate(
        findings=[
            *({"control": "A-1", "resource": f"arn:aws:s3:::p{each}", "verdict": "PASS", "severity": "critical"} for each in range(4)),
            *({"control": "B-1", "resource": f"arn:aws:s3:::f{each}", "severity": "low"} for each in range(3)),
        ]
    )  # fmt: skip
    full = Embedded(context(estate), most=5)
    for finding in findings(estate.connection()):
        full.add(finding)
    assert [row[2] for row in json.loads("".join(full.document()))["findings"]] == [0, 0, 0, 2, 2]
    assert full.cut.startswith("2 passed findings not listed")
    fuller = Embedded(context(estate), most=2)
    for finding in findings(estate.connection()):
        fuller.add(finding)
    assert fuller.cut.startswith("1 open or unknown finding and 4 passed findings not listed")
    assert Embedded(context(estate)).cut == ""


def test_all_is_well_is_said_only_where_everything_was_read() -> None:
    well = "No finding is open, and everything that the controls rest on was read."
    assert well in Page(exported("html", clean())).text
    for estate in (
        Estate(findings=[{"verdict": "PASS"}], reads=[{}, denied()]),
        Estate(findings=[{"verdict": "PASS"}, {"control": "B-1", "verdict": "UNKNOWN"}]),
        Estate(),
        Estate(reads=()),
    ):
        assert well not in Page(exported("html", estate)).text


def test_a_practice_without_verdicts_is_no_pass() -> None:
    text = Page(exported("html", clean())).text
    assert text.count("nothing to judge") == 12


def test_a_filtered_report_says_so() -> None:
    text = Page(exported("html", chosen=Filter(severities=frozenset({Severity.LOW})))).text
    assert "only the findings with severity low" in text


def test_bars_add_up() -> None:
    found = segments(Tally(failed=3, unknown=1, passed=2, by_severity={Severity.HIGH: 1, Severity.LOW: 2}))
    assert [each.name for each in found] == ["high", "low", "unknown", "pass"]
    assert sum(each.width for each in found) == pytest.approx(100, abs=0.1)
    assert segments(Tally()) == ()


def test_form_fields_and_tables_are_labelled() -> None:
    page = Page(exported("html"))
    assert next(attributes for tag, attributes in page.tags if tag == "html") == {"lang": "en"}
    landmarks = [tag for tag, _ in page.tags if tag in ("header", "nav", "main", "footer")]
    assert landmarks == ["header", "nav", "main", "footer"]
    assert all(attributes.get("scope") for tag, attributes in page.tags if tag == "th")
    images = [attributes for tag, attributes in page.tags if tag == "svg" and attributes.get("class") == "bar"]
    assert all(attributes.get("role") == "img" and attributes.get("aria-label") for attributes in images)
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert not re.search(r"url\((?!#)", exported("html"))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours by WCAG 2.2 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio)."""

    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_text_has_enough_contrast(theme: int) -> None:
    (style,) = Page(exported("html")).styles
    blocks = re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", blocks[theme]))
    pairs = [(ink, ground) for ink in ("text", "muted", "link") for ground in ("page", "panel", "soft")]
    pairs += [
        (f"{name}-ink", f"{name}-tint") for name in ("critical", "high", "medium", "low", "info", "unknown", "pass")
    ]
    weak = {pair: ratio for pair in pairs if (ratio := contrast(colours[pair[0]], colours[pair[1]])) < 4.5}
    assert weak == {}


def test_what_was_not_analysed_has_its_own_place() -> None:
    text = Page(exported("html", not_analysed())).text
    assert "All 1 question to AWS were answered. 1 verdict unknown." in text
    assert "AWS refused nothing here" in text
    assert "who can do what" in text
    assert "reads failed" not in text
    assert "Not analysed" not in Page(exported("html")).text
