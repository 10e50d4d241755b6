"""The PDF of a compliance report: it opens, is the same each time, and its texts are never markup."""

from __future__ import annotations

import io
import sys
from dataclasses import replace

import pytest
import typst
from tests.unit.adapters.export.compliance_samples import report
from tests.unit.adapters.export.samples import HOSTILE
from tests.unit.estates import Estate

from modelkeep.adapters.export import compliance_pdf
from modelkeep.core.errors import MissingExtraError

MARKUP = (
    "#panic(1)",
    "*bold* _it_ $x$",
    '#read("/etc/passwd")',
    "= Heading",
    "\\u{41}",
    "@ref <label>",
    "`raw` ```",
    "//x",
)


def written(of: Estate | None = None, names: tuple[str, ...] = HOSTILE) -> bytes:
    out = io.BytesIO()
    compliance_pdf.write(report(of, names), out)
    return out.getvalue()


def test_it_is_a_pdf_and_the_same_each_time() -> None:
    one = written()
    assert one.startswith(b"%PDF-")
    assert one.rstrip().endswith(b"%%EOF")
    assert one == written()


def test_what_looks_like_markup_is_set_as_it_is() -> None:
    """`#panic` as markup would fail, a label without a target too; all of it is set as text."""
    assert written(names=MARKUP).startswith(b"%PDF-")
    values = compliance_pdf._values(report(names=MARKUP))
    reasons = {found["reason"] for each in values["requirements"] for found in each["findings"]}
    assert set(MARKUP) <= reasons


def test_the_bundled_fonts_are_enough() -> None:
    families = typst.Fonts(include_system_fonts=False).families()
    assert "Libertinus Serif" in families


def test_findings_beyond_the_most_are_counted() -> None:
    many = report(names=[f"b{each}" for each in range(compliance_pdf.FINDINGS_MOST + 5)])
    (first, *_) = compliance_pdf._values(many)["requirements"]
    assert len(first["findings"]) == compliance_pdf.FINDINGS_MOST
    assert "more open or unknown findings: the json and html formats list all." in first["told"]


def test_without_typst_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(MissingExtraError) as caught:
        written()
    assert "modelkeep[pdf]" in caught.value.remedy


def test_a_scan_may_end_within_a_second() -> None:
    whole = report()
    at = whole.context.finished.replace(microsecond=123456)
    out = io.BytesIO()
    compliance_pdf.write(replace(whole, context=replace(whole.context, finished=at)), out)
    assert out.getvalue().startswith(b"%PDF-")
