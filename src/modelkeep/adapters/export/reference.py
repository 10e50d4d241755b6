"""The reference of all controls: an index, and a page per practice, in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path

from modelkeep.adapters.export.control_page import markdown
from modelkeep.adapters.export.markdown import prose
from modelkeep.core.control_page import ControlPage
from modelkeep.core.verdict import Practice
from modelkeep.core.words import plural

_MADE = "<!-- Made by `make docs` from src/modelkeep/catalogue: change the control's file instead. -->"


def reference(pages: Iterable[ControlPage], catalogue: Path, link: str) -> Mapping[str, str]:
    """The reference's files by name. `link` leads from them to `catalogue`, the folder below which the controls lie."""
    order = list(Practice)
    ordered = sorted(pages, key=lambda page: (order.index(page.control.practice), page.control.id))
    practices = [(practice, list(of)) for practice, of in groupby(ordered, key=lambda page: page.control.practice)]
    files = {"README.md": _index(practices)}
    for practice, of in practices:
        files[f"{practice.value}.md"] = "\n".join((
            f"{_MADE}\n\n# {practice.heading}\n\n[All controls](README.md)\n",
            *(_page(page, catalogue, link) for page in of),
        ))  # fmt: skip
    return files


def _index(practices: Iterable[tuple[Practice, list[ControlPage]]]) -> str:
    sections = list(practices)
    count = sum(len(pages) for _, pages in sections)
    lines = [_MADE, "", "# Controls", "", f"{plural(count, 'control')} in {plural(len(sections), 'practice')}."]
    lines.append("`modelkeep controls show ID` shows the same page in the terminal.")
    for practice, pages in sections:
        lines += ["", f"## {practice.heading}", "", "| id | severity | what is true when it passes |", "|---|---|---|"]
        for page in pages:
            control = page.control
            address = f"{practice.value}.md#{control.id.lower()}"
            lines.append(f"| [{control.id}]({address}) | {control.severity.value} | {prose(control.title)} |")
    return "\n".join(lines) + "\n"


def _page(page: ControlPage, catalogue: Path, link: str) -> str:
    return markdown(page, level=2, source=f"{link}/{page.control.path.relative_to(catalogue).as_posix()}")
