"""Objects into staged Parquet files: what each worker does, with memory bounded by the size of its spools."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Protocol

import duckdb
import msgspec

from modelkeep.adapters.lake.database import connect, literal, settle
from modelkeep.adapters.lake.direct import write_spools
from modelkeep.adapters.lake.lines import Liner, Lines
from modelkeep.adapters.lake.parquet import WIDE, write_partitions
from modelkeep.adapters.lake.records import Spool, load_spool
from modelkeep.adapters.lake.schema import ACCOUNT, ENDPOINT, ORIGIN, REGION, VARIANT
from modelkeep.adapters.logs.bodies import Bodies
from modelkeep.adapters.logs.formats import records_of
from modelkeep.adapters.logs.parts import Part, Skipped, Trouble
from modelkeep.adapters.logs.places import hints, passed_over
from modelkeep.core.errors import AccessError, ConnectionFailedError, WorkspaceError
from modelkeep.core.logs import log_tables
from modelkeep.core.logs.lake import QUARANTINE, STAGING, LakeFile, Outcome, Work
from modelkeep.core.logs.objects import KnownObject, LogObject
from modelkeep.core.logs.tables import LogTable

SPOOL = 256 << 20
"""Bytes of records that become a Parquet file."""
PIECE = 24 << 20
"""Bytes of records that are looked at together where one of them is none."""
PIECE_OF_WIDE = 3 << 20
"""The same for wide tables."""
TOGETHER = 2_000
"""Records that are made lines at once."""
HELD = 32 << 20
"""Bytes of the largest packed object that is held in memory."""
MEMORY = "200MB"
"""What DuckDB may set aside; it sets aside more than it uses, the more so the more columns a table has."""
INVOCATION, CAPTURE = "bedrock_invocation", "sagemaker_capture"
"""The table whose bodies may lie elsewhere, and the one whose records do not tell their endpoint."""
TOLD = 1_000
"""Entries in the quarantine for one object; the last one says how many more there are."""


class Fetch(Protocol):
    """Where objects come from."""

    def fetch(self, found: LogObject, scratch: Path) -> Path | bytes:
        """An object's content, as it is packed. Raises AccessError or OSError where it cannot be had."""


@dataclass(slots=True)
class _Spool:
    """Records of one table on their way, in pieces, and which lines are whose: the first line, the object, the number of its record, the
    unit."""

    table: LogTable
    folder: Path
    piece: int
    lines: int = 0
    size: int = 0
    pieces: list[Spool] = field(default_factory=list)
    runs: list[tuple[int, int, int, str]] = field(default_factory=list)
    _file: IO[bytes] | None = None

    def add(self, made: Lines, count: int) -> None:
        """Write so many lines."""
        if self._file is None:
            path = self.folder / f"{self.table.name}-{len(self.pieces):04}.ndjson"
            self._file = path.open("wb")
            self.pieces.append(Spool(path, 0, 0))
        self._file.write(made.text)
        last, size = self.pieces[-1], len(made.text)
        last = Spool(last.path, last.lines + count, max(last.longest, made.longest), last.size + size)
        self.pieces[-1] = last
        self.lines, self.size = self.lines + count, self.size + size
        if last.size >= self.piece:
            self.end_piece()

    def end_piece(self) -> None:
        """What comes next is another piece."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def place(self, line: int) -> tuple[int, str]:
        """The object and the place in it of a line."""
        first, origin, number, unit = next(run for run in reversed(self.runs) if run[0] <= line)
        return origin, f"{unit} {number + line - first}"


@dataclass(slots=True)
class _Read:
    """What was read of one object so far."""

    found: LogObject
    tag: str
    events: int = 0
    quarantined: int = 0


@dataclass(slots=True)
class Converter:
    """Turns objects into staged files of the lake in `folder`. `sources` says, by container's beginning, where objects come from;
    `scratch` where records lie on their way, by default beside the staged files, `bodies` how large bodies of invocations are had,
    `piece` how many bytes of records are looked at together where one of them is none."""

    folder: Path
    sources: Mapping[str, Fetch]
    scratch: Path | None = None
    bodies: Bodies | None = None
    piece: int = PIECE
    _connection: duckdb.DuckDBPyConnection | None = None

    def convert(self, work: Work) -> Outcome:
        """Read the objects of a batch; their files are staged and on disk for good when this returns. Raises WorkspaceError."""
        try:
            return _Run(self, self._between, self._connected(), work).outcome()
        except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
            raise WorkspaceError(
                f"{self.folder}: {str(error).splitlines()[0]}",
                remedy="Free disk space or memory and run it again: what was committed is kept.",
            ) from error

    @property
    def _between(self) -> Path:
        return self.scratch or self.folder / STAGING

    def _connected(self) -> duckdb.DuckDBPyConnection:
        if self._connection is None:
            self._connection = connect(threads=1, memory=MEMORY)
            # What does not fit is put on disk beside the spools, not in the folder where somebody works.
            scratch = self._between / f"spill-{os.getpid()}"
            self._connection.execute(f"SET temp_directory = {literal(scratch)}")
        return self._connection


class _Run:
    """One batch."""

    def __init__(self, converter: Converter, scratch: Path, connection: duckdb.DuckDBPyConnection, work: Work) -> None:
        self._staging = converter.folder / STAGING
        self._scratch = scratch / f"work-{os.getpid()}-{work.stem}"
        self._sources, self._connection, self._work = converter.sources, connection, work
        self._bodies = converter.bodies.batch() if converter.bodies else None
        self._piece = converter.piece
        self._spools: dict[str, _Spool] = {}
        self._objects: dict[int, _Read] = {}
        self._files: list[LakeFile] = []
        self._quarantine: list[bytes] = []
        self._duplicates = 0

    def outcome(self) -> Outcome:
        """See `Converter.convert`."""
        shutil.rmtree(self._scratch, ignore_errors=True)
        self._scratch.mkdir(parents=True)
        skipped: Counter[str] = Counter()
        known: list[tuple[str, str, str]] = []
        unread: list[tuple[str, str]] = []
        size = 0
        try:
            for origin, found in enumerate(self._work.objects, self._work.origin):
                if passed := passed_over(found.key):
                    skipped[passed] += 1
                    continue
                try:
                    packed, tag = self._fetched(found)
                except (AccessError, ConnectionFailedError, OSError) as error:
                    unread.append((found.shown, getattr(error, "strerror", None) or str(error)))
                    continue
                if tag in self._work.known.get((found.container, found.key), ()):
                    known.append((found.container, found.key, tag))
                    continue
                size += found.size
                self._objects[origin] = _Read(found, tag)
                self._read(origin, packed, skipped)
            for spool in list(self._spools.values()):
                self._flush(spool)
            self._write_quarantine()
        finally:
            shutil.rmtree(self._scratch, ignore_errors=True)
        settle(self._staging)
        unread.extend(self._bodies.told() if self._bodies else ())
        return Outcome(
            batch=self._work.batch, objects=self._known(), files=self._files, duplicates=self._duplicates, known=known,
            skipped=skipped, unread=unread, bytes=size,
        )  # fmt: skip

    def _known(self) -> list[KnownObject]:
        return [
            KnownObject(
                id=origin, container=read.found.container, key=read.found.key, tag=read.tag, size=read.found.size,
                events=read.events, quarantined=read.quarantined,
            )
            for origin, read in self._objects.items()
        ]  # fmt: skip

    def _fetched(self, found: LogObject) -> tuple[Path | bytes, str]:
        source = next(source for start, source in self._sources.items() if found.container.startswith(start))
        content = source.fetch(found, self._scratch)
        if isinstance(content, Path) and found.size <= HELD:
            content = content.read_bytes()
        return content, found.tag or _digest(content)

    def _read(self, origin: int, packed: Path | bytes, skipped: Counter[str]) -> None:
        told = hints(self._objects[origin].found.key)
        members: dict[str, int | str] = {ORIGIN: origin, ACCOUNT: told.account, REGION: told.region}
        fields = {
            "": _members(members),
            CAPTURE: _members({**members, ENDPOINT: told.endpoint, VARIANT: told.variant}),
        }
        for found in records_of(packed, told, self._scratch):
            if isinstance(found, Part):
                self._spool(origin, found, fields.get(found.table, fields[""]))
            elif isinstance(found, Trouble):
                self._refuse(origin, found)
            elif isinstance(found, Skipped):
                skipped[found.what] += 1

    def _spool(self, origin: int, part: Part, fields: bytes) -> None:
        spool = self._spools.get(part.table)
        if spool is None:
            table = log_tables()[part.table]
            piece = min(self._piece, PIECE_OF_WIDE) if len(table.all) >= WIDE else self._piece
            spool = self._spools[part.table] = _Spool(table, self._scratch, piece)
        records, flat = part.records, part.flat
        if self._bodies is not None and part.table == INVOCATION:
            records, flat = [self._bodies.whole(each, self._scratch) for each in records], False
        spool.runs.append((spool.lines, origin, part.first, part.unit))
        liner = Liner(spool.table, fields)
        for start in range(0, len(records), TOGETHER):
            some = records[start : start + TOGETHER]
            spool.add(liner.lines(some, flat=flat), len(some))
        self._objects[origin].events += len(part.records)
        if spool.size >= SPOOL:
            self._flush(spool)

    def _flush(self, spool: _Spool) -> None:
        spool.end_piece()
        del self._spools[spool.table.name]
        written = write_spools(
            self._connection, spool.table, spool.pieces, self._staging, self._start(), self._work.batch
        )
        if written is not None:
            self._files.extend(written.files)
            self._duplicates += written.duplicates
        else:
            self._sort_out(spool)
        for piece in spool.pieces:
            piece.path.unlink()

    def _sort_out(self, spool: _Spool) -> None:
        """Tell apart what is no record, piece by piece, and write the rest."""
        first = 0
        for piece in spool.pieces:
            loaded = load_spool(self._connection, spool.table, piece, "loaded")
            for refused in loaded.refused:
                origin, place = spool.place(first + refused.position)
                self._objects[origin].events -= 1
                self._refuse(origin, Trouble(place, refused.reason, refused.raw))
            self._duplicates += loaded.duplicates
            self._files.extend(
                write_partitions(
                    self._connection, "loaded", spool.table, self._staging, self._start(), self._work.batch
                )
            )
            self._connection.execute("DROP TABLE loaded")
            first += piece.lines

    def _start(self) -> str:
        """How the name of the next file begins."""
        return f"{self._work.stem}-{len(self._files):04}"

    def _refuse(self, origin: int, trouble: Trouble) -> None:
        read = self._objects[origin]
        read.quarantined += 1
        if read.quarantined > TOLD:
            return
        entry = {
            "object": read.found.shown, "tag": read.tag, "place": trouble.place, "reason": trouble.reason,
            "raw": trouble.raw.decode(errors="replace"),
        }  # fmt: skip
        self._quarantine.append(msgspec.json.encode(entry))

    def _write_quarantine(self) -> None:
        for read in self._objects.values():
            if read.quarantined > TOLD:
                more = f"{read.quarantined - TOLD:,} more are not listed"
                self._quarantine.append(
                    msgspec.json.encode({"object": read.found.shown, "tag": read.tag, "place": "", "reason": more})
                )
        if not self._quarantine:
            return
        name = f"{QUARANTINE}/{self._work.stem}.jsonl"
        rows = sum(read.quarantined for read in self._objects.values())
        file = LakeFile(
            table=QUARANTINE, account="", region="", day=None, name=name, rows=rows, first=None, last=None, schema="",
            bytes=sum(map(len, self._quarantine)) + len(self._quarantine), batch=self._work.batch,
        )  # fmt: skip
        self._files.append(file)
        with (self._staging / Path(name).name).open("wb") as out:
            os.fchmod(out.fileno(), 0o600)
            out.write(b"\n".join(self._quarantine) + b"\n")
            out.flush()
            os.fsync(out.fileno())


def _members(values: Mapping[str, int | str]) -> bytes:
    """Members of a JSON object, each with a comma after it; what nobody knows is left out."""
    return b"".join(
        b'"%s":%s,' % (name.encode(), msgspec.json.encode(value)) for name, value in values.items() if value != ""
    )


def _digest(content: Path | bytes) -> str:
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    with content.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
