"""PyTorch's format before 0.1.10: a tar file of `sys_info`, `pickle`, `storages` and `tensors` (torch/serialization.py, `legacy_load`).

`storages` is a pickled count, then for each a pickled (key, location, type), a number of elements and the raw bytes, then the pickled
views. `tensors` is a pickled count, then for each a pickled (key, storage, type) and its shape.
"""

from __future__ import annotations

from modelkeep.engines.artifacts.formats import pickled
from modelkeep.engines.artifacts.formats.torch_storages import SIZES
from modelkeep.engines.artifacts.looking import Look
from modelkeep.engines.artifacts.pickle.streams import Stream, interpret
from modelkeep.engines.artifacts.pickle.values import Global
from modelkeep.engines.artifacts.sources import Part, Source, UnreadableError

DIMENSIONS = 64


def is_one(source: Source) -> bool:
    """True for a member that has pickles between its bytes: it begins with a pickled number."""
    head = source.read(0, 3)
    return head[:1] == b"\x80" and head[2:3] in b"KMJ" and len(head) == 3


def inspect(source: Source, look: Look) -> None:
    """The pickles as pickles, the storages by a peek; what does not fit is a gap."""
    count, at = _pickle(source, 0, look)
    if not isinstance(count.value, int):
        raise UnreadableError("it does not begin with a number of storages or tensors")
    for _ in range(count.value):
        stream, at = _pickle(source, at, look)
        at = _storage(source, at, stream, look) if look.name == "storages" else _shape(source, at)
    if look.name == "storages":
        _, at = _pickle(source, at, look)
    if at < source.size:
        look.member("bytes after the last one", Part(source, at, source.size - at))


def _pickle(source: Source, at: int, look: Look) -> tuple[Stream, int]:
    """One pickle, judged. Raises UnreadableError where it breaks off."""
    stream = interpret(source, at, opcodes=look.limits.opcodes)
    end = source.size if stream.error else stream.end
    pickled.inspect(Part(source, at, end - at), look)
    if stream.error:
        raise UnreadableError(f"a pickle at byte {at:,}: {stream.error}")
    return stream, end


def _storage(source: Source, at: int, stream: Stream, look: Look) -> int:
    told = stream.value
    kind = told[2] if isinstance(told, tuple) and len(told) == 3 else None
    width = SIZES.get(kind.name.rpartition(".")[2].removesuffix("Storage")) if isinstance(kind, Global) else None
    head = source.read(at, 8)
    if width is None or len(head) < 8:
        raise UnreadableError(f"a storage at byte {at:,} of no known type")
    length = width * int.from_bytes(head, "little")
    if length > source.size - at - 8:
        raise UnreadableError(f"a storage at byte {at:,} would have {length:,} bytes")
    look.peek(f"storage at {at}", Part(source, at + 8, length))
    return at + 8 + length


def _shape(source: Source, at: int) -> int:
    """Dimensions in 4 bytes, 4 bytes of nothing, sizes, strides, and the offset in the storage."""
    dimensions = int.from_bytes(source.read(at, 4), "little")
    if dimensions > DIMENSIONS:
        raise UnreadableError(f"a tensor of {dimensions:,} dimensions at byte {at:,}")
    return at + 8 + 16 * dimensions + 8
