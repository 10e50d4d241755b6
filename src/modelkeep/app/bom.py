"""Bills of materials of the models of a snapshot."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from modelkeep.app.model_verbs import one_model
from modelkeep.core.bom import Bill
from modelkeep.engines.bom.billing import bill
from modelkeep.ports import Snapshot


def bill_of(snapshot: Snapshot, name: str, tool: str) -> Bill:
    """The bill of the model of this name or ARN; `tool` is our version. Raises UsageError for none and for several, IntegrityError."""
    with _opened(snapshot) as connection:
        return _bill(snapshot, connection, one_model(connection, name), tool)


def every_bill(snapshot: Snapshot, tool: str) -> Iterator[Bill]:
    """The bill of every model, in the order of ARNs. Raises IntegrityError."""
    with _opened(snapshot) as connection:
        for (arn,) in connection.execute("SELECT arn FROM model ORDER BY arn").fetchall():
            yield _bill(snapshot, connection, str(arn), tool)


def _bill(snapshot: Snapshot, connection: duckdb.DuckDBPyConnection, arn: str, tool: str) -> Bill:
    return bill(connection, arn, source=snapshot.manifest.id, made=snapshot.manifest.finished, tool=tool)


@contextmanager
def _opened(snapshot: Snapshot) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = snapshot.open()
    try:
        yield connection
    finally:
        connection.close()
