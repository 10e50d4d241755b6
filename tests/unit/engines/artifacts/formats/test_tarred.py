"""A tar file is read in one pass, compressed or not; nothing is extracted, and what would be written elsewhere is told."""

from __future__ import annotations

import gzip
import io
import tarfile
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fakes.zips import Counting, Piece, zip_of

from modelkeep.core.artifacts import Inspection, State
from modelkeep.engines.artifacts.archives import tar
from modelkeep.engines.artifacts.inspecting import inspect
from modelkeep.engines.artifacts.limits import Limits
from modelkeep.engines.artifacts.policy import Policy
from modelkeep.engines.artifacts.sources import Bytes

POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n" * 2


def tar_of(*members: tuple[tarfile.TarInfo | str, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=form) as out:
        for info, data in members:
            one = tarfile.TarInfo(info) if isinstance(info, str) else info
            one.size = len(data)
            out.addfile(one, io.BytesIO(data))
    return buffer.getvalue()


def link(name: str, target: str, kind: bytes = tarfile.SYMTYPE) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def look(data: bytes, name: str = "model.tar", limits: Limits | None = None) -> Inspection:
    return inspect(name, Bytes(data), Policy(), limits)


def read(told: Inspection) -> list[str]:
    return [gap.place[-1] for gap in told.gaps if "git lfs pull" in gap.reason]


def rules(told: Inspection) -> set[str]:
    return {issue.rule for issue in told.issues}


WAYS: dict[str, Callable[[bytes], bytes]] = {"plain": bytes, "gzip": lambda data: gzip.compress(data, mtime=0)}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT], ids=["ustar", "gnu", "pax"]
)
def test_members_of_all_formats_are_inspected(form: int, way: str) -> None:
    names = ["a", "code/inference.py", "x" * 80 + "/" + "y" * 80]
    if form != tarfile.USTAR_FORMAT:
        names.append("ä" * 150)
    told = look(WAYS[way](tar_of(*((name, POINTER) for name in names), form=form)))
    assert read(told) == names
    assert "tar" in told.formats
    assert not told.issues


@pytest.mark.parametrize("way", WAYS)
def test_a_zip_file_within_is_read_at_offsets(way: str) -> None:
    told = look(WAYS[way](tar_of(("m.zip", zip_of(Piece(name=b"z", data=POINTER))), ("b", POINTER))))
    assert read(told) == ["z", "b"] or set(read(told)) == {"z", "b"}
    assert not told.issues


def test_zip_files_one_after_the_other_in_a_tar_file_are_no_contradiction() -> None:
    one, other = (zip_of(Piece(name=name, data=POINTER)) for name in (b"y", b"z"))
    told = look(tar_of(("1.zip", one), ("2.zip", other)))
    assert set(read(told)) == {"y", "z"}
    assert not told.issues


def test_what_only_looks_like_a_tar_file_hides_no_member() -> None:
    first = Piece(name=b"a", data=bytes(257 - 31) + b"ustar" + bytes(300))
    told = look(zip_of(first, Piece(name=b"h", data=POINTER, listed=False)))
    assert rules(told) == {"zip-hidden-member"}


def test_bodies_are_not_read_where_nothing_is_compressed() -> None:
    source = Counting(tar_of(*((f"{n}.npy", b"\x93NUMPY" + bytes(300_000)) for n in range(10))))
    inspect("model.tar", source, Policy())
    assert source.count < 10 * 80_000


PLACES = {
    "parent": (tarfile.TarInfo("../x"), b"", "archive-unsafe-path"),
    "absolute": (tarfile.TarInfo("/x"), b"", "archive-unsafe-path"),
    "link out": (link("a/b", "../../x"), b"", "archive-unsafe-path"),
    "link to root": (link("a", "/etc"), b"", "archive-unsafe-path"),
    "hard link out": (link("a", "../x", tarfile.LNKTYPE), b"", "archive-unsafe-path"),
    "device": (link("a", "", tarfile.CHRTYPE), b"", "tar-special-file"),
    "pipe": (link("a", "", tarfile.FIFOTYPE), b"", "tar-special-file"),
}


@pytest.mark.parametrize("case", PLACES)
def test_what_would_be_written_elsewhere_is_told(case: str) -> None:
    info, data, rule = PLACES[case]
    told = look(tar_of((info, data), ("b", POINTER)))
    assert rules(told) == {rule}
    assert read(told) == ["b"]


def test_a_link_within_is_no_issue_and_what_is_written_through_it_is() -> None:
    assert not look(tar_of((link("a/b", "../c"), b""), (link("d", "a/b", tarfile.LNKTYPE), b""))).issues
    told = look(tar_of((link("a", "b"), b""), ("a/c", POINTER)))
    assert rules(told) == {"archive-unsafe-path"}


def test_it_is_read_on_after_its_end() -> None:
    told = look(gzip.compress(tar_of(("a", POINTER))) + gzip.compress(tar_of(("b", POINTER))))
    assert read(told) == ["a", "b"]
    assert [(issue.rule, issue.review) for issue in told.issues] == [("tar-hidden-member", True)]


def test_two_sizes_are_told() -> None:
    info = tarfile.TarInfo("a")
    info.pax_headers = {"size": "64"}
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as out:
        info.size = len(POINTER)
        out.addfile(info, io.BytesIO(POINTER))
    assert rules(look(buffer.getvalue())) == {"tar-disagreement"}


def test_a_damaged_header_hides_no_other() -> None:
    data = bytearray(tar_of(("a", POINTER), ("b", POINTER), ("c", POINTER)))
    data[1024 + 5] ^= 0xFF
    told = look(bytes(data))
    assert read(told) == ["a", "c"]
    assert any("no header where one should be, at byte 1,024" in gap.reason for gap in told.gaps)


@pytest.mark.parametrize("way", WAYS)
def test_what_is_cut_off_is_not_analysed(way: str) -> None:
    told = look(WAYS[way](tar_of(("a", POINTER), ("b", POINTER))[: 1024 + 512 + 60]))
    assert any("cut off" in gap.reason for gap in told.gaps)
    assert told.state is State.NOT_ANALYSED


def test_holes_of_sparse_files_are_zeros() -> None:
    source = tar.Sparse(Bytes(b"abcdef"), ((2, 2), (6, 4)), 12)
    assert source.read(0, 100) == b"\0\0ab\0\0cdef\0\0"
    assert source.read(3, 5) == b"b\0\0cd"


@pytest.mark.parametrize("bounds", [Limits(members=3), Limits(expanded=3_000)], ids=["members", "expanded"])
def test_it_is_bounded(bounds: Limits) -> None:
    data = gzip.compress(tar_of(*((f"{n}", b"x" * 600) for n in range(9))))
    told = look(data, limits=bounds)
    assert any("more than" in gap.reason and "not analysed" in gap.reason for gap in told.gaps)


def test_a_member_beyond_the_spool_hides_no_other() -> None:
    told = look(gzip.compress(tar_of(("big", bytes(9_000)), ("b", POINTER))), limits=Limits(spool=5_000))
    assert rules(told) == {"decompression-bomb"}
    assert read(told) == ["b"]


WHOLE = tar_of(("a", b"x" * 700), ("é" * 120, b"y"), (link("l", "a"), b""), form=tarfile.PAX_FORMAT)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=8), st.booleans())
def test_a_broken_file_raises_nothing(changes: list[tuple[int, int]], packed: bool) -> None:
    data = bytearray(WHOLE)
    for place, value in changes:
        data[place] = value
    whole = gzip.compress(bytes(data)) if packed else bytes(data)
    assert look(whole).size == len(whole)
