"""The names that code objects in a pickle use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from modelkeep.engines.artifacts.pickle.values import Call, Dict, Set, Span, Value, each

_NAME = re.compile(rb"[A-Za-z_][A-Za-z0-9_]{1,63}")
_CALLED = re.compile(r"(?<![.\w])([A-Za-z_]\w*)\s*\(")
_IMPORTED = re.compile(r"\b(?:import|from)\s+([A-Za-z_]\w*)")
_INNER = re.compile(r"__(?:class|globals|subclasses|builtins|import|dict|getattribute|mro|bases|code|loader)__")
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
            queue.extend(islice(each(value), _MOST))
        elif isinstance(value, Dict):
            queue.extend(islice(each(value.pairs), _MOST))
        elif isinstance(value, Call):
            queue.append(value.args)
    return found


def source_names(call: Call) -> set[str]:
    """What source in a call's arguments imports and calls; names of Python's internals as `eval`, for they are used for nothing else."""
    found: set[str] = set()
    for text in _texts(call):
        found.update(_CALLED.findall(text), _IMPORTED.findall(text))
        if _INNER.search(text):
            found.add("eval")
    return found


def _texts(call: Call) -> Iterator[str]:
    queue: list[Value] = [call.args]
    left = _MOST
    while queue and left:
        left -= 1
        value = queue.pop()
        if isinstance(value, Span) and value.kind == "str":
            yield value.source.read(value.offset, min(value.length, 1 << 20)).decode("utf-8", "replace")
        elif isinstance(value, str):
            yield value
        elif isinstance(value, (tuple, list)):
            queue.extend(islice(each(value), _MOST))
        elif isinstance(value, Dict):
            queue.extend(islice(each(value.pairs), _MOST))
