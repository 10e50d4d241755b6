"""A zip file is read by its directory and by its headers, and everything in which they differ is told."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fakes.zips import Counting, Piece, central, end, local, zip_of

from modelkeep.engines.artifacts.archives.zip import Archive, Oddity, read_zip
from modelkeep.engines.artifacts.sources import Bytes

A, B = Piece(name=b"a.txt", data=b"alpha" * 20), Piece(name=b"b.bin", data=b"beta" * 50, method=8)


def read(data: bytes, most: int = 1_000) -> Archive:
    found = read_zip(Bytes(data), most)
    assert found is not None
    return found


def names(archive: Archive) -> list[str]:
    return [member.name for member in archive.members]


def told(archive: Archive) -> set[Oddity]:
    return {each.oddity for each in archive.told}


def test_an_honest_file_has_nothing_odd() -> None:
    data = zip_of(A, B, Piece(name=b"c", data=b"x" * 40, descriptor=True), Piece(name=b"folder/"), comment=b"PK")
    archive = read(data)
    assert (names(archive), archive.told, archive.holes) == (["a.txt", "b.bin", "c", "folder/"], [], [])
    first = archive.members[0]
    assert data[first.start : first.stop] == A.data


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_pythons_own_writer_writes_has_nothing_odd(method: int) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as out:
        out.writestr("a", b"a" * 100)
        with out.open("b", "w", force_zip64=True) as member:
            member.write(b"b" * 100)
    archive = read(buffer.getvalue())
    assert (names(archive), archive.told) == (["a", "b"], [])


def zip64(classic_offset: int | None = None) -> bytes:
    """A file with a zip64 record, and a classic one that says the same, or another offset."""
    body = local(A)
    directory = central(A, 0)
    start = len(body)
    record = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 1, 1, len(directory), start)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, start + len(directory), 1)
    said = start if classic_offset is None else classic_offset
    return body + directory + record + locator + end(1, len(directory), said)


def test_a_zip64_record_beside_a_classic_one_is_no_contradiction() -> None:
    archive = read(zip64())
    assert (names(archive), archive.told, archive.holes) == (["a.txt"], [], [])


def test_a_classic_record_that_leads_elsewhere_is_told() -> None:
    evil = Piece(name=b"evil", data=b"z" * 10)
    data = zip64()
    hidden = local(evil) + central(evil, 0)
    archive = read(hidden + data[: -22 - 76] + zip64(classic_offset=len(local(evil)))[-98:])
    assert "evil" in names(archive)
    assert Oddity.DIRECTORIES in told(archive)


LIES = {
    "name": (Piece(name=b"data.pkl", local_name=b"other.txt", data=b"x" * 40), Oddity.NAME),
    "unicode path": (
        Piece(name=b"data.pkl", data=b"x" * 40, extra=struct.pack("<HHBL", 0x7075, 9, 1, 0) + b"evil"),
        Oddity.NAME,
    ),
    "method": (Piece(name=b"m", method=8, local_method=0, data=b"x" * 40), Oddity.METHOD),
    "size": (Piece(name=b"s", local_size=3, data=b"x" * 40), Oddity.SIZE),
    "flags": (Piece(name=b"f", flags=1, local_flags=0, data=b"x" * 40), Oddity.FLAGS),
    "missing": (Piece(name=b"n", in_file=False, offset=3), Oddity.NO_HEADER),
    "beyond": (Piece(name=b"n", in_file=False, offset=1 << 30), Oddity.NO_HEADER),
    "unlisted": (Piece(name=b"u", listed=False, data=b"x" * 40), Oddity.UNLISTED),
    "unlisted, described": (Piece(name=b"u", listed=False, data=b"x" * 40, descriptor=True), Oddity.UNLISTED),
    "overlap": (Piece(name=b"o", in_file=False, offset=0), Oddity.OVERLAP),
}


@pytest.mark.parametrize("case", LIES)
def test_a_lie_is_told(case: str) -> None:
    piece, oddity = LIES[case]
    archive = read(zip_of(A, piece, B))
    assert oddity in told(archive)
    assert {"a.txt", "b.bin"} <= set(names(archive))


def test_both_readings_of_a_member_are_members() -> None:
    archive = read(zip_of(Piece(name=b"s", local_size=3, data=b"x" * 40)))
    assert [(member.packed, member.listed) for member in archive.members] == [(40, True), (3, False)]
    archive = read(zip_of(Piece(name=b"m", method=8, local_method=0, data=b"x" * 40)))
    assert {member.method for member in archive.members} == {0, 8}


def test_every_duplicate_is_a_member_and_told_once() -> None:
    archive = read(zip_of(*(Piece(name=name, data=b"x" * 9) for name in (b"data.pkl", b"DATA.pkl", b"data.pkl"))))
    assert len(archive.members) == 3
    assert [each.oddity for each in archive.told] == [Oddity.DUPLICATE]


def test_a_wrong_count_is_told() -> None:
    archive = read(zip_of(A, B, count=1))
    assert (names(archive), told(archive)) == (["a.txt", "b.bin"], {Oddity.COUNT})


def test_two_directories_are_both_read() -> None:
    hidden = Piece(name=b"hidden", data=b"h" * 40)
    body = local(A) + local(hidden)
    one, other = central(A, 0), central(hidden, len(local(A)))
    last = end(1, len(other), len(body) + len(one))
    archive = read(body + one + other + end(1, len(one), len(body), comment=last) + last)
    assert names(archive) == ["a.txt", "hidden"]
    assert Oddity.DIRECTORIES in told(archive)


def test_a_zip_file_within_a_member_is_not_a_second_directory() -> None:
    archive = read(zip_of(A, Piece(name=b"inner.zip", data=zip_of(B))))
    assert (names(archive), archive.told) == (["a.txt", "inner.zip"], [])


def test_what_comes_before_and_after_is_a_hole() -> None:
    data = zip_of(A, before=b"#" * 50) + b"!" * 40
    archive = read(data)
    assert (names(archive), archive.told) == (["a.txt"], [])
    assert archive.holes == [(0, 50), (len(data) - 40, 40)]
    assert data[archive.members[0].start : archive.members[0].stop] == A.data


def test_a_long_comment_is_a_hole() -> None:
    data = zip_of(A, comment=b"c" * 40)
    assert read(data).holes == [(len(data) - 40, 40)]


def test_whole_files_before_the_last_one_are_told_by_where_it_begins() -> None:
    first = zip_of(A)
    archive = read(first + zip_of(B))
    assert (names(archive), archive.before, archive.told) == (["b.bin"], len(first), [])


@pytest.mark.parametrize("cut", [22, 60])
def test_without_a_directory_the_headers_are_followed(cut: int) -> None:
    described = Piece(name=b"d", data=b"d" * 40, descriptor=True)
    archive = read(zip_of(A, described, B)[:-cut])
    assert names(archive) == ["a.txt", "d", "b.bin"]
    assert [member.packed for member in archive.members] == [100, 40, len(B.body)]
    assert Oddity.NO_DIRECTORY in told(archive)


def test_a_member_that_is_cut_off_is_told() -> None:
    archive = read(local(Piece(name=b"big", data=b"x" * 500))[:300])
    assert told(archive) == {Oddity.TRUNCATED, Oddity.NO_DIRECTORY}
    assert archive.members[0].stop == 300


def test_no_more_members_than_allowed() -> None:
    archive = read(zip_of(*(Piece(name=b"%d" % n) for n in range(20))), most=5)
    assert len(archive.members) == 5
    assert Oddity.TRUNCATED in told(archive)


@pytest.mark.parametrize("data", [b"", b"PK", b"no zip", b"PK\5\6" + b"\xff" * 30, b"x" * 100 + b"PK\5\6" + b"\0" * 17])
def test_what_is_no_zip_file_is_none(data: bytes) -> None:
    assert read_zip(Bytes(data), 10) is None


def test_little_is_read_of_large_members() -> None:
    source = Counting(zip_of(*(Piece(name=b"data/%d" % n, data=b"\1" * 100_000) for n in range(20))))
    assert read_zip(source, 100) is not None
    assert source.count < 80_000
    assert [length for _, length in source.asked] == [166 + len(b"data/%d" % n) for n in range(20)]


WHOLE = zip_of(A, B, Piece(name=b"c", data=b"x" * 40, descriptor=True), before=b"ab", comment=b"hello")


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=8), st.integers(0, len(WHOLE)))
def test_a_broken_file_raises_nothing(changes: list[tuple[int, int]], cut: int) -> None:
    data = bytearray(WHOLE)
    for place, value in changes:
        data[place] = value
    archive = read_zip(Bytes(bytes(data[: cut or None])), 100)
    assert archive is None or all(member.stop <= len(data) for member in archive.members)
