"""One package in a database of rpm: its header.

https://rpm.org/docs/latest/manual/format_header.html: two counts, an index of 16 bytes for each tag, and the data, all big-endian.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from modelkeep.core.components import Component, PackageType
from modelkeep.engines.components.found import Found, MalformedError
from modelkeep.engines.components.licences import told
from modelkeep.engines.components.paths import belongs_to_system

ENTRIES = 0xFFFF
"""Tags of a header, as rpm bounds them (HEADER_TAGS_MAX)."""
DATA = 256 << 20
"""Bytes of a header's data, as rpm bounds them (HEADER_DATA_MAX)."""
_NAME, _VERSION, _RELEASE, _EPOCH = 1000, 1001, 1002, 1003
_LICENCE, _ARCHITECTURE, _SOURCE = 1014, 1022, 1044
_FOLDER_OF, _FILES, _FOLDERS = 1116, 1117, 1118
_INT32, _STRING, _STRINGS, _TEXT = 4, 6, 8, 9
_WANTED = frozenset({_NAME, _VERSION, _RELEASE, _EPOCH, _LICENCE, _ARCHITECTURE, _SOURCE, _FOLDER_OF, _FILES, _FOLDERS})
_KEYS = "gpg-pubkey"
"""Public keys, which rpm keeps as packages."""


@dataclass(frozen=True, slots=True)
class _Entry:
    type: int
    offset: int
    count: int


@dataclass(frozen=True, slots=True)
class _Header:
    entries: dict[int, _Entry]
    data: bytes

    def text(self, tag: int) -> str:
        """The first text of a tag; '' for none."""
        return next(self.texts(tag, 1), "")

    def texts(self, tag: int, most: int) -> Iterator[str]:
        """At most so many texts of a tag."""
        entry = self.entries.get(tag)
        if entry is None or entry.type not in (_STRING, _STRINGS, _TEXT):
            return
        start = entry.offset
        for _ in range(min(entry.count, most)):
            end = self.data.find(b"\0", start)
            if end < 0:
                raise MalformedError(f"the text of tag {tag} has no end")
            yield self.data[start:end].decode("utf-8", "replace")
            start = end + 1

    def numbers(self, tag: int) -> tuple[int, ...]:
        """Numbers of a tag; () for none."""
        entry = self.entries.get(tag)
        if entry is None or entry.type != _INT32:
            return ()
        if entry.offset + 4 * entry.count > len(self.data):
            raise MalformedError(f"the numbers of tag {tag} are cut off")
        return struct.unpack_from(f">{entry.count}I", self.data, entry.offset)


def read(path: str, blob: bytes, found: Found) -> None:
    """One package, and whose files are its own; raises MalformedError."""
    header = _parsed(blob)
    name, version, release = (header.text(each) for each in (_NAME, _VERSION, _RELEASE))
    if name == _KEYS:
        return
    if not name or not version:
        raise MalformedError(f"{name or 'a package'} without a name or a version")
    epoch = next(iter(header.numbers(_EPOCH)), 0)
    add(
        path,
        found,
        name=name,
        version=f"{version}-{release}" if release else version,
        epoch=epoch,
        architecture=header.text(_ARCHITECTURE),
        source=header.text(_SOURCE),
        licence=header.text(_LICENCE),
    )
    _own(header, found)


def add(
    path: str, found: Found, *, name: str, version: str, epoch: int, architecture: str, source: str, licence: str = ""
) -> None:
    """A package. `version` is VERSION-RELEASE, `source` the file name of the source package. Where that has the same version, its epoch
    is the same, too; otherwise nothing tells it."""
    source_name, source_version = _source(source)
    full = f"{epoch}:{version}" if epoch else version
    found.add(
        path,
        Component(
            type=PackageType.RPM,
            name=name,
            version=full,
            architecture="" if architecture == "(none)" else architecture,
            source=source_name or name,
            source_version=full if source_version in ("", version) else source_version,
            licences=told(licence),
        ),
    )


def _source(file: str) -> tuple[str, str]:
    """`openssl-3.0.7-27.el9.src.rpm` is (`openssl`, `3.0.7-27.el9`)."""
    for ending in (".src.rpm", ".nosrc.rpm"):
        parts = file.removesuffix(ending).rsplit("-", 2)
        if file.endswith(ending) and len(parts) == 3:
            return parts[0], f"{parts[1]}-{parts[2]}"
    return "", ""


def _parsed(blob: bytes) -> _Header:
    if len(blob) < 8:
        raise MalformedError("a header is cut off")
    count, size = struct.unpack_from(">II", blob)
    start = 8 + 16 * count
    if not 0 < count <= ENTRIES or size > DATA or start + size > len(blob):
        raise MalformedError("a header says that it is larger than it is")
    entries: dict[int, _Entry] = {}
    for tag, kind, offset, many in struct.iter_unpack(">IIII", blob[8:start]):
        if tag in _WANTED:
            if offset >= size or many > size:
                raise MalformedError(f"tag {tag} lies outside of its header")
            entries.setdefault(tag, _Entry(kind, offset, many))
    return _Header(entries, blob[start : start + size])


def _own(header: _Header, found: Found) -> None:
    """Files of the package whose owner matters. Names, and the number of the folder of each, are two lists of one length."""
    folders = tuple(header.texts(_FOLDERS, DATA))
    for name, number in zip(header.texts(_FILES, DATA), header.numbers(_FOLDER_OF), strict=False):
        if number < len(folders):
            whole = (folders[number] + name).lstrip("/")
            if belongs_to_system(whole):
                found.owned.add(whole)
