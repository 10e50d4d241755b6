"""Values as a person reads them, shortened."""

from __future__ import annotations

from modelkeep.engines.artifacts.pickle import uses
from modelkeep.engines.artifacts.pickle.values import (
    Batch,
    Call,
    Dict,
    Extension,
    Global,
    Opaque,
    Persistent,
    Set,
    Span,
    Value,
)

_WIDE, _LONG = 4, 80


def told(value: Value, deep: int = 4, words: bool = True) -> str:
    """A value in a line: names and calls as code, the rest shortened. Without `words`, of texts only how long they are: what is not
    dangerous may hold what is personal."""
    if isinstance(value, (str, bytes)) and not words:
        return f"{type(value).__name__} of {len(value):,}"
    if isinstance(value, (str, bytes)):
        return repr(value if len(value) <= _LONG else value[:_LONG]) + ("" if len(value) <= _LONG else "…")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) < 1 << 64 else "a large int"
    if value is None or isinstance(value, (bool, float)):
        return repr(value)
    if deep <= 0:
        return "…"
    return _told(value, deep - 1, words)


def _told(value: Value, deep: int, words: bool) -> str:
    if isinstance(value, Global):
        return str(value)
    if isinstance(value, Call):
        return f"{told(value.callee, deep, words)}({listed(value.args, deep, words)})"
    if isinstance(value, tuple):
        return f"({listed(value, deep, words)})"
    if isinstance(value, list):
        return f"[{listed(value, deep, words)}]"
    if isinstance(value, Set):
        return f"{{{listed(value.content, deep, words)}}}"
    if isinstance(value, Dict):
        return "{" + listed(value.pairs, deep, words) + "}"
    return _symbol(value, deep, words)


def _symbol(value: Value, deep: int, words: bool) -> str:
    if isinstance(value, Span):
        return f"{value.length:,} bytes of {value.kind}"
    if isinstance(value, Batch):
        return f"{value.count:,} constants"
    if isinstance(value, Persistent):
        return f"persistent {told(value.pid, deep, words)}"
    if isinstance(value, Extension):
        return f"extension {value.code}"
    return value.what if isinstance(value, Opaque) else type(value).__name__.lower()


def listed(values: Value, deep: int = 3, words: bool = True) -> str:
    """The first of several values, in a row."""
    if not isinstance(values, (tuple, list)):
        return "*" + told(values, deep, words)
    shown = ", ".join(told(each, deep, words) for each in values[:_WIDE])
    return shown + (", …" if len(values) > _WIDE else "")


_VERBS = {uses.BUILD: "state ", uses.ITEMS: "items ", uses.APPEND: "adds "}


def call_told(call: Call, words: bool = True) -> str:
    """A use in a line."""
    if call.how in _VERBS:
        return f"{told(call.callee, 4, words)} <- {_VERBS[call.how]}{listed(call.args, 3, words)}"
    return told(call, 5, words)
