"""How large a value would be if every part were written out, and what calls would give far more than they are given.

A pickle may share parts: ten lists of ten times the same list, ten levels deep, is 200 opcodes that take years to hash, print or
copy. Sizes are told without writing anything out.
"""

from __future__ import annotations

from collections.abc import Iterator

from modelkeep.engines.artifacts.pickle.values import Batch, Call, Dict, Set, Value

FEW = 24
"""Shared containers that cannot make a value large: at most some thousand times."""
LEAST = 10**8
"""Parts that are no matter, however few opcodes they come from."""
LARGE = 1 << 30
"""Bytes, or parts, that one call may give from a number alone."""


def _parts(value: Value) -> Iterator[Value]:
    if isinstance(value, (tuple, list)):
        return iter(value)
    if isinstance(value, Dict):
        return iter(value.pairs)
    if isinstance(value, Set):
        return iter(value.content)
    if isinstance(value, Call):
        return iter((value.args, value.kwargs, value.state, value.extra))
    return iter(())


_CONTAINERS = (tuple, list, Dict, Set, Call)


def size(root: Value, enough: int = 10**30) -> int:
    """How many parts a value has when nothing is shared; at least `enough` says that it is no less. What holds itself is counted
    once."""
    sizes: dict[int, int] = {}
    path, totals, under_way = [(root, _parts(root))], [1], {id(root)}
    while path:
        value, parts = path[-1]
        for part in parts:
            if not isinstance(part, _CONTAINERS):
                totals[-1] += part.count if isinstance(part, Batch) else 1
            elif id(part) in sizes:
                totals[-1] += sizes[id(part)]
            elif id(part) not in under_way:
                path.append((part, _parts(part)))
                totals.append(1)
                under_way.add(id(part))
                break
        else:
            path.pop()
            total = sizes[id(value)] = totals.pop()
            if total >= enough:
                return total
            under_way.discard(id(value))
            if totals:
                totals[-1] += total
    return sizes[id(root)]


def bomb(roots: tuple[Value, ...], shared: int, opcodes: int) -> int:
    """How many parts there would be, where that is far more than what so many opcodes say; else 0."""
    if shared < FEW:
        return 0
    most = max(LEAST, opcodes**3)
    total = size(roots, most + 1)
    return total if total > most else 0


def multiplied(name: str, args: tuple[Value, ...]) -> int:
    """How many bytes or parts a call makes from numbers that it is given, where the name is one that does; else 0."""
    numbers = [each for each in args if isinstance(each, int) and not isinstance(each, bool)]
    if name in ("builtins.bytes", "builtins.bytearray") and len(args) == 1 and numbers:
        return numbers[0]
    if name in _MULTIPLY and numbers and len(args) == 2:
        other = next((each for each in args if not isinstance(each, int)), None)
        return numbers[0] * max(1, len(other)) if isinstance(other, (str, bytes, tuple, list)) else 0
    if name in _POWER and len(numbers) == 2:
        return abs(numbers[0]).bit_length() * numbers[1] // 8 if name.endswith("pow") else numbers[1] // 8
    return 0


_MULTIPLY = frozenset(
    [f"{module}.{name}" for module in ("operator", "_operator") for name in ("mul", "imul", "__mul__", "repeat")]
    + [
        f"builtins.{name}"
        for name in ("str.__mul__", "list.__mul__", "str.zfill", "str.ljust", "str.rjust", "str.center")
    ]
)
_POWER = frozenset(
    f"{module}.{name}" for module in ("operator", "_operator") for name in ("pow", "lshift", "__pow__")
) | {"builtins.pow"}
WATCHED = _MULTIPLY | _POWER | {"builtins.bytes", "builtins.bytearray"}
"""Names whose calls are to be seen each time."""


def shown(number: int) -> str:
    """A number that may be large beyond use."""
    return f"{number:,}" if number < 10**15 else f"10^{len(str(number)) - 1}"
