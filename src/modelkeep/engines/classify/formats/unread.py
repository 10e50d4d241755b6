"""What is told by its first bytes and not read: what is in it is not known."""

from __future__ import annotations

from modelkeep.engines.artifacts.sniffing import Start
from modelkeep.engines.artifacts.sources import Source
from modelkeep.engines.classify.reading import Reading

_PICTURE = "a picture: pictures are not read"
_SOUND = "sound or film: neither is read"
_ENCRYPTED = "encrypted: it cannot be read without its key"
_ARMOURED: tuple[tuple[bytes, str], ...] = (
    (b"-----BEGIN PGP MESSAGE-----", _ENCRYPTED),
    (b"-----BEGIN AGE ENCRYPTED FILE-----", _ENCRYPTED),
    (b"age-encryption.org/v1", _ENCRYPTED),
    (b"$ANSIBLE_VAULT;", _ENCRYPTED),
    (b"version https://git-lfs.github.com/spec/", "a Git LFS pointer: the data themselves are elsewhere"),
    (b"%!PS", "PostScript is not read: make a PDF of it"),
)
"""What begins as text does."""
_BINARY: tuple[tuple[bytes, str], ...] = (
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "an old or encrypted Office file (OLE) is not read: save it as .docx or .xlsx",
    ),
    (b"PARE", _ENCRYPTED),  # Parquet with an encrypted footer
    (b"Salted__", _ENCRYPTED),  # OpenSSL
    (b"\x85\x01", _ENCRYPTED),  # a session key of OpenPGP
    (b"\x84\x8c", _ENCRYPTED),
    (b"\x80", "a pickle is never loaded, and not read: save the data as Parquet or CSV"),
    (b"SQLite format 3\0", "a database of SQLite is not read: export its tables"),
    (b"\x89HDF\r\n\x1a\n", "HDF5 is not read: export its tables"),
    (b"SEQ", "a sequence file of Hadoop is not read: write it as Parquet or Avro"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive is not read: unpack it"),
    (b"Rar!\x1a\x07", "a RAR archive is not read: unpack it"),
    (b"\x89PNG\r\n\x1a\n", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"II*\0", _PICTURE),
    (b"MM\0*", _PICTURE),
    (b"BM", _PICTURE),
    (b"fLaC", _SOUND),
    (b"OggS", _SOUND),
    (b"ID3", _SOUND),
    (b"\x1aE\xdf\xa3", _SOUND),
)


def reason(start: Start, *, is_text: bool) -> str:
    """Why it is not read; empty for anything else."""
    head = start.head.lstrip(b"\xef\xbb\xbf\r\n\t ") if is_text else start.head
    found = next((told for magic, told in (_ARMOURED if is_text else _BINARY) if head.startswith(magic)), "")
    if found or is_text:
        return found
    if head.startswith(b"RIFF"):
        return _PICTURE if head[8:12] == b"WEBP" else _SOUND
    return _SOUND if head[4:8] == b"ftyp" else ""


def read(source: Source, reading: Reading) -> None:
    """Say why not."""
    from modelkeep.engines.artifacts.sniffing import HEAD
    from modelkeep.engines.classify.formats import is_text

    start = Start(reading.look.name.lower(), source.read(0, HEAD), source.size, source)
    reading.look.gap(reason(start, is_text=is_text(start)))
