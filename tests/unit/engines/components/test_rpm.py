"""Databases of rpm, in each of their forms, and what is wrong with them."""

from __future__ import annotations

import gzip
import sqlite3
import struct
from pathlib import Path

import pytest

from modelkeep.core.components import PackageType
from modelkeep.engines.components.reading import Found, read, wants

_SAMPLES = Path(__file__).parent / "samples"
_SQLITE = gzip.decompress((_SAMPLES / "rpmdb.sqlite.gz").read_bytes())
_BERKELEY = gzip.decompress((_SAMPLES / "Packages.gz").read_bytes())
_PATHS = ("var/lib/rpm/rpmdb.sqlite", "usr/lib/sysimage/rpm/Packages", "usr/lib/sysimage/rpm/Packages.db")


def _headers() -> list[bytes]:
    connection = sqlite3.connect(":memory:")
    connection.deserialize(_SQLITE[:18] + b"\x01\x01" + _SQLITE[20:])
    blobs = [blob for (blob,) in connection.execute("select blob from Packages")]
    connection.close()
    return blobs


def _ndb(blobs: list[bytes], *, wrong: int = -1, other: int = -1) -> bytes:
    """A database as rpm's ndb writes it: one page of slots, then blobs; the blob of number `wrong` is not where its slot says,
    that of `other` belongs to another slot."""
    slots, data, at = b"", b"", 4096
    for number, blob in enumerate(blobs, 1):
        room = -(-(len(blob) + 16) // 16)
        slots += struct.pack("<4sIII", b"Slot", number, (at + (16 if number == wrong else 0)) // 16, room)
        data += (struct.pack("<4sIII", b"BlbS", number + (number == other), 0, len(blob)) + blob).ljust(
            room * 16, b"\0"
        )
        at += room * 16
    empty = struct.pack("<4sIII", b"Slot", 0, 0, 0)
    head = struct.pack("<4sIII16x", b"RpmP", 0, 1, 1)
    return (head + slots + empty * 256)[:4096] + data


def _database(path: str) -> bytes:
    return {".sqlite": _SQLITE, "": _BERKELEY, ".db": _ndb(_headers())}[Path(path).suffix]


def _read(path: str, content: bytes) -> Found:
    found = Found(distribution="rhel-9")
    assert wants(path)
    read(path, content, found)
    return found


@pytest.mark.parametrize("path", _PATHS)
def test_every_form_tells_the_same(path: str) -> None:
    found = _read(path, _database(path))
    told = {each.name: each for each in found.finish()}
    assert not found.gaps
    assert {name: each.version for name, each in told.items()} == {
        "acme-hello": "2:1.4.2-3.el9",
        "python3-acme": "7.0-3.el9",
    }
    hello = told["acme-hello"]
    assert (hello.type, hello.architecture, hello.distribution) == (PackageType.RPM, "noarch", "rhel-9")
    assert (hello.source, hello.source_version) == ("acme-hello", "2:1.4.2-3.el9")
    assert (told["python3-acme"].source, told["python3-acme"].source_version) == ("acme-hello", "1.4.2-3.el9")
    assert hello.licences == ("MIT AND Apache-2.0",)
    assert found.owned == {"usr/lib/python3.9/site-packages/acme-7.0.dist-info/METADATA"}


@pytest.mark.parametrize("path", _PATHS)
@pytest.mark.parametrize("cut", [0, 20, 600, 3_000])
def test_what_is_cut_off_is_a_gap(path: str, cut: int) -> None:
    found = _read(path, _database(path)[:cut])
    found.finish()
    assert [each.place for each in found.gaps] == [(path,)]


def test_a_header_that_lies_hides_no_other() -> None:
    first, second = _headers()
    for broken in (
        struct.pack(">II", 0xFFFFFFFF, 0xFFFFFFFF) + first[8:],
        first[:8] + struct.pack(">IIII", 1000, 6, 0xFFFFFF, 1) * ((len(first) - 8) // 16),
        b"",
    ):
        found = _read("var/lib/rpm/Packages.db", _ndb([broken, second]))
        assert len(found.finish()) == 1
        assert found.gaps[0].reason.startswith("1 packages were not understood")
    for content in (_ndb([first, second], wrong=1), _ndb([first, second], other=1)):
        found = _read("var/lib/rpm/Packages.db", content)
        assert (len(found.finish()), len(found.gaps)) == (1, 1)


def test_a_database_without_packages_is_a_gap() -> None:
    assert [each.reason for each in _read("var/lib/rpm/Packages.db", _ndb([])).gaps] == ["no packages are in it"]


@pytest.mark.parametrize(
    "statement",
    [
        "create view Packages as with recursive n(blob) as (select 1 union all select blob + 1 from n) select blob from n",
        "create virtual table Packages using fts5(blob)",
    ],
)
def test_what_is_no_plain_table_is_not_asked(statement: str) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute(statement)
    content = connection.serialize()
    connection.close()
    found = _read("var/lib/rpm/rpmdb.sqlite", content)
    assert found.gaps[0].reason == "not understood: no table of packages"


def test_pages_that_lead_in_a_circle_end() -> None:
    content = bytearray(_BERKELEY)
    size = struct.unpack_from("<I", content, 20)[0]
    for page in range(1, len(content) // size):
        if content[page * size + 25] == 7:
            struct.pack_into("<I", content, page * size + 16, page)
    found = _read("var/lib/rpm/Packages", bytes(content))
    assert not found.finish()
    assert found.gaps


def test_changes_that_are_not_in_the_database_are_a_gap() -> None:
    assert not _read("var/lib/rpm/rpmdb.sqlite-wal", b"").gaps
    assert _read("var/lib/rpm/rpmdb.sqlite-wal", bytes(4_152)).gaps


def test_a_list_instead_of_a_database() -> None:
    lines = (
        "openssl-libs\t3.3.2-2.azl3\t1\t1\tMicrosoft Corporation\t(none)\t9\tx86_64\t0\topenssl-3.3.2-2.azl3.src.rpm\n"
        "bash\t5.2.15-3.azl3\t1\t1\tMicrosoft Corporation\t(none)\t9\tx86_64\t1\tbash-5.2.15-3.azl3.src.rpm\nbroken\n"
    )
    found = _read("var/lib/rpmmanifest/container-manifest-2", lines.encode())
    assert [(each.name, each.version, each.source) for each in found.finish()] == [
        ("openssl-libs", "3.3.2-2.azl3", "openssl"),
        ("bash", "1:5.2.15-3.azl3", "bash"),
    ]
    assert [each.reason for each in found.gaps] == ["line 3 is not understood"]
