"""What people see in terminals, wide and narrow, and in pipes."""

from __future__ import annotations

import io

import pytest
from rich.console import Console
from tests.unit.adapters.export.samples import HOSTILE, clean, context, estate, exported, not_analysed
from tests.unit.estates import Estate, denied

from modelkeep.adapters.export.table import write_sections
from modelkeep.adapters.export.terminal import show_summary
from modelkeep.app.findings import findings


def summary(of: Estate, width: int = 100) -> str:
    out = io.StringIO()
    show_summary(context(of), Console(file=out, width=width, force_terminal=False))
    return out.getvalue()


def sections(of: Estate, width: int) -> str:
    out = io.StringIO()
    write_sections(findings(of.connection()), context(of), Console(file=out, width=width, force_terminal=True))
    return out.getvalue()


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_nothing_is_wider_than_the_terminal(width: int) -> None:
    text = summary(estate(()), width) + exported_plain(width)
    assert max(len(line.rstrip()) for line in text.splitlines()) <= width


def exported_plain(width: int) -> str:
    out = io.StringIO()
    write_sections(findings(estate().connection()), context(), Console(file=out, width=width, color_system=None))
    return out.getvalue()


def test_the_summary_names_practices_models_and_gaps() -> None:
    text = summary(estate())
    for words in (
        "open findings",
        "1 critical",
        "Access and least privilege",
        "nothing to judge",
        "fraud",
        "s3:ListBuckets",
    ):
        assert words in text
    assert "Nothing unread counts as good" in text


def test_all_is_well_is_said_only_where_everything_was_read() -> None:
    well = "everything was read"
    assert well in summary(clean())
    assert well not in summary(Estate(findings=[{"verdict": "PASS"}], reads=[{}, denied()]))
    assert well not in summary(Estate(findings=[{"verdict": "UNKNOWN"}]))
    assert well not in summary(Estate())
    assert "nothing was read" in summary(Estate(reads=())).lower()


def test_hostile_names_send_nothing_to_the_terminal() -> None:
    text = exported_plain(100)
    assert "<U+001B>[31m" in text
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_a_name_that_looks_like_markup_is_shown_as_it_is() -> None:
    assert "[bold]x[/bold]" in sections(estate(["[bold]x[/bold]"]), 100)


def test_piped_lines_are_whole() -> None:
    text = exported("table")
    lines = text.splitlines()
    assert lines[0].split() == [
        "VERDICT",
        "SEVERITY",
        "CONTROL",
        "ACCOUNT",
        "REGION",
        "FIRST",
        "SEEN",
        "RESOURCE",
        "OWNER",
        "REASON",
        "SUPPRESSED",
    ]
    assert len(lines) == 1 + 6 + len(HOSTILE)
    assert "x" * 5000 in text
    assert "\x1b" not in text


def test_sections_end_with_counts_and_what_was_not_read() -> None:
    text = exported_plain(80)
    assert f"{3 + len(HOSTILE)} open findings, 2 unknown, 1 passed" in text
    assert "2 of 3 reads failed" in text
    out = io.StringIO()
    write_sections(iter(()), context(filtered="severity low"), Console(file=out, width=80))
    assert "Nothing to show" in out.getvalue()
    assert "Chosen: severity low" in out.getvalue()
    assert "nothing unread counts as good" in out.getvalue()


def test_what_was_not_analysed_does_not_look_like_a_read_that_failed() -> None:
    text = summary(not_analysed())
    assert "All 1 reads answered." in text
    assert "Not analysed. What rests on it is unknown, not passed." in text
    assert "who can do what: 1 verdict unknown" in text
    assert "failed" not in text
    assert "everything was read" not in text


def test_what_failed_and_what_was_not_analysed_stand_apart() -> None:
    mixed = not_analysed()
    mixed.reads = [*mixed.reads, denied()]
    text = summary(mixed)
    assert "Not read (1 of 2 reads)" in text
    assert text.index("Not read") < text.index("Not analysed")
