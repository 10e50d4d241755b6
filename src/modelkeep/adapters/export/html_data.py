"""The findings inside the HTML report: JSON for the script, and the rows of the table that stands in for it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from modelkeep.adapters.export.record import frameworks_told
from modelkeep.adapters.export.since import since_told
from modelkeep.adapters.export.text import kind_words, owner_told, stamp, suppressed_told, visible
from modelkeep.core.arn import parse_arn
from modelkeep.core.finding import Finding
from modelkeep.core.report import ReportContext
from modelkeep.core.verdict import Practice, Severity, Verdict
from modelkeep.core.words import plural

PLAIN_MOST = 500
"""Rows of the table that is shown where JavaScript is off."""
EMBEDDED_MOST = 50_000
"""Findings in one file. Beyond that, what passed is left out first, and the report says so."""
OWNER_UNKNOWN = "unknown: tags not read"
_VERDICTS = {Verdict.FAIL: 0, Verdict.UNKNOWN: 1, Verdict.PASS: 2}
_SUPPRESSED = 3
"""What the script counts apart, whatever the verdict beneath."""


def in_script(value: object) -> str:
    """JSON that is safe inside a script element: ASCII, without any character that could end the element."""
    text = json.dumps(value, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


@dataclass(slots=True)
class Embedded:
    """The findings as the script reads them: rows of short values, repeated texts replaced by their number."""

    context: ReportContext
    most: int = EMBEDDED_MOST
    plain: list[Mapping[str, str]] = field(default_factory=list)
    not_passed: int = 0
    passed: int = 0
    _open: list[str] = field(default_factory=list)
    _good: list[str] = field(default_factory=list)
    _controls: dict[str, tuple[int, Mapping[str, Any]]] = field(default_factory=dict)
    _texts: dict[str, int] = field(default_factory=dict)

    def add(self, finding: Finding) -> None:
        """Embed one finding, or count it where the file is full."""
        if finding.verdict is Verdict.PASS:
            self.passed += 1
            rows = self._good
        else:
            self.not_passed += 1
            rows = self._open
            if len(self.plain) < PLAIN_MOST:
                self.plain.append(self._plain(finding))
        if len(rows) < self.most:
            rows.append(self._row(finding))

    @property
    def cut(self) -> str:
        """What the file leaves out, in words; empty when it holds everything."""
        kept_good = min(len(self._good), self.most - len(self._open))
        missing = [
            text
            for count, text in (
                (self.not_passed - len(self._open), "open or unknown finding"),
                (self.passed - kept_good, "passed finding"),
            )
            if count
            for text in [plural(count, text)]
        ]
        if not missing:
            return ""
        return (
            f"{' and '.join(missing)} not listed here, because the file holds {self.most:,} at most. "
            "The figures count them; the json, jsonl and csv formats list them."
        )

    def document(self) -> Iterator[str]:
        """The JSON, in pieces."""
        context = self.context
        head = {
            "practices": [[practice.value, practice.heading] for practice in Practice],
            "severities": [severity.value for severity in Severity],
            "accounts": {account: visible(name) for account, name in context.account_names.items()},
            "models": [
                [visible(model.arn), visible(model.name), kind_words(model.kind), model.account, model.region]
                for model in context.summary.models
            ],
            "controls": [control for _, control in self._controls.values()],
            "texts": list(self._texts),
        }
        yield in_script(head)[:-1] + ',"findings":['
        separator = ""
        for row in (*self._open, *self._good[: max(0, self.most - len(self._open))]):
            yield separator + row
            separator = ",\n"
        yield "]}"

    def _row(self, finding: Finding) -> str:
        texts = [self._text(text) for text in (finding.account, finding.region, kind_words(finding.kind))]
        why = [self._text(text) for text in (finding.reason, finding.call, finding.code)]
        models = [self._text(model) for model in finding.models]
        return in_script([
            finding.id, self._control(finding), _SUPPRESSED if finding.suppressed else _VERDICTS[finding.verdict],
            visible(finding.resource), shown_name(finding), *texts, *why, models, self._text(since_told(finding)),
            self._text(OWNER_UNKNOWN if finding.owner is None else finding.owner), self._text(suppressed_told(finding)),
            _VERDICTS[finding.verdict],
        ])  # fmt: skip

    def _text(self, text: str) -> int:
        return self._texts.setdefault(visible(text), len(self._texts))

    def _control(self, finding: Finding) -> int:
        """The number of the finding's control. What the catalogue no longer knows still has title, severity and practice."""
        if finding.control not in self._controls:
            control = self.context.controls.get(finding.control)
            self._controls[finding.control] = (
                len(self._controls),
                {
                    "id": visible(finding.control),
                    "title": visible(finding.title),
                    "severity": finding.severity.rank,
                    "practice": finding.practice.value,
                    "why": control.why if control else "",
                    "fix": control.fix if control else "",
                    "frameworks": frameworks_told(control) if control else [],
                    "references": [each for each in control.references if each.startswith("https://")]
                    if control
                    else [],
                },
            )
        return self._controls[finding.control][0]

    def _plain(self, finding: Finding) -> Mapping[str, str]:
        control = self.context.controls.get(finding.control)
        word = finding.severity.value if finding.verdict is Verdict.FAIL else "unknown"
        return {
            "verdict": f"{word} (suppressed)" if finding.suppressed else word,
            "style": "suppressed" if finding.suppressed else word,
            "control": visible(finding.control),
            "title": visible(finding.title),
            "fix": control.fix if control else "",
            "name": shown_name(finding),
            "resource": visible(finding.resource),
            "place": visible(f"{finding.account} {finding.region}"),
            "reason": visible(finding.reason),
            "decided": "\n".join(visible(each) for each in (suppressed_told(finding), owner_told(finding)) if each),
            "since": since_told(finding),
        }


def shown_name(finding: Finding) -> str:
    """What people call the resource: its name, the end of its ARN, or what stands for those that could not be listed."""
    if finding.unlisted:
        return f"Any {kind_words(finding.kind)} here"
    if finding.name:
        return visible(finding.name)
    parts = parse_arn(finding.resource)
    return visible(parts.resource if parts else finding.resource)


def finished_told(context: ReportContext) -> str:
    """When the scan ended, for people."""
    return stamp(context.finished).replace("T", " ").replace("Z", " UTC")
