"""A tar file, also compressed, such as SageMaker's model.tar.gz: every member in one pass, and what it would write where."""

from __future__ import annotations

from collections.abc import Iterator

from modelkeep.core.artifacts import Rule
from modelkeep.core.verdict import Severity
from modelkeep.engines.artifacts.archives import paths, tar
from modelkeep.engines.artifacts.formats.containers import BOMB, UNSAFE_PATH
from modelkeep.engines.artifacts.looking import BombError, Look
from modelkeep.engines.artifacts.sources import Bytes, Part, Source, UnreadableError

FIX = "Do not unpack the archive. Get the original from its publisher, or write it anew."
SPECIAL = Rule(
    id="tar-special-file",
    title="A tar file makes a device or a pipe",
    severity=Severity.HIGH,
    fix=FIX,
)
HIDDEN = Rule(
    id="tar-hidden-member",
    title="A tar file goes on after its end",
    severity=Severity.MEDIUM,
    fix=FIX,
)
DISAGREES = Rule(
    id="tar-disagreement",
    title="Two headers of a tar file give one member two sizes",
    severity=Severity.HIGH,
    fix=FIX,
)
OLD_TORCH = frozenset(("storages", "tensors"))
LINKS = 10_000
"""Links that are remembered, to see what is written through them."""


def inspect(source: Source, look: Look) -> None:
    """A tar file that is not compressed: bodies are read only where their format wants it."""
    inspect_stream(tar.Seekable(source), look)


def inspect_chunks(chunks: Iterator[bytes], look: Look) -> None:
    """A compressed one, as its decompressed chunks."""
    inspect_stream(tar.Sequential(chunks), look)


def inspect_stream(data: tar.Seekable | tar.Sequential, look: Look) -> None:
    """Every member; what could not be read is a gap."""
    trouble: list[str] = []
    links: set[str] = set()
    hidden = 0
    try:
        for member in tar.members(data, trouble):
            hidden += member.after_end
            _member(member, data, look, links)
    except UnreadableError as error:
        look.gap(f"tar: {error}")
    if isinstance(data, tar.Seekable) and data.position > data.source.size:
        look.gap("tar: it is cut off within its last member")
    for reason in trouble[:10]:
        look.gap(f"tar: {reason}")
    if hidden:
        text = f"{hidden:,} members after the end of the archive, which most readers do not see"
        look.found(HIDDEN, text, review=True)


def _member(member: tar.Member, data: tar.Seekable | tar.Sequential, look: Look, links: set[str]) -> None:
    inside = look.inside(member.name)
    _place(member, inside, links)
    if member.declared is not None:
        text = f"{member.declared:,} bytes in the ustar header, {member.packed:,} in the pax header"
        inside.found(DISAGREES, text, at=str(member.at))
    if member.is_file:
        _content(member, data, look, inside)
        return
    look.count_member()
    if member.kind in (b"3", b"4", b"6"):
        inside.found(SPECIAL, "a pipe" if member.kind == b"6" else "a device", at=str(member.at))
    elif member.kind not in (tar.HARD, tar.SYMBOLIC, tar.FOLDER, b"D", b"V"):
        inside.gap(f"tar: a member of type {member.kind!r}, which is not read here")


def _content(member: tar.Member, data: tar.Seekable | tar.Sequential, look: Look, inside: Look) -> None:
    try:
        if isinstance(data, tar.Seekable):
            body = data.body(member.packed)
        else:
            body = inside.spooled(data.chunks(member.packed), counted=True) if member.packed else Bytes(b"")
        source = _whole(member, body)
    except BombError as error:
        inside.found(BOMB, str(error))
        inside.gap(str(error))
        return
    if member.name in OLD_TORCH and not look.budget.everything:
        _old_torch(member.name, source, look)
    elif not member.name.endswith("/"):
        look.member(member.name, source)


def _old_torch(name: str, source: Source, look: Look) -> None:
    """A member of PyTorch's format before 0.1.10, if it is one."""
    from modelkeep.engines.artifacts.formats import torch_tar

    if not torch_tar.is_one(source):
        look.member(name, source)
        return
    inside = look.inside(name)
    look.count_member()
    look.budget.formats.append("pytorch tar")
    try:
        torch_tar.inspect(source, inside)
    except UnreadableError as error:
        inside.gap(f"pytorch tar: {error}")


def _whole(member: tar.Member, body: Source) -> Source:
    """The content with the holes of a sparse file."""
    if member.pax_map:
        ranges, start = tar.pax_pieces(body)
        return tar.Sparse(Part(body, start, max(0, body.size - start)), ranges, member.size)
    return tar.Sparse(body, member.ranges, member.size) if member.ranges else body


def _place(member: tar.Member, inside: Look, links: set[str]) -> None:
    """Where the member is written, and where a link leads."""
    if why := paths.unsafe(member.name):
        inside.found(UNSAFE_PATH, f"the member's name: {why}", at=str(member.at), evidence=member.name)
    parts = member.name.split("/")
    through = next((link for n in range(1, len(parts)) if (link := "/".join(parts[:n])) in links), "")
    if through:
        inside.found(UNSAFE_PATH, f"written through the link {through!r}", at=str(member.at), evidence=member.name)
    if member.kind == tar.SYMBOLIC:
        if len(links) < LINKS:
            links.add(member.name.rstrip("/").removeprefix("./"))
        why = paths.escapes(member.name, member.target)
    elif member.kind == tar.HARD:
        why = paths.unsafe(member.target)
    else:
        return
    if why:
        inside.found(UNSAFE_PATH, f"a link to {why}", at=str(member.at), evidence=member.target)
