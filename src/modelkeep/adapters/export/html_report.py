"""The report for people: one HTML file that opens offline and neither loads nor sends anything.

Overview, models and coverage are plain HTML; the findings are embedded as JSON that a script searches, filters and renders in
pages. The Content-Security-Policy admits that one script and style by hash and nothing else. What AWS or a user named is text
everywhere: autoescaped in the template, escaped for the script element in the data, `textContent` in the script.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from typing import IO, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from modelkeep.adapters.export import html_parts, investigation_words
from modelkeep.adapters.export.html_data import Embedded, finished_told
from modelkeep.adapters.export.html_trend import trend_view
from modelkeep.adapters.export.text import visible
from modelkeep.core.finding import Finding
from modelkeep.core.report import ReportContext
from modelkeep.core.verdict import Severity
from modelkeep.core.words import plural

MODELS_SHOWN = 12
MODELS_MOST = 300
ALERTS_MOST = 500


def write(findings: Iterable[Finding], context: ReportContext, out: IO[str]) -> None:
    """See `Write`. Holds the findings in memory, encoded."""
    embedded = Embedded(context)
    for finding in findings:
        embedded.add(finding)
    templates = Environment(
        loader=PackageLoader("modelkeep.adapters.export", "templates"), autoescape=True, undefined=StrictUndefined
    )
    style, script = source(templates, "report.css"), source(templates, "report.js")
    stream = templates.get_template("report.html").stream(
        **_values(context),
        style=Markup(style),  # noqa: S704  # our own file
        script=Markup(script),  # noqa: S704  # our own file
        style_hash=csp_hash(style),
        script_hash=csp_hash(script),
        data=(Markup(piece) for piece in embedded.document()),  # noqa: S704  # escaped by `in_script`
        plain=embedded.plain,
        plain_total=embedded.not_passed,
        plain_cut=embedded.not_passed - len(embedded.plain),
        cut=embedded.cut,
    )
    stream.enable_buffering(64)
    for chunk in stream:
        out.write(chunk)
    out.write("\n")


def _values(context: ReportContext) -> dict[str, Any]:
    coverage = context.summary.coverage
    return {
        "context": context,
        "severities": list(Severity),
        "total": context.summary.total,
        "headline": html_parts.headline(context),
        "finished": finished_told(context),
        "accounts_told": html_parts.accounts_told(context),
        "regions_told": html_parts.regions_told(context),
        "practices": html_parts.practice_rows(context),
        "models": html_parts.model_rows(context),
        "data_known": any(model.data is not None for model in context.summary.models),
        "models_shown": MODELS_SHOWN,
        "models_most": MODELS_MOST,
        "trend": trend_view(context.trend),
        "coverage": coverage,
        "coverage_told": html_parts.coverage_told(coverage),
        "services": html_parts.reads_by(coverage, lambda reads: reads.service),
        "by_account": html_parts.reads_by(coverage, lambda reads: html_parts.account_told(reads.account, context)),
        "gap_told": html_parts.gap_told,
        "alerts": context.alerts.alerts[:ALERTS_MOST] if context.alerts else (),
        "suppressed": context.alerts.suppressed if context.alerts else (),
        "alerts_left": max(len(context.alerts.alerts) - ALERTS_MOST, 0) if context.alerts else 0,
        "words": investigation_words,
        "plural": plural,
        "visible": visible,
    }


def source(templates: Environment, name: str) -> str:
    """A file of the templates as it is."""
    assert templates.loader is not None
    return templates.loader.get_source(templates, name)[0]


def csp_hash(text: str) -> str:
    """A text as a Content-Security-Policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
