"""How quickly a bucket is planned from its S3 Inventory: objects per CPU-second of reading the lists and packing tasks, and memory.

    python benchmarks/inventory.py [--objects 1000000]

The lists are made here: keys of four shapes, sizes by a power law, all in one list for each format.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import io
import json
import platform
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

import pyarrow as pa
from pyarrow import orc, parquet

from modelkeep.adapters.aws.inventory import open_inventory
from modelkeep.core.artifacts import Artifact
from modelkeep.engines.classify.packing import pack, to_read

NAMES = ("bucket", "key", "size", "last_modified_date", "e_tag", "storage_class", "encryption_status")
SCHEMAS = {
    "CSV": "Bucket, Key, Size, LastModifiedDate, ETag, StorageClass, EncryptionStatus",
    "ORC": "struct<" + ",".join(f"{each}:string" for each in NAMES) + ">",
    "Parquet": "message s3.inventory { " + " ".join(f"optional binary {each} (STRING);" for each in NAMES) + " }",
}
MOMENT = 1_795_000_000_000


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--objects", type=int, default=1_000_000)
    count = arguments.parse_args().objects
    print(f"{platform.machine()}, Python {platform.python_version()}, pyarrow {version('pyarrow')}, {count:,} objects")
    made = rows(count)
    with tempfile.TemporaryDirectory() as folder:
        for kind, write in WRITERS.items():
            deliver(Path(folder) / kind, kind, write(made))
        made.clear()
        for kind in WRITERS:
            measure(Path(folder) / kind, kind, count)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    print(f"highest memory of all, making the lists with it: {peak:,.0f} MB")
    measure_packing(count)


def measure(folder: Path, kind: str, count: int) -> None:
    """One format: lists alone, and lists that are packed."""
    started = time.process_time()
    found = sum(1 for _ in open_inventory(str(folder), None).listed("s3://acme-lake/"))
    read = time.process_time() - started
    assert found == count
    started = time.process_time()
    tasks = sum(
        1 for _ in pack(open_inventory(str(folder), None).listed("s3://acme-lake/"), to_read(1 << 20, full=False))
    )
    both = time.process_time() - started
    print(
        f"{kind:8} {count / read:>10,.0f} objects/CPU-s read, {count / both:>10,.0f} read and packed into {tasks:,} tasks"
    )


def measure_packing(count: int) -> None:
    """Tasks of objects that are there already."""
    chance = random.Random(3)
    held = [Artifact(f"s3://b/{number}", int(chance.paretovariate(1.1) * 2000), "t") for number in range(100_000)]

    def endless() -> Iterator[Artifact]:
        for _ in range(-(-count // len(held))):
            yield from held

    started = time.process_time()
    tasks = sum(1 for _ in pack(endless(), to_read(1 << 20, full=False)))
    print(f"packing  {count / (time.process_time() - started):>10,.0f} objects/CPU-s into {tasks:,} tasks")


def rows(count: int) -> list[tuple[str, str, int, int, str, str, str]]:
    """Objects of a lake."""
    chance = random.Random(7)
    shapes = (
        "events/dt=2026-{:02}-{:02}/part-{:08x}.parquet",
        "chat/2026/{:02}/{:02}/{:08x}.jsonl",
        "raw/{}/{}/{:08x}.csv.gz",
        "img/{}{}/{:x}.png",
    )
    return [
        (
            "acme-lake",
            shapes[number % 4].format(chance.randrange(1, 13), chance.randrange(1, 29), number),
            int(chance.paretovariate(1.1) * 2000),
            MOMENT + number,
            f"{chance.getrandbits(128):032x}",
            "STANDARD",
            "SSE-S3",
        )
        for number in range(count)
    ]


def _csv(made: list[tuple[str, str, int, int, str, str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows((b, k.replace("=", "%3D"), s, "2026-11-19T21:32:00.000Z", t, c, e) for b, k, s, _, t, c, e in made)
    return gzip.compress(text.getvalue().encode(), 6)


def _table(made: list[tuple[str, str, int, int, str, str, str]]) -> pa.Table:
    columns = dict(zip(NAMES, zip(*made, strict=True), strict=True))
    return pa.table({
        name: pa.array(values, pa.timestamp("ms") if name == "last_modified_date" else None) for name, values in columns.items()
    })  # fmt: skip


def _orc(made: list[tuple[str, str, int, int, str, str, str]]) -> bytes:
    out = io.BytesIO()
    orc.write_table(_table(made), out, compression="zlib")
    return out.getvalue()


def _parquet(made: list[tuple[str, str, int, int, str, str, str]]) -> bytes:
    out = io.BytesIO()
    parquet.write_table(_table(made), out, compression="snappy")
    return out.getvalue()


WRITERS: dict[str, Callable[[list[tuple[str, str, int, int, str, str, str]]], bytes]] = {
    "CSV": _csv,
    "ORC": _orc,
    "Parquet": _parquet,
}


def deliver(folder: Path, kind: str, content: bytes) -> None:
    """A delivery of one list."""
    folder.mkdir()
    (folder / "list").write_bytes(content)
    file = {"key": "data/list", "size": len(content), "MD5checksum": hashlib.md5(content).hexdigest()}
    (folder / "manifest.json").write_text(
        json.dumps(
            {
                "sourceBucket": "acme-lake",
                "creationTimestamp": str(MOMENT),
                "fileFormat": kind,
                "fileSchema": SCHEMAS[kind],
                "files": [file],
            }
        )
    )


if __name__ == "__main__":
    main()
