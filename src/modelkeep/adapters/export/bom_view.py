"""Bills of materials and their differences for people, and differences as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import IO, Any

from rich.console import Console
from rich.text import Text

from modelkeep.adapters.export.terminal import STYLES, UNKNOWN
from modelkeep.adapters.export.text import visible
from modelkeep.adapters.export.views import console_over, write_json
from modelkeep.core.bom import Bill, Completeness, KnownVulnerability, Part, PartType
from modelkeep.core.bom_changes import BomComparison, Change, Difference
from modelkeep.core.verdict import Severity
from modelkeep.core.words import plural

_PACKAGES = (PartType.LIBRARY, PartType.FRAMEWORK)
_MARKS = {
    Change.ADDED: ("+", "green"),
    Change.REMOVED: ("-", "red"),
    Change.CHANGED: ("~", "yellow"),
    Change.NEWLY_KNOWN: ("?", UNKNOWN),
    Change.NO_LONGER_KNOWN: ("?", UNKNOWN),
}


def write_table(bill: Bill, out: IO[str]) -> None:
    """What a bill holds, for reading."""
    console = console_over(out)
    console.print(Text(visible(" ".join(filter(None, (bill.model.name, bill.model.version)))), style="bold"))
    console.print(Text(visible(bill.model.ref), style="dim"))
    _section(console, "Made from", map(_line, bill.ancestors))
    _section(
        console,
        "Runs and loads",
        map(_holder, (each for each in bill.parts if each.completeness and not _is_model(each))),
    )
    _section(console, "Asks", map(_line, filter(_is_model, bill.parts)))
    _section(console, "Data", map(_data, (each for each in bill.parts if each.data)))
    _section(console, "Made by", (Text(visible(f"{each.kind} {each.name}")) for each in bill.runs))
    _section(console, "Served by", (Text(visible(f"{each.name}  {each.url or each.ref}")) for each in bill.services))
    _section(console, f"Packages: {_counted(bill.packages(), _packages_told(bill))}", ())
    told = _counted(len(bill.vulnerabilities), bill.vulnerabilities_told)
    _section(console, f"Vulnerabilities: {told}", map(_vulnerability, sorted(bill.vulnerabilities, key=_rank)))
    _gaps(bill, console)


def _packages_told(bill: Bill) -> Completeness:
    """The worst of what holds packages."""
    found = [each.completeness for each in bill.parts if each.completeness and not _is_model(each)]
    return max(found, key=list(Completeness).index, default=Completeness.COMPLETE)


def _counted(count: int, completeness: Completeness) -> str:
    """A number that is never taken for all there is where that is not known."""
    if completeness is Completeness.COMPLETE:
        return f"{count:,}"
    return f"{count:,} known, the rest not looked into" if count else "not known"


def _section(console: Console, heading: str, lines: Iterable[Text]) -> None:
    """A heading with lines below it; a heading that counts stands alone."""
    every = list(lines)
    if every or ":" in heading:
        console.print(Text(f"\n{heading}", style="bold"))
    for line in every:
        console.print(Text("  ").append_text(line))


def _is_model(part: Part) -> bool:
    return part.type is PartType.MODEL


def _line(part: Part) -> Text:
    return Text(visible(" ".join(filter(None, (part.publisher, part.name, part.version)))))


def _holder(part: Part) -> Text:
    text = Text(f"{part.type.value}  {visible(part.name)} {visible(part.version)}".rstrip())
    if part.digest and part.digest != part.version:
        text.append(f"\n    {part.digest}", style="dim")
    signature = dict(part.facts).get("modelkeep:signature", "")
    if signature:
        text.append(f"\n    signature {visible(signature)}", style="dim")
    packages = plural(len(part.needs), "package")
    if part.completeness is Completeness.COMPLETE:
        text.append(f"\n    {packages}", style="dim")
    else:
        text.append(f"\n    {packages}, and what was not read: {part.completeness}", style=UNKNOWN)
    return text


def _data(part: Part) -> Text:
    assert part.data is not None
    text = Text(f"{part.data.use.value}  {visible(part.name)}")
    if part.data.classes is None:
        text.append("  personal data: not analysed", style=UNKNOWN)
    else:
        text.append(f"  personal data: {', '.join(part.data.classes) or 'none found'}", style="dim")
    return text


def _rank(each: KnownVulnerability) -> tuple[bool, int, str]:
    """What is open and worst comes first."""
    known = [severity.value for severity in Severity]
    settled = not any(affected.open for affected in each.affects)
    return settled, Severity(each.severity).rank if each.severity in known else len(known), each.id


def _vulnerability(each: KnownVulnerability) -> Text:
    known = each.severity in [severity.value for severity in Severity]
    text = Text(f"{each.severity or 'unknown':8}", style=STYLES[Severity(each.severity)] if known else UNKNOWN)
    text.append(f"  {visible(each.id)}")
    for affected in each.affects:
        fixed = f", fixed in {affected.fixed}" if affected.fixed else ""
        text.append(f"\n            {visible(f'{affected.package} {affected.version}{fixed}')}", style="dim")
        if affected.statement:
            text.append(f"\n            {visible(affected.statement)}", style="dim")
    if each.exploited:
        text.append("\n            known to be exploited", style="bold red")
    return text


def _gaps(bill: Bill, console: Console) -> None:
    names = {part.ref: part.name for part in (bill.model, *bill.parts)}
    found = [f"{names[ref]}: {reason}" for ref, reason in bill.gaps()]
    _section(console, "Not known", (Text(visible(each), style=UNKNOWN) for each in found))


def write_changes(comparison: BomComparison, out: IO[str]) -> None:
    """Differences, for reading: one a line, with what was before and is now below it."""
    console = console_over(out)
    heading = ""
    for each in comparison.differences:
        if heading != each.sort:
            heading = each.sort
            console.print(Text(each.sort.capitalize(), style="bold"))
        console.print(_difference(each))
    counts = {change: sum(each.change is change for each in comparison.differences) for change in Change}
    told = ", ".join(f"{count:,} {change}" for change, count in counts.items() if count) or "No difference"
    console.print(Text(f"{told}.", style="bold"))
    if comparison.incomplete:
        console.print(
            Text(
                f"{plural(len(comparison.incomplete), 'thing')} may differ unnoticed, not complete in either:",
                style=UNKNOWN,
            )
        )
        for name in comparison.incomplete:
            console.print(Text(f"  {visible(name)}", style=UNKNOWN))


def _difference(each: Difference) -> Text:
    mark, style = _MARKS[each.change]
    text = Text(f"  {mark} ", style=style)
    text.append(visible(each.name))
    aspect = f" {each.aspect}" if each.aspect else ""
    told = each.change if not each.change.certain else ""
    text.append(f"{aspect}{f' ({told})' if told else ''}", style="dim")
    values = (
        " -> ".join(visible(value) or "(none)" for value in (each.before, each.after))
        if each.before or each.after
        else ""
    )
    if values:
        shown = values if each.change not in (Change.ADDED, Change.REMOVED) else visible(each.after or each.before)
        text.append(f"\n      {shown}", style="dim")
    return text


def write_changes_json(comparison: BomComparison, out: IO[str]) -> None:
    """Differences as a document."""
    write_json(
        {
            "differences": [_record(each) for each in comparison.differences],
            "incomplete_in_both": list(comparison.incomplete),
        },
        out,
    )


def _record(each: Difference) -> Mapping[str, Any]:
    return {
        "sort": each.sort.value, "change": each.change.value, "name": each.name, "aspect": each.aspect, "before": each.before,
        "after": each.after,
    }  # fmt: skip


CHANGE_FORMATS: Mapping[str, Callable[[BomComparison, IO[str]], None]] = {
    "text": write_changes,
    "json": write_changes_json,
}
