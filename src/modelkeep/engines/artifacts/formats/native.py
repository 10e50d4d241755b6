"""Native code: libraries, programs and engines that a compiler made for one machine. Nobody can read here what it does."""

from __future__ import annotations

from modelkeep.core.artifacts import Rule
from modelkeep.core.verdict import Severity
from modelkeep.engines.artifacts.looking import Look
from modelkeep.engines.artifacts.sources import Source

NATIVE = Rule(
    id="native-code",
    title="A model brings native code",
    severity=Severity.HIGH,
    fix="Build it from its source where you deploy it, or take it from its publisher and verify its signature.",
)
KINDS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x7fELF", "a library or program for Linux"),
    (0, b"MZ", "a library or program for Windows"),
    (0, b"\xcf\xfa\xed\xfe", "a library or program for macOS"),
    (0, b"\xce\xfa\xed\xfe", "a library or program for macOS"),
    (0, b"\xca\xfe\xba\xbe", "a library or program for macOS, or a Java class"),
    (0, b"!<arch>\n", "an archive of object code"),
    (0, b"ftrt", "an engine of TensorRT"),
    (0, b"ptrt", "an engine of TensorRT"),
    (0, b"\0asm", "a WebAssembly module"),
)
"""Offset, first bytes, and what that is."""


def kind_of(head: bytes) -> str:
    """What native code a file is, '' for none."""
    return next((kind for at, magic, kind in KINDS if head[at : at + len(magic)] == magic), "")


def inspect(source: Source, look: Look) -> None:
    """Say what it is: it is neither clean nor known to be bad."""
    kind = kind_of(source.read(0, 64))
    look.found(NATIVE, kind or "an engine for one machine", review=True)
    look.gap("native code cannot be analysed")
