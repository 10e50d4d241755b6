"""Files of torch.save put together by hand, with one storage of six numbers."""

from __future__ import annotations

import struct

from tests.fakes import opcodes as op
from tests.fakes.zips import Piece, zip_of

from modelkeep.engines.artifacts.sources import Bytes

NUMBERS = struct.pack("<6f", *range(6))
EMPTY = op.call(op.name("collections", "OrderedDict"))


def storage(kind: str = "FloatStorage", key: str = "0", count: int = 6, place: str = "cpu", *more: op.Part) -> bytes:
    """A persistent id as torch writes it."""
    return op.tup("storage", op.name("torch", kind), key, place, count, *more) + op.BINPERSID


def tensor(
    shape: tuple[int, ...] = (2, 3), strides: tuple[int, ...] = (3, 1), offset: int = 0, of: bytes = b"", *more: op.Part
) -> bytes:
    """`torch._utils._rebuild_tensor_v2`."""
    name = op.name("torch._utils", "_rebuild_tensor_v2")
    return op.call(name, of or storage(), offset, op.tup(*shape), op.tup(*strides), False, EMPTY, *more)


def torch_file(*parts: bytes, order: bytes = b"little", data: bytes = NUMBERS) -> Bytes:
    """A zip file of torch.save."""
    members = {b"data.pkl": op.pickle(*parts, version=2), b"byteorder": order, b"data/0": data, b"version": b"3\n"}
    return Bytes(zip_of(*(Piece(name=b"m/" + name, data=content) for name, content in members.items())))
