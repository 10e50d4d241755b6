"""Arrays in joblib's files: raw bytes between opcodes, whose number only the wrapper before them tells.

joblib writes an array as an object `NumpyArrayWrapper` (shape, order, type), and after its BUILD the array itself: a byte that says
how much padding follows, the padding, and the items; or another pickle where the items are objects (joblib/numpy_pickle.py). Before
joblib 0.10 the wrappers were `NDArrayWrapper` and `ZNDArrayWrapper`, and arrays lay in other files.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from modelkeep.engines.artifacts.pickle.machine import BrokenError, JumpError, Machine
from modelkeep.engines.artifacts.pickle.resolving import arguments
from modelkeep.engines.artifacts.pickle.streams import Stream, interpret
from modelkeep.engines.artifacts.pickle.values import Call, Global, Value, lookup

_MODULES = frozenset({"joblib.numpy_pickle", "sklearn.externals.joblib.numpy_pickle"})
_TYPE = re.compile(r"[|<>=]?([a-zA-Z?])(\d*)\Z")
_DEEP = 16


@dataclass(slots=True)
class Arrays:
    """The arrays of one file; `after_build` is told the interpreter."""

    done: Callable[[Stream], None]
    """Told of each pickle that holds the objects of an array."""
    count: int = 0
    elsewhere: list[str] = field(default_factory=list)
    """Files that hold arrays of this one."""
    deep: int = 0

    def after_build(self, machine: Machine, pos: int) -> int:
        """Step over the array that follows a wrapper."""
        built = machine.stack[-1]
        if type(built) is not Call or type(built.callee) is not Global or built.callee.module not in _MODULES:
            return pos
        kind = built.callee.name
        if kind in ("NDArrayWrapper", "ZNDArrayWrapper"):
            self.elsewhere.append(str(lookup(built.state, "filename")))
        if kind != "NumpyArrayWrapper":
            return pos
        self.count += 1
        shape, dtype = lookup(built.state, "shape"), lookup(built.state, "dtype")
        item = item_size(dtype)
        if item is None or not _is_shape(shape):
            raise BrokenError("an array of a shape or type that is not known")
        if item == 0:
            return self._objects(machine, pos)
        if isinstance(lookup(built.state, "numpy_array_alignment_bytes"), int):
            padding, pos = machine.take(pos, 1)
            pos = machine.take(pos, padding[0])[1]
        return machine.skip(pos, math.prod(shape) * item)

    def _objects(self, machine: Machine, pos: int) -> int:
        """An array of objects is a pickle of its own."""
        if self.deep == _DEEP:
            raise BrokenError("arrays nested too deeply")
        self.deep += 1
        left = max(1, machine.most - machine.opcodes)
        start = machine.here(pos)
        stream = interpret(machine.source, start, watch=machine.watch, after_build=self.after_build, opcodes=left)
        self.deep -= 1
        machine.opcodes += stream.opcodes
        self.done(stream)
        if stream.error:
            raise BrokenError(f"an array of objects: {stream.error}")
        raise JumpError(stream.end)


def _is_shape(shape: Value) -> bool:
    """A tuple of lengths; NumPy has at most 64 dimensions."""
    if not isinstance(shape, tuple) or len(shape) > 64:
        return False
    return all(isinstance(each, int) and 0 <= each < 1 << 63 for each in shape)


def item_size(dtype: Value) -> int | None:
    """Bytes of an item of a NumPy type, 0 for objects, None where it is not known."""
    if not isinstance(dtype, Call):
        return None
    state = dtype.state if isinstance(dtype.state, tuple) else ()
    if len(state) > 7 and isinstance(state[7], int) and state[7] & 1:  # NPY_ITEM_REFCOUNT: references to objects
        return 0
    if len(state) > 5 and isinstance(state[5], int) and state[5] > 0:
        return state[5]
    args = arguments(dtype)
    match = _TYPE.match(args[0]) if args and isinstance(args[0], str) else None
    if match is None:
        return None
    letter, width = match[1], int(match[2] or 0)
    if letter == "O":
        return 0
    return (width * 4 if letter == "U" else width) or (1 if letter == "?" else None)
