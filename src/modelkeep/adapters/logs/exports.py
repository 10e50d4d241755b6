"""Events as queries give them back: rows of CloudTrail Lake and Athena, of CSV and Parquet files, and OCSF and flow logs in Parquet.

Tables over CloudTrail have the events' fields in lower case, with requestParameters and the like as JSON text:
https://docs.aws.amazon.com/athena/latest/ug/create-cloudtrail-table-ct.html,
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/query-federation.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import msgspec

from modelkeep.adapters.logs.parts import Part, Trouble
from modelkeep.adapters.logs.telling import kind_of
from modelkeep.core.logs import log_tables

ROWS = 2_000
_MORE = (
    "webIdFederationData", "federatedProvider", "sessionIssuer", "sessionContext", "attributes", "ec2RoleDelivery", "sourceIdentity",
    "inScopeOf", "onBehalfOf", "identityProvider", "credentialId", "userId", "identityStoreArn", "ARN", "tlsVersion", "cipherSuite",
    "clientProvidedHostHeader",
)  # fmt: skip
_CONVERTED = frozenset({"at", "day"})


@cache
def _names() -> Mapping[str, str]:
    """The events' names of fields by their lower-case form."""
    table = log_tables()["cloudtrail"]
    every = {
        name
        for column in (*table.columns, *table.free, *table.common)
        for path in column.paths
        for name in path.split(".")
    }
    return {name.lower(): name for name in (*every, *table.rest, *_MORE)}


def restored(row: Mapping[str, Any]) -> bytes:
    """A row of an export as the event that it was. Raises ValueError for a row whose identity is written in a form that cannot be told
    apart into fields (as queries print structures into CSV)."""
    inner = row.get("eventData", row.get("eventdata"))
    event = _decoded(inner) if isinstance(inner, str) else inner
    if inner is None:
        event = row
    if not isinstance(event, Mapping):
        raise ValueError("its eventData is no JSON object")  # noqa: TRY004  # a value of the file, not of the program
    free = {column.path for column in log_tables()["cloudtrail"].free}
    found: dict[str, Any] = {}
    for name, value in event.items():
        known = _names().get(name.lower(), name)
        if value is None or value == "":
            continue
        if known in free and isinstance(value, str):
            value = _decoded(value)
            if known == "userIdentity" and not isinstance(value, Mapping):
                raise ValueError(
                    "its userIdentity is no JSON: export it as JSON or Parquet, or with CAST(useridentity AS JSON)"
                )
        found[known] = _renamed(value) if known in {"userIdentity", "resources", "tlsDetails"} else value
    return msgspec.json.encode(found)


def _renamed(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {_names().get(name.lower(), name): _renamed(inner) for name, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [
            _renamed(
                {"ARN" if name == "arn" else name: one for name, one in each.items()}
                if isinstance(each, Mapping)
                else each
            )
            for each in value
        ]
    return value


def _decoded(text: str) -> Any:
    """Text of JSON as what it stands for; other text as it is."""
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return text


def rows_of(path: Path, kind: str) -> Iterator[Part | Trouble]:
    """The records of a Parquet or CSV file. Raises duckdb.Error for one that cannot be read."""
    quoted = str(path).replace("'", "''")
    connection = duckdb.connect(":memory:", config={"threads": 1, "memory_limit": "200MB"})
    try:
        connection.execute("SET TimeZone = 'UTC'")
        source = (
            f"read_parquet('{quoted}')" if kind == "parquet" else f"read_csv('{quoted}', all_varchar=true, header=true)"
        )
        found = connection.execute(f"SELECT to_json(t)::VARCHAR FROM {source} t")
        first = 1
        while rows := found.fetchmany(ROWS):
            yield from _parts([row[0].encode() for row in rows], first)
            first += len(rows)
    finally:
        connection.close()


def _parts(rows: Sequence[bytes], first: int) -> Iterator[Part | Trouble]:
    for number, row in enumerate(rows, first):
        table, record = _told(row)
        if table:
            yield Part(table, (record,), number, "row")
        else:
            yield Trouble(f"row {number}", record.decode(), row)


def _told(row: bytes) -> tuple[str, bytes]:
    """The table and the record of a row; '' and the reason where there is none."""
    kind = kind_of(row)
    if kind == "exported":
        try:
            return "cloudtrail", restored(msgspec.json.decode(row))
        except ValueError as error:
            return "", str(error).encode()
    if kind in log_tables():
        return kind, restored(msgspec.json.decode(row)) if kind == "cloudtrail" else row
    fields = msgspec.json.decode(row)
    if {"interface_id", "srcaddr"} <= fields.keys():
        return "vpc_flow", msgspec.json.encode(
            {name.replace("_", "-"): value for name, value in fields.items() if value not in (None, "-")}
        )
    return "", b"it is of no source that is known"
