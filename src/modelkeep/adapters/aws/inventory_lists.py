"""The lists of S3 Inventory: CSV within gzip, ORC and Parquet, row by row and batch by batch.

Fields: https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory.html. Only what is there is read; in CSV, keys are
encoded as in URLs, a space as `+`.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

from isal import igzip, isal_zlib

from modelkeep.core.errors import IntegrityError, MissingExtraError

ROWS = 20_000
"""Rows of a Parquet file that are decoded at once; of an ORC file it is a stripe."""
WANTED = (
    "bucket", "key", "is_latest", "is_delete_marker", "size", "last_modified_date", "e_tag", "storage_class", "encryption_status",
    "intelligent_tiering_access_tier",
)  # fmt: skip
_BROKEN = "it is malformed"
_BROKEN_CSV: tuple[type[Exception], ...] = (OSError, EOFError, ValueError, KeyError, csv.Error, isal_zlib.error)  # type: ignore[assignment]  # isal has no types


Row = tuple[str, str, bool | None, bool | None, int, datetime | None, str, str, str, str]
"""One version of an object: what `WANTED` names, in that order. What a list does not have is None, or ''."""


def _of_csv(path: Path, columns: Sequence[str]) -> Iterator[Row]:
    """Raises IntegrityError where it is malformed."""
    at = [columns.index(each) if each in columns else -1 for each in WANTED]
    opened: Any = igzip
    try:
        with opened.open(path, "rt", encoding="utf-8", newline="") as file:
            for told in csv.reader(file):
                if len(told) != len(columns):
                    raise IntegrityError(_BROKEN)
                yield _row_of_csv([told[each] if each >= 0 else "" for each in at])
    except _BROKEN_CSV as error:
        raise IntegrityError(f"{_BROKEN} ({type(error).__name__})") from error


def _row_of_csv(told: Sequence[str]) -> Row:
    bucket, key, latest, deleted, size, modified, tag, storage, encryption, tier = told
    return (
        bucket,
        unquote_plus(key, errors="strict") if "%" in key or "+" in key else key,
        _BOOLEANS[latest.lower()],
        _BOOLEANS[deleted.lower()],
        int(size or 0),
        datetime.fromisoformat(modified) if modified else None,
        tag,
        storage,
        encryption,
        tier,
    )


_BOOLEANS: Mapping[str, bool | None] = {"true": True, "false": False, "": None}


def _of_parquet(path: Path, columns: Sequence[str]) -> Iterator[Row]:
    """Raises IntegrityError where it is malformed, MissingExtraError without pyarrow."""

    def batches() -> Iterator[Any]:
        from pyarrow import parquet

        with parquet.ParquetFile(path) as file:
            names = [each for each in WANTED if each in file.schema_arrow.names]
            yield from file.iter_batches(batch_size=ROWS, columns=names)

    return _of_arrow(batches)


def _of_orc(path: Path, columns: Sequence[str]) -> Iterator[Row]:
    """Raises IntegrityError where it is malformed, MissingExtraError without pyarrow."""

    def batches() -> Iterator[Any]:
        from pyarrow import orc

        with path.open("rb") as opened:
            file = orc.ORCFile(opened)
            names = [each for each in WANTED if each in file.schema.names]
            for stripe in range(file.nstripes):
                yield file.read_stripe(stripe, columns=names)

    return _of_arrow(batches)


def _of_arrow(batches: Callable[[], Iterable[Any]]) -> Iterator[Row]:
    try:
        import pyarrow as pa
    except ImportError as error:
        raise MissingExtraError("an inventory in Parquet or ORC is read with pyarrow", extra="data") from error
    try:
        for batch in batches():
            yield from _rows(batch, pa)
    except (pa.ArrowException, OSError, ValueError, KeyError) as error:
        raise IntegrityError(f"{_BROKEN} ({type(error).__name__})") from error


def _rows(batch: Any, pa: Any) -> Iterator[Row]:
    def column(name: str, missing: object) -> Sequence[Any]:
        if name not in batch.schema.names:
            return [missing] * batch.num_rows
        values = batch.column(name)
        if name == "last_modified_date":
            return [_moment(each) for each in values.cast(pa.timestamp("ms"), safe=False).cast(pa.int64()).to_pylist()]
        told: list[Any] = values.to_pylist()
        return told if missing is None else [missing if each is None else each for each in told]

    missing: Mapping[str, object] = {"is_latest": None, "is_delete_marker": None, "size": 0, "last_modified_date": None}
    columns = [column(each, missing.get(each, "")) for each in WANTED]
    return zip(*columns, strict=True)  # as WANTED has them


def _moment(milliseconds: int | None) -> datetime | None:
    return None if milliseconds is None else datetime.fromtimestamp(milliseconds / 1000, UTC)


READERS: Mapping[str, Callable[[Path, Sequence[str]], Iterator[Row]]] = {
    "CSV": _of_csv,
    "ORC": _of_orc,
    "Parquet": _of_parquet,
}
"""By the `fileFormat` of the manifest."""
