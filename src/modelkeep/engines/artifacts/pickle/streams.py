"""One pickle after the other in a source: what each would build, and where the next one may begin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from modelkeep.engines.artifacts.pickle import calls, constants, containers
from modelkeep.engines.artifacts.pickle.machine import AfterBuild, Handler, Machine, Watch, run, unknown
from modelkeep.engines.artifacts.pickle.values import Call, Global, Persistent, Value
from modelkeep.engines.artifacts.sources import Source

OPCODES = 50_000_000
_SEARCHED = 1 << 24
"""Bytes after a broken stream in which the next one is looked for."""
_BEGINS = re.compile(
    rb"\x80[\x00-\x05](?=[\x95})\](cX\x8cKN\x8f\x88\x89U\x80C])|\x00(?=(?:\(?c|\(i)[A-Za-z_][\w.]*\n[A-Za-z_][\w.]*\n)"
)
"""A protocol's opcode and a likely first opcode; or a name's after a NUL."""


def _table() -> tuple[Handler, ...]:
    table: list[Handler] = [unknown] * 256
    for handlers in (constants.HANDLERS, containers.HANDLERS, calls.HANDLERS):
        for opcode, handler in handlers.items():
            table[opcode[0]] = handler
    return tuple(table)


TABLE = _table()
"""The handler of each opcode, by its number."""


@dataclass(frozen=True, slots=True)
class Stream:
    """What one pickle would build. `value` is what STOP returns, None where it was not reached: then `error` says why, and `end` is
    the offset of the opcode that broke it; otherwise it is the offset after STOP.

    `elided` says that containers after the first two million opcodes are told empty."""

    start: int
    end: int
    error: str
    value: Value
    protocol: int
    opcodes: int
    globals: tuple[Global, ...]
    persistent: tuple[Persistent, ...]
    computed: tuple[tuple[int, Value, Value], ...]
    elided: bool
    sparse: int
    shared: int
    roots: tuple[Value, ...]
    """What is reachable, for measuring: the result, what is left on the stack and in the memo, and what was dropped."""


def ignored(how: int, callee: Value, call: Call) -> bool:
    """A watch that looks at nothing."""
    return True


def interpret(
    source: Source,
    start: int = 0,
    *,
    watch: Watch = ignored,
    after_build: AfterBuild | None = None,
    opcodes: int = OPCODES,
) -> Stream:
    """One stream, from an offset on. Nothing in it raises an error but UnreadableError of the source."""
    machine = Machine(source, watch, after_build)
    error, end = run(machine, start, TABLE, opcodes)
    value = machine.stack[-1] if not error and machine.stack else None
    return Stream(
        start=start,
        end=end,
        error=error,
        value=value,
        protocol=machine.protocol,
        opcodes=machine.opcodes,
        globals=tuple(machine.globals.values()),
        persistent=tuple(machine.persistent),
        computed=tuple(machine.computed),
        elided=machine.elided,
        sparse=machine.sparse,
        shared=machine.shared,
        roots=(value, machine.stack, machine.memo, list(machine.far.values()), machine.dropped)
        if machine.shared
        else (),
    )


def next_start(source: Source, offset: int) -> int | None:
    """Where a pickle may begin from an offset on; None where there is no such place nearby."""
    size = 1 << 20
    for at in range(offset, min(source.size, offset + _SEARCHED), size):
        data = source.read(at, size + 128)
        if found := _BEGINS.search(data):
            return at + found.start() + (0 if found[0][:1] == b"\x80" else 1)
    return None


def trailing(source: Source, offset: int) -> int:
    """Where the bytes after an offset are no longer NUL or white; the size of the source where all are."""
    while offset < source.size:
        data = source.read(offset, 1 << 20)
        if not data:
            break
        if stripped := data.lstrip(b"\x00\r\n\t "):
            return offset + len(data) - len(stripped)
        offset += len(data)
    return source.size


def streams(
    source: Source,
    start: int = 0,
    *,
    watch: Watch = ignored,
    after_build: AfterBuild | None = None,
    opcodes: int = OPCODES,
    most: int = 10_000,
) -> Iterator[Stream]:
    """All streams that follow each other, NUL bytes between them left out; ends after the first that does not reach STOP."""
    for _ in range(most):
        stream = interpret(source, start, watch=watch, after_build=after_build, opcodes=opcodes)
        yield stream
        opcodes -= stream.opcodes
        start = trailing(source, stream.end)
        if stream.error or start >= source.size or opcodes <= 0:
            return
