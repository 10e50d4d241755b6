"""JUnit XML, as continuous integration shows it: one test suite per control, one test case per finding.

FAIL is a failure, UNKNOWN an error, PASS a test that passed; what is suppressed is skipped, with its reason. The last suite is about
the scan itself: each call that failed is an error, and so is a scan in which no control found anything to judge, so that the file of
a scan which proves nothing is never green.

The format has no standard. Files keep to both schemas that tools hold them to: that of Ant's JUnit task
(https://github.com/windyroad/JUnit-Schema) and that of Jenkins (junit-10.xsd of its xunit plugin).
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from itertools import groupby
from typing import IO

from modelkeep.adapters.export.check_view import place_told
from modelkeep.adapters.export.text import stamp, visible
from modelkeep.core.control import Control
from modelkeep.core.finding import Finding
from modelkeep.core.report import Gap, ReportContext
from modelkeep.core.verdict import Verdict
from modelkeep.core.words import plural

_IN_MEMORY = 1 << 20
"""Characters of one suite that are kept in memory; a suite's counts stand before its cases."""
_NO_CHARACTERS = {0xFFFE: "<U+FFFE>", 0xFFFF: "<U+FFFF>"}
"""What XML 1.0 excludes and `visible` lets through."""


@dataclass(frozen=True, slots=True)
class _Case:
    """One test case. `outcome` is failure, error, skipped, or '' where it passed."""

    name: str
    classname: str
    outcome: str = ""
    kind: str = ""
    message: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Suite:
    """A test suite: what its name and properties say, and its cases."""

    name: str
    package: str
    cases: Iterable[_Case]
    properties: dict[str, str] = field(default_factory=dict)


def write(findings: Iterable[Finding], context: ReportContext, out: IO[str]) -> None:
    """See `Write`."""
    timestamp = stamp(context.finished).removesuffix("Z")
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n')
    for number, suite in enumerate(_suites(findings, context)):
        _write_suite(suite, number, timestamp, out)
    out.write("</testsuites>\n")


def _suites(findings: Iterable[Finding], context: ReportContext) -> Iterator[_Suite]:
    for control_id, group in groupby(findings, key=lambda finding: finding.control):
        yield _of_control(control_id, group, context.controls.get(control_id))
    about = {"snapshot": context.snapshot, "version": context.tool_version, "filtered": context.filtered}
    yield _Suite("scan", "modelkeep", _about_the_scan(context), about)


def _of_control(control_id: str, findings: Iterator[Finding], control: Control | None) -> _Suite:
    first = next(findings)
    package = f"modelkeep.{first.practice.value}"

    def cases() -> Iterator[_Case]:
        yield _case(first, package, control)
        for finding in findings:
            yield _case(finding, package, control)

    properties = {"control": control_id, "practice": first.practice.value, "severity": first.severity.value}
    return _Suite(f"{control_id} {first.title}", package, cases(), properties)


def _case(finding: Finding, package: str, control: Control | None) -> _Case:
    name, classname = finding.resource, f"{package}.{finding.control}"
    if finding.suppressed is not None:
        return _Case(name, classname, "skipped", "suppressed", finding.suppressed.told)
    if finding.verdict is Verdict.PASS:
        return _Case(name, classname)
    behind = " ".join(each for each in (finding.call, finding.code) if each)
    advice = (f"Why: {control.why}", f"Fix: {control.fix}", *control.references) if control else ()
    places = (place_told(finding), finding.account, finding.region, finding.kind)
    where = " ".join(each for each in places if each)
    return _Case(
        name,
        classname,
        "failure" if finding.verdict is Verdict.FAIL else "error",
        finding.severity.value if finding.verdict is Verdict.FAIL else "unknown",
        finding.reason or finding.title,
        (finding.reason, *((f"Call: {behind}",) if behind else ()), where, finding.resource, *advice),
    )


def _about_the_scan(context: ReportContext) -> Iterator[_Case]:
    classname = "modelkeep.scan"
    coverage, judged = context.summary.coverage, context.summary.total.judged
    if judged:
        yield _Case(f"{plural(judged, 'verdict')} of {plural(len(context.controls), 'control')}", classname)
    else:
        message = "No control found anything to judge: this scan proves nothing."
        yield _Case("something was judged", classname, "error", "nothing-judged", message)
    if not coverage.reads:
        yield _Case("something was read", classname, "error", "nothing-read", "Nothing was read.")
    for gap in coverage.gaps:
        yield _gap(gap, classname)


def _gap(gap: Gap, classname: str) -> _Case:
    code = f" ({gap.code})" if gap.code else ""
    message = f"{gap.call} {gap.outcome.value}{code}: {plural(gap.unknown, 'verdict')} unknown"
    places = ", ".join((*gap.accounts, *gap.regions))
    return _Case(
        f"{gap.call} {gap.code}".strip(), classname, "error", gap.outcome.value, message,
        (gap.message, f"{plural(gap.reads, 'read')} in {places}", gap.remedy),
    )  # fmt: skip


def _write_suite(suite: _Suite, number: int, timestamp: str, out: IO[str]) -> None:
    counts = {"": 0, "failure": 0, "error": 0, "skipped": 0}
    with tempfile.SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="ascii", newline="") as spool:
        for case in suite.cases:
            counts[case.outcome] += 1
            spool.write(_element(case))
        spool.seek(0)
        attributes = {
            "id": str(number),
            "name": suite.name,
            "package": suite.package,
            "timestamp": timestamp,
            "hostname": "localhost",
            "tests": str(sum(counts.values())),
            "failures": str(counts["failure"]),
            "errors": str(counts["error"]),
            "skipped": str(counts["skipped"]),
            "time": "0",
        }
        out.write(f" <testsuite{_attributes(attributes)}>\n  <properties>\n")
        for name, value in suite.properties.items():
            out.write(f"   <property{_attributes({'name': name, 'value': value})}/>\n")
        out.write("  </properties>\n")
        shutil.copyfileobj(spool, out)
        out.write("  <system-out/>\n  <system-err/>\n </testsuite>\n")


def _element(case: _Case) -> str:
    start = f"  <testcase{_attributes({'name': case.name, 'classname': case.classname, 'time': '0'})}"
    if not case.outcome:
        return f"{start}/>\n"
    body = "\n".join(_text(line) for line in case.lines if line)
    told = _attributes({"type": case.kind, "message": case.message})
    return f"{start}>\n   <{case.outcome}{told}>{body}</{case.outcome}>\n  </testcase>\n"


def _attributes(values: dict[str, str]) -> str:
    """Attributes whose values are tokens: blanks neither around them nor two in a row, as both schemas want names."""
    return "".join(f' {name}="{" ".join(_text(value).split())}"' for name, value in values.items())


def _text(text: str) -> str:
    """A text that means itself in XML 1.0, in any encoding: marked up, illegal and hidden characters shown by number."""
    shown = escape(visible(text).translate(_NO_CHARACTERS))
    return shown.encode("ascii", "xmlcharrefreplace").decode()
