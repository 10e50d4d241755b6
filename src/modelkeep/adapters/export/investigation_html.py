"""An investigation for people: one HTML file that opens offline, loads nothing and runs nothing.

The look is that of the findings' report. The Content-Security-Policy admits the one style by hash; there is no script. What logs tell
is text everywhere: autoescaped.
"""

from __future__ import annotations

from typing import IO

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from modelkeep.adapters.export import investigation_picture as picture
from modelkeep.adapters.export import investigation_words as words
from modelkeep.adapters.export.html_report import csp_hash, source
from modelkeep.adapters.export.text import visible
from modelkeep.core.logs.investigation import Investigation, OriginKind
from modelkeep.core.words import plural
from modelkeep.engines.logs.investigation.timeline import agent_told, chosen


def write_html(found: Investigation, out: IO[str], most: int, version: str) -> None:
    """Write the page; its table of events has at most `most` rows."""
    templates = Environment(
        loader=PackageLoader("modelkeep.adapters.export", "templates"), autoescape=True, undefined=StrictUndefined
    )
    style = source(templates, "report.css") + source(templates, "investigation.css")
    shown = chosen(found.groups, most)
    page = templates.get_template("investigation.html").stream(
        found=found, version=version, style=Markup(style), style_hash=csp_hash(style),  # noqa: S704  # our own files
        lead=lead(found), range=words.range_told(found), pictures=picture.pictures(found), chains=picture.chain_picture(found.chains),
        chain_size=(picture.BOX, picture.BOX_HEIGHT, picture.GAP), width=picture.WIDTH, lane_height=picture.LANE, top=picture.TOP,
        groups=shown, left_out=len(found.groups) - len(shown), rules={alert.id: alert.rule for alert in found.alerts},
        coverage=(*words.coverage_told(found.coverage), *found.notes), words=words, plural=plural, visible=visible, agent=agent_told,
    )  # fmt: skip
    page.enable_buffering(64)
    for piece in page:
        out.write(piece)
    out.write("\n")


def lead(found: Investigation) -> str:
    """The answer in a sentence or two."""
    if not found.groups:
        return "Nothing of it is in what the lake has. That does not say that nothing happened."
    events = plural(found.summary.events, "event")
    alerts = (
        f" {plural(len(found.alerts), 'alert')} rest on them."
        if len(found.alerts) != 1
        else " One alert rests on them."
    )
    known = [each for each in found.chains if each.origin.kind is not OriginKind.UNKNOWN]
    names = list(dict.fromkeys(words.origin_told(each) for each in known))
    unknown = len(found.chains) - len(known)
    behind = (
        f" Behind it: {', '.join(names[:3])}{f' and {len(names) - 3} more' if len(names) > 3 else ''}." if names else ""
    )
    if unknown:
        behind += f" Who is behind {plural(unknown, 'chain')} of credentials is unknown."
    return f"{events}.{behind}{alerts}"
