"""The interpreter's state and its loop. Handlers of opcodes are in `constants`, `containers` and `calls`."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from modelkeep.engines.artifacts.pickle.values import Call, Global, Persistent, Value
from modelkeep.engines.artifacts.sources import Source, UnreadableError

FIRST, WINDOW = 1 << 18, 1 << 22
"""Bytes that are read at once: at first, and later."""
MARGIN = 16
"""Bytes that the arguments of an opcode of fixed length fit in."""
CHUNK = 65_536
"""Opcodes between two looks at the budget."""
KEPT = 2_000_000
"""Opcodes after which containers no longer keep what is put into them: calls are told all the same."""
EMPTY = "takes from an empty stack"
MOST = 8_000_000
"""Values on the stack."""
LINE = 1 << 20
"""Bytes of the longest line of protocol 0."""


class BrokenError(Exception):
    """The stream is not a pickle from here on, or ends too early. The message says why."""


class StopError(Exception):
    """STOP was reached."""


class MoreError(Exception):
    """The window ends within an opcode that needs at least so many bytes."""

    def __init__(self, least: int) -> None:
        super().__init__(least)
        self.least = least


class JumpError(Exception):
    """The next opcode is beyond the window."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


Watch: TypeAlias = Callable[[int, Value, Call], bool]
"""Told of each use: how (a bit of `uses`), of what, and the call with its arguments or state. True: this global's use in this way
needs not be told again, whatever the arguments."""
AfterBuild: TypeAlias = Callable[["Machine", int], int]
"""Told after BUILD where the next opcode begins; gives where it begins after what lies between."""


@dataclass(slots=True)
class Machine:
    """One stream on its way. `data` is the window of the source that begins at `base`."""

    source: Source
    watch: Watch
    after_build: AfterBuild | None = None
    data: bytes = b""
    base: int = 0
    whole: bool = False
    """The window ends where the source does."""
    at: int = 0
    """The offset of the opcode that ended the last window."""
    stack: list[Value] = field(default_factory=list)
    marks: list[int] = field(default_factory=list)
    fence: int = 0
    memo: list[Value] = field(default_factory=list)
    """What was written under 0, 1, 2 and so on."""
    far: dict[int, Value] = field(default_factory=dict)
    """What was written under keys beyond those."""
    protocol: int = 0
    globals: dict[tuple[str, str], Global] = field(default_factory=dict)
    persistent: list[Persistent] = field(default_factory=list)
    computed: list[tuple[int, Value, Value]] = field(default_factory=list)
    """Names that are the result of calls: where, module and name."""
    dropped: list[Value] = field(default_factory=list)
    shared: int = 0
    """How often a container was taken from the memo or doubled."""
    sparse: int = 0
    """The highest memo key that was written far beyond what the memo holds: the unpickler in C makes room up to it."""
    buffers: int = 0
    opcodes: int = 0
    most: int = 0
    """Opcodes that may be interpreted."""
    elided: bool = False
    misses: int = 0
    """Marks since the last run of constants."""

    def load(self, offset: int, least: int = 0) -> None:
        """Let the window begin at `offset` of the source, with at least so many bytes where there are so many."""
        self.data = self.source.read(offset, max(WINDOW if self.data else FIRST, least))
        self.base = offset
        self.whole = offset + len(self.data) >= self.source.size
        if not self.data and offset < self.source.size:
            raise UnreadableError("fewer bytes than the file has")

    def here(self, pos: int) -> int:
        """The offset in the source of a place in the window."""
        return self.base + pos

    def skip(self, pos: int, length: int) -> int:
        """Go past `length` bytes, as the last thing that a handler does. Raises JumpError where that is beyond the window."""
        end = pos + length
        if end <= len(self.data):
            return end
        self._check(pos, length)
        raise JumpError(self.base + end)

    def take(self, pos: int, length: int) -> tuple[bytes, int]:
        """So many bytes, and the place after them. Raises MoreError where they are not all in the window: the opcode is tried again,
        so handlers take before they change anything."""
        end = pos + length
        if end > len(self.data):
            self._check(pos, length)
            raise MoreError(length + MARGIN)
        return self.data[pos:end], end

    def line(self, pos: int) -> tuple[bytes, int]:
        """The line that begins here, without its end, and the place after it. Raises MoreError as `take` does."""
        end = self.data.find(b"\n", pos, pos + LINE)
        if end < 0:
            if self.whole or len(self.data) - pos >= LINE:
                raise BrokenError("a line without an end")
            raise MoreError(2 * LINE)
        return self.data[pos:end], end + 1

    def _check(self, pos: int, length: int) -> None:
        left = self.source.size - self.base - pos
        if length > left:
            raise BrokenError(f"claims {length:,} bytes where {left:,} are left")

    def pop(self) -> Value:
        """The top of the stack, above the last mark."""
        if len(self.stack) <= self.fence:
            raise BrokenError(EMPTY)
        return self.stack.pop()

    def top(self) -> Value:
        """The top of the stack, left there."""
        if len(self.stack) <= self.fence:
            raise BrokenError(EMPTY)
        return self.stack[-1]

    def pop_mark(self) -> list[Value]:
        """What stands above the last mark."""
        if not self.marks:
            raise BrokenError("takes from a mark that is not there")
        start = self.marks.pop()
        self.fence = self.marks[-1] if self.marks else 0
        above = self.stack[start:]
        del self.stack[start:]
        return above


Handler: TypeAlias = Callable[[Machine, int], int]
"""Does what an opcode does, told where its arguments begin in the window; gives where the next opcode begins."""


def unknown(machine: Machine, pos: int) -> int:
    """No opcode has this number."""
    raise BrokenError(f"opcode 0x{machine.data[pos - 1]:02x} is unknown")


def run(machine: Machine, start: int, table: tuple[Handler, ...], most: int) -> tuple[str, int]:
    """Interpret one stream from an offset on: why it ended before STOP, or '', and the offset after the last byte, or of the opcode
    that broke it. At most about `most` opcodes."""
    offset, least = start, 0
    machine.most = most
    while machine.opcodes <= most:
        try:
            machine.load(offset, least)
            least = 0
            offset = _window(machine, table)
        except JumpError as jump:
            offset = jump.offset
        except StopError:
            return "", machine.at + 1
        except BrokenError as error:
            return str(error), machine.at
        except MoreError as more:
            offset, least = machine.at, more.least
        except (IndexError, struct.error):
            if machine.whole:
                ended = machine.at >= machine.source.size
                return ("ends before STOP" if ended else "ends within an opcode"), machine.at
            offset = machine.at
        except (ValueError, OverflowError) as error:
            return f"an argument is malformed ({type(error).__name__})", machine.at
        machine.elided = machine.opcodes > KEPT
    return f"more than {most:,} opcodes", machine.at


def _window(machine: Machine, table: tuple[Handler, ...]) -> int:
    """Interpret what is in the window, at most CHUNK opcodes: the offset of the next one.

    The most frequent opcodes are here as well as in the table, which has them for the edges of the window."""
    data, stack, memo, pos, here, count = machine.data, machine.stack, machine.memo, 0, 0, 0
    base, size, push, memoize, far = (
        machine.base,
        len(machine.data),
        machine.stack.append,
        machine.memo.append,
        machine.far,
    )
    try:
        for count in range(CHUNK):  # noqa: B007  (told below, however the loop ends)
            here = pos
            op = data[pos]
            if op == 0x94 and not far:  # MEMOIZE
                memoize(stack[-1])
                pos += 1
            elif op == 0x8C and (end := pos + 2 + data[pos + 1]) <= size:  # SHORT_BINUNICODE
                push(data[pos + 2 : end].decode("utf-8", "surrogatepass"))
                pos = end
            elif op == 0x4B:  # BININT1
                push(data[pos + 1])
                pos += 2
            elif op == 0x68 and data[pos + 1] < len(memo) and type(value := memo[data[pos + 1]]) in _UNSHARED:  # BINGET
                push(value)
                pos += 2
            elif op == 0x71 and data[pos + 1] == len(memo) and not far:  # BINPUT
                memoize(stack[-1])
                pos += 2
            elif op == 0x47 and pos + 9 <= size:  # BINFLOAT
                push(_FLOAT(data, pos + 1)[0])
                pos += 9
            else:
                pos = table[op](machine, pos + 1)
        here = pos
    finally:
        machine.at = base + here
        machine.opcodes += count + 1
    if len(stack) + len(far) > MOST:
        raise BrokenError(f"more than {MOST:,} values at once")
    return machine.at


_UNSHARED = frozenset({str, bytes, int, float, Global})
"""Types whose values may be taken from the memo without counting it."""
_FLOAT = struct.Struct(">d").unpack_from
