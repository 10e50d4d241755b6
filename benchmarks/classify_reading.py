"""How little of a large file is read for a verdict, and what that takes.

    python benchmarks/classify_reading.py [--gigabytes 1.05] [--folder DIR]

Parquet files of more than so many gigabytes are written with made-up people in all columns and a text of random digits, by pyarrow with its
own settings (dictionaries, pages of 1 MiB, Snappy) or as told, and classified with all identifiers as `classify` does by itself. Bytes
are counted where they are read, the footer and what tells the format included. CPU seconds are those of the third reading in one process:
the others fill caches of the patterns, as happens once in a run. JSON lines of the same size are read for comparison, without a promise.

Promised: at most 1 % of the bytes, and 0.1 CPU-s for each row group that is read of. Exit code 1 where a promise is not kept.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import parquet

import measure
from classify import person
from modelkeep.adapters.artifacts.files import FileSource
from modelkeep.adapters.artifacts.serving import Counted
from modelkeep.catalogue.identifiers import load_identifiers
from modelkeep.core.data import Method
from modelkeep.engines.classify.compiled import compile_identifiers
from modelkeep.engines.classify.objects import Classifier
from modelkeep.engines.classify.reading import Plan

PROMISED_SHARE, PROMISED_CPU = 1.0, 0.1
PEOPLE = 20_000
RESTRICTED = ("ssn", "card", "iban")
"""Columns that are left out: restricted data end a sample early."""
GROUPS = re.compile(r"in ([0-9,]+) of ([0-9,]+) row groups")


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is written: columns of people and of text, bytes of one text, row groups, and compression."""

    name: str
    people: int
    texts: int
    width: int
    groups: int
    codec: str = "snappy"


LAYOUTS = (
    Layout("10 columns, 10 row groups", 9, 1, 400, 10),
    Layout("200 columns, 8 row groups", 180, 20, 60, 8),
    Layout("10 columns, 1 row group", 9, 1, 400, 1),
    Layout("10 columns, 300 row groups", 9, 1, 400, 300),
    Layout("200 columns, 8 row groups, zstd", 180, 20, 120, 8, "zstd"),
    Layout("200 columns, 1 row group", 180, 20, 60, 1),
    Layout("10 columns, 10 row groups, zstd", 9, 1, 800, 10, "zstd"),
)


def dictionaries() -> dict[str, pa.Array]:
    """The values of people, by the name of their column."""
    chance = random.Random(7)
    people = [person(chance, number) for number in range(PEOPLE)]
    return {
        name: pa.array([str(each[name]) for each in people]) for name in people[0] if name not in ("id", *RESTRICTED)
    }


def texts(rng: np.random.Generator, rows: int, width: int) -> pa.Array:
    """Texts of digits, no two alike."""
    digits = (rng.integers(0, 10, rows * width, dtype=np.uint8) + ord("0")).tobytes()
    offsets = np.arange(rows + 1, dtype=np.int64) * width
    return pa.LargeStringArray.from_buffers(rows, pa.py_buffer(offsets), pa.py_buffer(digits))


def group(rng: np.random.Generator, layout: Layout, rows: int, values: dict[str, pa.Array]) -> pa.Table:
    """Rows of one group."""
    columns: dict[str, pa.Array] = {}
    names = list(values)
    for number in range(layout.people):
        name = names[number % len(names)]
        indices = pa.array(rng.integers(0, PEOPLE, rows, dtype=np.int32))
        columns[f"{name}_{number}" if layout.people > len(names) else name] = pa.DictionaryArray.from_arrays(
            indices, values[name]
        )
    for number in range(layout.texts):
        columns[f"remark_{number}"] = texts(rng, rows, layout.width)
    return pa.table(columns)


def write(path: Path, layout: Layout, size: int, values: dict[str, pa.Array]) -> None:
    """A file of at least so many bytes."""
    rng = np.random.default_rng(7)
    packed = 0.5 if layout.codec == "zstd" else 1.0
    rest = 1.18 * size - 250_000 * layout.people * layout.groups  # without the dictionaries
    rows = int(rest / (layout.texts * layout.width * packed + layout.people * 1.9)) // layout.groups
    writer = None
    for _ in range(layout.groups):
        table = group(rng, layout, rows, values)
        if writer is None:
            writer = parquet.ParquetWriter(path, table.schema, compression=layout.codec)
        writer.write_table(table, row_group_size=rows)
    if writer is not None:
        writer.close()


def lines(path: Path, size: int) -> None:
    """JSON lines of people, the same ones again and again."""
    chance = random.Random(7)
    block = "".join(json.dumps(person(chance, number)) + "\n" for number in range(PEOPLE)).encode()
    with path.open("wb") as out:
        while out.tell() < size:
            out.write(block)


def read(classifier: Classifier, path: Path) -> Iterator[tuple[float, int, str, float]]:
    """CPU seconds, bytes, what was drawn and the bound, of several readings."""
    for _ in range(3):
        source = Counted(FileSource(str(path)))
        started = time.process_time()
        told = classifier.classify(path.name, source, Plan())
        taken = time.process_time() - started
        assert told.findings
        assert not told.gaps, told.gaps
        assert told.method is Method.SAMPLE
        yield taken, source.count, told.drawn, told.bound


def main() -> int:
    """Print the figures; the exit code says whether the promises are kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gigabytes", type=float, default=1.05)
    parser.add_argument("--folder", type=Path, help="where files are written, one at a time")
    asked = parser.parse_args()
    print(measure.machine(), f"pyarrow {pa.__version__}")
    size = int(asked.gigabytes * 1e9)
    classifier = Classifier(compile_identifiers(load_identifiers()), b"benchmark" * 4)
    values = dictionaries()
    kept = True
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        for layout in LAYOUTS:
            path = Path(folder) / "people.parquet"
            write(path, layout, size, values)
            written = path.stat().st_size
            *_, (taken, count, drawn, bound) = read(classifier, path)
            groups = int(GROUPS.findall(drawn)[0][0].replace(",", ""))
            share, each = 100 * count / written, taken / groups
            good = share <= PROMISED_SHARE and each <= PROMISED_CPU and written >= size
            kept &= good
            print(
                f"{layout.name:32} {written / 1e9:5.2f} GB: {share:6.3f} % of the bytes, {each:6.3f} CPU-s for each of {groups:3} groups, "
                f"bound {bound:.1%}  {'kept' if good else 'NOT KEPT'}",
                flush=True,
            )
            path.unlink()
        path = Path(folder) / "people.jsonl"
        lines(path, size)
        *_, (taken, count, drawn, bound) = read(classifier, path)
        print(
            f"{'JSON lines':32} {path.stat().st_size / 1e9:5.2f} GB: {count:,} bytes, {taken:.2f} CPU-s, {drawn}, bound {bound:.1%}"
        )
    print(f"promised: at most {PROMISED_SHARE:g} % and {PROMISED_CPU:g} CPU-s")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
