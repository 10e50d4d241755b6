"""One JSON document. A list of objects is a table; what is too large to be held is read as text, in which names stand near values."""

from __future__ import annotations

from modelkeep.engines.artifacts.sniffing import Start
from modelkeep.engines.artifacts.sources import Source
from modelkeep.engines.classify.formats import text
from modelkeep.engines.classify.reading import Reading
from modelkeep.engines.classify.tables import Rows

LARGEST = 64 << 20
"""Bytes of a document that is parsed as a whole."""


def is_json(start: Start) -> bool:
    """By its first sign, and its name or what follows."""
    head = start.head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return head[:1] in (b"{", b"[") and (
        start.name.endswith((".json", ".ipynb", ".geojson")) or head[1:].lstrip()[:1] in b'"{['
    )


def read(source: Source, reading: Reading) -> None:
    """Every value by its path; the whole as text where it is no JSON or too large."""
    import msgspec

    if source.size > LARGEST:
        text.read(source, reading)
        return
    try:
        document = msgspec.json.decode(source.read(0, source.size).removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        text.read(source, reading)
        return
    rows = Rows(reading)
    rows.documents(document if isinstance(document, list) else (document,))
    rows.end()
