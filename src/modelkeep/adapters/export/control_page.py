"""The page of one control, in Markdown: pure, so that the same control always gives the same page."""

from __future__ import annotations

from collections.abc import Iterator

from modelkeep.adapters.export.markdown import block, code, link, prose
from modelkeep.core.control_page import ControlPage, Way


def markdown(page: ControlPage, *, level: int = 1, source: str = "") -> str:
    """The page, its title a heading of that level. Without `source`, where its file can be read, it ends with the SQL."""
    return (
        "\n\n".join((*_introduction(page, level), *_sections(page, level + 1), *_sql(page, level + 1, source))) + "\n"
    )


def _introduction(page: ControlPage, level: int) -> Iterator[str]:
    control = page.control
    yield _heading(control.id, level)
    yield f"**{prose(control.title)}**"
    yield f"{control.severity.value} · {control.practice.heading} · rows of {code(control.subject)}"


def _sections(page: ControlPage, level: int) -> Iterator[str]:
    yield from (_heading("Why it matters", level), prose(page.control.why))
    if page.guide:
        yield from (_heading("How an attacker uses it", level), prose(page.guide.attack))
    yield from (_heading("How to fix it", level), prose(page.control.fix))
    for way in page.ways:
        yield from (_heading(way.heading, level + 1), _way(way))
    if page.requirements:
        yield _heading("What it maps to", level)
        yield "\n".join(
            f"- {prose(framework)}: {'; '.join(prose(f'{each.id} {each.title}') for each in requirements)}"
            for framework, requirements in page.requirements.items()
        )
    if page.peers:
        yield _heading("Checks of other tools that it answers", level)
        yield "\n".join(f"- {prose(name)}: {', '.join(map(code, checks))}" for name, checks in page.peers.items())
    if page.profiles:
        yield from (_heading("Profiles that hold it", level), prose(", ".join(page.profiles)))
    yield from _reads(page, level)
    yield _heading("See it in the lab", level)
    for step in page.lab_steps:
        yield from (f"{step.shows[0].upper()}{step.shows[1:]}.", block(step.commands, "sh"))
    if page.control.references:
        yield _heading("Read on", level)
        yield "\n".join(f"- {link(each)}" for each in page.control.references)


def _reads(page: ControlPage, level: int) -> Iterator[str]:
    yield _heading("What it reads", level)
    if page.calls:
        yield ", ".join(map(code, page.calls))
    for analysis in page.analyses:
        yield f"It waits for an analysis of {analysis.subject}: a scan without it says UNKNOWN. {analysis.meanwhile}"


def _sql(page: ControlPage, level: int, source: str) -> Iterator[str]:
    yield _heading("The question, as SQL", level)
    yield f"[{code(page.control.path.name)}]({source})" if source else block(page.control.sql, "sql")


def _way(way: Way) -> str:
    return block(way.text, way.language) if way.language else prose(way.text)


def _heading(text: str, level: int) -> str:
    return f"{'#' * level} {text}"
