"""Data classified by Spark's executors: each task is a pack of objects, each executor's Python process has one child that reads them.

The child has bounds of time and memory, as on one machine: a file that takes it down is one file that was not read, not a failed task. It
lives as long as the Python process, so that patterns are compiled, or taken from the machine's cache, once.

The key of the hashes goes to the executors within the task itself: it is in no setting of Spark's, in no plan, and in no log.
"""

from __future__ import annotations

import platform
import secrets
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from modelkeep import __version__
from modelkeep.adapters.artifacts import files
from modelkeep.adapters.artifacts.pool import Pool
from modelkeep.adapters.classify.batches import RESULTS, answers_of, batch_of, scan_batch
from modelkeep.adapters.classify.classifying import classifiers
from modelkeep.adapters.classify.worker import Answer, Setup
from modelkeep.core.artifacts import Artifact
from modelkeep.core.data import Classified, Span
from modelkeep.core.errors import ModelkeepError
from modelkeep.engines.classify.packing import Task, pack, to_read

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

JOBS = 16
"""Jobs that are under way at once."""
AHEAD = 2
"""Tasks that are under way for each processor: one that is read, one that waits for it."""
REMEDY = (
    "Check that every machine of the cluster has Modelkeep and the same Python (PYSPARK_PYTHON), and memory beside Java's "
    "(spark.executor.memoryOverhead): that of --memory for each task that it runs at once."
)
PLAN = "task bigint, objects binary"
"""The columns of a plan: a task is a row, its objects a batch in Arrow's stream format."""


@dataclass(frozen=True, slots=True)
class Order:
    """How executors classify. `run` is the command's own id, `version` the Modelkeep that asks, `seconds` are for one file."""

    run: str
    version: str
    setup: Setup
    seconds: float


_pools: dict[str, Pool[Answer]] = {}


def scan(order: Order, plan: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """What is known of the objects of each task. Runs on an executor. Raises ImportError for another version of Modelkeep."""
    import pyarrow as pa

    if order.version != __version__:
        raise ImportError(
            f"{platform.node()} has Modelkeep {__version__}, where {order.version} is asked for"
        )  # which Spark tells as it is
    for tasks in plan:
        for packed in tasks.column("objects").to_pylist():
            for objects in pa.ipc.open_stream(packed):
                yield scan_batch(objects, _pool(order).ask)


def _pool(order: Order) -> Pool[Answer]:
    """One child for each process and command."""
    if order.run not in _pools:
        for each in _pools.values():
            each.__exit__()
        _pools.clear()
        _pools[order.run] = classifiers(order.setup, 1, order.seconds)
    return _pools[order.run]


@dataclass(slots=True)
class SparkData:
    """Lists here and classifies on a cluster; an `app.classify.Classifying`. `connect` is called when there is something to read; `remote`
    lists the objects of an `s3://` place. Use as a context manager."""

    setup: Setup
    seconds: float
    connect: Callable[[], SparkSession]
    remote: Callable[[str, str], Iterator[Artifact]]
    _run: str = field(default_factory=lambda: secrets.token_hex(8))
    _session: SparkSession | None = None

    def __enter__(self) -> SparkData:
        return self

    def __exit__(self, *_: object) -> None:
        if self._session is not None:
            self._session.stop()
            self._session = None

    def listed(self, place: str, account: str = "") -> Iterator[Artifact]:
        """The files of a place: they have to be there on every machine, too."""
        return self.remote(place, account) if place.startswith("s3://") else files.listed(place)

    def classify(self, artifacts: Iterable[Artifact]) -> Iterator[tuple[Artifact, Classified, Sequence[Span]]]:
        """What is known of each, in their order. Raises ModelkeepError where Spark fails, and what `connect` raises."""
        setup = self.setup
        tasks = pack(artifacts, to_read(setup.sample, full=setup.full or setup.spans))
        pool = ThreadPoolExecutor(JOBS, thread_name_prefix="modelkeep-classify")
        try:
            for task, answer in self._answers(pool, tasks):
                yield task, answer.classified, answer.spans
        finally:
            self._cancel()
            pool.shutdown(wait=True, cancel_futures=True)

    def plan(self, tasks: Sequence[Task]) -> DataFrame:
        """What classifies tasks, each in a partition of its own: lazy, as Spark is."""
        session = self._opened()
        rows = [(each.number, _stream(each)) for each in tasks]
        order = Order(self._run, __version__, self.setup, self.seconds)

        def classify_tasks(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            return scan(order, batches)

        frame = session.createDataFrame(session.sparkContext.parallelize(rows, len(rows)), PLAN, verifySchema=False)
        return frame.mapInArrow(classify_tasks, RESULTS)

    def _answers(self, pool: ThreadPoolExecutor, tasks: Iterator[Task]) -> Iterator[tuple[Artifact, Answer]]:
        """In the order of the tasks. Few are asked for ahead of what is handed on, so that memory is bounded however many there are."""
        waiting: deque[tuple[list[Task], Future[pa.Table]]] = deque()
        first = next(tasks, None)
        if first is None:
            return
        tasks = _chained(first, tasks)
        context = self._opened().sparkContext
        while True:
            # Asked anew for every job: clusters grow.
            size = -(-AHEAD * int(context.defaultParallelism) // JOBS)
            while len(waiting) < JOBS and (job := list(islice(tasks, size))):
                waiting.append((job, pool.submit(self._collect, job)))
            if not waiting:
                return
            job, future = waiting.popleft()
            artifacts = (each for task in job for each in task.artifacts)
            yield from zip(artifacts, answers_of(future.result()), strict=True)

    def _collect(self, tasks: Sequence[Task]) -> pa.Table:
        from modelkeep.adapters.lake.spark import told

        context = self._opened().sparkContext
        with told(REMEDY):
            context.setJobGroup(self._run, "modelkeep classify", interruptOnCancel=True)
            found = self.plan(tasks).toArrow()
        wanted = sum(len(each.artifacts) for each in tasks)
        if found.num_rows != wanted:
            raise ModelkeepError(f"Spark gave {found.num_rows:,} results for {wanted:,} objects", remedy=REMEDY)
        return found

    def _cancel(self) -> None:
        """End what is under way. Where Java has ended, nothing is."""
        if self._session is None:
            return
        from py4j.protocol import Py4JError

        with suppress(Py4JError, OSError):
            self._session.sparkContext.cancelJobGroup(self._run)

    def _opened(self) -> SparkSession:
        if self._session is None:
            self._session = self.connect()
        return self._session


def _stream(task: Task) -> bytes:
    """A task's objects in Arrow's stream format."""
    import pyarrow as pa

    batch = batch_of(task.artifacts)
    out = pa.BufferOutputStream()
    with pa.ipc.new_stream(out, batch.schema) as writer:
        writer.write_batch(batch)
    packed: bytes = out.getvalue().to_pybytes()
    return packed


def _chained(first: Task, others: Iterator[Task]) -> Iterator[Task]:
    yield first
    yield from others
