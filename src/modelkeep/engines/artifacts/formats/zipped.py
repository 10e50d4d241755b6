"""A zip file, also as wheel, jar, egg or npz: its members, and everything in which it contradicts itself.

Loaders, scanners and unpackers read a zip file in different ways, so a file that says two things can show one to a scanner and the
other to the loader. Everything that any reader would take is inspected here.
"""

from __future__ import annotations

from dataclasses import replace

from modelkeep.core.artifacts import Rule
from modelkeep.core.verdict import Severity
from modelkeep.engines.artifacts.archives import paths
from modelkeep.engines.artifacts.archives.tar import BLOCK, is_header
from modelkeep.engines.artifacts.archives.zip import PEEK, Archive, Oddity, read_zip
from modelkeep.engines.artifacts.archives.zip_content import EncryptedError, content, deflates, is_flagged
from modelkeep.engines.artifacts.archives.zip_local import Member
from modelkeep.engines.artifacts.formats import torch_zip
from modelkeep.engines.artifacts.formats.containers import BOMB, UNSAFE_PATH
from modelkeep.engines.artifacts.looking import BombError, Look
from modelkeep.engines.artifacts.sources import Part, Source, UnreadableError

FIX = "Do not load the file. Get the original from its publisher, or write it anew with the framework that made it."
DISAGREES = Rule(
    id="zip-disagreement",
    title="A zip file says one thing in its directory and another before its data",
    severity=Severity.HIGH,
    fix=FIX,
)
HIDDEN_MEMBER = Rule(
    id="zip-hidden-member", title="A zip file holds members that only some readers see", severity=Severity.HIGH, fix=FIX
)
DUPLICATE = Rule(
    id="zip-duplicate-name", title="Two members of a zip file have one name", severity=Severity.MEDIUM, fix=FIX
)
OVERLAP = Rule(
    id="zip-overlap",
    title="Members of a zip file share their bytes",
    severity=Severity.HIGH,
    fix=FIX,
    atlas=("AML.T0029",),
)
FALSE_ENCRYPTION = Rule(
    id="zip-false-encryption",
    title="A member of a zip file is flagged as encrypted and is not",
    severity=Severity.HIGH,
    fix=FIX,
)
RULES = {
    Oddity.NAME: DISAGREES,
    Oddity.METHOD: DISAGREES,
    Oddity.SIZE: DISAGREES,
    Oddity.FLAGS: DISAGREES,
    Oddity.NO_HEADER: DISAGREES,
    Oddity.COUNT: DISAGREES,
    Oddity.UNLISTED: HIDDEN_MEMBER,
    Oddity.DIRECTORIES: HIDDEN_MEMBER,
    Oddity.OVERLAP: OVERLAP,
    Oddity.DUPLICATE: DUPLICATE,
}
OVERLAPPING = 1 << 30
"""Bytes that members may still expand to, once some of them share their bytes."""
AHEAD = 512
"""Members whose first bytes are asked for at once."""
LINK = 4096
"""The longest target of a link."""


def inspect(source: Source, look: Look) -> None:
    """Tell what is odd, and go through all members; of zip files one after the other, through each of them."""
    end, count = source.size, 0
    while end:
        last = end == source.size
        part = source if last else Part(source, 0, end)
        # Zip files one after the other in a tar file are no contradiction: each is a member there.
        head = part.read(0, BLOCK)
        archive = read_zip(part, look.limits.members, look.limits.full, within=head[:2] != b"PK" and is_header(head))
        if archive is None:
            if part.read(0, 4) == b"PK\3\4":
                look.gap("zip: neither a directory nor a member can be read")
            break
        _inspect_one(archive, part, look if last else look.inside(f"zip up to byte {end}"))
        end, count = archive.before, count + 1
    # A distributed checkpoint is one zip file for each tensor (torch.distributed.checkpoint.filesystem).
    if count > 1 and not look.name.lower().endswith(".distcp"):
        look.found(HIDDEN_MEMBER, f"{count:,} zip files one after the other, of which each reader takes one")


def _inspect_one(archive: Archive, source: Source, look: Look) -> None:
    _tell(archive, source, look)
    if any(told.oddity is Oddity.OVERLAP for told in archive.told):
        look.leave(OVERLAPPING)
    layout = None if look.budget.everything else torch_zip.layout_of(archive)
    opened = Opening(source, look)
    if layout is None:
        generic(archive, look, opened)
    else:
        look.budget.formats.append(layout.title)
        torch_zip.inspect_members(layout, archive, look, opened)


def _tell(archive: Archive, source: Source, look: Look) -> None:
    """Oddities as issues and gaps; bytes that belong to no member are looked at."""
    for told in archive.told:
        rule = RULES.get(told.oddity)
        at = look.inside(told.member) if told.member else look
        if rule is None:
            at.gap(f"zip: {told.text}")
            continue
        at.found(rule, told.text, at=str(told.at))
    for start, length in archive.holes:
        look.peek(f"bytes from {start}", Part(source, start, length))
    if archive.unsearched:
        look.gap(f"zip: {archive.unsearched:,} bytes between members are not searched; use --full")
    for member in archive.members:
        if why := paths.unsafe(member.name):
            look.inside(member.name).found(UNSAFE_PATH, f"the member's name: {why}", evidence=member.name)


class Opening:
    """Opens members, telling what cannot be opened."""

    def __init__(self, source: Source, look: Look) -> None:
        self.source, self.look = source, look

    def __call__(self, member: Member) -> Source | None:
        """The member's content; None where it cannot be read, which is told then."""
        inside = self.look.inside(member.name)
        if is_flagged(member):
            return self._flagged(member, inside)
        try:
            return content(self.source, member, inside)
        except EncryptedError as error:
            inside.gap(str(error))
        except BombError as error:
            inside.found(BOMB, str(error))
            inside.gap(str(error))
        except UnreadableError as error:
            return self._otherwise(member, inside, error)
        return None

    def raw(self, member: Member) -> Source:
        """The packed bytes."""
        return Part(self.source, member.start, member.packed)

    def _flagged(self, member: Member, inside: Look) -> Source | None:
        try:
            found = content(self.source, member, inside)
        except EncryptedError as error:
            self.look.peek(member.name, self.raw(member))
            inside.gap(str(error))
            return None
        except UnreadableError as error:
            inside.gap(str(error))
            return None
        inside.found(FALSE_ENCRYPTION, "flagged as encrypted, yet its data are plain", at=str(member.head))
        return found

    def _otherwise(self, member: Member, inside: Look, error: UnreadableError) -> Source | None:
        """Data that are not what their method says: deflate, or plain."""
        if member.method != 8 and deflates(self.source, member):
            inside.found(DISAGREES, f"method {member.method}, yet its data are deflate", at=str(member.head))
            return content(self.source, replace(member, method=8), inside)
        inside.gap(str(error))
        if member.packed == member.size:
            self.look.peek(member.name, self.raw(member))
        return None


def generic(archive: Archive, look: Look, opened: Opening) -> None:
    """Every member by its content."""
    members = [member for member in archive.members if not member.is_folder]
    for first in range(0, len(members), AHEAD):
        batch = members[first : first + AHEAD]
        opened.source.prefetch([(member.start, min(member.packed, 4096)) for member in batch if member.packed > PEEK])
        for member in batch:
            inspect_member(member, look, opened)


def inspect_member(member: Member, look: Look, opened: Opening) -> None:
    """One member by its content; a link by where it leads."""
    found = opened(member)
    if found is None:
        look.count_member()
    elif member.is_link:
        target = found.read(0, LINK).decode("utf-8", "replace")
        inside = look.inside(member.name)
        if why := paths.escapes(member.name, target):
            inside.found(UNSAFE_PATH, f"a symbolic link to {why}", evidence=target)
    else:
        look.member(member.name, found)
