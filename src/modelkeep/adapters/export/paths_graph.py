"""Paths as pictures: the Graphviz language, and SVG that any browser shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import IO

from modelkeep.adapters.export.text import visible
from modelkeep.engines.access.decision import Outcome
from modelkeep.engines.access.paths.answer import Answer
from modelkeep.engines.access.paths.edges import Edge
from modelkeep.engines.access.paths.names import short_name

_DASHES = {Outcome.ALLOWED: "solid", Outcome.ALLOWED_IF: "dashed", Outcome.UNKNOWN: "dotted"}
_STROKES = {Outcome.ALLOWED: "", Outcome.ALLOWED_IF: "8 4", Outcome.UNKNOWN: "2 4"}
_BOX_WIDTH, _BOX_HEIGHT = 300, 34
_COLUMN, _ROW, _MARGIN = 480, 74, 24
_LONGEST = 42
"""Characters of a name in a box; the whole name is its tooltip."""


def write_dot(answer: Answer, out: IO[str]) -> None:
    """A directed graph in the Graphviz language. Conditional steps are dashed, unknown ones dotted."""
    out.write(
        "digraph paths {\n  rankdir=LR;\n  node [shape=box, fontname=sans];\n  edge [fontname=sans, fontsize=10];\n"
    )
    for node in _nodes(answer):
        style = ", style=bold" if node == answer.target else ""
        out.write(f"  {_quoted(node)} [label={_quoted(short_name(node))}, tooltip={_quoted(node)}{style}];\n")
    for edge in _edges(answer):
        out.write(
            f"  {_quoted(edge.source)} -> {_quoted(edge.target)} [label={_quoted(edge.technique)}, "
            f"tooltip={_quoted(_tip(edge))}, style={_DASHES[edge.outcome]}];\n"
        )
    out.write("}\n")


def _edges(answer: Answer) -> Iterable[Edge]:
    """Each step once, in the order of the paths."""
    return dict.fromkeys(step for path in answer.paths for step in path.steps)


def _nodes(answer: Answer) -> Iterable[str]:
    return dict.fromkeys((*(node for edge in _edges(answer) for node in (edge.source, edge.target)), answer.target))


def _tip(edge: Edge) -> str:
    return f"{edge.title}. If {edge.condition}." if edge.condition else f"{edge.title}."


def _quoted(text: str) -> str:
    return '"' + visible(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where the left upper corner of a box is."""

    x: int
    y: int


def write_svg(answer: Answer, out: IO[str]) -> None:
    """A picture: the target on the right, each column a step further away from it."""
    spots = _spots(answer)
    width = max(spot.x for spot in spots.values()) + _BOX_WIDTH + _MARGIN
    height = max(spot.y for spot in spots.values()) + _BOX_HEIGHT + _MARGIN
    out.write(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'font-family="sans-serif" font-size="12" role="img">\n'
        f"<title>{_text(f'Paths to {answer.target}')}</title>\n"
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
        '<path d="M0 0L8 4L0 8z"/></marker></defs>\n'
    )
    for edge in _edges(answer):
        _draw_edge(edge, spots, out)
    for node, spot in spots.items():
        _draw_node(node, spot, node == answer.target, out)
    out.write("</svg>\n")


def _spots(answer: Answer) -> Mapping[str, _Spot]:
    """Columns by the most steps to the target, rows in the order of the paths."""
    away = {answer.target: 0}
    for path in answer.paths:
        for left, step in enumerate(reversed(path.steps), 1):
            away[step.source] = max(away.get(step.source, 0), left)
    farthest = max(away.values())
    rows: dict[int, int] = {}
    spots: dict[str, _Spot] = {}
    for node in _nodes(answer):
        column = farthest - away[node]
        row = rows.get(column, 0)
        rows[column] = row + 1
        spots[node] = _Spot(_MARGIN + column * _COLUMN, _MARGIN + row * _ROW)
    return spots


def _draw_edge(edge: Edge, spots: Mapping[str, _Spot], out: IO[str]) -> None:
    begin, end = spots[edge.source], spots[edge.target]
    x, y = begin.x + _BOX_WIDTH, begin.y + _BOX_HEIGHT // 2
    to_x, to_y = end.x, end.y + _BOX_HEIGHT // 2
    dashes = f' stroke-dasharray="{_STROKES[edge.outcome]}"' if _STROKES[edge.outcome] else ""
    bend = (to_x - x) // 2
    out.write(
        f'<g><title>{_text(_tip(edge))}</title><path d="M{x} {y}C{x + bend} {y} {to_x - bend} {to_y} {to_x} {to_y}" fill="none" '
        f'stroke="#444"{dashes} marker-end="url(#tip)"/>'
        f'<text x="{(x + to_x) // 2}" y="{(y + to_y) // 2 - 4}" text-anchor="middle">{_text(edge.technique)}</text></g>\n'
    )


def _draw_node(node: str, spot: _Spot, is_target: bool, out: IO[str]) -> None:
    name = short_name(node)
    shown = name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}\u2026"
    fill = "#ffe9d6" if is_target else "#eef3fb"
    out.write(
        f'<g><title>{_text(node)}</title><rect x="{spot.x}" y="{spot.y}" width="{_BOX_WIDTH}" height="{_BOX_HEIGHT}" rx="4" '
        f'fill="{fill}" stroke="#444"/><text x="{spot.x + 8}" y="{spot.y + 21}">{_text(shown)}</text></g>\n'
    )


def _text(text: str) -> str:
    return escape(visible(text))
