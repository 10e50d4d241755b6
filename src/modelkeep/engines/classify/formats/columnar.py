"""Parquet, ORC and Arrow files: columns that can hold identifiers, of all or of some row groups."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

from modelkeep.engines.artifacts.sources import Source, Stream, UnreadableError
from modelkeep.engines.classify.reading import ROWS, Column, Reading
from modelkeep.engines.classify.tables import Rows

GROUPS = 8
"""Row groups, or stripes, of which a sample takes its rows."""
AHEAD = 64 << 10
"""Bytes that are fetched at once: a sample's rows stand at the beginning of each column's part of a group."""


def read(source: Source, reading: Reading) -> None:
    """All rows with `plan.full`, or where the file is small; else the first of some groups."""
    try:
        import pyarrow as pa
    except ImportError as error:
        raise UnreadableError("columnar files are read with the extra: pip install 'modelkeep[data]'") from error
    head = source.read(0, 6)
    opened = _parquet if head[:4] == b"PAR1" else _orc if head[:3] == b"ORC" else _arrow
    try:
        taken = 0
        for batch in opened(io.BufferedReader(Stream(source), AHEAD), reading, source.size):
            for number, name in enumerate(batch.schema.names):
                _column(name, batch.column(number), taken, reading)
            taken += batch.num_rows
    except pa.ArrowException as error:
        raise UnreadableError(f"it cannot be read: {str(error).splitlines()[0][:200]}") from error
    reading.read(taken)


def _parquet(file: Any, reading: Reading, size: int) -> Iterator[Any]:
    from pyarrow import parquet

    whole = reading.plan.full or size <= reading.plan.sample
    table = parquet.ParquetFile(file, buffer_size=0 if whole else AHEAD, pre_buffer=False)
    wanted = [each.path for each in _leaves(table.schema) if each.physical_type not in ("BOOLEAN", "FLOAT", "DOUBLE")]
    left = table.schema_arrow.names
    columns = sorted({each.partition(".")[0] for each in wanted if each.partition(".")[0] in left})
    if not columns:
        return
    if whole:
        yield from table.iter_batches(batch_size=ROWS, columns=columns)
        return
    for group in _some(table.num_row_groups, reading):
        yield from _first(table.iter_batches(batch_size=ROWS, row_groups=[group], columns=columns), reading)


def _leaves(schema: Any) -> Iterator[Any]:
    return (schema.column(number) for number in range(len(schema)))


def _orc(file: Any, reading: Reading, size: int) -> Iterator[Any]:
    from pyarrow import orc

    table = orc.ORCFile(file)
    whole = reading.plan.full or size <= reading.plan.sample
    for stripe in range(table.nstripes) if whole else _some(table.nstripes, reading):
        batch = table.read_stripe(stripe)
        yield batch if whole else batch.slice(0, ROWS)


def _arrow(file: Any, reading: Reading, size: int) -> Iterator[Any]:
    from pyarrow import ipc

    table = ipc.open_file(file)
    whole = reading.plan.full or size <= reading.plan.sample
    for number in range(table.num_record_batches) if whole else _some(table.num_record_batches, reading):
        batch = table.get_batch(number)
        yield batch if whole else batch.slice(0, ROWS)


def _some(groups: int, reading: Reading) -> list[int]:
    """Numbers of some groups, the same each time."""
    reading.sampled()
    chance = reading.plan.chance(" > ".join(reading.look.place))
    return sorted(chance.sample(range(groups), min(groups, GROUPS)))


def _first(batches: Iterator[Any], reading: Reading) -> Iterator[Any]:
    batch = next(batches, None)
    if batch is not None:
        yield batch


def _column(name: str, array: Any, start: int, reading: Reading) -> None:
    import pyarrow as pa

    kind = array.type
    if pa.types.is_dictionary(kind):
        array, kind = array.dictionary_decode(), kind.value_type
    if pa.types.is_nested(kind):
        rows = Rows(reading)
        rows.row = start
        for value in array.to_pylist():
            rows.gather(value, name, 0)
            rows.next()
        rows.flush()
        return
    if pa.types.is_floating(kind) or pa.types.is_boolean(kind) or pa.types.is_null(kind):
        return
    convert: Callable[[Any], bytes] = bytes if _is_binary(kind) else lambda value: str(value).encode("utf-8", "replace")
    for at in range(0, len(array), ROWS):
        told = [
            (convert(value), start + row)
            for row, value in enumerate(array[at : at + ROWS].to_pylist(), at)
            if value not in (None, "", b"")
        ]
        if told:
            reading.column(Column(name, [value for value, _ in told], [row for _, row in told]))


def _is_binary(kind: Any) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind))
