"""What the interpreter's stack holds: plain Python constants, and symbols for everything that loading would make.

- `None`, `bool`, `int`, `float`, `str`, `bytes`: constants, as they are. Long ones are a `Span`: where they lie in the source.
- `tuple`: a tuple of values. `list`: a list of values, of which a `Batch` stands for many constants; read both by `each(...)`.
- `Dict`, `Set`: `pairs` and `content` hold values, and batches, as lists do; read a dict by `entries(...)`.
- `Global`: a name that the file imports. `Call`: what a call of one returns, with the arguments it was called with.
- `Persistent`: what the loader's `persistent_load` gives for an id (PyTorch's storages). `Buffer`: a buffer out of band.
- `Opaque`: anything else; `what` says what is known of it.

Values share parts and may hold themselves, so never compare, hash, print or walk one without a bound: `rendering.told` prints,
`expansion.size` measures, `plain` converts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from modelkeep.engines.artifacts.sources import Source

Value: TypeAlias = Any
"""One of the above. mypy gets no union: a recursive one makes every handler a cast."""


@dataclass(slots=True, eq=False)
class Global:
    """A name that is imported: `module` and dotted `name`, after Python 3's names. An empty name is the module itself.

    `quiet` are the uses that need not be told again, one bit for each."""

    module: str
    name: str
    offset: int = 0
    quiet: int = 0

    def __str__(self) -> str:
        """As it is written in code."""
        return f"{self.module}.{self.name}" if self.name else self.module


@dataclass(slots=True, eq=False)
class Call:
    """What calling `callee` with `args` returns. `how` is one of `uses`; `state` is what BUILD sets, `extra` what is appended to it
    or set as its items afterwards."""

    callee: Value
    args: Value
    kwargs: Value
    how: int
    offset: int
    state: Value = None
    extra: list[Value] | None = None


@dataclass(slots=True, eq=False)
class Dict:
    """A dict: keys and values in turn."""

    pairs: list[Value] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Set:
    """A set or frozenset."""

    content: list[Value]
    frozen: bool = False


@dataclass(slots=True, eq=False)
class Persistent:
    """What stands for an object that is kept outside."""

    pid: Value
    offset: int


@dataclass(slots=True, eq=False)
class Extension:
    """A name that a process registered in copyreg under a number."""

    code: int
    offset: int


@dataclass(slots=True, eq=False)
class Buffer:
    """The next buffer out of band, counted from 0."""

    index: int


@dataclass(slots=True, eq=False)
class Opaque:
    """Something of which only the kind is known."""

    what: str


@dataclass(slots=True, eq=False)
class Span:
    """A long constant: `kind` is str, bytes, bytearray or int; `length` bytes at `offset` of the source."""

    kind: str
    offset: int
    length: int
    source: Source

    def read(self, most: int = 1 << 26) -> bytes:
        """Its bytes. Raises ValueError where it is longer than `most`."""
        if self.length > most:
            raise ValueError(f"a constant of {self.length:,} bytes")
        return self.source.read(self.offset, self.length)


@dataclass(slots=True, eq=False)
class Batch:
    """Many constants, `count` of them, in `length` bytes at `offset` of the source; decoded when they are asked for."""

    source: Source
    offset: int
    length: int
    count: int

    def values(self) -> list[Value]:
        """All of them."""
        from modelkeep.engines.artifacts.pickle.batches import constants  # the decoder builds on these types

        return constants(self.source.read(self.offset, self.length))


def each(values: Value) -> Iterator[Value]:
    """What a list, tuple or set holds, batches resolved. Nothing for any other value."""
    if isinstance(values, Set):
        values = values.content
    if isinstance(values, (list, tuple)):
        for value in values:
            if isinstance(value, Batch):
                yield from value.values()
            else:
                yield value


def entries(values: Value) -> Iterator[tuple[Value, Value]]:
    """Keys and values of a dict, or of what the items of a call's result were set to."""
    pairs = values.pairs if isinstance(values, Dict) else values.extra if isinstance(values, Call) else None
    turns = each(pairs)
    yield from zip(turns, turns, strict=False)


def lookup(values: Value, key: str) -> Value:
    """The last value under a key, None where there is none."""
    found = None
    for each_key, value in entries(values):
        if isinstance(each_key, str) and each_key == key:
            found = value
    return found


class NotPlainError(ValueError):
    """A value is not made of constants only, or is too large."""


def plain(value: Value, most: int = 100_000, deep: int = 20) -> Any:
    """A value of constants as Python has it, dicts and lists included. Raises NotPlainError."""
    left = [most]

    def convert(value: Value, depth: int) -> Any:
        left[0] -= 1
        if left[0] < 0 or depth > deep:
            raise NotPlainError("too large")
        if value is None or isinstance(value, (bool, int, float, str, bytes)):
            return value
        if isinstance(value, Span):
            data = value.read()
            return data.decode("utf-8", "surrogatepass") if value.kind == "str" else data
        if isinstance(value, (tuple, list)):
            return type(value)(convert(inner, depth + 1) for inner in each(value))
        if isinstance(value, Set):
            return frozenset(convert(inner, depth + 1) for inner in each(value))
        if isinstance(value, Call) and str(value.callee) == "_codecs.encode":  # bytes in protocols 0 to 2
            text, encoding = convert(value.args, depth + 1)
            return text.encode({"latin1": "latin1"}[encoding])
        if isinstance(value, Dict):
            return {convert(key, depth + 1): convert(inner, depth + 1) for key, inner in entries(value)}
        raise NotPlainError(type(value).__name__)

    try:
        return convert(value, 0)
    except (TypeError, KeyError) as error:
        raise NotPlainError("a key that cannot be one") from error
