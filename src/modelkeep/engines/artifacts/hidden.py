"""What hides within bytes that should be numbers: the storage of a tensor, the padding of an archive, an array.

Random numbers look like anything for a few bytes. A pickle counts only where its opcodes parse up to a call of a global that is
named there, another format only where the fields of its header fit each other.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable

from modelkeep.core.artifacts import Rule
from modelkeep.core.verdict import Severity
from modelkeep.engines.artifacts.looking import Look
from modelkeep.engines.artifacts.sources import Part, Source

HIDDEN = Rule(
    id="hidden-in-tensor",
    title="Something else hides in a tensor's bytes",
    severity=Severity.HIGH,
    fix="Do not load the file. Ask where it comes from, and compare it with the original of its publisher.",
)

PEEK = 64
"""Bytes of each member that are looked at first."""
MORE = (1 << 10, 64 << 10)
"""Bytes that are read where fewer may begin a pickle."""
LONGEST = 64 << 10
"""The longest argument of an opcode that is followed."""
CHUNK = 4 << 20
STEPS = 20_000
"""Opcodes of a possible pickle that are followed."""
PATIENCE = 5_000_000
"""Opcodes that are followed in one storage; looking at a place and reading more of it count as some."""
EACH = 10
MOST = 20
"""Hidden things that are told of one storage."""

_NAME = re.compile(rb"[A-Za-z_][\w.<>]{0,255}\n[A-Za-z_][\w.<>]{0,255}\n")
_FIXED = {
    **dict.fromkeys(b"(.012NQRabdelostu)]}\x81\x85\x86\x87\x88\x89\x8f\x90\x91\x92\x93\x94\x97\x98", 0),
    **dict.fromkeys(b"Khq\x80\x82", 1),
    **dict.fromkeys(b"M\x83", 2),
    **dict.fromkeys(b"Jjr\x84", 4),
    **dict.fromkeys(b"G\x95", 8),
}
_COUNTED = {**dict.fromkeys(b"U\x8cC\x8a", 1), **dict.fromkeys(b"TXB\x8b", 4), **dict.fromkeys(b"\x8d\x8e\x96", 8)}
_LINES = dict.fromkeys(b"FILSVPgp", 1)
_CALLS = frozenset(b"Rob\x81\x92i")
_PICKLE_START = frozenset(b"(cN])}KMJGIFLSVUTXB\x80\x8c\x88\x89\x8a\x8f")
_CANDIDATES = tuple(
    re.compile(pattern)
    for pattern in (
        rb"\x80[\x02-\x05][(c\x8cXUTN\]})\x95KMJGq\x94]",
        rb"c[A-Za-z_][\w.]{1,100}\n[A-Za-z_][\w.]{0,100}\n",
        rb"\x7fELF",
        rb"PK\x03\x04",
    )
)
"""Signatures, one by one: each begins with a letter that `re` searches for quickly, which one of all of them would not."""


def peek(source: Source, look: Look) -> None:
    """Look at the start of raw bytes, or with `limits.full` at all of them."""
    head = source.read(0, PEEK)
    kind = told(source, head, 0)
    if kind:
        _tell(source, look, 0, kind)
    if look.limits.full:
        scan(source, look)


class Patience:
    """How many opcodes of possible pickles are still followed: bytes can be made to look like the start of one everywhere."""

    def __init__(self, left: int = STEPS) -> None:
        self.left = left


def told(source: Source, head: bytes, at: int, patience: Patience | None = None) -> str:
    """What begins at an offset, `head` being its first bytes; empty for plain bytes."""
    if kind := _pickle(source, head, at, patience or Patience()):
        return kind
    for check in _CHECKS:
        if kind := check(source, head, at):
            return kind
    return ""


def _tell(source: Source, look: Look, at: int, kind: str) -> None:
    look.found(HIDDEN, f"{kind} begins at byte {at:,} of bytes that should be numbers", at=str(at), evidence=kind)
    if kind in ("a pickle", "a zip file"):
        look.member(f"bytes from {at}", Part(source, at, source.size - at))


def scan(source: Source, look: Look) -> None:
    """Every place at which a signature stands, chunks overlapping by the longest signature."""
    overlap, at, found, patience = 256, 0, 0, Patience(PATIENCE)
    while at < source.size and found < MOST:
        chunk = source.read(at, CHUNK + overlap)
        if not chunk:
            look.gap(f"it ends at byte {at:,} of {source.size:,}")
            return
        starts = sorted(match.start() for pattern in _CANDIDATES for match in pattern.finditer(chunk))
        for start in starts:
            if patience.left <= 0:
                break
            patience.left -= EACH
            place = at + start
            if start >= CHUNK or not place:
                continue
            if kind := told(source, chunk[start : start + PEEK], place, patience):
                found += 1
                _tell(source, look, place, kind)
                if found == MOST:
                    look.gap(f"more than {MOST} hidden things: the rest is not told")
                    return
        if patience.left <= 0:
            look.gap("too much of it looks like pickles: not all of it is followed")
            return
        at += CHUNK


def _pickle(source: Source, head: bytes, at: int, patience: Patience) -> str:
    """A pickle that calls something. The first bytes decide for nearly all numbers; then more are read."""
    if not head or head[0] not in _PICKLE_START:
        return ""
    seen = walk(head, patience)
    for length in MORE:
        if seen is not None or patience.left <= 0:
            break
        patience.left -= length // 64
        seen = walk(source.read(at, length), patience)
    return "a pickle" if seen else ""


def walk(data: bytes, patience: Patience) -> bool | None:
    """True where the bytes parse as a pickle up to a call of a global, or to its end with one; False where they do not parse, or do
    nothing; None where they end too early to tell."""
    at, names, texts = 0, 0, 0
    for _ in range(min(STEPS, patience.left)):
        patience.left -= 1
        if at >= len(data):
            return None
        opcode = data[at]
        if opcode in _CALLS and names and opcode != 0x69:
            return True
        at += 1
        if opcode in _FIXED:
            if opcode == 0x80 and (at >= len(data) or data[at] > 5):
                return False if at < len(data) else None
            if opcode == 0x2E:
                return False
            names += (opcode == 0x93 and texts > 1) or 0x82 <= opcode <= 0x84
            at += _FIXED[opcode]
            continue
        after = _argument(data, at, opcode)
        if after <= 0:
            return None if after < 0 else False
        texts += opcode in b"UTXVS\x8c\x8d"
        names += opcode in b"ci"
        if opcode == 0x69:
            return True
        at = after
    return None


def _argument(data: bytes, at: int, opcode: int) -> int:
    """Where the argument ends; 0 where it is impossible, -1 where it goes on beyond the bytes."""
    if opcode in _COUNTED:
        width = _COUNTED[opcode]
        length = int.from_bytes(data[at : at + width], "little")
        end = at + width + length
        if opcode in b"\x8cXV" and end <= len(data) and not _is_text(data[at + width : end]):
            return 0
        return end if end <= len(data) else (-1 if length < LONGEST else 0)
    if opcode in b"ci":
        match = _NAME.match(data, at)
        return match.end() if match else (-1 if b"\n" not in data[at : at + 256] and len(data) - at < 256 else 0)
    if opcode in _LINES:
        end = data.find(b"\n", at, at + 4096)
        if end >= 0:
            return end + 1 if _is_text(data[at:end]) else 0
        return -1 if len(data) - at < 4096 and _is_text(data[at:]) else 0
    return 0


def _is_text(data: bytes) -> bool:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(data) - 3 and len(data) > 8
    return all(each.isprintable() or each in "\t\r\n" for each in text[:256])


def _elf(source: Source, head: bytes, at: int) -> str:
    if (
        not head.startswith(b"\x7fELF")
        or len(head) < 20
        or head[4] not in (1, 2)
        or head[5] not in (1, 2)
        or head[6] != 1
    ):
        return ""
    kind, _machine, version = struct.unpack_from("<HHI" if head[5] == 1 else ">HHI", head, 16)
    return "an ELF program" if kind in (1, 2, 3, 4) and version == 1 else ""


def _pe(source: Source, head: bytes, at: int) -> str:
    if not head.startswith(b"MZ") or len(head) < 64:
        return ""
    offset = int.from_bytes(head[60:64], "little")
    return "a Windows program" if offset < 1 << 20 and source.read(at + offset, 4) == b"PE\0\0" else ""


def _mach(source: Source, head: bytes, at: int) -> str:
    order = {
        b"\xcf\xfa\xed\xfe": "<",
        b"\xce\xfa\xed\xfe": "<",
        b"\xfe\xed\xfa\xcf": ">",
        b"\xfe\xed\xfa\xce": ">",
    }.get(head[:4])
    if order is None or len(head) < 28:
        return ""
    cpu, _, kind, commands, length = struct.unpack_from(f"{order}5I", head, 4)
    fits = kind in range(1, 16) and 0 < commands < 10_000 and commands * 8 <= length and cpu & 0xFFFFFF < 32
    return "a macOS program" if fits else ""


def _zip(source: Source, head: bytes, at: int) -> str:
    if head.startswith(b"PK\3\4") and len(head) >= 30:
        version, _, method = struct.unpack_from("<3H", head, 4)
        length, extra = struct.unpack_from("<2H", head, 26)
        name = source.read(at + 30, length)
        fits = version <= 63 and method <= 99 and 0 < length <= 4096 and len(name) == length
        if fits and at + 30 + length + extra <= source.size and _is_text(name):
            return "a zip file"
    return ""


def _script(source: Source, head: bytes, at: int) -> str:
    line = head.split(b"\n")[0]
    if at == 0 and re.match(rb"#!\s*/(?:usr/|opt/)?(?:local/)?bin/", line) and _is_text(line):
        return "a script"
    return ""


_CHECKS: tuple[Callable[[Source, bytes, int], str], ...] = (_elf, _pe, _mach, _zip, _script)
