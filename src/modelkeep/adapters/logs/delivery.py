"""Writes log records as AWS delivers them to S3: the same folders, names and files.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from isal import igzip

from modelkeep.core.errors import UsageError
from modelkeep.engines.logs.organisation.records import CLOUDTRAIL, LogRecord

LARGEST = 2000
"""Records in one file, so that no file grows beyond what CloudTrail delivers."""


@dataclass(slots=True)
class Delivery:
    """Writes under a folder that need not exist. `period` is the time in seconds after which a file is closed; CloudTrail takes five
    minutes, and long histories of few events make fewer files with more. Counts what it wrote.
    """

    folder: Path
    period: int = 300
    files: int = 0
    records: int = 0
    _open: dict[tuple[str, str, str], list[str]] = field(default_factory=dict)
    _slot: int = -1

    def write(self, records: Iterable[LogRecord]) -> None:
        """Write records, which come in order of time."""
        for at, table, account, region, _, text in records:
            slot = int(at) // self.period
            if slot != self._slot:
                self._flush()
                self._slot = slot
            waiting = self._open.setdefault((table, account, region), [])
            waiting.append(text)
            self.records += 1
            if len(waiting) >= LARGEST:
                self._close(table, account, region)
        self._flush()

    def _flush(self) -> None:
        for table, account, region in list(self._open):
            self._close(table, account, region)

    def _close(self, table: str, account: str, region: str) -> None:
        texts = self._open.pop((table, account, region))
        end = datetime.fromtimestamp((self._slot + 1) * self.period, UTC)
        self.files += 1
        mark = hashlib.blake2b(f"{self.files}/{account}/{region}".encode(), digest_size=8).hexdigest()
        path = self.folder / _name(table, account, region, end, mark)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(igzip.compress(_body(table, texts).encode(), 1))


@dataclass(frozen=True, slots=True)
class SeriesFolder:
    """A folder in which a scenario is written; it is made, and is to be empty. Raises UsageError where it is not."""

    folder: Path
    logs_in: str

    def __post_init__(self) -> None:
        """See the class."""
        if self.folder.exists() and (not self.folder.is_dir() or any(self.folder.iterdir())):
            raise UsageError(
                f"{self.folder} is not empty", remedy="Choose another folder with --out, or remove this one."
            )

    def logs(self, records: Iterable[LogRecord], period: int) -> tuple[int, int]:
        """See `SeriesWriter`."""
        delivery = Delivery(self.folder / self.logs_in, period)
        delivery.write(records)
        return delivery.files, delivery.records

    def lines(self, name: str, lines: Iterable[str]) -> None:
        """See `SeriesWriter`."""
        (self.folder / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")

    def document(self, name: str, content: object) -> None:
        """See `SeriesWriter`."""
        (self.folder / name).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def _body(table: str, texts: list[str]) -> str:
    if table == CLOUDTRAIL:
        return '{"Records":[' + ",".join(texts) + "]}"
    return "\n".join(texts) + "\n"


def _name(table: str, account: str, region: str, end: datetime, mark: str) -> str:
    if table == CLOUDTRAIL:
        file = f"{account}_CloudTrail_{region}_{end:%Y%m%dT%H%MZ}_{mark}.json.gz"
        return f"AWSLogs/{account}/CloudTrail/{region}/{end:%Y/%m/%d}/{file}"
    file = f"{end:%Y%m%dT%H%M%S}000Z_{mark}.json.gz"
    return f"AWSLogs/{account}/BedrockModelInvocationLogs/{region}/{end:%Y/%m/%d/%H}/{file}"
