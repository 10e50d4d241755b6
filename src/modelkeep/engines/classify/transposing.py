"""Documents as columns, many at once: what is done for every value is done by few calls for all values of a path."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain, repeat
from typing import Any

from modelkeep.engines.classify.packed import Packed, join

DEEPEST = 40
"""Objects and lists within each other; what is deeper is one text."""
_NONE: frozenset[type] = frozenset((type(None), bool))
_NUMBERS: frozenset[type] = frozenset((int, float))
_SCALARS: frozenset[type] = _NUMBERS | {str}
_KNOWN: frozenset[type] = _SCALARS | {dict, list}
Unpack = Callable[[Mapping[str, Any]], Mapping[str, Any]]
_UNPACKED = frozenset({"encoding", "media_type", "mediaType", "url"})
"""Keys of objects that may stand for something else."""


class UnevenError(Exception):
    """These documents are to be gathered one by one: two ways lead to one path, or something is no JSON."""


def inner(text: str) -> Any:
    """The object or list that a text is in JSON, None for any other."""
    import msgspec

    try:
        found = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None
    return found if isinstance(found, dict | list) else None


class Transposed:
    """Columns by their paths: values, and the rows that they are of. `unpack` gives what an object stands for."""

    def __init__(self, unpack: Unpack) -> None:
        self.columns: dict[str, tuple[Packed, Sequence[int]]] = {}
        self._unpack = unpack

    def put(
        self, path: str, values: Sequence[Any], rows: Sequence[int], depth: int = 0, *, looked_into: bool = False
    ) -> None:
        """The values at a path, in order. Raises UnevenError."""
        kinds = set(map(type, values))
        if not kinds.isdisjoint(_NONE):
            values, rows = _of(values, rows, kinds - _NONE)
            kinds -= _NONE
        if not kinds:
            return
        if not kinds <= _KNOWN or depth >= DEEPEST - 2:
            raise UnevenError
        if kinds == {str} and not looked_into:
            joined = join(values)
            if joined[:1] not in ("{", "[") and "\0{" not in joined and "\0[" not in joined:
                self.texts(path, values, rows, joined)
                return
        if (
            str in kinds
            and not looked_into
            and any(each.__class__ is str and each[:1] in ("{", "[") for each in values)
        ):
            values = [_inner(each) if each.__class__ is str and each[:1] in ("{", "[") else each for each in values]
            self.put(path, values, rows, depth + 1, looked_into=True)
            return
        scalars = kinds & _SCALARS
        if scalars:
            self._scalars(path, *(_of(values, rows, scalars) if scalars != kinds else (values, rows)), scalars)
        if dict in kinds:
            self._objects(path, *_of(values, rows, {dict}), depth)
        if list in kinds:
            own, their = _of(values, rows, {list})
            flat = list(chain.from_iterable(own))
            self.put(f"{path}[]", flat, list(chain.from_iterable(map(repeat, their, map(len, own)))), depth + 1)

    def texts(self, path: str, values: Sequence[str], rows: Sequence[int], joined: str | None = None) -> None:
        """Texts that are none but texts; `joined` by `packed.join`, if they are. Raises UnevenError."""
        if not all(values):
            joined = None
            kept = [(value, row) for value, row in zip(values, rows, strict=True) if value]
            values, rows = [value for value, _ in kept], [row for _, row in kept]
        if not values:
            return
        if path in self.columns:
            raise UnevenError
        self.columns[path] = Packed.texts(values, joined), rows

    def _scalars(self, path: str, values: Sequence[Any], rows: Sequence[int], kinds: set[type]) -> None:
        if kinds != {str}:
            values = [each if each.__class__ is str else repr(each) for each in values]
        self.texts(path, values, rows)

    def _objects(self, path: str, values: Sequence[Any], rows: Sequence[int], depth: int) -> None:
        forms = set(map(tuple, values))
        if not all(map(_UNPACKED.isdisjoint, forms)):
            values = [self._unpack(each) for each in values]
            forms = set(map(tuple, values))
        prefix = f"{path}." if path else ""
        if len(forms) == 1:
            for key, column in zip(forms.pop(), zip(*map(dict.values, values), strict=True), strict=False):
                self.put(f"{prefix}{key}", column, rows, depth + 1)
            return
        columns: dict[str, tuple[list[Any], list[int]]] = {}
        for row, value in zip(rows, values, strict=True):
            for key, each in value.items():
                known = columns.get(key)
                if known is None:
                    known = columns[key] = ([], [])
                known[0].append(each)
                known[1].append(row)
        for key, (own, their) in columns.items():
            self.put(f"{prefix}{key}", own, their, depth + 1)


def _of(values: Sequence[Any], rows: Sequence[int], kinds: set[type]) -> tuple[Sequence[Any], Sequence[int]]:
    """Those of some kinds."""
    pairs = [(value, row) for value, row in zip(values, rows, strict=True) if value.__class__ in kinds]
    return [value for value, _ in pairs], [row for _, row in pairs]


def _inner(text: str) -> Any:
    found = inner(text)
    return text if found is None else found
