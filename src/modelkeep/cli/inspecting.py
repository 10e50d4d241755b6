"""How `inspect` runs: what a person named, or what the models of a snapshot load."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from modelkeep import __version__
from modelkeep.adapters.export import exporter
from modelkeep.adapters.export.files import written
from modelkeep.adapters.export.inspections import totals, worst_last, write_line, write_text
from modelkeep.adapters.export.views import console_over
from modelkeep.app.inspect import Looked, Looking, look
from modelkeep.app.inspected import controls_of, findings_of
from modelkeep.app.own_findings import context, exit_code
from modelkeep.bootstrap import STATE_FILE
from modelkeep.bootstrap_inspect import loaded_part, looking
from modelkeep.cli.console import err
from modelkeep.cli.progress import LiveLine
from modelkeep.cli.reaching import aws_of
from modelkeep.cli.settings import Settings
from modelkeep.core.artifacts import State
from modelkeep.core.errors import UsageError
from modelkeep.core.finding import Finding
from modelkeep.core.suppression import Suppression
from modelkeep.core.verdict import Practice
from modelkeep.engines.artifacts.limits import Limits

LINES = ("json", "jsonl")
TABLE = "table"
FEW = 20
"""Files up to this number are all named, clean or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What a person asks for. `seconds` and `memory` (bytes) are for one file."""

    places: tuple[str, ...]
    model: str | None
    every: bool
    full: bool
    policies: tuple[Path, ...]
    processes: int | None
    seconds: float
    memory: int
    clean: bool
    forget: bool
    snapshot: str
    quiet: bool


def run_inspect(settings: Settings, ask: Ask, format_name: str, output: Path | None) -> int:
    """Inspect, show what was found and return the exit code."""
    _check(ask, format_name)
    run = _Run(ask, format_name, suppressions_of(settings))
    with written(output) as out, LiveLine(err(), "looking for files", shown=not ask.quiet) as line:
        for looked in _looked(settings, ask, lambda count: line.tell(run.progress(count), 0, None)):
            run.take(looked, out)
            line.tell(run.progress(), 0, None)
        run.end(out)
    if not ask.quiet:
        err().print(totals(run.counts, time.monotonic() - run.started), highlight=False)
    return exit_code(run.findings)


class _Run:
    """What was found so far, and how it is shown."""

    def __init__(self, ask: Ask, format_name: str, suppressions: Sequence[Suppression]) -> None:
        self._ask, self._format, self._suppressions = ask, format_name, suppressions
        self._shown: list[Looked] = []
        self._now = datetime.now(UTC)
        self._planned = 0
        self.started = time.monotonic()
        self.counts: Counter[State] = Counter()
        self.findings: list[Finding] = []

    def take(self, looked: Looked, out: IO[str]) -> None:
        """One file is done."""
        state = looked.inspection.state
        self.counts[state] += 1
        self.findings.extend(findings_of((looked,), self._suppressions, self._now))
        if self._format in LINES:
            write_line(looked.inspection, looked.models, out)
        elif self._format != TABLE or self._ask.clean or state is not State.CLEAN or self.counts.total() <= FEW:
            self._shown.append(looked)

    def end(self, out: IO[str]) -> None:
        """All files are done: show what was not shown yet."""
        if self._format == TABLE:
            are_few = self.counts.total() <= FEW
            console = console_over(out)
            for each in worst_last(self._shown):
                if self._ask.clean or are_few or each.inspection.state is not State.CLEAN:
                    write_text(each.inspection, each.models, console)
        elif self._format not in LINES:
            report = context(
                "model files",
                self.findings,
                controls_of(self._shown),
                Practice.SUPPLY_CHAIN,
                read=self.counts.total(),
                now=self._now,
                version=__version__,
            )
            exporter(self._format)(self.findings, report, out)

    def progress(self, planned: int = 0) -> str:
        """For the line that is written again and again."""
        self._planned = max(self._planned, planned)
        return f"{self.counts.total():,} of {self._planned:,} files, {self.counts[State.FINDING]:,} with findings"


def _check(ask: Ask, format_name: str) -> None:
    if format_name not in (TABLE, *LINES):
        exporter(format_name)
    if bool(ask.places) + (ask.model is not None) + ask.every != 1:
        raise UsageError(
            "it is not said what to inspect",
            remedy="Name files, folders or s3:// places, or a model of the snapshot with --model, or give --all.",
        )


def suppressions_of(settings: Settings) -> Sequence[Suppression]:
    """What people decided to live with; the state store is opened only where there is one."""
    if not (settings.suppressions or settings["state_url"] or (Path(settings["workspace"]) / STATE_FILE).exists()):
        return ()
    from modelkeep.cli.living import living

    return living(settings, unmatched=False).suppressions


def _looked(settings: Settings, ask: Ask, listing: Callable[[int], None]) -> Iterator[Looked]:
    with_s3 = not ask.places or any(each.startswith("s3://") for each in ask.places)
    with looking(
        Limits(full=ask.full),
        policies=ask.policies,
        processes=ask.processes,
        seconds=ask.seconds,
        memory=ask.memory,
        aws=aws_of(settings) if with_s3 else None,
        remembered=None if ask.forget else Path(settings["workspace"]),
    ) as files:
        if ask.places:
            yield from look(files, ask.places, listing)
        else:
            yield from _of_models(settings, ask, files, listing)


def _of_models(settings: Settings, ask: Ask, files: Looking, listing: Callable[[int], None]) -> Iterator[Looked]:
    from modelkeep import bootstrap
    from modelkeep.app.loaded_files import loaded, look_loaded, unread

    part = loaded_part()
    connection = bootstrap.open_workspace(Path(settings["workspace"])).snapshot(ask.snapshot).open()
    try:
        places = loaded(connection, part, ask.model)
        gaps = unread(connection, part) if ask.every else ()
    finally:
        connection.close()
    yield from (Looked(each) for each in gaps)
    yield from (looked for _, looked in look_loaded(files, places, listing))
