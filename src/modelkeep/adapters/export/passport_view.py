"""A model's passport for reading, and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import IO

import msgspec
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from modelkeep.adapters.export.terminal import STYLES, UNKNOWN, severities
from modelkeep.adapters.export.text import kind_words, plural, visible
from modelkeep.core.finding import Finding
from modelkeep.core.passport import LineageNode, Passport


def as_text(passport: Passport, out: IO[str]) -> None:
    """Write the passport for reading; wraps to the terminal's width, is not cut when piped."""
    console = Console(file=out, highlight=False) if out.isatty() else Console(file=out, width=160, highlight=False)
    console.print(Text(visible(passport.name), style="bold"), Text(kind_words(passport.kind), style="dim"))
    console.print(Text(visible(passport.arn), style="dim"))
    console.print(Padding(severities(passport.total), (1, 0)))
    for title, view in (
        ("Lineage", _tree(passport.lineage)),
        ("Who can reach it", _reach(passport)),
        ("Runs as", _roles(passport)),
        ("Practices", _practices(passport)),
        ("Open findings", _findings(passport.open)),
        ("Unknown", _findings((*passport.unknown, *passport.unlisted))),
    ):
        console.print(Text(title, style="bold"))
        console.print(Padding(view, (0, 0, 1, 2)))
    if passport.gaps:
        console.print(Text(f"{plural(len(passport.gaps), 'call')} failed in this account and region:", style=UNKNOWN))
        for gap in passport.gaps:
            console.print(Text(f"  {gap.call} {gap.outcome.value} {gap.code}: {gap.remedy}"))


def as_json(passport: Passport, out: IO[str]) -> None:
    """Write the passport as one JSON document."""
    out.write(msgspec.json.format(msgspec.json.encode(passport), indent=2).decode() + "\n")


def _tree(node: LineageNode) -> Tree:
    tree = Tree(_label(node))
    _grow(tree, node)
    return tree


def _grow(tree: Tree, node: LineageNode) -> None:
    for child in node.children:
        _grow(tree.add(_label(child)), child)


def _label(node: LineageNode) -> Text:
    text = Text()
    if node.edge:
        text.append(f"{node.edge.replace('_', ' ')}  ", style="dim")
    text.append(visible(node.name or node.arn), style="bold" if not node.edge else "")
    if node.kind:
        text.append(f"  {kind_words(node.kind)}", style="dim")
    if not node.read:
        text.append("  not in this scan", style=UNKNOWN)
    return text.append("  (see above)", style="dim") if node.repeated else text


def _reach(passport: Passport) -> Text:
    if passport.reach is None:
        text = Text("not analysed: Modelkeep does not evaluate access yet. This does not mean nobody.", style=UNKNOWN)
    else:
        text = Text("\n".join(visible(each) for each in passport.reach) or "nobody")
    for front in passport.fronts:
        text.append(f"\nin front of it: {visible(front)}")
    return text


def _roles(passport: Passport) -> Text:
    return Text(
        "\n".join(f"{visible(use.role)}  ({visible(use.resource)})" for use in passport.roles) or "no role found"
    )


def _practices(passport: Passport) -> Table:
    table = Table("practice", "open", "unknown", "passed", box=None, pad_edge=False, header_style="dim")
    for practice, tally in passport.practices.items():
        if tally.judged:
            table.add_row(practice.heading, severities(tally), str(tally.unknown), str(tally.passed))
        else:
            table.add_row(practice.heading, Text("nothing to judge", style="dim"), "-", "-")
    return table


def _findings(findings: tuple[Finding, ...]) -> Table | Text:
    if not findings:
        return Text("none", style="dim")
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    for each in findings:
        table.add_row(
            Text(each.severity.value, style=STYLES[each.severity]),
            Text(each.control),
            Text(f"{visible(each.title)}\n").append(
                f"{visible(each.name or each.resource)}: {visible(each.reason)}", style="dim"
            ),
        )
    return table


PASSPORT_FORMATS: Mapping[str, Callable[[Passport, IO[str]], None]] = {"text": as_text, "json": as_json}
