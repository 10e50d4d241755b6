"""Packages that files tell which are no images: a model.tar.gz, a zip or wheel, the code of a function, a requirements file.

Nothing is extracted. What is in an archive within an archive counts as well.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

from modelkeep.core.artifacts import Gap
from modelkeep.core.components import Component
from modelkeep.engines.artifacts.archives import tar, unpacking
from modelkeep.engines.artifacts.archives.zip import Archive, Oddity, read_zip
from modelkeep.engines.artifacts.archives.zip_content import unpacked
from modelkeep.engines.artifacts.archives.zip_local import Member
from modelkeep.engines.artifacts.sources import Bytes, Source, UnreadableError
from modelkeep.engines.components import reading
from modelkeep.engines.components.found import Found
from modelkeep.engines.images.contents import normal
from modelkeep.engines.images.layers import DIFF_ID, NotTaken, taken
from modelkeep.engines.images.streams import Counted, whole

NESTED = 256 << 20
"""Bytes of the largest archive within an archive that is looked into."""
PEEKED = 64 << 10
"""Bytes of a compressed file by which it is told whether it is an archive."""
DEPTH = 4
"""Archives within each other."""
SUFFIXES = (
    ".tar", ".tar.gz", ".tgz", ".tar.zst", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".zip", ".whl", ".egg", ".mar", ".pyz",
)  # fmt: skip
"""Names of archives. Model files that are zip or tar archives of tensors are not among them: they hold no packages."""
_ODD = frozenset({Oddity.TRUNCATED, Oddity.NO_HEADER, Oddity.NO_DIRECTORY})
_COMPRESSED = {b"\x1f\x8b": "gzip", b"\x28\xb5": "zstd", b"BZ": "bzip2", b"\xfd7": "xz"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of one place. Sizes in bytes, decompressed."""

    expanded: int = 64 << 30
    ratio: int = 2_000
    small: int = 64 << 20
    """Up to here, the ratio of a stream does not count."""
    members: int = 2_000_000
    """Of one archive."""
    hashed: int = 64 << 20
    """Files up to this size are read whole for their digest; larger ones only where all of their bytes are read anyway."""


@dataclass(slots=True)
class Gathering:
    """What is found at one place: one `Found` for each container, as names within it count for it alone."""

    subject: str
    limits: Limits = field(default_factory=Limits)
    _found: dict[tuple[str, ...], Found] = field(default_factory=dict)
    _expanded: int = 0

    def inside(self, place: tuple[str, ...], layer: str = "") -> Found:
        """What is found in the container at a place."""
        return self._found.setdefault(place, Found(place=place, layer=layer))

    def finish(self) -> tuple[tuple[Component, ...], tuple[Gap, ...]]:
        """All of it."""
        components = tuple(each for found in self._found.values() for each in found.finish())
        return components, tuple(dict.fromkeys(gap for found in self._found.values() for gap in found.gaps))

    def passes(self, place: tuple[str, ...], path: str) -> bool:
        """Whether a file of the container at a place need not be opened."""
        if cares(path):
            return False
        reading.notice(path, self.inside(place))
        return True

    def file(self, place: tuple[str, ...], path: str, source: Source) -> None:
        """A file of the container at a place that does not pass: read, or looked into."""
        found = self.inside(place)
        try:
            if reading.wants(path):
                self._read(found, path, source)
            elif cares(path):
                self.archive((*place, path), source)
        except UnreadableError as error:
            found.gap(path, str(error))

    def archive(self, place: tuple[str, ...], source: Source) -> str:
        """An archive that is itself a container. Returns its digest where all of its bytes were read, else ''. Raises UnreadableError
        where nothing of it can be read."""
        if len(place) > DEPTH:
            self.inside(place[:-1]).gap(place[-1], f"more than {DEPTH} archives within each other")
            return ""
        archive = None
        if _may_be_zip(source):
            archive = read_zip(source, self.limits.members)
        if archive is not None:
            self._zip(place, source, archive)
            return self.hashed(source)
        return self._tar(place, source)

    def hashed(self, source: Source) -> str:
        """The digest of a file that is not too large, '' for others."""
        if source.size > self.limits.hashed:
            return ""
        counted = Counted(unpacking.raw(source), DIFF_ID)
        counted.drain()
        return counted.digest

    def _read(self, found: Found, path: str, source: Source) -> None:
        most = reading.limit(path)
        if source.size > most:
            found.gap(path, f"larger than {most >> 20} MiB")
        else:
            reading.read(path, whole(unpacking.raw(source), most), found)

    def _zip(self, place: tuple[str, ...], source: Source, archive: Archive) -> None:
        found = self.inside(place)
        for told in archive.told:
            if told.oddity in _ODD:
                found.gaps.append(Gap((*place, told.member) if told.member else place, told.text))
        for member in archive.members:
            if not member.is_folder:
                self._zip_member(found, source, member)

    def _zip_member(self, found: Found, source: Source, member: Member) -> None:
        path = normal(member.name)
        if self.passes(found.place, path):
            return
        if member.is_link:
            found.gap(path, "a symbolic link, which is not followed")
            return
        most = reading.limit(path) or NESTED
        try:
            content = whole(unpacked(source, member, most), most)
            self._spend(len(content))
        except UnreadableError as error:
            found.gap(path, str(error))
            return
        self.file(found.place, path, Bytes(content))

    def _tar(self, place: tuple[str, ...], source: Source) -> str:
        found = self.inside(place)
        stored = Counted(unpacking.raw(source), DIFF_ID)
        trouble: list[str] = []
        try:
            chunks = self._bounded(_tar_of(stored), stored)
            self._tar_members(found, tar.Sequential(chunks), trouble)
            for _ in chunks:
                pass
            stored.drain()
        except UnreadableError as error:
            trouble.append(str(error))
        found.gaps += [Gap(place, each) for each in trouble]
        return stored.digest if stored.size == source.size else ""

    def _tar_members(self, found: Found, data: tar.Sequential, trouble: list[str]) -> None:
        for count, member in enumerate(tar.members(data, trouble)):
            if count >= self.limits.members:
                raise UnreadableError(f"more than {self.limits.members:,} members: the rest is not read")
            path = normal(member.name)
            if path == "oci-layout" or path.endswith("/layer.tar"):
                raise UnreadableError("it holds a saved container image: decompress it, and name the tar file")
            if not cares(path):
                if member.is_file:
                    reading.notice(path, found)
            elif member.is_file:
                content = taken(data, member, reading.limit(path) or NESTED)
                if isinstance(content, NotTaken):
                    found.gap(path, content.reason)
                else:
                    self.file(found.place, path, Bytes(content))
            elif member.kind in (tar.HARD, tar.SYMBOLIC):
                self._link(found, path, member)

    def _link(self, found: Found, path: str, member: tar.Member) -> None:
        """A second name of what is read by its first one adds nothing; of anything else, it is a gap."""
        beside = "" if member.kind == tar.HARD else posixpath.dirname(path)
        target = normal(posixpath.join(beside, member.target))
        if not reading.wants(target):
            found.gap(path, f"a link to {member.target}, which was not read")

    def _bounded(self, chunks: Iterator[bytes], stored: Counted) -> Iterator[bytes]:
        size = 0
        for chunk in chunks:
            size += len(chunk)
            self._spend(len(chunk))
            if size > self.limits.small and size > self.limits.ratio * stored.size:
                raise UnreadableError(f"it decompresses to more than {self.limits.ratio:,} times its size")
            yield chunk

    def _spend(self, count: int) -> None:
        self._expanded += count
        if self._expanded > self.limits.expanded:
            raise UnreadableError(f"more than {self.limits.expanded:,} bytes when decompressed")


def cares(path: str) -> bool:
    """A file of this name may tell of packages."""
    return reading.wants(path) or path.lower().endswith(SUFFIXES)


def is_archive(source: Source) -> bool:
    """It is an archive that is looked into here, whatever its name. Raises UnreadableError where it cannot be read."""
    head = source.read(0, tar.BLOCK)
    if head[:2] not in _COMPRESSED:
        return head.startswith(b"PK\3\4") or tar.is_header(head)
    try:
        return bool(next(_tar_of(iter((source.read(0, PEEKED),))), b""))
    except UnreadableError:
        return False


def _may_be_zip(source: Source) -> bool:
    head = source.read(0, tar.BLOCK)
    return head.startswith(b"PK") or not (head[:2] in _COMPRESSED or tar.is_header(head))


def _tar_of(stored: Iterator[bytes]) -> Iterator[bytes]:
    """The tar archive, decompressed. Raises UnreadableError where it is none."""
    first = next(stored, b"")
    chunks: Iterator[bytes] = chain((first,), stored)
    kind = _COMPRESSED.get(first[:2], "")
    if kind == "gzip":
        chunks = unpacking.inflated(chunks, 31, many=True)
    elif kind == "zstd":
        chunks = unpacking.unzstd(chunks)
    elif kind == "bzip2":
        chunks = unpacking.unbzipped(chunks)
    elif kind == "xz":
        chunks = unpacking.unxzed(chunks, 64 << 20)
    begin = next(chunks, b"")
    while len(begin) < tar.BLOCK and (more := next(chunks, b"")):
        begin += more
    if not tar.is_header(begin[: tar.BLOCK]) and begin[: tar.BLOCK].strip(b"\0"):
        raise UnreadableError("it is no archive that is read here")
    yield begin
    yield from chunks
