"""Pictures, sounds and tables: data of formats that carry no code for what loads models."""

from __future__ import annotations

from modelkeep.engines.artifacts.looking import Look
from modelkeep.engines.artifacts.sources import Source

MAGIC = (
    *(
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff",
        b"GIF87a",
        b"GIF89a",
        b"RIFF",
        b"fLaC",
        b"OggS",
        b"ID3",
        b"PAR1",
        b"ARROW1\0\0",
    ),
    *(b"Obj\x01", b"ORC", b"II*\0", b"MM\0*"),
)
"""PNG, JPEG, GIF, WAV and WebP, FLAC, Ogg, MP3, Parquet, Arrow, Avro, ORC, TIFF."""


def inspect(source: Source, look: Look) -> None:
    """Nothing in it runs; what else the file may be is looked at by that format."""
