"""Formats that are told by their first bytes and not read: what is in them is not known."""

from __future__ import annotations

from modelkeep.engines.artifacts.looking import Look
from modelkeep.engines.artifacts.sources import Source

REASONS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"Rar!\x1a\x07", "a RAR archive: unpack it and inspect what is in it"),
    (0, b"MSCF\0\0\0\0", "a cabinet archive: unpack it and inspect what is in it"),
    (0, b"\xff\x06\x00\x00sNaPpY", "snappy is not decompressed here: decompress it first"),
    (0, b"binf", "XGBoost's old binary form is not read: save the model as .ubj or .json"),
    (4, b"PTMF", "PyTorch's mobile form is not read: save the module with torch.save or torch.export"),
    (4, b"ET12", "an ExecuTorch program: its delegates are native code that nobody can read here"),
)
"""Offset, bytes, and what is said of it."""


def is_unread(head: bytes) -> bool:
    """True for one of them."""
    return any(head[at : at + len(magic)] == magic for at, magic, _ in REASONS)


def inspect(source: Source, look: Look) -> None:
    """Says what it is."""
    head = source.read(0, 64)
    for at, magic, reason in REASONS:
        if head[at : at + len(magic)] == magic:
            look.gap(reason)
