"""Storages that a PyTorch pickle declares, held against those that are there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from modelkeep.core.artifacts import Rule
from modelkeep.core.verdict import Severity
from modelkeep.engines.artifacts.looking import Look
from modelkeep.engines.artifacts.pickle.streams import Stream
from modelkeep.engines.artifacts.pickle.values import Global, Persistent

MISMATCH = Rule(
    id="torch-storage-mismatch",
    title="A tensor claims more bytes than the file has for it",
    severity=Severity.HIGH,
    fix="Do not load the file with PyTorch before 2.10, which reads beyond the storage. Get the original from its publisher.",
)
UNDECLARED = Rule(
    id="torch-undeclared-storage",
    title="A PyTorch file holds bytes that no tensor uses",
    severity=Severity.LOW,
    fix="Find out what the bytes are for, or save the model anew.",
)
SIZES = {
    **dict.fromkeys(("Byte", "Char", "Bool", "Untyped", "QInt8", "QUInt8", "QUInt4x2", "QUInt2x4", "Float8_e5m2"), 1),
    **dict.fromkeys(("Half", "BFloat16", "Short"), 2),
    **dict.fromkeys(("Float", "Int", "QInt32"), 4),
    **dict.fromkeys(("Double", "Long", "ComplexFloat"), 8),
    "ComplexDouble": 16,
}
"""Bytes of one element of each `torch.<name>Storage`."""


@dataclass(frozen=True, slots=True)
class Declared:
    """A storage that a tensor uses. `size` in bytes, None where its type is unknown."""

    key: str
    size: int | None
    offset: int


def declared(stream: Stream) -> Iterator[Declared]:
    """The storages of persistent ids ("storage", type, key, location, elements) and, before 1.6, with a view behind it."""
    for each in stream.persistent:
        if isinstance(each, Persistent) and (found := _declared(each)) is not None:
            yield found


def _declared(each: Persistent) -> Declared | None:
    pid = each.pid
    if not isinstance(pid, tuple) or len(pid) < 5 or pid[0] not in ("storage", b"storage"):
        return None
    kind, key, count = pid[1], pid[2], pid[4]
    if not isinstance(kind, Global) or not isinstance(count, int) or not isinstance(key, str | int):
        return None
    width = SIZES.get(kind.name.rpartition(".")[2].removesuffix("Storage"))
    return Declared(str(key), None if width is None else width * count, each.offset)


def compare(stream: Stream, present: Mapping[str, int], look: Look) -> None:
    """Tell storages that are too short, not there, or not declared. `present` are sizes in bytes by key."""
    known: set[str] = set()
    absent: dict[str, None] = {}
    for each in declared(stream):
        known.add(each.key)
        size = present.get(each.key)
        if size is None:
            absent[each.key] = None
        elif each.size is not None and each.size > size:
            text = f"storage {each.key} is to have {each.size:,} bytes and has {size:,}"
            look.found(MISMATCH, text, at=str(each.offset), advisories=("CVE-2026-24747",))
    if absent:
        look.gap(f"{len(absent):,} storages are not in the file: {', '.join(list(absent)[:5])}")
    for key in sorted(set(present) - known)[:20] if not stream.error else ():
        look.found(UNDECLARED, f"storage {key} of {present[key]:,} bytes belongs to no tensor", review=True)
