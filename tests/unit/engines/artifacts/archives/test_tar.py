"""Headers of tar files: numbers, names and sparse files in all their forms."""

from __future__ import annotations

import io
import tarfile

import pytest

from modelkeep.engines.artifacts.archives import tar
from modelkeep.engines.artifacts.sources import Bytes, UnreadableError


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (b"0000644\0", 0o644),
        (b"   644 \0", 0o644),
        (b"", 0),
        (b"\x80" + bytes(9) + b"\1\0", 256),
        (b"\xff" * 12, -1),
        (b"notoctal", None),
    ],
)
def test_numbers(field: bytes, value: int | None) -> None:
    assert tar.number(field) == value


def test_pax_records() -> None:
    assert tar.records(b"12 path=a/b\n14 size=12345\n") == {"path": "a/b", "size": "12345"}
    assert tar.records(b"99 path=a\n") == {}
    assert tar.records(b"0 a=b\n") == {}
    pieces = b"24 GNU.sparse.offset=10\n26 GNU.sparse.numbytes=20\n"
    assert tar.records(pieces)["GNU.sparse.map"] == "10,20"


def test_the_map_of_a_pax_sparse_file() -> None:
    data = b"2\n0\n3\n10\n2\n" + bytes(501) + b"abcde"
    assert tar.pax_pieces(Bytes(data)) == (((0, 3), (10, 2)), 512)
    with pytest.raises(UnreadableError):
        tar.pax_pieces(Bytes(b"2\n0\n"))


def test_an_old_sparse_member_is_read_with_its_holes() -> None:
    info = tarfile.TarInfo("s")
    header = bytearray(info.tobuf(tarfile.GNU_FORMAT))
    header[124:136] = b"00000000005\0"
    header[156:157] = b"S"
    header[386:410] = b"00000000002\0" + b"00000000005\0"
    header[483:495] = b"00000000011\0"
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    (member,) = tar.members(tar.Seekable(Bytes(bytes(header) + b"hello" + bytes(507 + 1024))), [])
    assert (member.packed, member.size, member.ranges) == (5, 9, ((2, 5),))
    assert tar.Sparse(Bytes(b"hello"), member.ranges, member.size).read(0, 20) == b"\0\0hello\0\0"


def test_a_stream_and_a_source_give_the_same_members() -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as out:
        for name, size in (("a", 5), ("b" * 200, 600), ("c", 0)):
            info = tarfile.TarInfo(name)
            info.size = size
            out.addfile(info, io.BytesIO(bytes(size)))
    data = buffer.getvalue()
    one = list(tar.members(tar.Seekable(Bytes(data)), []))
    pieces = (data[start : start + 100] for start in range(0, len(data), 100))
    assert list(tar.members(tar.Sequential(pieces), [])) == one
    assert [member.name for member in one] == ["a", "b" * 200, "c"]
