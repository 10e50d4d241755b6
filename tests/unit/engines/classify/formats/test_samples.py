"""Samples of large files: what is drawn is read whole and once, the bytes are bounded, and what is told of the rest holds."""

from __future__ import annotations

import gzip
import io
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise

import pyarrow as pa
import pytest
from backports import zstd
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet
from tests.unit.engines.classify.test_objects import CLASSIFIER, NUMBER

from modelkeep.core.data import Classified, Method
from modelkeep.engines.artifacts.sources import Bytes
from modelkeep.engines.classify.choosing import bound
from modelkeep.engines.classify.formats.parquet_pages import Chunk, first_values
from modelkeep.engines.classify.formats.text import pieces
from modelkeep.engines.classify.reading import Plan

fastavro = pytest.importorskip("fastavro")


@dataclass
class Counted:
    data: bytes
    count: int = 0

    @property
    def size(self) -> int:
        return len(self.data)

    def read(self, offset: int, length: int) -> bytes:
        found = self.data[offset : offset + length]
        self.count += len(found)
        return found

    def prefetch(self, ranges: object) -> None:
        """Nothing to do."""


def sampled(name: str, data: bytes, plan: Plan) -> tuple[Classified, int]:
    source = Counted(data)
    return CLASSIFIER.classify(name, source, plan), source.count


@settings(max_examples=40)
@given(lines=st.lists(st.binary(max_size=12), min_size=1, max_size=30), cuts=st.lists(st.integers(0, 400), max_size=5))
def test_every_line_belongs_to_the_window_in_which_it_begins(lines: list[bytes], cuts: list[int]) -> None:
    content = b"".join(each.replace(b"\n", b"") + b"\n" for each in lines)
    places = sorted({0, len(content), *(each % len(content) for each in cuts)})
    wide = [0]
    for each in places[1:]:  # a window that is as wide as the longest line, so that it is read on to its end
        if each - wide[-1] >= 13 or each == len(content):
            wide.append(each)
    told = [piece.data for start, stop in pairwise(wide) for piece in pieces(Bytes(content), start, stop)]
    if all(b"\n" in content[start:stop] for start, stop in pairwise(wide)):
        assert b"".join(told) == content


def test_windows_of_a_text_stop_at_the_bytes_and_tell_the_bound() -> None:
    data = b"".join(b"line %06d\n" % number for number in range(60_000))
    found, count = sampled("a.txt", data, Plan(sample=100_000))
    assert count < 1.5 * 100_000 + 65_536  # what tells the format, too
    total = int(found.drawn.split(" windows")[0].split(" of ")[-1].replace(",", ""))
    read = int(found.drawn.split("end and ")[1].split(" ")[0])
    assert found.bound == bound(read, total)
    assert (found.method, found.seed, found.gaps) == (Method.SAMPLE, 0, ())
    assert sampled("a.txt", data, Plan(sample=100_000))[0] == found
    assert sampled("a.txt", data, Plan(sample=100_000, seed=1))[0].records != 0


def test_a_looser_bound_reads_less_and_restricted_data_end_it() -> None:
    clean = b"".join(b"line %06d\n" % number for number in range(60_000))
    loose, little = sampled("a.txt", clean, Plan(sample=200_000, bound=0.2))
    _, more = sampled("a.txt", clean, Plan(sample=200_000))
    assert little < more
    assert loose.bound <= 0.2
    cards = f"card number {NUMBER}\n".encode() * 30_000
    found, _ = sampled("a.txt", cards, Plan(sample=200_000))
    assert "32 of" in found.drawn
    assert found.findings


RECORDS = [{"number": f"card {each:06}", "text": "x" * (each % 50)} for each in range(4_000)]


def avro() -> bytes:
    out = io.BytesIO()
    fields = [{"name": "number", "type": "string"}, {"name": "text", "type": "string"}]
    fastavro.writer(out, {"type": "record", "name": "r", "fields": fields}, RECORDS, sync_interval=2_000)
    return out.getvalue()


def test_blocks_of_avro_are_drawn_and_each_is_read_once() -> None:
    data = avro()
    every, _ = sampled("a.avro", data, Plan(sample=len(data) - 1, bound=1e-9))
    assert (every.records, every.method, every.bound) == (len(RECORDS), Method.FULL, 0.0)
    some, count = sampled("a.avro", data, Plan(sample=40_000))
    assert 0 < some.records < len(RECORDS)
    assert (some.method, some.gaps) == (Method.SAMPLE, ())
    assert 0 < some.bound < 1
    assert count < 160_000


def test_a_block_of_avro_that_is_cut_off_is_a_gap() -> None:
    data = avro()
    assert sampled("a.avro", data[:-500], Plan(sample=len(data) - 600, bound=1e-9))[0].gaps


@pytest.mark.parametrize("pack", [gzip.compress, zstd.compress])
def test_of_a_compressed_text_the_beginning_is_read_and_rules_nothing_out(pack: object) -> None:
    assert callable(pack)
    lines = b"".join(b'{"a": "%s"}\n' % bytes(str(hash(str(number))), "ascii") for number in range(30_000))
    found, count = sampled("a.jsonl.gz", pack(lines), Plan(sample=100_000))
    assert found.formats == ("compressed", "json-lines")
    assert (found.bound, found.method, found.gaps) == (1.0, Method.SAMPLE, ())
    assert "cannot be reached" in found.drawn
    assert count < 250_000


TABLE = pa.table({
    "name": [f"name {each % 300}" for each in range(3_000)],
    "unique": [f"u{each}-{each * 7919}" for each in range(3_000)],
    "some": [None if each % 3 else f"v{each}" for each in range(3_000)],
    "number": [each * 7919 for each in range(3_000)],
    "small": pa.array([each % 100 for each in range(3_000)], pa.int32()),
    "fixed": pa.array([b"%04d" % each for each in range(3_000)], pa.binary(4)),
    "list": [[f"a{each}", f"b{each}"] for each in range(3_000)],
})  # fmt: skip


def reference(path: str, *, distinct: bool) -> list[bytes]:
    values = [each for each in TABLE.column(path.partition(".")[0]).to_pylist() if each is not None]
    flat = [inner for each in values for inner in each] if "." in path else values
    told = [each if isinstance(each, bytes) else str(each).encode() for each in flat]
    return list(dict.fromkeys(told)) if distinct else told


@pytest.mark.parametrize("codec", ["none", "snappy", "gzip", "zstd"])
@pytest.mark.parametrize("distinct", [True, False])
@pytest.mark.parametrize("version", ["1.0", "2.0"])
def test_the_first_values_of_a_page_are_those_that_pyarrow_reads(codec: str, distinct: bool, version: str) -> None:
    out = io.BytesIO()
    parquet.write_table(TABLE, out, compression=codec, use_dictionary=distinct, data_page_version=version)
    file = parquet.ParquetFile(out)
    for number in range(len(file.schema)):
        each, told = file.schema.column(number), file.metadata.row_group(0).column(number)
        chunk = Chunk(
            start=told.dictionary_page_offset or told.data_page_offset, size=told.total_compressed_size, codec=told.compression,
            physical=told.physical_type, length=max(each.length, 0), repeats=each.max_repetition_level > 0,
            misses=each.max_definition_level > 0,
        )  # fmt: skip
        assert chunk.is_readable
        source = Counted(out.getvalue())
        values = first_values(source, chunk, 50, 512)
        assert values
        assert values == reference(told.path_in_schema, distinct=distinct)[: len(values)]
        assert len(values) >= 24
        assert source.count <= told.total_compressed_size


@settings(max_examples=60)
@given(data=st.binary(min_size=8, max_size=300), codec=st.sampled_from(["UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD"]))
def test_what_is_no_page_is_told_and_nothing_else(data: bytes, codec: str) -> None:
    with suppress(ValueError, KeyError, TypeError):
        first_values(Bytes(data), Chunk(0, len(data), codec, "BYTE_ARRAY"), 10, 64)


def test_encodings_that_are_not_read_here_are_read_by_pyarrow() -> None:
    out = io.BytesIO()
    table = pa.table({"card": [f"card number {NUMBER}"] * 4_000, "number": list(range(4_000))})
    encodings = {"card": "DELTA_BYTE_ARRAY", "number": "DELTA_BINARY_PACKED"}
    parquet.write_table(
        table, out, use_dictionary=False, column_encoding=encodings, row_group_size=500, compression="none"
    )
    data = out.getvalue() + b""
    found, _ = sampled("a.parquet", data, Plan(sample=len(data) - 1))
    assert [(each.column, each.at) for each in found.findings] == [("card", found.findings[0].at)]
    assert found.gaps == ()
