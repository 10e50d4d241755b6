"""Reports for programs and notebooks."""

from __future__ import annotations

import subprocess
import sys

import pytest

from modelkeep.api.report import Report
from modelkeep.core.artifacts import Gap, Inspection, Issue
from modelkeep.core.errors import RefusedFileError
from modelkeep.core.verdict import Severity


def _told(path: str = "m.pkl", *, issues: tuple[Issue, ...] = (), gaps: tuple[Gap, ...] = ()) -> Inspection:
    return Inspection(path=path, size=5, formats=("pickle",), issues=issues, gaps=gaps)


def _issue(*, review: bool = False) -> Issue:
    return Issue(
        rule="pickle-dangerous-call",
        title="t",
        severity=Severity.HIGH,
        place=("m.pkl", "<script>x"),
        message="calls <b>it</b>",
        fix="f",
        at="byte 3",
        evidence='os.system("<img onerror=1>")',
        review=review,
    )


def test_what_a_file_says_is_escaped() -> None:
    html = Report((_told("<script>alert(1)</script>", issues=(_issue(),)),))._repr_html_()
    for each in ("<script", "<img", "<b>it"):
        assert each not in html
    assert "calls &lt;b&gt;it&lt;/b&gt;" in html


def test_text_is_what_the_command_prints() -> None:
    text = str(Report((_told(issues=(_issue(),)), _told("n.pkl", gaps=(Gap(("n.pkl",), "encrypted"),)))))
    assert "high" in text
    assert "calls <b>it</b>" in text
    assert "not analysed: encrypted" in text


def test_only_clean_files_are_ok() -> None:
    assert Report((_told(),)).ok
    assert not Report(()).ok
    assert not Report((_told(), _told(gaps=(Gap(("m.pkl",), "encrypted"),)))).ok


@pytest.mark.parametrize(
    ("told", "allow_review", "why"),
    [
        (_told(issues=(_issue(),)), True, "high: <script>x > byte 3: calls"),
        (_told(issues=(_issue(review=True),)), False, "to review"),
        (_told(issues=(_issue(review=True),), gaps=(Gap(("m.pkl",), "encrypted"),)), True, "not analysed: encrypted"),
    ],
)
def test_findings_are_raised(told: Inspection, allow_review: bool, why: str) -> None:
    with pytest.raises(RefusedFileError, match=why):
        Report((told,)).raise_for_findings(allow_review=allow_review)


def test_review_can_be_let_pass() -> None:
    Report((_told(issues=(_issue(review=True),)),)).raise_for_findings(allow_review=True)


def test_importing_modelkeep_imports_nothing_else() -> None:
    code = "import sys, modelkeep; print([m for m in sys.modules if m.startswith(('modelkeep.', 'msgspec', 'rich'))])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "[]\n"
