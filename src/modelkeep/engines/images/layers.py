"""One layer in one pass: files that tell of packages, what it removes from layers below, and whether it is what was promised.

Source: OCI Image Format Specification 1.1, layer.md. Files are read while the layer goes by, and forgotten; nothing is extracted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from modelkeep.engines.artifacts.archives import tar, unpacking
from modelkeep.engines.artifacts.sources import UnreadableError
from modelkeep.engines.components import reading
from modelkeep.engines.components.found import Found
from modelkeep.engines.images.contents import Content, Entry, Kind, normal
from modelkeep.engines.images.documents import Descriptor
from modelkeep.engines.images.streams import Counted

WHITEOUT, OPAQUE = ".wh.", ".wh..wh..opq"
AUFS = ".wh..wh."
"""What else begins like this is AUFS's own, and no part of the image."""
HELD, HELD_EACH = 64 << 20, 1 << 20
"""Bytes of files of one layer that are held because hard links may lead to them, and of the largest of them."""
DIFF_ID = "sha256:" + "0" * 64
"""The algorithm by which configurations name what layers decompress to."""
GZIP, ZSTD, SKIPPABLE = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"\x2a\x4d\x18"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How much of one image is read. Sizes in bytes, decompressed."""

    expanded: int = 64 << 30
    ratio: int = 2_000
    """Decompressed to compressed, of one layer."""
    small: int = 64 << 20
    """Up to here, the ratio of a layer does not count."""
    members: int = 2_000_000
    """Of one layer."""
    entries: int = 500_000
    """Members of one layer that are remembered, folders among them."""
    files: int = 100_000
    """Files of one layer that are read."""


class BoundError(UnreadableError):
    """A layer is larger than the bounds allow; the message says which. It is not read to its end."""


Open = Callable[[], Iterator[bytes]]


def read_layer(open_blob: Open, layer: Descriptor, bounds: Bounds, left: int) -> Content:
    """What a layer holds. `left` is how many decompressed bytes may still be read. Raises nothing: what is wrong is a gap."""
    walk = _Walk(layer.digest, bounds)
    stored, expanded, gaps = _pass(open_blob, layer, bounds, left, walk)
    if walk.missing and not gaps:
        _, _, gaps = _pass(open_blob, layer, bounds, left, _Second(walk))
    walk.entries += [Entry(Kind.HARD, path, target) for path, target in walk.missing.items()]
    return Content(
        digest=layer.digest,
        size=stored.size,
        diff_id="" if gaps else expanded.digest,
        expanded=expanded.size,
        entries=tuple(walk.entries),
        gaps=tuple(dict.fromkeys((*gaps, *walk.trouble))),
    )


def _pass(
    open_blob: Open, layer: Descriptor, bounds: Bounds, left: int, walk: _Walk | _Second
) -> tuple[Counted, Counted, list[str]]:
    """Read the whole of it once. Returns what was counted, as it is stored and decompressed, and what was wrong."""
    blob = _Blob(open_blob)
    stored = Counted(iter(blob), layer.digest)
    expanded = Counted(_bounded(_decompressed(stored), stored, bounds, left), DIFF_ID)
    gaps: list[str] = []
    try:
        walk.read(expanded)
        expanded.drain()
    except UnreadableError as error:
        gaps.append(str(error))
        if isinstance(error, BoundError):
            return stored, expanded, gaps
    stored.drain()
    if blob.failed:
        return stored, expanded, [blob.failed]  # what else is wrong follows from it
    if layer.size not in (-1, stored.size):
        gaps.append(f"it has {stored.size:,} bytes, its manifest says {layer.size:,}")
    if stored.digest != layer.digest:
        gaps.append("it does not have its digest")
    return stored, expanded, gaps


class _Blob:
    """A blob that ends where it cannot be read; `failed` says why."""

    def __init__(self, open_blob: Open) -> None:
        self._open, self.failed = open_blob, ""

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._open()
        except UnreadableError as error:
            self.failed = str(error)


def _decompressed(stored: Iterator[bytes]) -> Iterator[bytes]:
    """By its content, whatever its media type says, as runtimes do."""
    first = next(stored, b"")
    while first and len(first) < tar.BLOCK and (more := next(stored, b"")):
        first += more
    chunks = chain((first,), stored)
    if first.startswith(GZIP):
        yield from unpacking.inflated(chunks, 31, many=True)
    elif first.startswith(ZSTD) or first[1:4] == SKIPPABLE:
        yield from unpacking.unzstd(chunks)
    elif first and (tar.is_header(first[: tar.BLOCK]) or not first[: tar.BLOCK].strip(b"\0")):
        yield from chunks
    else:
        raise UnreadableError("it is neither tar nor gzip nor zstd")


def _bounded(chunks: Iterator[bytes], stored: Counted, bounds: Bounds, left: int) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > left:
            raise BoundError(f"the image holds more than {bounds.expanded:,} bytes when decompressed")
        if size > bounds.small and size > bounds.ratio * stored.size:
            raise BoundError(f"it decompresses to more than {bounds.ratio:,} times its size")
        yield chunk


class _Noticing(Found):
    """Says whether a file is one of packages that nothing here reads."""

    __slots__ = ("noticed",)

    def unread(self, kind: str, path: str) -> None:
        """It is."""
        self.noticed = True


@dataclass(slots=True)
class _Walk:
    """One pass over the members. `missing` are hard links that would be read, with what they lead to."""

    digest: str
    bounds: Bounds
    entries: list[Entry] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)
    missing: dict[str, str] = field(default_factory=dict)
    held: dict[str, bytes] = field(default_factory=dict)
    held_size: int = 0
    files: int = 0
    _notice: _Noticing = field(default_factory=_Noticing)

    def read(self, chunks: Iterator[bytes]) -> None:
        """All members. Raises UnreadableError where the stream breaks; what came before stays."""
        data = tar.Sequential(chunks)
        for count, member in enumerate(tar.members(data, self.trouble)):
            if member.after_end:
                self.trouble.append("it goes on after the end of its archive, where runtimes stop")
                return
            if count >= self.bounds.members or len(self.entries) >= self.bounds.entries:
                raise BoundError(f"it has more than {min(count, len(self.entries)):,} members")
            self._member(data, member, normal(member.name))

    def _member(self, data: tar.Sequential, member: tar.Member, path: str) -> None:
        folder, _, name = path.rpartition("/")
        if name.startswith(WHITEOUT):
            self._whiteout(folder, name)
        elif member.is_file:
            self._file(data, member, path)
        elif member.kind in (tar.FOLDER, tar.SYMBOLIC):
            if path:
                self._add(Kind.LINK if member.kind == tar.SYMBOLIC else Kind.FOLDER, path, member.target)
        elif reading.wants(path):
            if member.kind == tar.HARD:
                self._hard(path, normal(member.target))
            else:
                self._add(Kind.COVERED, path)

    def _add(self, kind: Kind, path: str, target: str = "", found: Found | None = None) -> None:
        self.entries.append(Entry(kind, path, target, found))

    def _whiteout(self, folder: str, name: str) -> None:
        if name == OPAQUE:
            self._add(Kind.OPAQUE, folder)
        elif not name.startswith(AUFS) and name != WHITEOUT:
            self._add(Kind.GONE, f"{folder}/{name[4:]}".lstrip("/"))

    def _file(self, data: tar.Sequential, member: tar.Member, path: str) -> None:
        if not reading.wants(path):
            self._notice.noticed = False
            reading.notice(path, self._notice)
            if self._notice.noticed:
                self._add(Kind.NOTICED, path)
            return
        content = taken(data, member, reading.limit(path))
        if isinstance(content, bytes):
            self.tell(path, content)
            self._hold(path, content)
        else:
            found = Found(layer=self.digest)
            found.gap(path, content.reason)
            self._add(Kind.FILE, path, found=found)

    def _hold(self, path: str, content: bytes) -> None:
        if len(content) <= HELD_EACH and self.held_size + len(content) <= HELD:
            self.held[path] = content
            self.held_size += len(content)

    def _hard(self, path: str, target: str) -> None:
        content = self.held.get(target)
        if content is None:
            self.missing[path] = target
        else:
            self.tell(path, content)
            self._hold(path, content)

    def tell(self, path: str, content: bytes) -> None:
        """Read a file. Raises BoundError where there are too many."""
        self.files += 1
        if self.files > self.bounds.files:
            raise BoundError(f"it has more than {self.bounds.files:,} files that tell of packages")
        found = Found(layer=self.digest)
        reading.read(path, content, found)
        self._add(Kind.FILE, path, found=found)


@dataclass(frozen=True, slots=True)
class _Second:
    """A second pass, for what hard links lead to and nobody wanted by its own name."""

    first: _Walk

    def read(self, chunks: Iterator[bytes]) -> None:
        """Every file that is missing, once it comes by."""
        names: dict[str, list[str]] = {}
        for path, target in self.first.missing.items():
            names.setdefault(target, []).append(path)
        data = tar.Sequential(chunks)
        for member in tar.members(data, []):
            paths = names.get(normal(member.name), ())
            if not paths or not member.is_file or member.after_end:
                continue
            content = taken(data, member, max(map(reading.limit, paths)))
            for path in paths:
                if isinstance(content, bytes):
                    self.first.tell(path, content)
                    self.first.missing.pop(path, None)


@dataclass(frozen=True, slots=True)
class NotTaken:
    """Why a member is not read."""

    reason: str


def taken(data: tar.Sequential, member: tar.Member, most: int) -> bytes | NotTaken:
    """The content of a member. Raises UnreadableError where the archive is cut off within it."""
    if member.packed > most:
        return NotTaken(f"larger than {most >> 20} MiB")
    if member.ranges or member.pax_map:
        return NotTaken("a sparse file")
    content = data.take(member.packed)
    if len(content) < member.packed:
        raise UnreadableError(f"it is cut off at byte {data.position:,}")
    return content
