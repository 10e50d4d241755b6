"""Opcodes that push constants, as CPython's unpickler reads them (Lib/pickle.py, Modules/_pickle.c)."""

from __future__ import annotations

import codecs
import struct
from collections.abc import Callable

from modelkeep.engines.artifacts.pickle.machine import BrokenError, Handler, Machine
from modelkeep.engines.artifacts.pickle.values import Buffer, Opaque, Span, Value

LONG = 65_536
"""Bytes: a longer constant stays in the source."""
DIGITS = 4_000

_U2 = struct.Struct("<H").unpack_from
_U4 = struct.Struct("<I").unpack_from
_S4 = struct.Struct("<i").unpack_from
_U8 = struct.Struct("<Q").unpack_from
_F8 = struct.Struct(">d").unpack_from


def _fixed(value: Value) -> Handler:
    def push(machine: Machine, pos: int) -> int:
        machine.stack.append(value)
        return pos

    return push


def _binint(machine: Machine, pos: int) -> int:
    machine.stack.append(_S4(machine.data, pos)[0])
    return pos + 4


def _binint1(machine: Machine, pos: int) -> int:
    machine.stack.append(machine.data[pos])
    return pos + 1


def _binint2(machine: Machine, pos: int) -> int:
    machine.stack.append(_U2(machine.data, pos)[0])
    return pos + 2


def _binfloat(machine: Machine, pos: int) -> int:
    machine.stack.append(_F8(machine.data, pos)[0])
    return pos + 8


def _integer(text: bytes) -> Value:
    """As int(text, 0) does, with the octal that C's strtol takes."""
    if len(text) > DIGITS:
        return Opaque("int")
    try:
        return int(text, 0)
    except ValueError:
        return int(text, 8) if text.strip().lstrip(b"+-").startswith(b"0") else int(text)


def _int(machine: Machine, pos: int) -> int:
    text, pos = machine.line(pos)
    machine.stack.append({b"00": False, b"01": True}.get(text) if text in (b"00", b"01") else _integer(text))
    return pos


def _long(machine: Machine, pos: int) -> int:
    text, pos = machine.line(pos)
    machine.stack.append(_integer(text.removesuffix(b"L")))
    return pos


def _float(machine: Machine, pos: int) -> int:
    text, pos = machine.line(pos)
    machine.stack.append(float(text))
    return pos


def _long1(machine: Machine, pos: int) -> int:
    length = machine.data[pos]
    raw, pos = machine.take(pos + 1, length)
    machine.stack.append(int.from_bytes(raw, "little", signed=True))
    return pos


def _long4(machine: Machine, pos: int) -> int:
    length = _S4(machine.data, pos)[0]
    if length < 0:
        raise BrokenError("an integer of negative length")
    if length > 1024:
        machine.stack.append(Span("int", machine.here(pos + 4), length, machine.source))
        return machine.skip(pos + 4, length)
    raw, pos = machine.take(pos + 4, length)
    machine.stack.append(int.from_bytes(raw, "little", signed=True))
    return pos


def _string(machine: Machine, pos: int) -> int:
    text, pos = machine.line(pos)
    text = text.rstrip()
    if len(text) < 2 or text[:1] != text[-1:] or text[:1] not in (b"'", b'"'):
        raise BrokenError("a string without quotes")
    machine.stack.append(codecs.escape_decode(text[1:-1])[0].decode("latin-1"))
    return pos


def _unicode(machine: Machine, pos: int) -> int:
    text, pos = machine.line(pos)
    machine.stack.append(text.decode("raw-unicode-escape"))
    return pos


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogatepass")


def _latin(raw: bytes) -> str:
    return raw.decode("latin-1")


def _data(raw: bytes) -> bytes:
    return raw


def _counted(width: int, kind: str, decode: Callable[[bytes], Value]) -> Handler:
    """A constant that begins with its length in `width` bytes."""
    unpack = {4: _U4, 8: _U8}[width]

    def push(machine: Machine, pos: int) -> int:
        length = unpack(machine.data, pos)[0]
        pos += width
        if length > LONG:
            machine.stack.append(Span(kind, machine.here(pos), length, machine.source))
            return machine.skip(pos, length)
        raw, pos = machine.take(pos, length)
        machine.stack.append(decode(raw))
        return pos

    return push


def _short(decode: Callable[[bytes], Value]) -> Handler:
    def push(machine: Machine, pos: int) -> int:
        data = machine.data
        end = pos + 1 + data[pos]
        if end <= len(data):
            machine.stack.append(decode(data[pos + 1 : end]))
            return end
        raw, pos = machine.take(pos + 1, data[pos])
        machine.stack.append(decode(raw))
        return pos

    return push


def _short_text(machine: Machine, pos: int) -> int:
    data = machine.data
    end = pos + 1 + data[pos]
    if end > len(data):
        raw, pos = machine.take(pos + 1, data[pos])
        machine.stack.append(_text(raw))
        return pos
    machine.stack.append(data[pos + 1 : end].decode("utf-8", "surrogatepass"))
    return end


def _next_buffer(machine: Machine, pos: int) -> int:
    machine.stack.append(Buffer(machine.buffers))
    machine.buffers += 1
    return pos


def _readonly_buffer(machine: Machine, pos: int) -> int:
    machine.top()
    return pos


def _protocol(machine: Machine, pos: int) -> int:
    protocol = machine.data[pos]
    if protocol > 5:
        raise BrokenError(f"protocol {protocol} is unknown")
    machine.protocol = protocol
    return pos + 1


def _frame(machine: Machine, pos: int) -> int:
    _U8(machine.data, pos)  # frames say what may be read at once, and change nothing
    return pos + 8


HANDLERS: dict[bytes, Handler] = {
    b"N": _fixed(None),
    b"\x88": _fixed(True),
    b"\x89": _fixed(False),
    b"J": _binint,
    b"K": _binint1,
    b"M": _binint2,
    b"G": _binfloat,
    b"I": _int,
    b"L": _long,
    b"F": _float,
    b"\x8a": _long1,
    b"\x8b": _long4,
    b"S": _string,
    b"V": _unicode,
    b"T": _counted(4, "str", _latin),
    b"U": _short(_latin),
    b"X": _counted(4, "str", _text),
    b"\x8c": _short_text,
    b"\x8d": _counted(8, "str", _text),
    b"B": _counted(4, "bytes", _data),
    b"C": _short(_data),
    b"\x8e": _counted(8, "bytes", _data),
    b"\x96": _counted(8, "bytearray", _data),
    b"\x97": _next_buffer,
    b"\x98": _readonly_buffer,
    b"\x80": _protocol,
    b"\x95": _frame,
}
