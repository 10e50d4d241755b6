"""JSON, one document a line: values by their paths, as columns."""

from __future__ import annotations

from modelkeep.engines.artifacts.sources import Source
from modelkeep.engines.classify.formats.text import pieces, windows
from modelkeep.engines.classify.reading import BLOCK, Reading
from modelkeep.engines.classify.tables import Rows


def read(source: Source, reading: Reading) -> None:
    """All lines with `plan.full`, or where it is small; else those at its start, its end and between. A line that is no JSON is read as
    text, and so is one that is longer than a piece."""
    import msgspec

    decode = msgspec.json.Decoder().decode
    rows = Rows(reading)
    for start, stop in windows(source, reading):
        for piece in pieces(source, start, stop):
            if piece.repeated or (len(piece.data) > BLOCK and b"\n" not in piece.data):
                reading.text(piece)
                continue
            odd: list[bytes] = []
            for line in piece.data.split(b"\n"):
                if not line or line.isspace():
                    continue
                try:
                    document = decode(line)
                except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
                    odd.append(line)
                    continue
                rows.document(document)
            if odd:
                reading.text(type(piece)(b"\n".join(odd)))
    rows.end()
