"""By what a pickle is told: its protocol, or for those without, that what they begin with can be interpreted."""

from __future__ import annotations

import re

from modelkeep.engines.artifacts.pickle.machine import unknown
from modelkeep.engines.artifacts.pickle.streams import TABLE, interpret
from modelkeep.engines.artifacts.pickle.values import Call, Global, Value
from modelkeep.engines.artifacts.sources import Bytes

_BEGINS = b"(]})cNIJKMLFSVTUXGi\x88\x89"
"""What a pickle of protocol 0 or 1 can begin with."""
_NAME = re.compile(r"[A-Za-z_][\w.]*\Z")


def is_pickle(head: bytes, size: int) -> bool:
    """Whether a file that begins so is a pickle, as far as its first bytes tell."""
    if head[:1] == b"\x80":
        return len(head) > 2 and head[1] <= 5 and TABLE[head[2]] is not unknown
    return bool(head) and head[0] in _BEGINS and _can_be_interpreted(head, size)


def _can_be_interpreted(head: bytes, size: int) -> bool:
    """Without error to STOP or to the end of what is known of the file; or with names that are called before an error."""
    called: list[Value] = []

    def watch(how: int, callee: Value, call: Call) -> bool:
        called.append(callee)
        return False

    stream = interpret(Bytes(head), watch=watch, opcodes=2_000)
    names = [part for each in stream.globals for part in (each.module, each.name)]
    if not all(_NAME.match(each) for each in names):
        return False
    if any(isinstance(each, Global) for each in called):
        return True
    cut = size > len(head) and stream.end > len(head) - 512 and stream.opcodes > 8
    return not stream.error or cut or stream.error.startswith("more than")
