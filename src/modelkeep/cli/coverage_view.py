"""How `modelkeep controls coverage` shows which controls answer the checks of other tools."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table

from modelkeep.core.peer import Answer, Peer


def answer_records(answers: Sequence[Answer]) -> dict[str, Any]:
    """The answers and their counts, to be written as JSON."""
    return {
        "checks": [
            {
                "peer": each.peer.key, "version": each.peer.version, "check": each.check.id, "title": each.check.title,
                "controls": list(each.controls), "reason": each.check.reason, "hole": each.is_hole,
            }
            for each in answers
        ],
        "counts": {
            peer.key: {"checks": len(rows), "holes": sum(each.is_hole for each in rows)} for peer, rows in _by_peer(answers)
        },
    }  # fmt: skip


def answer_tables(answers: Sequence[Answer]) -> Iterator[RenderableType]:
    """One table per peer, why some checks are answered in another way, and a sentence with the counts."""
    for peer, rows in _by_peer(answers):
        yield f"[bold]{escape(peer.name)}[/bold] {escape(peer.version)}. {escape(peer.scope)}"
        table = Table("check", "title", "answered by", box=None, pad_edge=False, header_style="bold")
        reasons: dict[str, int] = {}
        for each in rows:
            mark = f" ({reasons.setdefault(each.check.reason, len(reasons) + 1)})" if each.check.reason else ""
            told = ", ".join(each.controls) or ("" if each.check.reason else "[bold red]hole[/bold red]")
            table.add_row(escape(each.check.id), escape(each.check.title), f"{told}{mark}".strip())
        yield table
        yield from (f"({number}) {escape(reason)}" for reason, number in reasons.items())
        yield ""
    holes = sum(each.is_hole for each in answers)
    yield f"{len(answers) - holes} of {len(answers)} checks are answered; {holes or 'no'} {'hole' if holes == 1 else 'holes'}"


def _by_peer(answers: Sequence[Answer]) -> Iterator[tuple[Peer, list[Answer]]]:
    for _, group in groupby(answers, key=lambda each: each.peer.key):
        rows = list(group)
        yield rows[0].peer, rows
