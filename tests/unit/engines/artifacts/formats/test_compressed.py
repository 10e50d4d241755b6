"""A compressed file is decompressed within bounds, and what is in it is inspected as if it lay open."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zlib

import pytest

from modelkeep.core.artifacts import Inspection, State
from modelkeep.engines.artifacts.formats.compressed import inner_name, kind_of
from modelkeep.engines.artifacts.inspecting import inspect
from modelkeep.engines.artifacts.limits import Limits
from modelkeep.engines.artifacts.policy import Policy
from modelkeep.engines.artifacts.sources import Bytes

POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n" * 2


def lz4(data: bytes) -> bytes:
    """One frame of one block of literals, as lz4_Block_format.md has it."""
    count = len(data) - 15
    block = b"\xf0" + b"\xff" * (count // 255) + bytes([count % 255]) + data
    return b"\x04\x22\x4d\x18\x60\x40\x82" + len(block).to_bytes(4, "little") + block + bytes(4)


PACKED = {
    "gzip": gzip.compress(POINTER, mtime=0),
    "zlib": zlib.compress(POINTER),
    "bzip2": bz2.compress(POINTER),
    "xz": lzma.compress(POINTER),
    "lzma": lzma.compress(POINTER, lzma.FORMAT_ALONE),
    "lz4": lz4(POINTER),
    "joblib": b"ZF" + hex(len(POINTER)).encode().ljust(19) + zlib.compress(POINTER),
}


def look(data: bytes, name: str = "model.pkl.gz", limits: Limits | None = None) -> Inspection:
    return inspect(name, Bytes(data), Policy(), limits)


def was_read(told: Inspection) -> bool:
    return any("git lfs pull" in gap.reason for gap in told.gaps)


@pytest.mark.parametrize("kind", PACKED)
def test_what_is_inside_is_inspected(kind: str) -> None:
    assert kind_of(PACKED[kind]) == kind
    told = look(PACKED[kind])
    assert was_read(told)
    assert told.gaps[0].place == ("model.pkl.gz", "model.pkl")
    assert not told.issues


@pytest.mark.parametrize("kind", ["gzip", "bzip2", "xz", "lz4"])
def test_streams_that_follow_each_other_are_one_file(kind: str) -> None:
    told = look(PACKED[kind] + PACKED[kind])
    assert was_read(told)
    assert len(told.gaps) == 1


@pytest.mark.parametrize("kind", PACKED)
def test_what_is_cut_off_is_a_gap(kind: str) -> None:
    told = look(PACKED[kind][:-8] if kind != "lz4" else PACKED[kind][:-20])
    assert told.state is State.NOT_ANALYSED
    assert any("cut off" in gap.reason for gap in told.gaps)


def test_zstd_is_read_or_a_gap() -> None:
    told = look(b"\x28\xb5\x2f\xfd\x24\x00\x01\x00\x00\x99\xe9\xd8\x51")
    assert told.state is State.NOT_ANALYSED


def test_a_bomb_is_told() -> None:
    told = look(gzip.compress(bytes(100_000)), limits=Limits(spool=10_000))
    assert [issue.rule for issue in told.issues] == ["decompression-bomb"]


def test_copies_of_lz4_overlap_what_they_write() -> None:
    block = b"\x1fa\x01\x00\x05\x50hello"  # one literal, 24 copies of it, then five literals
    data = b"\x04\x22\x4d\x18\x60\x40\x82" + len(block).to_bytes(4, "little") + block + bytes(4)
    from modelkeep.engines.artifacts.archives.lz4 import frames

    assert b"".join(frames(iter([data]))) == b"a" * 25 + b"hello"


@pytest.mark.parametrize(
    "data", [b"x\x9cnot zlib", b"x^ text", b"BZh9 text", b"]\0\0 text that is no lzma at all", b"", b"\x1f\x8b"]
)
def test_text_is_not_taken_for_compressed(data: bytes) -> None:
    assert kind_of(data) == ""


@pytest.mark.parametrize(
    ("name", "inner"), [("a/m.pkl.gz", "m.pkl"), ("m.tgz", "m.tar"), ("m.joblib", "m.joblib"), (".gz", ".gz")]
)
def test_the_inner_name_has_no_suffix(name: str, inner: str) -> None:
    assert inner_name(name) == inner
