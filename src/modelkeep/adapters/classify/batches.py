"""Objects in, what is known of them out, in batches: the same function in processes of this machine and in tasks of Spark.

Batches are Arrow's, so that they cross machines as they are. What comes out is in the order of what went in, byte for byte the same
wherever and by however many processes it was read.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

import msgspec

from modelkeep.adapters.classify.worker import Answer
from modelkeep.core.artifacts import Artifact
from modelkeep.core.errors import MissingExtraError

if TYPE_CHECKING:
    import pyarrow as pa

AHEAD = 10_000
"""Answers that wait for an earlier one at most."""
OBJECTS = ("place", "size", "tag", "account", "unreadable")
"""The columns of what goes in: those of `Artifact`."""
RESULTS = (
    "place string, size bigint, tag string, data_class string, findings bigint, gaps bigint, method string, bytes_read bigint, "
    "records bigint, bound double, told binary"
)
"""The columns of what comes out, as Spark writes a schema. `data_class` is null where it is not known, `findings` and `gaps` are how
many there are, and `told` the whole answer as JSON."""
T = TypeVar("T")


Ask = Callable[[Iterable[Artifact], Callable[[], bool]], Iterator[tuple[Artifact, T]]]
"""Tells of artifacts, as they are ready; see `Pool.ask`."""


def in_order(ask: Ask[T], artifacts: Iterable[Artifact], ahead: int = AHEAD) -> Iterator[tuple[Artifact, T]]:
    """What is known of each, in their order. No more than `ahead` are begun before the first of them is done."""
    order: deque[Artifact] = deque()
    done: dict[int, deque[T]] = {}  # by identity: a file may be asked for twice

    def begun() -> Iterator[Artifact]:
        for each in artifacts:
            order.append(each)
            yield each

    for artifact, answer in ask(begun(), lambda: len(order) < ahead):
        done.setdefault(id(artifact), deque()).append(answer)
        while order and (ready := done.get(id(order[0]))):
            first = order.popleft()
            yield first, ready.popleft()
            if not ready:
                del done[id(first)]


def batch_of(artifacts: Iterable[Artifact]) -> pa.RecordBatch:
    """Objects as a batch. Raises MissingExtraError without pyarrow."""
    pa = _arrow()
    told = [(each.place, each.size, each.tag, each.account, each.unreadable) for each in artifacts]
    schema = pa.schema([(name, pa.int64() if name == "size" else pa.string()) for name in OBJECTS])
    columns = [pa.array([row[number] for row in told], field.type) for number, field in enumerate(schema)]
    return pa.record_batch(columns, schema=schema)


def scan_batch(objects: pa.RecordBatch, ask: Ask[Answer]) -> pa.RecordBatch:
    """What is known of the objects of a batch, a row each, in their order. A file that cannot be read is a row with its gap."""
    pa = _arrow()
    rows_in = zip(*(objects.column(name).to_pylist() for name in OBJECTS), strict=True)
    artifacts = [
        Artifact(place, size, tag, account, unreadable=unreadable) for place, size, tag, account, unreadable in rows_in
    ]
    rows = [_row(answer) for _, answer in in_order(ask, artifacts)]
    kinds = {"string": pa.string(), "bigint": pa.int64(), "double": pa.float64(), "binary": pa.binary()}
    schema = pa.schema([(name, kinds[kind]) for name, kind in map(str.split, RESULTS.split(", "))])
    columns = [pa.array([row[number] for row in rows], field.type) for number, field in enumerate(schema)]
    return pa.record_batch(columns, schema=schema)


def answers_of(results: pa.RecordBatch | pa.Table) -> Iterator[Answer]:
    """The answers that rows hold."""
    for told in results.column("told").to_pylist():
        yield msgspec.json.decode(told, type=Answer)


def _row(answer: Answer) -> tuple[object, ...]:
    told = answer.classified
    return (
        told.place, told.size, told.tag, told.data_class.value if told.data_class else None, len(told.findings), len(told.gaps),
        told.method.value, told.bytes_read, told.records, told.bound, msgspec.json.encode(answer, order="deterministic"),
    )  # fmt: skip


def _arrow() -> pa:
    try:
        import pyarrow as pa
    except ImportError as error:
        raise MissingExtraError("batches need pyarrow", extra="data") from error
    return pa
