"""The page of one control for a terminal, and as JSON."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from modelkeep.adapters.export.terminal import STYLES
from modelkeep.adapters.export.text import visible
from modelkeep.core.control_page import ControlPage

_INDENT = 2


def show_page(page: ControlPage, console: Console) -> None:
    """The page for reading. Sentences wrap; lines of code do not, so that they can be copied."""
    _introduction(page, console)
    _heading("Why it matters", console)
    _prose(page.control.why, console)
    if page.guide:
        _heading("How an attacker uses it", console)
        _prose(page.guide.attack, console)
    _heading("How to fix it", console)
    _prose(page.control.fix, console)
    for way in page.ways:
        _heading(way.heading, console)
        (_code if way.language else _prose)(way.text, console)
    _belongings(page, console)
    _heading("What it reads", console)
    if page.calls:
        _prose(", ".join(page.calls), console)
    for analysis in page.analyses:
        _prose(
            f"It waits for an analysis of {analysis.subject}: a scan without it says UNKNOWN. {analysis.meanwhile}",
            console,
        )
    _heading("See it in the lab", console)
    for number, step in enumerate(page.lab_steps):
        if number:
            console.print()
        _prose(f"# {step.shows}", console, style="dim")
        _code(step.commands, console)
    if page.control.references:
        _heading("Read on", console)
        _code("\n".join(page.control.references), console)
    _heading("The question, as SQL", console)
    _code(page.control.sql, console)


def _introduction(page: ControlPage, console: Console) -> None:
    control = page.control
    title = Text()
    title.append(visible(control.id), style="bold")
    title.append(f"  {visible(control.title)}")
    console.print(title)
    line = Text()
    line.append(control.severity.value, style=STYLES[control.severity])
    line.append(f" · {control.practice.heading} · rows of {visible(control.subject)}")
    console.print(line)


def _belongings(page: ControlPage, console: Console) -> None:
    if page.requirements:
        _heading("What it maps to", console)
    for framework, requirements in page.requirements.items():
        _prose(framework, console)
        for each in requirements:
            _prose(f"{each.id}  {each.title}", console, indent=2 * _INDENT)
    if page.peers:
        _heading("Checks of other tools that it answers", console)
    for name, checks in page.peers.items():
        _prose(name, console)
        for check in checks:
            _code(f"  {check}", console)
    if page.profiles:
        _heading("Profiles that hold it", console)
        _prose(", ".join(page.profiles), console)


def _heading(text: str, console: Console) -> None:
    console.print(Text(f"\n{text}", style="bold"))


def _prose(text: str, console: Console, *, indent: int = _INDENT, style: str = "") -> None:
    console.print(Padding(Text(visible(text.strip()), style=style), (0, 0, 0, indent), expand=False))


def _code(text: str, console: Console) -> None:
    for line in text.split("\n"):
        console.print(Text(f"{' ' * _INDENT}{visible(line)}"), soft_wrap=True)


def record(page: ControlPage) -> dict[str, Any]:
    """The page as a JSON object."""
    control, guide = page.control, page.guide
    return {
        "id": control.id, "title": control.title, "severity": control.severity.value, "practice": control.practice.value,
        "subject": control.subject, "scope": control.scope.value, "why": control.why, "fix": control.fix,
        "guide": guide and {
            "attack": guide.attack, "console": guide.console, "cli": guide.cli,
            "cloudformation": guide.cloudformation, "terraform": guide.terraform,
        },
        "maps": {
            framework: [{"id": each.id, "title": each.title} for each in requirements]
            for framework, requirements in page.requirements.items()
        },
        "peers": {name: list(checks) for name, checks in page.peers.items()},
        "profiles": list(page.profiles),
        "calls": list(page.calls),
        "analyses": [each.subject for each in page.analyses],
        "lab": [{"shows": each.shows, "commands": each.commands} for each in page.lab_steps],
        "references": list(control.references),
        "sql": control.sql,
    }  # fmt: skip
