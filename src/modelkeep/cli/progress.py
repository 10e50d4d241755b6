"""Progress of a scan on standard error: accounts, regions, calls, rate, time left."""

from __future__ import annotations

import time
from collections import Counter
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as RichProgress

EVERY = 10.0
"""Seconds between two lines where standard error is not a terminal."""


class ScanProgress:
    """A `ports.Progress`: one live line in a terminal, a line every ten seconds elsewhere, nothing when `quiet`."""

    def __init__(self, console: Console, *, quiet: bool = False) -> None:
        self._console = console
        self._quiet = quiet
        self._started = time.monotonic()
        self._said = self._started
        self._planned = self._done = self._gaps = 0
        self._regions = self._regions_done = self._accounts = 0
        self._services: Counter[str] = Counter()
        self._bar: RichProgress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> ScanProgress:
        if self._console.is_terminal and not self._quiet:
            self._bar = RichProgress(
                BarColumn(bar_width=16),
                TextColumn("{task.description}"),
                TimeElapsedColumn(),
                console=self._console,
                transient=True,
            )
            self._task = self._bar.add_task("signing in", total=None)
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def scope(self, accounts: int, regions: int) -> None:
        """See `ports.Progress`. Each account's global services count as one more region."""
        self._accounts, self._regions = accounts, regions + accounts
        self._tell()

    def planned(self, calls: int) -> None:
        """See `ports.Progress`."""
        self._planned += calls

    def called(self, service: str, account: str, region: str, outcome: str) -> None:
        """See `ports.Progress`."""
        self._done += 1
        self._services[service] += 1
        if outcome not in ("ok", "absent", "unsupported"):
            self._gaps += 1
        self._tell()

    def region_done(self, account: str, region: str) -> None:
        """See `ports.Progress`."""
        self._regions_done += 1
        self._tell()

    def message(self, text: str) -> None:
        """See `ports.Progress`."""
        if not self._quiet:
            self._console.print(text, markup=False, highlight=False)

    def _tell(self) -> None:
        if self._bar is not None and self._task is not None:
            self._bar.update(
                self._task, description=self._line(), completed=self._done, total=max(self._planned, self._done) + 1
            )
        elif not self._quiet and time.monotonic() - self._said >= EVERY:
            self._said = time.monotonic()
            self._console.print(self._line(), markup=False, highlight=False)

    def _line(self) -> str:
        elapsed = max(time.monotonic() - self._started, 0.001)
        rate = self._done / elapsed
        parts = [
            f"{self._accounts} account{'s' * (self._accounts != 1)}",
            f"regions {self._regions_done}/{self._regions}",
            f"{self._done} calls",
            f"{len(self._services)} services",
            f"{rate:.0f}/s",
        ]
        if self._gaps:
            parts.append(f"{self._gaps} failed")
        if self._planned > self._done and rate > 0:
            parts.append(f"~{(self._planned - self._done) / rate:.0f} s left")
        return " · ".join(parts)
