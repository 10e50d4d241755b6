"""The reference of the detections, in Markdown: every rule by area."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from modelkeep.adapters.export.markdown import code
from modelkeep.core.words import plural
from modelkeep.engines.logs.sigma.parsing import Document, placeholders

_MADE = "<!-- Made by `make docs` from src/modelkeep/catalogue/detections: change the rule instead. -->"
_LINK = "../src/modelkeep/catalogue/detections"
_HEAD = "| Rule | Severity | What it finds | Needs | Techniques |\n| --- | --- | --- | --- | --- |"


def detection_reference(documents: Iterable[Document], referred: Iterable[str]) -> str:
    """All rules that stand for themselves, by area and name. `referred` are names of rules that only correlations use: what these need is
    told with the correlation, whose file they are in."""
    parts = frozenset(referred)
    documents = tuple(documents)
    needs: dict[Path, set[str]] = {}
    for each in documents:
        needs.setdefault(each.path, set()).update(placeholders(each))
    shown = sorted((each for each in documents if each.name not in parts), key=lambda each: (_area(each), each.name))
    introduction = (
        f"{plural(len(shown), 'rule')}, which `modelkeep detect` evaluates; `modelkeep detect explain RULE` shows the SQL. What stands "
        "under needs is told by the latest snapshot, `--known` or the setting `known`; without it, the rule is not evaluated and says so."
    )
    areas = sorted({_area(each) for each in shown})
    tables = [f"## {area}\n\n{_table([each for each in shown if _area(each) == area], needs)}" for area in areas]
    return "\n\n".join((_MADE, "# Detections", introduction, *tables)) + "\n"


def _area(document: Document) -> str:
    return document.path.parent.name


def _table(documents: Sequence[Document], needs: Mapping[Path, Collection[str]]) -> str:
    return "\n".join((_HEAD, *(_row(each, needs[each.path]) for each in documents)))


def _row(document: Document, needed: Collection[str]) -> str:
    raw = document.raw
    needs = ", ".join(code(each) for each in sorted(needed))
    title = str(raw.get("title", "")).replace("|", "\\|")
    link = f"[{document.name}]({_LINK}/{_area(document)}/{document.path.name})"
    return f"| {link} | {raw.get('level', 'medium')} | {title} | {needs} | {', '.join(_techniques(raw.get('tags') or ()))} |"


def _techniques(tags: Iterable[object]) -> Iterator[str]:
    for tag in map(str, tags):
        namespace, _, name = tag.partition(".")
        if (namespace == "attack" and name[:1] == "t" and name[1:2].isdigit()) or name.startswith("aml.t"):
            yield name.upper()
