"""The names that code objects in a pickle use."""

from __future__ import annotations

import re

from modelkeep.engines.artifacts.pickle.values import Call, Dict, Set, Span, Value, each

_NAME = re.compile(rb"[A-Za-z_][A-Za-z0-9_]{1,63}")
_MOST = 2_000


def code_names(call: Call) -> set[str]:
    """Identifiers among the texts of a call's arguments, and of the code objects in them: what such code may name."""
    found: set[str] = set()
    queue: list[Value] = [call.args]
    left = _MOST
    while queue and left:
        left -= 1
        value = queue.pop()
        if isinstance(value, str) and value.isidentifier():
            found.add(value)
        elif isinstance(value, (bytes, Span)):
            data = value if isinstance(value, bytes) else value.source.read(value.offset, min(value.length, 1 << 20))
            found.update(name.decode() for name in _NAME.findall(data))  # marshalled code
        elif isinstance(value, (tuple, list, Set)):
            queue.extend(list(each(value))[:_MOST])
        elif isinstance(value, Dict):
            queue.extend(list(each(value.pairs))[:_MOST])
        elif isinstance(value, Call):
            queue.append(value.args)
    return found
