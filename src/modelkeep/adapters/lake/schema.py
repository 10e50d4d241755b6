"""The SQL that turns records of a source into rows of its log table, derived from the table's declaration.

Records reach DuckDB as lines of JSON: `modelkeepRecord` is the record as it was, and beside it are fields of ours, put there by whoever
wrote the line: `modelkeepOrigin` (the ledger's id of its object), `modelkeepId` (the id of a record that has none), `modelkeepAccount`,
`modelkeepRegion`, `modelkeepEndpoint` and `modelkeepVariant` (what the object's place tells, used where the record tells none) and
`modelkeepFacts` (of prompts). Nothing in a record can stand for them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from modelkeep.adapters.lake.database import literal
from modelkeep.core.logs.tables import REST, TEXT, TIME, LogColumn, LogTable

OURS = "modelkeep"
"""How the names of our fields begin."""
RECORD, ORIGIN, ID = f"{OURS}Record", f"{OURS}Origin", f"{OURS}Id"
ACCOUNT, REGION, ENDPOINT, VARIANT = f"{OURS}Account", f"{OURS}Region", f"{OURS}Endpoint", f"{OURS}Variant"
LARGEST = 64 << 20
"""Bytes of the largest record that is read; a larger one goes to the quarantine."""
SMALLEST = 1 << 20
"""Bytes of records that always fit."""
_JSON = "JSON"
_HINTS = {"account": ACCOUNT, "region": REGION}


def fingerprint(table: LogTable) -> str:
    """Tells whether a Parquet file has the columns that the table has today."""
    return hashlib.sha256(definitions(table).encode()).hexdigest()[:16]


def definitions(table: LogTable) -> str:
    """The columns as in CREATE TABLE."""
    return ", ".join(f'"{column.name}" {column.type}' for column in table.all)


def empty(table: LogTable) -> str:
    """A query with the table's columns and no row."""
    columns = ", ".join(f'NULL::{column.type} AS "{column.name}"' for column in table.all)
    return f"SELECT {columns} WHERE false"


def rows(table: LogTable, files: Sequence[Path], longest: int = LARGEST) -> str:
    """A query for the rows of files with one record a line, of which the longest has so many bytes: memory follows it.

    It fails where a record has not the form that the table asks for; `at` is NULL where a record tells no time, `event_id` where it has
    no id.
    """
    columns = _columns(table)
    types = ", ".join(f"{literal(key)}: {literal(kind)}" for key, kind in columns.items() if key.startswith(OURS))
    record = ", ".join(f"{_name(key)} {kind}" for key, kind in columns.items() if not key.startswith(OURS))
    size = max(longest + 1, SMALLEST)
    options = f"format='newline_delimited', maximum_object_size={size}, auto_detect=false"
    paths = ", ".join(map(literal, files))
    lines = f"read_json([{paths}], columns={{{types}, {literal(RECORD)}: {literal(f'STRUCT({record})')}}}, {options})"
    taken = _taken(table, columns)
    inner = ", ".join(
        f"json_extract_string({_name(key)}, [{', '.join(literal('$.' + _inner(path)) for path in paths)}]) AS {_name('in:' + key)}"
        for key, paths in taken.items()
    )
    source = f"(SELECT * EXCLUDE {_name(RECORD)}, {_name(RECORD)}.* FROM {lines})"
    read = f"(SELECT *{', ' + inner if inner else ''} FROM {source})"
    made = [
        f"{_value(table, column, columns, taken)} AS {_name(column.name)}"
        for column in table.all
        if column.name != "day"
    ]
    names = ", ".join('"at"::DATE AS "day"' if column.name == "day" else _name(column.name) for column in table.all)
    return f"SELECT {names} FROM (SELECT {', '.join(made)} FROM {read})"


def _columns(table: LogTable) -> Mapping[str, str]:
    """The top-level fields that are read, each as text, as a typed value, or as JSON where parts of it or all of it are kept."""
    found: dict[str, str] = {}
    for column in (*table.common, *table.columns):
        for path in column.paths:
            key, _, inner = path.partition(".")
            kind = _JSON if inner else TEXT if column.type == TIME else column.type
            found[key] = _wider(found.get(key, kind), kind)
    for key in (*(column.path.partition(".")[0] for column in table.free), *table.rest):
        found[key] = _JSON
    return found | {ORIGIN: "BIGINT", ID: TEXT, ACCOUNT: TEXT, REGION: TEXT}


def _wider(one: str, other: str) -> str:
    if one == other:
        return one
    return _JSON if _JSON in (one, other) else TEXT


def _taken(table: LogTable, columns: Mapping[str, str]) -> Mapping[str, list[str]]:
    """By field that is read as JSON: the paths of what is taken out of it, all in one pass."""
    found: dict[str, list[str]] = {}
    for path in _paths(table):
        key = path.partition(".")[0]
        if columns[key] == _JSON:
            paths = found.setdefault(key, [])
            if path not in paths:
                paths.append(path)
    return found


def _paths(table: LogTable) -> Iterable[str]:
    for column in (*table.common, *table.columns):
        yield from column.paths
    yield from (column.path for column in table.free if "." in column.path)


def _inner(path: str) -> str:
    """The path inside its top-level field, each name quoted."""
    return ".".join(f'"{name}"' for name in path.split(".")[1:])


def _value(table: LogTable, column: LogColumn, columns: Mapping[str, str], taken: Mapping[str, list[str]]) -> str:
    if column.name == "origin":
        return _name(ORIGIN)
    if column.name == REST and table.rest:
        return _rest(table)
    if column in table.free and "." not in column.path:
        return f"{_name(column.path)}::VARCHAR"
    values = [_read(path, columns, taken) for path in column.paths]
    if column.name == "at":
        return _coalesced([_time(value, table.epoch, strict=True) for value in values])
    if column.name in _HINTS:
        values = [f"nullif({value}, '')" for value in (*values, _name(_HINTS[column.name]))]
        return f"coalesce({', '.join(values)}, '')"
    if column.name == "event_id":
        return _coalesced([f"nullif({value}, '')" for value in dict.fromkeys((*values, _name(ID)))])
    return _coalesced(
        [_typed(path, column.type, value, columns) for path, value in zip(column.paths, values, strict=True)]
    )


def _read(path: str, columns: Mapping[str, str], taken: Mapping[str, list[str]]) -> str:
    key, _, inner = path.partition(".")
    if not inner and columns[key] == _JSON:
        return f"json_extract_string({_name(key)}, '$')"
    if not inner:
        return _name(key)
    return f"{_name('in:' + key)}[{taken[key].index(path) + 1}]"


def _typed(path: str, kind: str, value: str, columns: Mapping[str, str]) -> str:
    """What is nested is kept as text too, so that a value of another form is NULL; a field of its own fails instead."""
    if kind == TIME:
        return _time(value, "", strict=False)
    if kind.endswith("[]"):
        return f"TRY_CAST({value}::JSON AS {kind})"
    if "." in path and kind != TEXT:
        return f"TRY_CAST({value} AS {kind})"
    return value if columns[path.partition(".")[0]] == kind or kind == TEXT else f"{value}::{kind}"


def _time(value: str, epoch: str, *, strict: bool) -> str:
    cast = "CAST" if strict else "TRY_CAST"
    if epoch:
        factor = {"s": 1_000_000, "ms": 1_000}[epoch]
        return f"make_timestamp({cast}({value} AS BIGINT) * {factor})"
    # By way of TIMESTAMPTZ, which heeds an offset and takes longer; DuckDB's TIMESTAMP would drop it.
    other = f"make_timestamp(epoch_us({cast}({value} AS TIMESTAMPTZ)))"
    return f"CASE WHEN ends_with({value}, 'Z') THEN {cast}({value} AS TIMESTAMP) ELSE {other} END"


def _rest(table: LogTable) -> str:
    names = [_name(name) for name in table.rest]
    fields = ", ".join(f"{literal(name)}, {_name(name)}" for name in table.rest)
    nothing = " AND ".join(f"{name} IS NULL" for name in names)
    # The fields that a record lacks are left out of the object, which is what merging with {} does.
    return f"CASE WHEN {nothing} THEN NULL ELSE json_merge_patch('{{}}', json_object({fields}))::VARCHAR END"


def _coalesced(values: list[str]) -> str:
    return values[0] if len(values) == 1 else f"coalesce({', '.join(values)})"


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
