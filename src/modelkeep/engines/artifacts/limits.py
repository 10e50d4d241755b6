"""How much of a file is expanded and looked into before its inspection says that it did not go on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of one inspection; sizes in bytes. What is beyond them is a gap, never left out in silence."""

    depth: int = 8
    """Containers within containers."""
    members: int = 200_000
    """Of all containers together."""
    expanded: int = 64 << 30
    """Decompressed bytes of all members together."""
    ratio: int = 2_000
    """Decompressed to compressed, of one stream that is over 64 MiB when decompressed."""
    spool: int = 8 << 30
    """The largest compressed member that is kept, on disk, in order to read it at offsets."""
    memory: int = 32 << 20
    """What of a spooled member stays in memory."""
    text: int = 64 << 20
    """The largest text, source or JSON document that is parsed."""
    opcodes: int = 50_000_000
    """Of all pickles of one file together."""
    full: bool = False
    """Read every byte, instead of headers, pickles and a peek at each member."""
