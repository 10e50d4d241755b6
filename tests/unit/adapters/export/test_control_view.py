"""The page of a control for a terminal, and as JSON."""

from __future__ import annotations

import io
import json

from rich.console import Console
from tests.unit.adapters.export.pages import GUIDE, page

from modelkeep.adapters.export.control_view import record, show_page
from modelkeep.core.control import Guide
from modelkeep.core.control_page import ControlPage

LONG = "aws thing put --on --name a-name-that-makes-the-line-far-longer-than-the-terminal-is-wide --and more"


def shown(page: ControlPage, width: int = 60) -> str:
    out = io.StringIO()
    show_page(page, Console(file=out, width=width, highlight=False))
    return out.getvalue()


def test_sentences_wrap_in_a_narrow_terminal_and_code_does_not() -> None:
    guide = Guide(attack="It is read. " * 12, console="C.", cli=LONG, cloudformation="Type: A", terraform="x {}")
    lines = shown(page(guide)).split("\n")
    assert f"  {LONG}" in lines
    assert max(len(line) for line in lines if LONG not in line) <= 60


def test_markup_and_escapes_are_shown_as_text() -> None:
    hostile = "[bold red]x[/bold red] [link=https://e.example]y[/link] \x1b[31mz :smile:"
    guide = Guide(attack=hostile, console=hostile, cli=hostile, cloudformation=hostile, terraform=hostile)
    out = shown(page(guide, title=hostile, why=hostile, fix=hostile, references=(hostile,), own=True), width=200)
    assert "\x1b" not in out
    assert out.count("[bold red]x[/bold red] [link=https://e.example]y[/link] <U+001B>[31mz :smile:") == 9


def test_without_a_guide_there_is_no_heading_for_it() -> None:
    out = shown(page(None))
    assert "Because it matters." in out
    assert "How an attacker uses it" not in out
    assert "In Terraform" not in out


def test_a_persons_own_control_is_scanned_with_its_folder() -> None:
    out = shown(page(own=True))
    assert out.count("  --controls FOLDER\n") == 2
    assert "FAIL" not in out


def test_json_holds_the_guide_and_the_titles() -> None:
    document = json.loads(json.dumps(record(page())))
    assert document["guide"]["cli"] == GUIDE.cli
    assert document["maps"] == {"GDPR (2016/679)": [{"id": "Art.25", "title": "By design"}]}
    assert record(page(None))["guide"] is None
