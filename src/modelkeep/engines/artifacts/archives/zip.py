"""A zip file read by its central directory and by its local headers, with everything in which they disagree.

Nothing here trusts a field: encryption flags and checksums are not believed, every end record and every header counts, and bytes
that no member covers are told. Source of the format: APPNOTE.TXT 6.3.10.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from modelkeep.engines.artifacts.archives.zip_directory import (
    END,
    END_SIZE,
    LOCAL,
    Directory,
    Entry,
    directories,
    entries,
    name_of,
)
from modelkeep.engines.artifacts.archives.zip_local import (
    DESCRIPTOR,
    ENCRYPTED,
    LOCAL_SIZE,
    MASKED,
    PADDING,
    PATCHED,
    STRONG,
    LocalHeader,
    Member,
    local_header,
    walk,
)
from modelkeep.engines.artifacts.sources import Source

PEEK = 64
"""Bytes of each member that come with its local header."""
BATCH = 10_000
"""Local headers that are asked for at once."""
HOLES = 8 << 20
"""Bytes that no member covers and that are searched for headers, of one file."""


class Oddity(StrEnum):
    """Ways in which an archive contradicts itself or is not what it seems."""

    NAME = "name"
    METHOD = "method"
    SIZE = "size"
    FLAGS = "flags"
    NO_HEADER = "no local header"
    UNLISTED = "not in the directory"
    COUNT = "count"
    DIRECTORIES = "several directories"
    OVERLAP = "overlap"
    DUPLICATE = "duplicate"
    TRUNCATED = "truncated"
    NO_DIRECTORY = "no directory"


@dataclass(frozen=True, slots=True)
class Told:
    """One oddity: of which member, and what is odd."""

    oddity: Oddity
    member: str
    text: str
    at: int = 0


@dataclass(slots=True)
class Archive:
    """What a zip file holds: members in order of their offset, oddities, and (offset, length) of bytes outside of all members."""

    members: list[Member] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    holes: list[tuple[int, int]] = field(default_factory=list)
    before: int = 0
    """Where this zip file begins, when whole zip files come before it."""
    unsearched: int = 0
    """Bytes of holes that were not searched for headers."""


def read_zip(source: Source, most: int, full: bool = False, within: bool = False) -> Archive | None:
    """Both readings of a zip file, of at most `most` members; None where nothing of it is one. `full` searches all holes; `within` says
    that it is another archive first, such as a tar file of zip files, and takes the last directory alone."""
    archive = Archive()
    found = directories(source)[:1] if within else directories(source)
    reading = _Reading(source, archive, most, full, within)
    if found:
        reading.listed(found)
    elif not source.read(0, 4).startswith((LOCAL, b"PK\7\b", b"PK00")) or not reading.only_local():
        return None
    archive.members.sort(key=lambda member: (member.head, not member.listed))
    reading.duplicates()
    return archive


class _Reading:
    """One pass over an archive."""

    def __init__(self, source: Source, archive: Archive, most: int, full: bool, within: bool) -> None:
        self.source, self.archive, self.most, self.full, self.within = source, archive, most, full, within
        self.searched = 0

    def tell(self, oddity: Oddity, member: str, text: str, at: int = 0) -> None:
        self.archive.told.append(Told(oddity, member, text, at))

    def listed(self, found: Sequence[Directory]) -> None:
        """Members of the directory that most readers take, then of the others that do not lie within one of them."""
        main = found[0]
        if main.base > 0 and self._follows(main.base):
            self.archive.before = main.base
        listed = list(self._entries(main))
        self._join(listed)
        covered = sorted((member.start, member.stop) for member in self.archive.members)
        seen = {(entry.raw, entry.offset, entry.packed, entry.method) for entry in listed}
        for other in found[1:]:
            if other.start < self.archive.before or _within(covered, other.end):
                continue
            more = [e for e in self._entries(other) if (e.raw, e.offset, e.packed, e.method) not in seen]
            if not more:
                continue
            seen.update((e.raw, e.offset, e.packed, e.method) for e in more)
            names = ", ".join(entry.name for entry in more[:3])
            text = f"a second directory at byte {other.start:,} lists what the first does not: {names}"
            self.tell(Oddity.DIRECTORIES, "", text, other.start)
            self._join(more)
        self._uncovered(main)

    def _follows(self, start: int) -> bool:
        """True where the bytes up to there are zip files themselves."""
        starts = self.source.read(0, 4) == LOCAL and self.source.read(start, 4) == LOCAL
        return starts and self.source.read(start - END_SIZE, END_SIZE).startswith(END)

    def _entries(self, directory: Directory) -> Iterator[Entry]:
        count = 0
        for entry in entries(self.source, directory):
            count += 1
            if count > self.most:
                self.tell(Oddity.TRUNCATED, "", f"more than {self.most:,} members: the rest is not read")
                return
            yield entry
        if count != directory.count and count & 0xFFFF != directory.count:
            text = f"the end record counts {directory.count:,} members, the directory lists {count:,}"
            self.tell(Oddity.COUNT, "", text, directory.end)

    def _join(self, listed: Sequence[Entry]) -> None:
        """Find the local header of each listed member, and compare."""
        for first in range(0, len(listed), BATCH):
            batch = listed[first : first + BATCH]
            self.source.prefetch([(entry.offset, LOCAL_SIZE + len(entry.raw) + PADDING + PEEK) for entry in batch])
            for entry in batch:
                self._join_one(entry)

    def _join_one(self, entry: Entry) -> None:
        name = entry.name
        header = local_header(self.source, entry.offset, len(entry.raw) + PADDING)
        if header is None:
            text = f"the directory leads to byte {entry.offset:,}, where no local header is"
            self.tell(Oddity.NO_HEADER, name, text, entry.offset)
            return
        mode = entry.attributes >> 16 if entry.system in (3, 19) else 0
        member = Member(
            name, entry.flags, entry.method, entry.crc, entry.packed, entry.size, entry.offset, header.start, mode=mode
        )
        member = self._within_file(member)
        self.archive.members.append(member)
        self._compare(entry, header, member)

    def _within_file(self, member: Member) -> Member:
        """The member as far as the file goes."""
        size = self.source.size
        if member.stop <= size:
            return member
        text = f"its data would end at byte {member.stop:,} of {size:,}"
        self.tell(Oddity.TRUNCATED, member.name, text, member.head)
        return replace(member, packed=max(0, size - member.start))

    def _compare(self, entry: Entry, header: LocalHeader, member: Member) -> None:
        """Tell how the local header differs; where other data follow from it, they are a member of their own."""
        at = entry.offset
        local_name = name_of(header.raw, header.flags)
        if header.raw.replace(b"\\", b"/") != entry.raw.replace(b"\\", b"/"):
            self.tell(Oddity.NAME, member.name, f"its local header names it {local_name!r}", at)
        if entry.path and entry.path != entry.raw and _ascii(entry.raw):
            text = f"its Unicode path field names it {entry.path.decode('utf-8', 'replace')!r}"
            self.tell(Oddity.NAME, member.name, text, at)
        other = member
        if header.method != entry.method:
            self.tell(
                Oddity.METHOD, member.name, f"method {entry.method} in the directory, {header.method} before it", at
            )
            other = replace(other, method=header.method, name=local_name, listed=False)
        # A descriptor after the data may leave the sizes of the local header empty (4.4.4).
        told = (header.packed, header.size) if not header.flags & DESCRIPTOR or header.packed or header.size else None
        if told is not None and told != (entry.packed, entry.size):
            text = f"{entry.packed:,} bytes, {entry.size:,} unpacked, in the directory; {told[0]:,} and {told[1]:,} before it"
            self.tell(Oddity.SIZE, member.name, text, at)
            packed = max(0, min(told[0], self.source.size - header.start))
            other = replace(other, packed=packed, size=told[1], name=local_name, listed=False)
        if (header.flags ^ entry.flags) & (ENCRYPTED | PATCHED | STRONG | MASKED):
            self.tell(
                Oddity.FLAGS, member.name, f"flags {entry.flags:#x} in the directory, {header.flags:#x} before it", at
            )
        if other != member:
            self.archive.members.append(other)

    def _uncovered(self, main: Directory) -> None:
        """Overlaps of members, and what lies between them."""
        before, stop = "", self.archive.before
        overlaps = 0
        for member in sorted((m for m in self.archive.members if m.listed), key=lambda m: m.head):
            if member.head < stop and before:
                overlaps += 1
                if overlaps == 1:
                    self.tell(Oddity.OVERLAP, member.name, f"begins within {before!r}", member.head)
            elif member.head > stop:
                self._hole(stop, member.head)
            if member.stop > stop:
                before, stop = member.name, member.stop
        if stop > main.start and before:
            self.tell(Oddity.OVERLAP, before, "its data reach into the directory", main.start)
        if overlaps > 1:
            self.tell(Oddity.OVERLAP, "", f"{overlaps:,} members overlap")
        self._hole(stop, main.start)
        last = self.source.read(main.end + 20, 2)
        comment = int.from_bytes(last, "little")
        after = main.end + END_SIZE + comment
        if comment >= LOCAL_SIZE:
            self.archive.holes.append((main.end + END_SIZE, min(comment, self.source.size - main.end - END_SIZE)))
        if after < self.source.size:
            self.archive.holes.append((after, self.source.size - after))

    def _hole(self, start: int, stop: int) -> None:
        """Members that no directory lists, in bytes between members. A descriptor is shorter than a header."""
        length = stop - start
        if self.within or length < LOCAL_SIZE or len(self.archive.members) >= self.most:
            return
        searched = length if self.full else min(length, HOLES - self.searched)
        self.searched += searched
        self.archive.unsearched += length - searched
        covered = start
        for member in walk(self.source, start, start + searched):
            self.archive.members.append(self._within_file(member))
            self.tell(Oddity.UNLISTED, member.name, "a member that no directory lists", member.head)
            covered = max(covered, member.stop)
            if len(self.archive.members) > self.most:
                return
        if stop - covered >= LOCAL_SIZE and self.source.read(covered, min(stop - covered, 4096)).strip(b"\0"):
            self.archive.holes.append((covered, stop - covered))

    def only_local(self) -> bool:
        """Members by their local headers alone. False where there are none."""
        for member in walk(self.source, 0, self.source.size):
            self.archive.members.append(self._within_file(member))
            if len(self.archive.members) >= self.most:
                self.tell(Oddity.TRUNCATED, "", f"more than {self.most:,} members: the rest is not read")
                break
        if self.archive.members:
            self.tell(
                Oddity.NO_DIRECTORY, "", "no central directory: the file is cut off, or made to be read in one way only"
            )
        return bool(self.archive.members)

    def duplicates(self) -> None:
        """Names that several members share, told once each. PyTorch's own reader does not tell upper case from lower."""
        seen: dict[str, tuple[str, int]] = {}
        told: set[str] = set()
        for member in self.archive.members:
            if not member.listed:
                continue
            key = member.name.casefold()
            first = seen.setdefault(key, (member.name, member.head))
            if first[1] != member.head and key not in told:
                told.add(key)
                self.tell(Oddity.DUPLICATE, member.name, f"named like {first[0]!r} at byte {first[1]:,}", member.head)


def _within(covered: Sequence[tuple[int, int]], offset: int) -> bool:
    return any(start <= offset < stop for start, stop in covered)


def _ascii(raw: bytes) -> bool:
    return raw.isascii()
