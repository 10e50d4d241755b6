"""TensorFlow Lite: the operators that a model needs besides the built-in ones.

https://github.com/tensorflow/tensorflow/blob/master/tensorflow/compiler/mlir/lite/schema/schema.fbs, a FlatBuffer
(https://flatbuffers.dev/internals/).
"""

from __future__ import annotations

import struct

from modelkeep.core.artifacts import Rule
from modelkeep.core.verdict import Severity
from modelkeep.engines.artifacts.flatbuffer import BrokenError, field, follow, number, text
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


def inspect(source: Source, look: Look) -> None:
    """Read the list of operators."""
    try:
        names = _operators(source)
    except (BrokenError, struct.error):
        look.gap("tflite: an offset leads out of the file, which may be truncated")
        return
    for name in dict.fromkeys(names):
        kind = name.removeprefix("Flex")
        if name != kind and kind in RULES:
            tell(kind, 1, look)
        elif name == kind:
            look.found(CUSTOM, "it needs an operator of its own", evidence=name, review=True)


def _operators(source: Source) -> list[str]:
    root = number(source, 0, "<I")
    vector = follow(source, field(source, root, _OPERATOR_CODES))
    if vector is None:
        return []
    count = number(source, vector, "<I")
    if count > _MOST:
        raise BrokenError
    found: list[str] = []
    for at in range(count):
        slot = vector + 4 + 4 * at
        name = follow(source, field(source, slot + number(source, slot, "<I"), _CUSTOM_CODE))
        if name is not None:
            found.append(text(source, name))
    return found
