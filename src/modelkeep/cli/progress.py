"""Progress on standard error: of a scan, its accounts, regions, calls, rate and time left; of a check, its files."""

from __future__ import annotations

import time
from collections import Counter
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as RichProgress

EVERY = 10.0
"""Seconds between two lines where standard error is not a terminal."""
REDRAWN = 0.1
"""Seconds between two drawings of a line that no thread draws."""


class LiveLine:
    """One line in a terminal that is written again and again, and gone at the end; nothing elsewhere, or without `shown`.

    With `thread`, its clock ticks while nothing happens.
    """

    def __init__(self, console: Console, text: str, *, shown: bool = True, thread: bool = True) -> None:
        self.live = console.is_terminal and shown
        self._thread = thread
        self._drawn = 0.0
        self._bar = RichProgress(
            BarColumn(bar_width=16),
            TextColumn("{task.description}", markup=False),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            auto_refresh=thread,
        )
        self._task = self._bar.add_task(text, total=None)

    def __enter__(self) -> LiveLine:
        if self.live:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.live:
            self._bar.stop()

    def tell(self, text: str, done: int, total: int | None) -> None:
        """Write what is going on; `total` None while nobody knows it."""
        if not self.live:
            return
        self._bar.update(self._task, description=text, completed=done, total=total)
        if not self._thread and time.monotonic() - self._drawn >= REDRAWN:
            self._drawn = time.monotonic()
            self._bar.refresh()


class CheckProgress:
    """A `ports.Progress` over files: one live line in a terminal, nothing elsewhere or when `quiet`.

    It runs without a thread of its own, so that reading may fork.
    """

    def __init__(self, console: Console, *, quiet: bool = False) -> None:
        self._line = LiveLine(console, "looking for files", shown=not quiet, thread=False)
        self._planned = self._done = self._troubled = 0

    def __enter__(self) -> CheckProgress:
        self._line.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._line.__exit__(kind, error, trace)

    def scope(self, accounts: int, regions: int) -> None:
        """See `ports.Progress`. Files have no such scope."""

    def planned(self, calls: int) -> None:
        """See `ports.Progress`. Each file is a call."""
        self._planned += calls
        self._tell()

    def called(self, service: str, account: str, region: str, outcome: str) -> None:
        """See `ports.Progress`."""
        self._done += 1
        self._troubled += outcome != "ok"
        self._tell()

    def region_done(self, account: str, region: str) -> None:
        """See `ports.Progress`. Files have no regions to end."""

    def message(self, text: str) -> None:
        """See `ports.Progress`. It takes the line's place."""
        self._line.tell(text, self._done, None)

    def _tell(self) -> None:
        troubled = f" · {self._troubled:,} not read whole" if self._troubled else ""
        self._line.tell(f"{self._done:,} of {self._planned:,} files{troubled}", self._done, self._planned)


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
        self._live = LiveLine(console, "signing in", shown=not quiet)

    def __enter__(self) -> ScanProgress:
        self._live.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.__exit__(kind, error, trace)

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
        if self._live.live:
            self._live.tell(self._line(), self._done, max(self._planned, self._done) + 1)
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
