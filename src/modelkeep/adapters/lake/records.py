"""Records of a source as rows of its log table: all of them by DuckDB in one pass, and exactly those that are none told apart.

DuckDB either reads every line or fails; with its own way of passing over errors it would drop rows without a word. So where it fails,
or where rows lack an id or a time, each record is looked at: what is no JSON object, tells no time or fails by itself is refused with
the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from modelkeep.adapters.lake.lines import Liner, identified, record_of, why_no_object
from modelkeep.adapters.lake.schema import LARGEST, rows
from modelkeep.core.logs.tables import TEXT, LogTable


@dataclass(frozen=True, slots=True)
class Refused:
    """A record that is none: its position among those given, from 0, why, and the beginning of it."""

    position: int
    reason: str
    raw: bytes
    """At most 4 KiB; it may hold anything that a log may hold."""


KEPT = 4096
NAMED = 8
"""Fields that are named at most where one of them is wrong."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """Rows in the table, duplicates that were left out, and what was refused."""

    rows: int
    duplicates: int
    refused: Sequence[Refused]


def load(
    connection: duckdb.DuckDBPyConnection, table: LogTable, records: Iterable[bytes], folder: Path, into: str
) -> Loaded:
    """Make the temporary table `into` of records, with a spool file in `folder`."""
    spool = folder / f"{table.name}.ndjson"
    every = list(records)
    lines = Liner(table).lines(every)
    spool.write_bytes(lines.text)
    return load_spool(connection, table, Spool(spool, len(every), lines.longest), into)


@dataclass(frozen=True, slots=True)
class Spool:
    """A file with one record a line, each with its end: how many, the bytes of the longest, and of all."""

    path: Path
    lines: int
    longest: int
    size: int = 0


def load_spool(connection: duckdb.DuckDBPyConnection, table: LogTable, spool: Spool, into: str) -> Loaded:
    """Make the temporary table `into` of a file with one record a line, which may be written anew."""
    refused: Sequence[Refused] = ()
    if not _made(connection, table, spool, into):
        good, refused = _sorted_out(connection, table, spool)
        spool.path.write_bytes(b"\n".join(good))
        longest = max(map(len, good), default=0)
        connection.execute(f'CREATE OR REPLACE TEMP TABLE "{into}" AS {rows(table, [spool.path], longest)}')
        assert _sound(connection, into), "what was sorted out is sound"
    duplicates = _without_duplicates(connection, into)
    count = connection.execute(f'SELECT count(*) FROM "{into}"').fetchone()
    assert count is not None
    return Loaded(count[0], duplicates, refused)


def _made(connection: duckdb.DuckDBPyConnection, table: LogTable, spool: Spool, into: str) -> bool:
    """Whether every line became a sound row."""
    if spool.longest > LARGEST:
        return False
    query = rows(table, [spool.path], spool.longest)
    try:
        made = connection.execute(f'CREATE OR REPLACE TEMP TABLE "{into}" AS {query}').fetchone()
    except (duckdb.DataError, duckdb.InvalidInputException):
        return False
    return made is not None and made[0] == spool.lines and _sound(connection, into)


def _sound(connection: duckdb.DuckDBPyConnection, into: str) -> bool:
    lacking = connection.execute(f'SELECT count(*) FROM "{into}" WHERE event_id IS NULL OR "at" IS NULL').fetchone()
    return lacking == (0,)


def _without_duplicates(connection: duckdb.DuckDBPyConnection, into: str) -> int:
    same = 'account, region, "day", event_id'
    # Ids are the same in different partitions hardly ever, so that they alone are compared first, which is quicker.
    if connection.execute(f'SELECT count(*) - count(DISTINCT event_id) FROM "{into}"').fetchone() == (0,):
        return 0
    found = connection.execute(f'SELECT count(*) - count(DISTINCT ({same})) FROM "{into}"').fetchone()
    assert found is not None
    if found[0]:
        kept = f'SELECT * FROM "{into}" QUALIFY row_number() OVER (PARTITION BY {same} ORDER BY origin, "at") = 1'
        connection.execute(f'CREATE OR REPLACE TEMP TABLE "{into}" AS {kept}')
    return int(found[0])


def _sorted_out(
    connection: duckdb.DuckDBPyConnection, table: LogTable, spool: Spool
) -> tuple[list[bytes], list[Refused]]:
    lines = spool.path.read_bytes().split(b"\n")[:-1]
    refused: list[Refused] = []
    good: list[tuple[int, bytes]] = []
    for position, line in enumerate(lines):
        reason = _trouble(line)
        if reason:
            refused.append(Refused(position, reason, record_of(line)[:KEPT]))
        else:
            good.append((position, identified(line)))
    probe = spool.path.with_name("probe.ndjson")

    def reads(part: Sequence[tuple[int, bytes]]) -> str:
        probe.write_bytes(b"\n".join(line for _, line in part))
        longest = max(len(line) for _, line in part)
        return _failure(connection, table, Spool(probe, len(part), longest))

    for position, line, reason in _failing(good, reads):
        refused.append(Refused(position, reason, record_of(line)[:KEPT]))
    probe.unlink(missing_ok=True)
    connection.execute('DROP TABLE IF EXISTS "probe"')
    bad = {each.position for each in refused}
    return [line for position, line in good if position not in bad], sorted(refused, key=lambda each: each.position)


def _trouble(line: bytes) -> str:
    """Why a line is no record, '' for one that may be."""
    if len(line) > LARGEST:
        return f"it is larger than {LARGEST >> 20} MiB"
    return why_no_object(line) or why_no_object(record_of(line))


def _failing(
    lines: Sequence[tuple[int, bytes]], reads: Callable[[Sequence[tuple[int, bytes]]], str]
) -> Iterator[tuple[int, bytes, str]]:
    """Those lines that fail by themselves, found by halving."""
    if not lines:
        return
    reason = reads(lines)
    if not reason:
        return
    if len(lines) == 1:
        yield (*lines[0], reason)
        return
    half = len(lines) // 2
    yield from _failing(lines[:half], reads)
    yield from _failing(lines[half:], reads)


def _failure(connection: duckdb.DuckDBPyConnection, table: LogTable, probe: Spool) -> str:
    """Why DuckDB does not make sound rows of a file, '' where it does. Values of the record are not told."""
    # Every column is made: DuckDB does not look at fields that a query does not ask for.
    making = f'CREATE OR REPLACE TEMP TABLE "probe" AS {rows(table, [probe.path], probe.longest)}'
    try:
        connection.execute(making)
        found = connection.execute('SELECT count(*), count("at"), count(event_id) FROM "probe"').fetchone()
    except (duckdb.DataError, duckdb.InvalidInputException) as error:
        return "a field is given twice" if "duplicate key" in str(error) else _of_no_form(connection, table, probe)
    if found == (probe.lines,) * 3:
        return ""
    return f"it tells no time ({' or '.join(table.at)})" if found and not found[1] else "it is no record of one line"


def _of_no_form(connection: duckdb.DuckDBPyConnection, table: LogTable, probe: Spool) -> str:
    """Which value of a record has not the form that its table asks for, as far as one more question tells."""
    if probe.lines == 1:
        try:
            connection.execute(f'SELECT max("at") FROM ({rows(table, [probe.path], probe.longest)})').fetchone()
        except duckdb.ConversionException:
            return f"its time ({' or '.join(table.at)}) cannot be read"
        except (duckdb.DataError, duckdb.InvalidInputException):
            pass  # Another value keeps even the time from being read.
    strict = [each.path for each in table.columns if each.path and "." not in each.path and each.type != TEXT]
    told = f": one of {', '.join(strict)}" if 0 < len(strict) <= NAMED else ""
    return f"a value is not of the form that the table {table.name} asks for{told}"
