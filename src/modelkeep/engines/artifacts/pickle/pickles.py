"""By what a pickle is told: its protocol, or for those without, that what they begin with can be interpreted."""

from __future__ import annotations

import re

from modelkeep.engines.artifacts.pickle.machine import unknown
from modelkeep.engines.artifacts.pickle.streams import TABLE, interpret
from modelkeep.engines.artifacts.pickle.values import Call, Global, Value
from modelkeep.engines.artifacts.sources import Bytes, Source

_BEGINS = b"(]})cNIJKMLFSVTUXGBC\x88\x89\x8a\x8b\x8c\x8d\x8e\x8f\x95\x96\x97\x82\x83\x84"
"""What a pickle without a protocol can begin with, whatever its protocol; but not with a persistent id, which only some load."""
_NAME = re.compile(r"[A-Za-z_][\w.]*\Z")


def is_pickle(head: bytes, size: int, source: Source | None = None) -> bool:
    """Whether a file that begins so is a pickle, as far as its first bytes tell; `source` is the file, for long constants."""
    if head[:1] == b"\x80":
        return len(head) > 2 and head[1] <= 5 and TABLE[head[2]] is not unknown
    if not head or head[0] not in _BEGINS:
        return False
    error = _error(Bytes(head), size)
    if error.startswith("claims") and source is not None and size > len(head):
        error = _error(source, size)
    return not error


def _error(source: Source, size: int) -> str:
    """Why this is not the beginning of a pickle, or ''.

    It is one when there is no error to STOP or to the end of what is known of the file, or when names are called before an error."""
    called: list[Value] = []

    def watch(how: int, callee: Value, call: Call) -> bool:
        called.append(callee)
        return False

    stream = interpret(source, watch=watch, opcodes=2_000)
    names = [part for each in stream.globals for part in (each.module, each.name)]
    if not all(_NAME.match(each) for each in names):
        return "a name that is none"
    if any(isinstance(each, Global) for each in called) or stream.error.startswith("more than"):
        return ""
    cut = size > source.size and stream.end > source.size - 512 and stream.opcodes > 8
    return "" if cut else stream.error
