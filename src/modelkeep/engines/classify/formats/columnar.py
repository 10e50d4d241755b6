"""Parquet, ORC and Arrow files: columns that can hold identifiers, of all or of some row groups."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from modelkeep.engines.artifacts.sources import Source, Stream, UnreadableError
from modelkeep.engines.classify.choosing import needed
from modelkeep.engines.classify.packed import BETWEEN, Packed
from modelkeep.engines.classify.reading import ROWS, Column, Reading
from modelkeep.engines.classify.tables import Rows

SHARE = 100
"""One of how many bytes of a large file is read."""
FRAME = 128 << 10
"""Bytes of it that are left for what tells the format."""
MANY = 1 << 41
"""Rows of which a few were read, so that even all groups are not everything."""


def read(source: Source, reading: Reading) -> None:
    """All rows with `plan.full`, or where the file is small; else some of some groups, which are drawn by chance."""
    try:
        import pyarrow as pa
    except ImportError as error:
        raise UnreadableError("columnar files are read with the extra: pip install 'modelkeep[data]'") from error
    head = source.read(0, 6)
    whole = reading.plan.full or source.size <= reading.plan.sample
    try:
        if head[:4] == b"PAR1":
            from modelkeep.engines.classify.formats import parquet

            parquet.read(source, reading, whole=whole)
            return
        taken = 0
        opened = _orc if head[:3] == b"ORC" else _arrow
        for batch in opened(io.BufferedReader(Stream(source), 64 << 10), reading, 0 if whole else source.size):
            batch_columns(batch, taken, reading)
            taken += batch.num_rows
    except pa.ArrowException as error:
        raise UnreadableError(f"it cannot be read: {str(error).splitlines()[0][:200]}") from error
    reading.read(taken)


def limit(size: int, reading: Reading) -> int:
    """Bytes that a sample of a table may take: a hundredth of a large one."""
    return max(reading.plan.sample, size // SHARE - FRAME)


def batch_columns(batch: Any, start: int, reading: Reading) -> None:
    """Look at all columns of a batch, whose first row is `start`."""
    for number, name in enumerate(batch.schema.names):
        _column(name, batch.column(number), start, reading)


def _orc(file: Any, reading: Reading, size: int) -> Iterator[Any]:
    from pyarrow import orc

    table = orc.ORCFile(file)
    reading.named(table.schema.names)
    columns = _texts(table.schema)
    if not columns:
        return
    stripes = _some(table.nstripes, reading, size, "stripes") if size else range(table.nstripes)
    for stripe in stripes:
        batch = table.read_stripe(stripe, columns=[table.schema.names[each] for each in columns])
        yield _rows(batch, stripe, reading) if size else batch


def _arrow(file: Any, reading: Reading, size: int) -> Iterator[Any]:
    from pyarrow import ipc

    names = ipc.open_file(file).schema
    reading.named(names.names)
    columns = _texts(names)
    if not columns:
        return
    file.seek(0)
    table = ipc.open_file(file, options=ipc.IpcReadOptions(included_fields=columns))
    count = table.num_record_batches
    batches = _some(count, reading, size, "batches") if size else range(count)
    for number in batches:
        batch = table.get_batch(number)
        yield _rows(batch, number, reading) if size else batch


def _some(groups: int, reading: Reading, size: int, word: str) -> Iterator[int]:
    """Numbers of groups, the same each time, until enough was read: one at least, and then as many as the bytes allow."""
    most = max(1, limit(size, reading) * groups // size)
    drawn = reading.plan.chance(reading.place).sample(
        range(groups), min(groups, most, needed(reading.plan.bound, MANY))
    )
    done = 0
    for each in drawn:
        yield each
        done += 1
        if reading.settled():
            break
    reading.sampled(done, MANY, f"{done:,} of {groups:,} {word}, at most {ROWS:,} rows of each")


def _rows(batch: Any, number: int, reading: Reading) -> Any:
    """Some rows of a batch, drawn by chance."""
    if batch.num_rows <= ROWS:
        return batch
    return batch.take(sorted(reading.plan.chance(f"{reading.place} > {number}").sample(range(batch.num_rows), ROWS)))


def _texts(schema: Any) -> list[int]:
    """The numbers of the columns that can hold identifiers."""
    import pyarrow as pa

    return [
        number
        for number, each in enumerate(schema.types)
        if not (pa.types.is_floating(each) or pa.types.is_boolean(each) or pa.types.is_null(each))
    ]


def _column(name: str, array: Any, start: int, reading: Reading) -> None:
    import pyarrow as pa

    kind = array.type
    if pa.types.is_dictionary(kind):
        array, kind = array.dictionary_decode(), kind.value_type
    if pa.types.is_nested(kind):
        rows = Rows(reading, start)
        for at in range(0, len(array), ROWS):
            rows.documents(array[at : at + ROWS].to_pylist(), name)
        rows.flush()
        return
    if pa.types.is_floating(kind) or pa.types.is_boolean(kind) or pa.types.is_null(kind):
        return
    convert: Callable[[Any], bytes] = bytes if _is_binary(kind) else lambda value: str(value).encode("utf-8", "replace")
    for at in range(0, len(array), ROWS):
        part = array[at : at + ROWS]
        packed = _packed(part, start + at)
        if packed is not None:
            values, rows_of = packed
        else:
            told = [
                (convert(value), start + row)
                for row, value in enumerate(part.to_pylist(), at)
                if value not in (None, "", b"")
            ]
            values, rows_of = Packed([value for value, _ in told]), [row for _, row in told]
        if values:
            reading.column(Column(name, values, rows_of))


def _packed(array: Any, start: int) -> tuple[Packed, Sequence[int]] | None:
    """Texts, bytes or whole numbers that are neither null nor empty, and their rows; None for other types."""
    import pyarrow as pa
    from pyarrow import compute

    kind = array.type
    if pa.types.is_integer(kind):
        array = array.cast(pa.string())
    elif not (_is_binary(kind) or pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        return None
    array = array.cast(pa.large_binary())
    rows: Sequence[int] = range(start, start + len(array))
    said = compute.fill_null(compute.greater(compute.binary_length(array), 0), fill_value=False)
    if not compute.all(said).as_py():
        rows = [start + each for each in compute.indices_nonzero(said).to_pylist()]
        array = array.filter(said)
    if not len(array):
        return Packed([]), ()
    joined = compute.binary_join(
        pa.LargeListArray.from_arrays(pa.array([0, len(array)], pa.int64()), array),
        pa.scalar(BETWEEN, pa.large_binary()),
    )[0].as_py()
    if joined.count(BETWEEN) != len(array) - 1:
        return Packed(array.to_pylist()), rows
    return Packed(None, joined, len(array)), rows


def _is_binary(kind: Any) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind))
