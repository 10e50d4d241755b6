"""Progress goes to a terminal and to nobody else."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from modelkeep.cli.progress import CheckProgress, ScanProgress


def said(*, terminal: bool, quiet: bool) -> str:
    shown = StringIO()
    console = Console(file=shown, force_terminal=terminal, width=100)
    with CheckProgress(console, quiet=quiet) as progress:
        progress.planned(1_200)
        progress.called("cloudformation", "1", "r", "error")
        progress.message("Judging 7 controls")
    return shown.getvalue()


def test_a_check_tells_a_terminal_how_many_files_are_read() -> None:
    assert "of 1,200 files" in said(terminal=True, quiet=False)


@pytest.mark.parametrize(("terminal", "quiet"), [(True, True), (False, False)])
def test_a_check_says_nothing_elsewhere_or_when_quiet(*, terminal: bool, quiet: bool) -> None:
    assert said(terminal=terminal, quiet=quiet) == ""


@pytest.mark.parametrize("quiet", [False, True])
def test_a_scan_counts_accounts_regions_and_calls(*, quiet: bool) -> None:
    shown = StringIO()
    with ScanProgress(Console(file=shown, force_terminal=True, width=100), quiet=quiet) as progress:
        progress.scope(2, 5)
        progress.planned(10)
        progress.called("iam", "1", "r", "denied")
    told = shown.getvalue()
    assert ("2 accounts · regions 0/7 · 1 calls · 1 services" in told and "1 failed" in told) is not quiet
