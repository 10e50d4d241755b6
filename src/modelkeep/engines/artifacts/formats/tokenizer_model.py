"""Vocabularies of SentencePiece: a message of pieces and settings, without code
(https://github.com/google/sentencepiece/blob/master/src/sentencepiece_model.proto)."""

from __future__ import annotations

from modelkeep.engines.artifacts.looking import Look
from modelkeep.engines.artifacts.protobuf import MalformedError, Message
from modelkeep.engines.artifacts.sources import Source

_KNOWN = range(1, 6)
_EXTENSIONS = 200


def inspect(source: Source, look: Look) -> None:
    """Walk all fields: a file that is no such message is not analysed."""
    try:
        unknown = next(
            (each for each in Message(source).fields() if each.number not in _KNOWN and each.number < _EXTENSIONS), None
        )
    except MalformedError as error:
        look.gap(f"sentencepiece: {error}")
        return
    if unknown is not None:
        look.gap(f"sentencepiece: a field {unknown.number} that there is not, at byte {unknown.start:,}")
