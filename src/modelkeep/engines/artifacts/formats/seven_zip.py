"""7z archives, by py7zr where it is installed."""

from __future__ import annotations

import io
from importlib import import_module
from typing import Any

from modelkeep.engines.artifacts.archives import paths
from modelkeep.engines.artifacts.formats.containers import BOMB, UNSAFE_PATH
from modelkeep.engines.artifacts.looking import BombError, Look, SpentError, Spool
from modelkeep.engines.artifacts.sources import Source, Stream

MAGIC = b"7z\xbc\xaf\x27\x1c"


def inspect(source: Source, look: Look) -> None:
    """Every member, decompressed by py7zr into spools; without it, a gap."""
    try:
        py7zr: Any = import_module("py7zr")
    except ImportError:
        look.gap("a 7z archive: `pip install 'modelkeep[archives]'`, or unpack it and inspect what is in it")
        return
    members = _Collecting(look)
    try:
        _extract(py7zr, source, members, look)
    except SpentError:
        raise
    except BombError as error:
        look.found(BOMB, str(error))
        look.gap(f"7z: {error}")
    except Exception as error:  # py7zr and its codecs raise many kinds; what was read so far is inspected all the same
        look.gap(f"7z: it cannot be read to its end ({type(error).__name__})")
    for name, spool in members.spools.items():
        look.member(name, spool.source())


def _extract(py7zr: Any, source: Source, members: _Collecting, look: Look) -> None:
    """Names are judged by the archive's list, before anything is decompressed."""
    stream: Any = io.BufferedReader(Stream(source), 1 << 20)
    with py7zr.SevenZipFile(stream) as archive:
        if archive.needs_password():
            look.gap("encrypted: it cannot be read without its password")
            return
        total = 0
        for each in archive.list():
            total += each.uncompressed or 0
            if why := paths.unsafe(each.filename):
                text = f"the member's name: {why}"
                look.inside(each.filename).found(UNSAFE_PATH, text, evidence=each.filename)
        if total > look.limits.spool:
            raise BombError(f"more than {look.limits.spool:,} bytes when decompressed")
        archive.extractall(factory=members)


class _Collecting:
    """py7zr's WriterFactory: one spool for each member, in memory or a file without a name."""

    def __init__(self, look: Look) -> None:
        self.look, self.spools = look, dict[str, Spool]()

    def create(self, filename: str, *_: object) -> _Writer:
        """A spool for the member."""
        spool = self.spools[filename] = Spool(self.look.limits.memory // 8)
        return _Writer(self.look, spool)


class _Writer:
    """py7zr's Py7zIO."""

    def __init__(self, look: Look, spool: Spool) -> None:
        self._look, self._spool = look, spool

    def write(self, data: bytes | bytearray) -> int:
        """Keep them. Raises BombError and SpentError beyond the bounds."""
        self._look.expand(len(data))
        self._spool.write(bytes(data))
        if self._spool.size > self._look.limits.spool:
            raise BombError(f"more than {self._look.limits.spool:,} bytes when decompressed")
        return len(data)

    def read(self, size: int | None = None) -> bytes:
        """Nothing: py7zr reads links only."""
        return b""

    def seek(self, offset: int, whence: int = 0) -> int:
        """Stays where it is."""
        return offset

    def flush(self) -> None:
        """Nothing to do."""

    def size(self) -> int:
        """Bytes written."""
        return self._spool.size

    def close(self) -> None:
        """Nothing to do."""
