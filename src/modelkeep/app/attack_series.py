"""Writes an attack amid normal life as log files, with the truth beside them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from modelkeep.engines.logs.organisation.records import LogRecord
from modelkeep.engines.logs.scenarios.known import scenario
from modelkeep.engines.logs.scenarios.series import Series, series_of

TRUTH = "truth.jsonl"
"""One line for each event of the attack: its id, the step, and the rules that should notice it."""
ESTATE = "estate.json"
"""What a scan of the organisation would know: the values of the rules' placeholders."""
LOGS = "logs"
"""The folder with the files that AWS would deliver."""

FEWEST_PER_FILE = 200
PERIODS = (300, 3600, 21600, 86400)
"""After how many seconds a file ends: the shortest at which files hold some records."""


class SeriesWriter(Protocol):
    """Where a series goes."""

    def logs(self, records: Iterable[LogRecord], period: int) -> tuple[int, int]:
        """Write records as log files of so many seconds; the numbers of files and of records."""

    def lines(self, name: str, lines: Iterable[str]) -> None:
        """Write a file of lines."""

    def document(self, name: str, content: object) -> None:
        """Write a JSON document."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was written, and where."""

    series: Series
    folder: Path
    files: int
    records: int


def write_attack(name: str, folder: Path, writer: SeriesWriter, *, benign: int, seed: int) -> Written:
    """Write the scenario of a name amid about `benign` events. Raises UsageError for an unknown one."""
    series = series_of(scenario(name), benign=benign, seed=seed)
    files, records = writer.logs(series.records, _period(benign))
    writer.lines(TRUTH, (each.line() for each in series.truth))
    writer.document(ESTATE, series.estate)
    return Written(series, folder, files, records)


def _period(benign: int) -> int:
    """Short files where there is enough to fill them: five weeks of three accounts in two regions each."""
    for period in PERIODS:
        if benign * period / (35 * 86400) / 5 >= FEWEST_PER_FILE:
            return period
    return PERIODS[-1]
