"""TensorFlow Lite: the operators that a model needs besides the built-in ones.

https://github.com/tensorflow/tensorflow/blob/master/tensorflow/compiler/mlir/lite/schema/schema.fbs, a FlatBuffer
(https://flatbuffers.dev/internals/).
"""

from __future__ import annotations

import struct

from modelkeep.core.artifacts import Rule
from modelkeep.core.verdict import Severity
from modelkeep.engines.artifacts.formats.tensorflow_graph import RULES, tell
from modelkeep.engines.artifacts.looking import Look
from modelkeep.engines.artifacts.sources import Source

CUSTOM = Rule(
    id="tflite-custom-operator",
    title="A TensorFlow Lite model needs operators that a library of somebody's own brings",
    severity=Severity.LOW,
    fix="Read where the library comes from that registers the operator; load no other.",
)
_OPERATOR_CODES, _CUSTOM_CODE = 1, 1
_MOST = 100_000
_LONGEST = 4096


class _Broken(Exception):  # noqa: N818  # an offset that leads out of the file
    """An offset or length that does not fit into the file."""


def inspect(source: Source, look: Look) -> None:
    """Read the list of operators."""
    try:
        names = _operators(source)
    except (_Broken, struct.error):
        look.gap("tflite: an offset leads out of the file, which may be truncated")
        return
    for name in dict.fromkeys(names):
        kind = name.removeprefix("Flex")
        if name != kind and kind in RULES:
            tell(kind, 1, look)
        elif name == kind:
            look.found(CUSTOM, "it needs an operator of its own", evidence=name, review=True)


def _operators(source: Source) -> list[str]:
    root = _number(source, 0, "<I")
    vector = _follow(source, _field(source, root, _OPERATOR_CODES))
    if vector is None:
        return []
    count = _number(source, vector, "<I")
    if count > _MOST:
        raise _Broken
    found: list[str] = []
    for at in range(count):
        slot = vector + 4 + 4 * at
        text = _follow(source, _field(source, slot + _number(source, slot, "<I"), _CUSTOM_CODE))
        if text is not None:
            length = _number(source, text, "<I")
            if length > _LONGEST:
                raise _Broken
            found.append(_bytes(source, text + 4, length).decode("utf-8", "replace"))
    return found


def _field(source: Source, table: int, number: int) -> int | None:
    """Where a table's field stands; None where it has its default."""
    entries = table - _number(source, table, "<i")
    if entries < 0:
        raise _Broken
    if 4 + 2 * number >= _number(source, entries, "<H"):
        return None
    offset = _number(source, entries + 4 + 2 * number, "<H")
    return table + offset if offset else None


def _follow(source: Source, at: int | None) -> int | None:
    return None if at is None else at + _number(source, at, "<I")


def _number(source: Source, at: int, code: str) -> int:
    return int(struct.unpack(code, _bytes(source, at, struct.calcsize(code)))[0])


def _bytes(source: Source, at: int, length: int) -> bytes:
    if at < 0 or at + length > source.size:
        raise _Broken
    return source.read(at, length)
