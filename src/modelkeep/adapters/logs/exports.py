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

from modelkeep.adapters.logs import structures
from modelkeep.adapters.logs.parts import Part, Trouble
from modelkeep.adapters.logs.telling import kind_of
from modelkeep.core.logs import log_tables

ROWS = 2_000
_MORE = (
    "webIdFederationData", "federatedProvider", "sessionIssuer", "sessionContext", "attributes", "ec2RoleDelivery", "sourceIdentity",
    "inScopeOf", "onBehalfOf", "identityProvider", "credentialId", "userId", "identityStoreArn", "tlsVersion", "cipherSuite",
    "clientProvidedHostHeader", "sourceArn", "sourceAccount", "issuerType", "credentialsIssuedTo", "ec2IssuedInVpc", "assumedRoot",
    "invokedByDelegate",
)  # fmt: skip
_STRUCTURES = frozenset({"userIdentity", "resources", "tlsDetails"})
"""Fields that tables have as structures, with names that are known; other free-form fields are JSON text, or maps."""


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
    """A row of an export as the event that it was. Raises ValueError for a row with a field that is printed in a form in which names and
    values cannot be told apart."""
    event = _event(row)
    free = {column.path for column in log_tables()["cloudtrail"].free}
    found: dict[str, Any] = {}
    for name, value in event.items():
        known = _names().get(name.lower(), name)
        if known in free and isinstance(value, str):
            value = _read(known, value)
        if value is None or value == "":
            continue
        found[known] = _renamed(value) if known in _STRUCTURES else value
    return msgspec.json.encode(found)


def _event(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """The event of a row: the row itself, or the one that it has as a whole."""
    names = {name.lower(): name for name in row}
    whole = next((name for name in ("eventdata", "eventjson") if row.get(names.get(name, "")) is not None), "")
    if not whole:
        return row
    event = row[names[whole]]
    event = _decoded(event) if isinstance(event, str) else event
    if not isinstance(event, Mapping):
        raise ValueError(f"its {names[whole]} is no JSON object")  # noqa: TRY004  # a value of the file, not of the program
    return event


def _read(field: str, value: str) -> Any:
    """A free-form field of text: JSON, or as queries print structures. Raises ValueError."""
    decoded = _decoded(value)
    if not isinstance(decoded, str) or (value[:1] not in ("{", "[") and field != "userIdentity"):
        return decoded
    if value in ("", "null"):
        return None
    if field in _STRUCTURES:
        try:
            found = structures.parsed(value, _names().keys())
        except structures.AmbiguousError as error:
            reason = str(error)
        else:
            if not isinstance(found, str):
                return found
            reason = "it is no structure"
    else:
        reason = "it is printed without quotes"
    raise ValueError(
        f"its {field} is no JSON, and names and values cannot be told apart ({reason}): "
        f"export it as JSON or Parquet, or with CAST({field.lower()} AS JSON), or SELECT eventJson in CloudTrail Lake"
    )


def _renamed(value: Any) -> Any:
    """With the events' names; in a list, which is of resources, ARN is written so."""
    if isinstance(value, Mapping):
        return {_names().get(name.lower(), name): _renamed(inner) for name, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [_of_resource(_renamed(each)) for each in value]
    return value


def _of_resource(value: Any) -> Any:
    if not isinstance(value, Mapping):
        return value
    return {"ARN" if name == "arn" else name: inner for name, inner in value.items()}


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
            yield from parts_of([row[0].encode() for row in rows], first)
            first += len(rows)
    finally:
        connection.close()


def parts_of(rows: Sequence[bytes], first: int = 1) -> Iterator[Part | Trouble]:
    """The records of rows, given as JSON objects; `first` is the number of the first one."""
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
