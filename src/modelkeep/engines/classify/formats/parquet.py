"""Parquet: columns that can hold identifiers, all rows, or the first ones of row groups that are drawn by chance."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from modelkeep.engines.artifacts.sources import Source, Stream, UnreadableError
from modelkeep.engines.classify.choosing import needed
from modelkeep.engines.classify.formats.columnar import MANY, batch_columns, limit
from modelkeep.engines.classify.formats.parquet_pages import Chunk, first_values
from modelkeep.engines.classify.reading import ROWS, Column, Reading

NARROW, WIDE = 4 << 10, 32 << 10
"""Bytes that are read at the beginning of each column's part of a group."""
PASSES = 8
"""Groups that the bytes should allow, and after which it is asked whether more are needed."""
EACH, ALL, FEW = 2_500, 160_000, 24
"""Values that are looked at of one group and of all, and of one column in one group at least."""
AHEAD = 64 << 10
"""Bytes that pyarrow fetches at once."""
_SKIPPED = ("BOOLEAN", "FLOAT", "DOUBLE")
_INNER = ("element", "item", "array", "array_element")


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A column without others in it; `as_type` is what its numbers stand for, as pyarrow has it."""

    number: int
    name: str
    top: str
    physical: str
    length: int
    repeats: bool
    misses: bool
    as_type: Any
    is_simple: bool


def read(source: Source, reading: Reading, *, whole: bool) -> None:
    """All rows with `whole`. Raises what pyarrow raises, and UnreadableError."""
    from pyarrow import parquet

    counted = _Counted(source)
    file = io.BufferedReader(Stream(counted), AHEAD)
    table = parquet.ParquetFile(file, buffer_size=0 if whole else AHEAD, pre_buffer=False)
    names = table.schema_arrow.names
    reading.named(names)
    leaves = [each for each in _leaves(table) if each.physical not in _SKIPPED and each.top in names]
    if not leaves:
        return
    if not whole:
        _Sample(counted, reading, table, leaves).read()
        return
    taken = 0
    for batch in table.iter_batches(batch_size=ROWS, columns=sorted({each.top for each in leaves})):
        batch_columns(batch, taken, reading)
        taken += batch.num_rows
    reading.read(taken)


class _Sample:
    """Groups in the order in which they are drawn, until enough is known, or the bytes are spent; the first one whatever it takes."""

    def __init__(self, source: _Counted, reading: Reading, table: Any, leaves: Sequence[_Leaf]) -> None:
        self._source, self._reading, self._table = source, reading, table
        self._leaves = list(leaves)
        self._other: set[str] = set()
        self._limit = limit(source.size, reading)
        left = max(0, self._limit - source.count)
        self._ahead = min(max(left // (PASSES * len(leaves)), NARROW), WIDE)
        groups = table.metadata.num_row_groups
        self._firsts = [0]
        for number in range(groups):
            self._firsts.append(self._firsts[-1] + table.metadata.row_group(number).num_rows)
        passes = min(groups, needed(reading.plan.bound, MANY))
        self._drawn = reading.plan.chance(reading.place).sample(range(groups), passes)
        fits = max(1, left // (len(leaves) * self._ahead))
        self._want = max(FEW, min(EACH, ALL // max(1, min(passes, fits))) // len(leaves))

    def read(self) -> None:
        """Read them."""
        done = rows = cost = 0
        for group in self._drawn:
            before = self._source.count
            if done and before + cost > self._limit:
                break
            rows += self._group(group)
            cost = max(cost, self._source.count - before)
            done += 1
            if done == PASSES and self._reading.settled():
                break
        groups = self._table.metadata.num_row_groups
        self._reading.read(rows)
        self._reading.sampled(
            done, MANY, f"the first of {self._want:,} values of each column in {done:,} of {groups:,} row groups"
        )

    def _group(self, group: int) -> int:
        """The most values of one column that were looked at."""
        told = self._table.metadata.row_group(group)
        chunks = [(each, _chunk(each, told.column(each.number))) for each in self._leaves]
        self._source.prefetch([(chunk.start, min(self._ahead, chunk.size)) for _, chunk in chunks if chunk.is_readable])
        first, most = self._firsts[group], 0
        for leaf, chunk in chunks:
            values = (
                first_values(self._source, chunk, self._want, self._ahead)
                if leaf.is_simple and chunk.is_readable
                else None
            )
            if values is None:
                self._other.add(leaf.top)
                continue
            most = max(most, len(values))
            values = [each for each in _typed(leaf, values) if each]
            self._reading.column(Column(leaf.name, values, [first] * len(values)))
        if self._other:
            self._leaves = [each for each in self._leaves if each.top not in self._other]
            for batch in self._table.iter_batches(
                batch_size=self._want, row_groups=[group], columns=sorted(self._other)
            ):
                batch_columns(batch, first, self._reading)
                most = max(most, batch.num_rows)
                break
        return most


@dataclass(slots=True)
class _Counted:
    """A source that counts the bytes that are read of it."""

    inner: Source
    count: int = 0

    @property
    def size(self) -> int:
        return self.inner.size

    def read(self, offset: int, length: int) -> bytes:
        data = self.inner.read(offset, length)
        self.count += len(data)
        return data

    def prefetch(self, ranges: Sequence[tuple[int, int]]) -> None:
        self.inner.prefetch(ranges)


def _leaves(table: Any) -> Iterator[_Leaf]:
    import pyarrow as pa

    types = table.schema_arrow
    for number in range(len(table.schema)):
        each = table.schema.column(number)
        parts = each.path.split(".")
        kind = types.field(parts[0]).type if len(parts) == 1 and types.get_field_index(parts[0]) >= 0 else None
        if kind is not None and pa.types.is_dictionary(kind):
            kind = kind.value_type
        yield _Leaf(
            number=number,
            name=_path(parts),
            top=parts[0],
            physical=each.physical_type,
            length=max(each.length or 0, 0),
            repeats=each.max_repetition_level > 0,
            misses=each.max_definition_level > 0,
            as_type=kind,
            is_simple=_is_simple(each, kind),
        )


def _is_simple(column: Any, kind: Any) -> bool:
    """Whether its values are texts, bytes or numbers as they stand in the file, or days and times that are made of such numbers."""
    import pyarrow as pa

    if kind is None:
        return (
            str(column.logical_type.type) in ("NONE", "STRING", "INT", "JSON", "ENUM")
            and column.physical_type != "INT96"
        )
    if column.physical_type == "INT96":
        return False
    checks = pa.types
    return bool(
        checks.is_string(kind) or checks.is_large_string(kind) or checks.is_binary(kind) or checks.is_large_binary(kind)
        or checks.is_fixed_size_binary(kind) or checks.is_signed_integer(kind) or checks.is_date32(kind) or checks.is_timestamp(kind)
    )  # fmt: skip


def _typed(leaf: _Leaf, values: list[bytes]) -> list[bytes]:
    """Days and times as they are written."""
    import pyarrow as pa

    kind = leaf.as_type
    if kind is None or not (pa.types.is_date32(kind) or pa.types.is_timestamp(kind)):
        return values
    whole = pa.int32() if pa.types.is_date32(kind) else pa.int64()
    made = pa.array([int(each) for each in values], whole).cast(kind)
    if pa.types.is_timestamp(kind) and kind.unit == "ns":
        made = made.cast(pa.timestamp("us", kind.tz), safe=False)
    return [str(each).encode() for each in made.to_pylist()]


def _path(parts: Sequence[str]) -> str:
    """The name of a column by its path, with [] for the elements of a list, as paths in JSON have it."""
    told = ""
    at = 0
    while at < len(parts):
        if at and parts[at] in ("list", "bag") and at + 1 < len(parts) and parts[at + 1] in _INNER:
            told += "[]"
            at += 2
            continue
        told += f".{parts[at]}" if told else parts[at]
        at += 1
    return told


def _chunk(leaf: _Leaf, told: Any) -> Chunk:
    """Where a column's part of a group lies."""
    start = told.data_page_offset
    if told.has_dictionary_page and told.dictionary_page_offset:
        start = min(start, told.dictionary_page_offset)
    if told.total_compressed_size <= 0 or start < 0:
        raise UnreadableError("its footer tells of a column without bytes")
    return Chunk(
        start, told.total_compressed_size, told.compression, leaf.physical, leaf.length, leaf.repeats, leaf.misses
    )
