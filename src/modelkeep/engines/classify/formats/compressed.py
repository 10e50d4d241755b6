"""One compressed file. It cannot be read from its middle on: of a large text its beginning is a sample, which rules nothing out."""

from __future__ import annotations

from modelkeep.engines.artifacts.archives import unpacking
from modelkeep.engines.artifacts.formats import compressed
from modelkeep.engines.artifacts.sniffing import HEAD, Start
from modelkeep.engines.artifacts.sources import Bytes, Source, UnreadableError
from modelkeep.engines.classify.formats import format_of
from modelkeep.engines.classify.reading import Reading

_BY_LINES = ("json-lines", "delimited", "text")


def read(source: Source, reading: Reading) -> None:
    """All of it with `plan.full`, where it is small, and where it holds what has no lines, such as a tar file."""
    plan = reading.plan
    if not plan.full and source.size > plan.sample:
        name = compressed.inner_name(reading.look.name)
        head = _beginning(source, plan.sample)
        found = format_of(Start(name.lower(), head[:HEAD], len(head), Bytes(head))) if head else None
        if found is not None and found.name in _BY_LINES:
            told = f"the first {len(head):,} bytes that it decompresses to: what follows cannot be reached without them"
            reading.sampled(drawn=told)
            reading.member(name, Bytes(head))
            return
    compressed.inspect(source, reading.look)


def _beginning(source: Source, most: int) -> bytes:
    """Whole lines, at most so many bytes, from so many bytes of the file at most; nothing where they do not decompress."""
    opened = compressed.OPEN.get(compressed.kind_of(source.read(0, 4096)))
    if opened is None:
        return b""
    data = b""
    try:
        for chunk in opened(unpacking.raw(source, 0, min(source.size, most))):
            data += chunk
            if len(data) >= most:
                break
    except UnreadableError:  # what follows was not read
        pass
    data = data[:most]
    return data[: data.rfind(b"\n") + 1] or data
