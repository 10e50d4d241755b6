"""Bytes whose digest and size are held against what was promised, while they go by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from modelkeep.engines.artifacts.sources import UnreadableError
from modelkeep.engines.images.documents import LARGEST, Descriptor, hasher
from modelkeep.engines.images.sources import ImageSource


@dataclass(slots=True)
class Counted:
    """Chunks that are counted and hashed while they are taken. `algorithm` is that of this digest."""

    chunks: Iterator[bytes]
    algorithm: str
    size: int = 0
    _digest: Any = field(init=False)

    def __post_init__(self) -> None:
        self._digest = hasher(self.algorithm)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        chunk = next(self.chunks)
        self.size += len(chunk)
        self._digest.update(chunk)
        return chunk

    @property
    def digest(self) -> str:
        """Of what was taken so far."""
        return f"{self._digest.name}:{self._digest.hexdigest()}"

    def drain(self) -> None:
        """Take what is left."""
        for _ in self:
            pass


def digest_of(raw: bytes, like: str) -> str:
    """The digest of bytes, by the algorithm of another."""
    counted = Counted(iter((raw,)), like)
    counted.drain()
    return counted.digest


def verified(image: ImageSource, named: Descriptor) -> tuple[bytes, str]:
    """A manifest or an index that another document names, with its media type. Raises UnreadableError where it is not the one that is
    named: what it would lead to is not what was asked for."""
    raw, media_type = image.manifest(named.digest)
    if digest_of(raw, named.digest) != named.digest:
        raise UnreadableError(f"the manifest {named.digest} does not have its digest")
    return raw, media_type


def small(image: ImageSource, named: Descriptor) -> bytes:
    """A configuration. Raises UnreadableError where it is too large or not the one that is named."""
    raw = whole(image.blob(named.digest), LARGEST)
    if digest_of(raw, named.digest) != named.digest:
        raise UnreadableError(f"the configuration {named.digest} does not have its digest")
    return raw


def whole(chunks: Iterable[bytes], most: int) -> bytes:
    """All of it. Raises UnreadableError where there is more than that."""
    out = bytearray()
    for each in chunks:
        out += each
        if len(out) > most:
            raise UnreadableError(f"larger than {most >> 20} MiB")
    return bytes(out)
