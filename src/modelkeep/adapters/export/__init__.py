"""Findings in the formats that people and other tools read: one module per format, each with `write(findings, context, out)`.

Formats stream: none but `html` holds more than one control's findings. A module is imported when its format is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import IO, Protocol, cast

from modelkeep.core.errors import UsageError
from modelkeep.core.finding import Finding
from modelkeep.core.report import ReportContext


class Write(Protocol):
    """Write findings to an open text file. Raises what writing to the file raises."""

    def __call__(self, findings: Iterable[Finding], context: ReportContext, out: IO[str]) -> None: ...


@dataclass(frozen=True, slots=True)
class Format:
    """One format: its module in this package, the usual suffix of its files, what it is for."""

    module: str
    suffix: str
    doc: str


FORMATS: Mapping[str, Format] = {
    "table": Format("table", ".txt", "for reading in a terminal; one line per finding when piped"),
    "html": Format("html_report", ".html", "one file that opens offline, for people"),
    "json": Format("json_document", ".json", "one document: scan, coverage, controls, findings"),
    "jsonl": Format("json_lines", ".jsonl", "one finding per line"),
    "csv": Format("csv_table", ".csv", "for spreadsheets; formulas are disarmed"),
    "sarif": Format("sarif", ".sarif", "SARIF 2.1.0, for code scanning"),
    "ocsf": Format("ocsf", ".ocsf.json", "OCSF compliance findings, for SIEMs and data lakes"),
    "asff": Format("asff", ".asff.json", "AWS Security Finding Format, for Security Hub"),
    "junit": Format("junit", ".junit.xml", "JUnit XML, for continuous integration; UNKNOWN is an error"),
}


def exporter(name: str) -> Write:
    """The writer of a format. Raises UsageError for a format that does not exist."""
    if name not in FORMATS:
        raise UsageError(f"there is no format {name!r}", remedy=f"Choose one of {', '.join(FORMATS)}.")
    return cast("Write", import_module(f"{__name__}.{FORMATS[name].module}").write)
