"""What `check` says in a terminal: one finding a line, as compilers do, and what the answer leaves out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

from modelkeep.adapters.export.terminal import PASSED, STYLES, UNKNOWN
from modelkeep.adapters.export.text import visible
from modelkeep.core.finding import Finding
from modelkeep.core.verdict import Severity, Verdict
from modelkeep.core.words import plural


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was looked at. `troubles` are located messages, each with its remedy; `left_out` the controls that no file can answer."""

    files: int
    resources: int
    without_form: int
    troubles: Sequence[tuple[str, str]]
    asked: int
    left_out: int
    not_judged: int
    """Resources that no model in the files depends on, where `--everything` would judge them."""


def write(findings: Iterable[Finding], checked: Checked, console: Console) -> None:
    """Print what fails and what is unknown, by file and line, then the numbers."""
    kept = sorted((each for each in findings if each.verdict is not Verdict.PASS), key=_place)
    for each in kept:
        if console.is_terminal:
            console.print(_line(each), soft_wrap=True)
        else:
            console.file.write("".join(text for text, _ in _pieces(each)) + "\n")
    for message, remedy in checked.troubles:
        console.print(Text.assemble((f"{visible(message)}. ", UNKNOWN), (visible(remedy), "dim")), soft_wrap=True)
    if kept or checked.troubles:
        console.print()
    console.print(_numbers(kept, checked))


def place_told(finding: Finding) -> str:
    """Where a finding stands: `file:line`, or the file and the Terraform address."""
    if finding.address:
        return f"{finding.file} {finding.address}"
    return f"{finding.file}:{finding.line}" if finding.line else finding.file


def _place(finding: Finding) -> tuple[str, int, str, int, str]:
    return (finding.file, finding.line, finding.address, finding.severity.rank, finding.control)


def _line(finding: Finding) -> Text:
    return Text.assemble(*_pieces(finding))


def _pieces(finding: Finding) -> list[tuple[str, str]]:
    """A finding's line in pieces, each with its style: a text of its own for each of many thousands takes seconds."""
    failed = finding.verdict is Verdict.FAIL
    pieces = [
        (f"{visible(place_told(finding))}: ", ""),
        (finding.severity.value if failed else "unknown", STYLES[finding.severity] if failed else UNKNOWN),
        (f" {finding.control} ", ""), (visible(finding.name or finding.resource), "bold"),
        (f": {visible(finding.reason)}", ""),
    ]  # fmt: skip
    if finding.suppressed is not None:
        until = f" (suppressed until {finding.suppressed.expires}: {visible(finding.suppressed.reason)})"
        pieces.append((until, "dim"))
    return pieces


def _numbers(kept: Sequence[Finding], checked: Checked) -> Text:
    failed = Counter(each.severity for each in kept if each.open)
    unknown = sum(each.verdict is Verdict.UNKNOWN for each in kept)
    told = ", ".join(f"{failed[severity]} {severity.value}" for severity in Severity if failed[severity])
    text = Text(f"{plural(checked.files, 'file')}, {plural(checked.resources, 'resource')}: ")
    if failed:
        text.append(f"{plural(failed.total(), 'open finding')} ({told})", style="bold")
    else:
        text.append("nothing fails", style=PASSED if not unknown and not checked.troubles else "")
    if unknown:
        text.append(f", {plural(unknown, 'verdict')} unknown before deployment", style=UNKNOWN)
    if checked.troubles:
        text.append(f", {plural(len(checked.troubles), 'thing')} not read", style=UNKNOWN)
    text.append(f".\n{plural(checked.asked, 'control')} asked", style="dim")
    if checked.left_out:
        text.append(f"; {checked.left_out} more ask what only a running account shows", style="dim")
    if checked.without_form:
        text.append(f"; {plural(checked.without_form, 'resource')} of types that no control asks about", style="dim")
    if checked.not_judged:
        text.append(
            f"; {plural(checked.not_judged, 'resource')} on which no model in these files depends: --everything judges them", style="dim"
        )  # fmt: skip
    return text.append(".", style="dim")
