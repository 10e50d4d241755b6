"""A model's passport for people and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import IO, Any

from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from modelkeep.adapters.export.passport_data import data_record, show_data
from modelkeep.adapters.export.passport_software import file_record, show_software, software_record
from modelkeep.adapters.export.record import gap_record, tally_record
from modelkeep.adapters.export.terminal import SUPPRESSED, UNKNOWN, severities
from modelkeep.adapters.export.text import kind_words, visible
from modelkeep.adapters.export.views import console_over, finding_line, short, show_findings, write_json
from modelkeep.core.arn import parse_arn
from modelkeep.core.passport import LineageNode, Passport, Reach
from modelkeep.core.words import plural

NOT_ANALYSED = "not analysed yet"
MOST_GAPS = 5


def write_text(passport: Passport, out: IO[str]) -> None:
    """The passport for reading."""
    console = console_over(out)
    _identity(passport, console)
    console.print(Text("\nLineage", style="bold"))
    console.print(_tree(passport.lineage))
    show_software(passport, console)
    show_data(passport, console)
    _reach(passport, console)
    _practices(passport, console)
    show_findings("Open", passport.open, console)
    show_findings("Unknown", passport.unknown, console)
    show_findings("Suppressed", passport.suppressed, console)
    _unlisted(passport, console)


def _identity(passport: Passport, console: Console) -> None:
    console.print(Text(visible(passport.name), style="bold"))
    console.print(Text(f"{kind_words(passport.kind)} in account {passport.account}, {visible(passport.region)}"))
    console.print(Text(visible(passport.arn), style="dim"))
    if passport.tags is None:
        told = "not read"
    else:
        told = ", ".join(f"{visible(key)}={visible(value)}" for key, value in sorted(passport.tags.items())) or "none"
    console.print(Text(f"Tags: {told}"))


def _tree(node: LineageNode) -> Tree:
    tree = Tree(_label(node), guide_style="dim")
    _grow(tree, node)
    return tree


def _grow(tree: Tree, node: LineageNode) -> None:
    for child in node.children:
        _grow(tree.add(_label(child)), child)


def _label(node: LineageNode) -> Text:
    text = Text()
    if node.edge:
        text.append(node.edge.replace("_", " ") + " ", style="dim")
    text.append(visible(node.name))
    if node.kind:
        text.append(f"  {kind_words(node.kind)}", style="dim")
    if not node.read:
        text.append("  not in the scan", style=UNKNOWN)
    if node.repeated:
        text.append("  (see above)", style="dim")
    return text


def _reach(passport: Passport, console: Console) -> None:
    console.print(Text("\nWho runs as what", style="bold"))
    for use in passport.roles:
        console.print(Text(f"  {visible(use.resource)}\n    as {visible(use.role)}"))
    if not passport.roles:
        console.print(Text("  lineage shows no role"))
    console.print(Text("\nWho can reach it", style="bold"))
    if passport.reach is None:
        console.print(Text(f"  {NOT_ANALYSED}: this does not mean nobody", style=UNKNOWN))
    for each in passport.reach or ():
        console.print(_reach_line(each))
        if each.count:
            more = f" and {each.count - len(each.names):,} more" if each.count > len(each.names) else ""
            console.print(Text(f"    {', '.join(map(_named, each.names))}{more}", style="dim"))
    if passport.reach is not None:
        console.print(
            Text(f"  How, and on what condition: modelkeep who-can {passport.reach[0].verb} MODEL", style="dim")
        )
    for front in passport.fronts:
        console.print(Text(f"  in front of it: {visible(front)}"))


def _reach_line(reach: Reach) -> Text:
    """How many can do one thing."""
    line = Text(f"  {reach.verb}: ")
    if not reach.occasion:
        return line.append("the snapshot shows nothing of the model for it", style="dim")
    told = (
        (reach.certain, "certainly", ""),
        (reach.conditional, "under a condition", ""),
        (reach.unknown, "unknown", UNKNOWN),
    )
    shown = [(f"{count:,} {word}", style) for count, word, style in told if count]
    if not shown:
        return line.append("nobody, as far as was read", style="dim")
    for at, (text, style) in enumerate(shown):
        line.append(", " if at else "").append(text, style=style)
    return line


def _named(principal: str) -> str:
    """A principal without what all of an account's have in common."""
    parts = parse_arn(principal)
    if parts is None or parts.service != "iam":
        return visible(principal)
    return visible(f"root user of {parts.account}" if parts.resource == "root" else parts.resource)


def _practices(passport: Passport, console: Console) -> None:
    console.print(Text("\nHow it stands", style="bold"))
    width = max(len(practice.heading) for practice in passport.practices)
    for practice, tally in passport.practices.items():
        line = Text(f"  {practice.heading:{width}}  ")
        if not tally.judged:
            line.append("nothing to judge", style="dim")
        else:
            line.append_text(severities(tally) if tally.failed else Text("none open"))
            if tally.unknown:
                line.append(f"  {tally.unknown:,} unknown", style=UNKNOWN)
            if tally.suppressed:
                line.append(f"  {tally.suppressed:,} suppressed", style=SUPPRESSED)
            line.append(f"  {tally.passed:,} passed", style="dim")
        console.print(line)


def _unlisted(passport: Passport, console: Console) -> None:
    if passport.unlisted:
        console.print(
            Text(f"\nCould not be listed here, and may belong to the model ({len(passport.unlisted):,})", style="bold")
        )
        for finding in passport.unlisted:
            console.print(finding_line(finding))
    if passport.gaps:
        told = plural(len(passport.gaps), "call")
        console.print(Text(f"\n{told} failed in this account and region:", style=UNKNOWN))
        for gap in passport.gaps[:MOST_GAPS]:
            console.print(Text(f"  {visible(gap.call)} {gap.outcome.value} {visible(gap.code)}".rstrip()))
            console.print(Text(f"    {gap.remedy}", style="dim"))
        if len(passport.gaps) > MOST_GAPS:
            console.print(Text(f"  and {len(passport.gaps) - MOST_GAPS:,} more", style="dim"))


def as_json(passport: Passport, out: IO[str]) -> None:
    """The passport as one JSON document. `reach` is null as long as it is not analysed."""
    write_json(
        {
            "format": "modelkeep-passport",
            "format_version": 1,
            "arn": passport.arn,
            "name": passport.name,
            "kind": passport.kind,
            "account": passport.account,
            "region": passport.region,
            "tags": None if passport.tags is None else dict(passport.tags),
            "lineage": _node(passport.lineage),
            "roles": [{"resource": use.resource, "role": use.role} for use in passport.roles],
            "fronts": list(passport.fronts),
            "reach": None if passport.reach is None else [_reach_record(each) for each in passport.reach],
            "reach_status": NOT_ANALYSED if passport.reach is None else "analysed",
            "software": None if passport.software is None else [software_record(each) for each in passport.software],
            "files": None if passport.files is None else [file_record(each) for each in passport.files],
            "data": None if passport.data is None else data_record(passport.data),
            "total": tally_record(passport.total),
            "practices": {practice.value: tally_record(tally) for practice, tally in passport.practices.items()},
            "open": [short(finding) for finding in passport.open],
            "unknown": [short(finding) for finding in passport.unknown],
            "suppressed": [short(finding) for finding in passport.suppressed],
            "unlisted": [short(finding) for finding in passport.unlisted],
            "gaps": [gap_record(gap) for gap in passport.gaps],
        },
        out,
    )


def _reach_record(each: Reach) -> dict[str, Any]:
    return {
        "verb": each.verb, "certain": each.certain, "conditional": each.conditional, "unknown": each.unknown,
        "names": list(each.names), "occasion": each.occasion,
    }  # fmt: skip


def _node(node: LineageNode) -> dict[str, Any]:
    return {
        "arn": node.arn, "name": node.name, "kind": node.kind, "edge": node.edge, "read": node.read,
        "repeated": node.repeated, "children": [_node(child) for child in node.children],
    }  # fmt: skip


PASSPORT_FORMATS: Mapping[str, Callable[[Passport, IO[str]], None]] = {"text": write_text, "json": as_json}
