"""What a process that looks into files is told, and answers: MessagePack behind its length. Nothing on the way back is unpickled."""

from __future__ import annotations

import struct
from typing import IO, Any, TypeVar

import msgspec

from modelkeep.engines.artifacts.limits import Limits

READY = b"\x06"
"""What a process says once, when it can be asked."""
_LENGTH = struct.Struct(">I")
T = TypeVar("T")


class Setup(msgspec.Struct, frozen=True):
    """What a process needs to know once. `memory` in bytes, for one file; `way` is an `aws.artifacts.Way` as a
    mapping, None where no objects of S3 are asked for. With `digests`, local files are read whole for theirs, whatever their size."""

    limits: Limits
    policies: tuple[str, ...]
    memory: int
    way: dict[str, Any] | None = None
    digests: bool = False


def packed(message: Any) -> bytes:
    """A message as a frame."""
    body = msgspec.msgpack.encode(message)
    return _LENGTH.pack(len(body)) + body


def received(stream: IO[bytes], kind: type[T]) -> T | None:
    """The next message, None at the end. Raises EOFError where the stream ends within one."""
    head = stream.read(_LENGTH.size)
    if not head:
        return None
    length = _LENGTH.unpack(head)[0] if len(head) == _LENGTH.size else -1
    body = stream.read(length) if length >= 0 else b""
    if len(body) != length:
        raise EOFError("the other side ended within a message")
    return msgspec.msgpack.decode(body, type=kind)
