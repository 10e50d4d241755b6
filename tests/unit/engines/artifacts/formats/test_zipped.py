"""A zip file's members are inspected whatever its fields say, and what cannot be read is a gap."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.fakes.zips import Counting, Piece, zip_of

from modelkeep.core.artifacts import Inspection, State
from modelkeep.engines.artifacts.formats import zipped
from modelkeep.engines.artifacts.inspecting import inspect
from modelkeep.engines.artifacts.limits import Limits
from modelkeep.engines.artifacts.policy import Policy
from modelkeep.engines.artifacts.sources import Bytes

POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n" * 2
"""Anything that a format knows: its gap tells that the member was read."""


def look(data: bytes, name: str = "model.zip", limits: Limits | None = None) -> Inspection:
    return inspect(name, Bytes(data), Policy(), limits)


def rules(told: Inspection) -> set[str]:
    return {issue.rule for issue in told.issues}


def was_read(told: Inspection, member: str) -> bool:
    return any("git lfs pull" in gap.reason and gap.place[-1] == member for gap in told.gaps)


@pytest.mark.parametrize("method", [0, 8])
def test_members_are_inspected(method: int) -> None:
    told = look(zip_of(Piece(name=b"a", data=POINTER, method=method)))
    assert was_read(told, "a")
    assert told.formats == ("zip", "git-lfs pointer")
    assert not told.issues


@pytest.mark.parametrize("method", [0, 8])
@pytest.mark.parametrize("flags", [0x1, 0x20, 0x40, 0x61])
def test_flags_do_not_hide_a_member(method: int, flags: int) -> None:
    told = look(zip_of(Piece(name=b"a", data=POINTER, method=method, flags=flags)))
    assert was_read(told, "a")
    assert rules(told) == ({"zip-false-encryption"} if flags != 0x20 else set())


@pytest.mark.parametrize("method", [0, 8, 99])
def test_what_is_encrypted_is_not_analysed(method: int) -> None:
    data = bytes(range(7, 107))
    told = look(zip_of(Piece(name=b"a", data=data, method=0, local_method=0, flags=1, size=88, local_size=None)))
    assert told.state is State.FINDING or any("encrypted" in gap.reason for gap in told.gaps)
    assert any("encrypted" in gap.reason for gap in told.gaps)


@pytest.mark.parametrize("method", [1, 6, 9, 97, 98])
def test_a_method_that_is_not_read_is_a_gap(method: int) -> None:
    told = look(zip_of(Piece(name=b"a", data=POINTER[:50], method=method, size=70)))
    assert any("which is not read here" in gap.reason for gap in told.gaps)


def test_deflated_data_under_another_method_are_read() -> None:
    told = look(zip_of(Piece(name=b"a", data=POINTER, method=97, local_method=8)))
    assert was_read(told, "a")
    assert "zip-disagreement" in rules(told)


def test_broken_data_are_a_gap() -> None:
    data = zip_of(Piece(name=b"a", data=POINTER, method=8))
    told = look(data[:33] + b"\xff" * 20 + data[53:])
    assert told.state is State.NOT_ANALYSED
    assert told.gaps[0].place == ("model.zip", "a")


def test_hidden_members_are_inspected() -> None:
    told = look(zip_of(Piece(name=b"a", data=b"", method=0), Piece(name=b"h", data=POINTER, listed=False)))
    assert was_read(told, "h")
    assert rules(told) == {"zip-hidden-member"}


def test_one_file_after_another_is_told_and_both_are_inspected() -> None:
    first = zip_of(Piece(name=b"a", data=POINTER))
    told = look(first + zip_of(Piece(name=b"b", data=POINTER)))
    assert was_read(told, "a")
    assert was_read(told, "b")
    assert rules(told) == {"zip-hidden-member"}
    assert not look(first + first, "__0_0.distcp").issues


@pytest.mark.parametrize("name", [b"../x", b"/x", b"C:\\x", b"a/../../x", b"a\0.txt", b"\\\\host\\x"])
def test_a_path_that_leads_outside_is_told(name: bytes) -> None:
    assert rules(look(zip_of(Piece(name=name, data=POINTER)))) == {"archive-unsafe-path"}


@pytest.mark.parametrize(("target", "told"), [(b"../../etc", True), (b"/etc/passwd", True), (b"b/../c", False)])
def test_a_link_is_told_where_it_leads_outside(target: bytes, told: bool) -> None:
    found = look(zip_of(Piece(name=b"a/l", data=target, mode=0o120777)))
    assert rules(found) == ({"archive-unsafe-path"} if told else set())


def test_a_bomb_is_told() -> None:
    limits = Limits(spool=100_000)
    told = look(zip_of(Piece(name=b"a", data=b"\0" * 200_000, method=8), Piece(name=b"b", data=POINTER)), limits=limits)
    assert rules(told) == {"decompression-bomb"}
    assert was_read(told, "b")


def test_all_expanded_bytes_are_bounded() -> None:
    pieces = [Piece(name=b"%d" % n, data=b"\0" * 50_000, method=8) for n in range(5)]
    told = look(zip_of(*pieces), limits=Limits(expanded=120_000))
    assert any("120,000 bytes when decompressed" in gap.reason for gap in told.gaps)


def test_members_that_overlap_expand_to_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipped, "OVERLAPPING", 60_000)
    one = Piece(name=b"0", data=bytes(50_000), method=8)
    told = look(zip_of(one, *(replace(one, name=b"%d" % n, in_file=False, offset=0) for n in range(1, 9))))
    assert "zip-overlap" in rules(told)
    assert any("when decompressed" in gap.reason for gap in told.gaps)


def test_nesting_is_bounded() -> None:
    data = POINTER
    for _ in range(12):
        data = zip_of(Piece(name=b"z", data=data))
    told = look(data)
    assert any("more than 8 containers" in gap.reason for gap in told.gaps)


def test_a_truncated_file_is_not_analysed() -> None:
    told = look(zip_of(Piece(name=b"a", data=POINTER))[:-30])
    assert was_read(told, "a")
    assert any("no central directory" in gap.reason for gap in told.gaps)


STORAGES = [Piece(name=b"m/data/%d" % n, data=bytes(100_000)) for n in range(30)]
WORDS = [Piece(name=b"m/version", data=b"3\n"), Piece(name=b"m/byteorder", data=b"little")]


def test_a_pytorch_file_is_told_by_peeks() -> None:
    source = Counting(zip_of(Piece(name=b"m/data.pkl", data=POINTER), *STORAGES, *WORDS))
    told = inspect("model.pt", source, Policy())
    assert told.formats == ("zip", "pytorch", "git-lfs pointer")
    assert {gap.place[-1] for gap in told.gaps} == {"m/data.pkl"}
    assert source.count < 300_000


CALL = b"cos\nsystem\n(S'id'\ntR."


@pytest.mark.parametrize(
    "hidden",
    [CALL, b"\x80\x04\x8c\x02os\x8c\x06system\x93\x8c\x02id\x85R.", b"\x7fELF\2\1\1" + b"\0" * 9 + b"\3\0>\0\1\0\0\0"],
    ids=["protocol 0", "protocol 4", "elf"],
)
def test_what_hides_in_a_storage_is_told(hidden: bytes) -> None:
    storage = Piece(name=b"m/data/0", data=hidden + bytes(500))
    told = look(zip_of(Piece(name=b"m/data.pkl", data=POINTER), storage, *WORDS))
    assert "hidden-in-tensor" in rules(told)
    assert {issue.place[:2] for issue in told.issues} == {("model.zip", "m/data/0")}


def test_deep_in_a_storage_it_is_told_when_all_is_read() -> None:
    data = zip_of(Piece(name=b"m/data.pkl", data=POINTER), Piece(name=b"m/data/0", data=bytes(5_000_000) + CALL))
    assert not look(data).issues
    assert "hidden-in-tensor" in rules(look(data, limits=Limits(full=True)))


def test_a_pickle_without_a_place_in_the_format_is_told() -> None:
    told = look(zip_of(Piece(name=b"m/data.pkl", data=POINTER), Piece(name=b"m/notes", data=CALL)))
    assert "torch-hidden-pickle" in rules(told)


def declaring(*storages: tuple[str, bytes, int]) -> bytes:
    """A pickle of persistent ids ("storage", torch.<type>, key, "cpu", elements), as torch.save writes them."""
    ids = b"".join(
        b"(X\x07\0\0\0storagectorch\n"
        + kind
        + b"\nX"
        + len(key).to_bytes(4, "little")
        + key.encode()
        + b"X\3\0\0\0cpuJ"
        + count.to_bytes(4, "little", signed=True)
        + b"tQ"
        for key, kind, count in storages
    )
    return b"\x80\x02(" + ids + b"t."


@pytest.mark.parametrize(
    ("count", "size", "rule"),
    [(10, 40, ""), (10, 48, ""), (11, 40, "torch-storage-mismatch"), (1 << 30, 40, "torch-storage-mismatch")],
)
def test_a_tensor_that_claims_more_than_there_is_is_told(count: int, size: int, rule: str) -> None:
    pickle = Piece(name=b"m/data.pkl", data=declaring(("0", b"FloatStorage", count)))
    told = look(zip_of(pickle, Piece(name=b"m/data/0", data=bytes(size)), *WORDS), "m.pt")
    found = [issue for issue in told.issues if issue.rule.startswith("torch-storage")]
    assert [issue.rule for issue in found] == ([rule] if rule else [])
    assert all(issue.advisories == ("CVE-2026-24747",) for issue in found)


def test_a_packed_pickle_claims_as_well() -> None:
    pickle = Piece(name=b"m/data.pkl", data=declaring(("0", b"FloatStorage", 11)), method=8)
    told = look(zip_of(pickle, Piece(name=b"m/data/0", data=bytes(40)), *WORDS), "m.pt")
    assert "torch-storage-mismatch" in rules(told)


def test_a_second_claim_on_a_storage_counts() -> None:
    pickle = Piece(name=b"m/data.pkl", data=declaring(("0", b"FloatStorage", 10), ("0", b"DoubleStorage", 10)))
    told = look(zip_of(pickle, Piece(name=b"m/data/0", data=bytes(40)), *WORDS), "m.pt")
    assert "torch-storage-mismatch" in rules(told)


def test_a_file_that_is_cut_off_claims_nothing() -> None:
    pickle = Piece(name=b"m/data.pkl", data=declaring(("0", b"FloatStorage", 25)))
    told = look(zip_of(pickle, Piece(name=b"m/data/0", data=bytes(100)))[:-160], "m.pt")
    assert not [issue for issue in told.issues if not issue.review]
    assert told.gaps


def test_storages_that_are_not_there_or_belong_to_nothing_are_told() -> None:
    pickle = Piece(name=b"m/data.pkl", data=declaring(("7", b"HalfStorage", 3)))
    told = look(zip_of(pickle, Piece(name=b"m/data/0", data=bytes(9)), *WORDS), "m.pt")
    assert any(gap.reason == "1 storages are not in the file: 7" for gap in told.gaps)
    assert [(i.rule, i.review) for i in told.issues if "storage" in i.rule] == [("torch-undeclared-storage", True)]
