"""LZ4 frames are decompressed within their own bounds, and what is broken is told."""

from __future__ import annotations

from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelkeep.engines.artifacts.archives.lz4 import frames, unpacked
from modelkeep.engines.artifacts.sources import UnreadableError

REPEATED = b"\x1fa\x01\x00\x05\x50hello"
"""One literal, 24 copies of it, then five literals."""


def frame(*blocks: bytes, flags: int = 0x60, size: int = 0x40, tail: bytes = b"") -> bytes:
    body = b"".join(len(block).to_bytes(4, "little") + block for block in blocks)
    return b"\x04\x22\x4d\x18" + bytes([flags, size, 0x82]) + body + bytes(4) + tail


def unpack(data: bytes, cut: int = 7) -> bytes:
    """In small pieces, as a source gives large ones."""
    places = [*range(0, len(data), cut), len(data)]
    return b"".join(frames(data[start:stop] for start, stop in pairwise(places)))


def test_copies_overlap_what_they_write() -> None:
    assert unpack(frame(REPEATED)) == b"a" * 25 + b"hello"


def test_blocks_that_are_not_packed_are_taken_as_they_are() -> None:
    plain = (0x80000003).to_bytes(4, "little") + b"abc"
    assert unpack(b"\x04\x22\x4d\x18\x60\x40\x82" + plain + bytes(4)) == b"abc"


def test_linked_blocks_copy_from_those_before() -> None:
    copy = b"\x00\x05\x00\x50world"  # four bytes from five before, then five literals
    assert unpack(frame(b"\x50hello", copy, flags=0x40)) == b"hellohellworld"
    with pytest.raises(UnreadableError, match="outside"):
        unpack(frame(b"\x50hello", copy, flags=0x60))


def test_frames_follow_each_other_and_skip_what_is_to_be_skipped() -> None:
    skipped = b"\x52\x2a\x4d\x18\x03\0\0\0xyz"
    assert unpack(skipped + frame(b"\x10a") + skipped + frame(b"\x10b")) == b"ab"


def test_checksums_are_passed_over() -> None:
    data = b"\x04\x22\x4d\x18\x74\x40\x82" + (2).to_bytes(4, "little") + b"\x10a" + b"CRC!" + bytes(4) + b"CRC!"
    assert unpack(data) == b"a"


def test_the_legacy_format_is_read() -> None:
    assert unpack(b"\x02\x21\x4c\x18" + (2).to_bytes(4, "little") + b"\x10a") == b"a"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (frame(REPEATED)[:-8], "cut off"),
        (frame(b"\xf0"), "cut off"),
        (frame(b"\x50ab"), "beyond"),
        (frame(b"\x10a\x00\x00"), "outside"),
        (b"\x04\x22\x4d\x18\x60\x00\x82" + bytes(4), "block size"),
        (b"\x04\x22\x4d\x18\x61\x40\x82" + bytes(4), "dictionary"),
        (b"\x04\x22\x4d\x18\x60\x40\x82\xff\xff\xff\x7f", "larger"),
        (frame(b"\x10a") + b"more", "no frame"),
    ],
)
def test_what_is_broken_is_told(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        unpack(data)


def test_a_block_unpacks_to_no_more_than_its_frame_says() -> None:
    with pytest.raises(UnreadableError):
        unpacked(b"\x1fa\x01\x00" + b"\xff" * 1_000 + b"\x00", 65_536, b"")


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=60))
def test_no_bytes_raise_anything_else(block: bytes) -> None:
    with suppress(UnreadableError):
        assert len(unpack(frame(block))) <= 65_536
