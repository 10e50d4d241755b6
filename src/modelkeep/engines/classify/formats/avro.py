"""Avro: records with a schema, in blocks (https://avro.apache.org/docs/1.12.0/specification/)."""

from __future__ import annotations

import io

from modelkeep.engines.artifacts.sources import Source, Stream, UnreadableError
from modelkeep.engines.classify.reading import ROWS, Reading
from modelkeep.engines.classify.tables import Rows


def read(source: Source, reading: Reading) -> None:
    """All records with `plan.full`, or where the file is small; else the first ones."""
    try:
        import fastavro
    except ImportError as error:
        raise UnreadableError("Avro is read with the extra: pip install 'modelkeep[data]'") from error
    rows = Rows(reading)
    whole = reading.plan.full or source.size <= reading.plan.sample
    try:
        for record in fastavro.reader(io.BufferedReader(Stream(source), 64 << 10)):
            rows.document(record)
            if not whole and rows.row >= ROWS:
                reading.sampled()
                break
    finally:
        rows.end()
