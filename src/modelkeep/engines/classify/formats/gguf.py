"""GGUF: the texts of its metadata. The vocabulary is no data of anybody, and tensors are weights."""

from __future__ import annotations

from modelkeep.engines.artifacts.formats.gguf import reader_of, value_of
from modelkeep.engines.artifacts.forward import CutOffError
from modelkeep.engines.artifacts.sources import Source, UnreadableError
from modelkeep.engines.classify.reading import Reading
from modelkeep.engines.classify.tables import Rows

VOCABULARY = "tokenizer.ggml."


def read(source: Source, reading: Reading) -> None:
    """Each text by its key. Raises UnreadableError for what is cut off."""
    reader = reader_of(source)
    rows = Rows(reading)
    try:
        reader.count()
        for _ in range(reader.count()):
            key = reader.text()
            value = value_of(reader, reader.number("I"), keep=not key.startswith(VOCABULARY))
            if isinstance(value, str | list):
                rows.document({key: value})
    except CutOffError as error:
        raise UnreadableError(str(error)) from error
    finally:
        rows.end()
