"""JSON, one document a line: values by their paths, as columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from modelkeep.engines.artifacts.sources import Source
from modelkeep.engines.classify.formats.text import pieces, windows
from modelkeep.engines.classify.reading import BLOCK, ROWS, Reading
from modelkeep.engines.classify.tables import Rows


def read(source: Source, reading: Reading) -> None:
    """All lines with `plan.full`, or where it is small; else those at its start, its end and between. A line that is no JSON is read as
    text, and so is one that is longer than a piece."""
    rows = Rows(reading)
    for start, stop in windows(source, reading):
        for piece in pieces(source, start, stop):
            if piece.repeated or (len(piece.data) > BLOCK and b"\n" not in piece.data):
                reading.text(piece)
                continue
            odd: list[bytes] = []
            lines = piece.data.split(b"\n")
            for at in range(0, len(lines), ROWS):
                rows.documents(_documents([line for line in lines[at : at + ROWS] if line and not line.isspace()], odd))
            if odd:
                reading.text(type(piece)(b"\n".join(odd)))
    rows.end()


def _documents(lines: Sequence[bytes], odd: list[bytes]) -> list[Any]:
    """The documents of lines; those that are none go to `odd`."""
    import msgspec

    decode = msgspec.json.Decoder().decode
    try:
        return list(map(decode, lines))
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        pass
    documents: list[Any] = []
    for line in lines:
        try:
            documents.append(decode(line))
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            odd.append(line)
    return documents
