"""Pickles put together opcode by opcode. What they would call is never called: tests only read them."""

from __future__ import annotations

import struct

MARK, STOP, POP, DUP, EMPTY_TUPLE, EMPTY_LIST, EMPTY_DICT = b"(", b".", b"0", b"2", b")", b"]", b"}"
TUPLE, TUPLE1, TUPLE2, TUPLE3, REDUCE, BUILD, NEWOBJ, NEWOBJ_EX = (
    b"t",
    b"\x85",
    b"\x86",
    b"\x87",
    b"R",
    b"b",
    b"\x81",
    b"\x92",
)
APPEND, APPENDS, SETITEM, SETITEMS, MEMOIZE, STACK_GLOBAL, OBJ = b"a", b"e", b"s", b"u", b"\x94", b"\x93", b"o"
NONE, TRUE, FALSE, BINPERSID = b"N", b"\x88", b"\x89", b"Q"

Part = bytes | str | int | float | bool | None


def proto(version: int) -> bytes:
    """The opcode that says the protocol."""
    return b"\x80" + bytes([version])


def const(value: Part) -> bytes:
    """What pushes a constant; bytes are opcodes and stay as they are."""
    if value is None:
        return NONE
    if isinstance(value, bytes):
        return value
    if isinstance(value, bool):
        return TRUE if value else FALSE
    if isinstance(value, int):
        return b"J" + struct.pack("<i", value)
    if isinstance(value, float):
        return b"G" + struct.pack(">d", value)
    raw = value.encode("utf-8", "surrogatepass")
    return b"X" + struct.pack("<I", len(raw)) + raw


def raw(data: bytes) -> bytes:
    """What pushes bytes."""
    return b"B" + struct.pack("<I", len(data)) + data


def name(module: str, attribute: str) -> bytes:
    """GLOBAL, of every protocol."""
    return b"c" + module.encode() + b"\n" + attribute.encode() + b"\n"


def stacked(module: Part, attribute: Part) -> bytes:
    """STACK_GLOBAL, of protocol 4: both parts may be opcodes that push a text."""
    return const(module) + const(attribute) + STACK_GLOBAL


def tup(*parts: Part) -> bytes:
    """A tuple."""
    return MARK + b"".join(const(part) for part in parts) + TUPLE


def lst(*parts: Part) -> bytes:
    """A list."""
    return EMPTY_LIST + MARK + b"".join(const(part) for part in parts) + APPENDS


def dic(*pairs: Part) -> bytes:
    """A dict, of keys and values in turn."""
    return EMPTY_DICT + MARK + b"".join(const(part) for part in pairs) + SETITEMS


def call(callee: bytes, *args: Part) -> bytes:
    """REDUCE of a callee that opcodes push."""
    return callee + tup(*args) + REDUCE


def new(callee: bytes, *args: Part) -> bytes:
    """NEWOBJ."""
    return callee + tup(*args) + NEWOBJ


def build(instance: bytes, state: Part) -> bytes:
    """BUILD."""
    return instance + const(state) + BUILD


def put(key: int) -> bytes:
    """BINPUT."""
    return b"q" + bytes([key])


def get(key: int) -> bytes:
    """BINGET."""
    return b"h" + bytes([key])


def pickle(*parts: bytes, version: int = 4) -> bytes:
    """A whole stream, from PROTO to STOP; protocol 0 and 1 have no PROTO."""
    return (proto(version) if version > 1 else b"") + b"".join(parts) + STOP
