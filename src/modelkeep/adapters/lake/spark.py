"""Logs read by Spark's executors: Python processes with Modelkeep, on machines that see the lake."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from modelkeep.adapters.lake.cluster import Answer, Order, carry_out
from modelkeep.core.errors import ModelkeepError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

REMEDY = (
    "Check that every machine of the cluster has Modelkeep and the same Python (PYSPARK_PYTHON), and memory beside Java's "
    "(spark.executor.memoryOverhead). Run it again: what was committed is kept, nothing is read twice."
)
_RAISED = re.compile(r"^(?:[A-Za-z_]\w*\.)*([A-Z]\w*(?:Error|Exception))(?:: (.*))?$", re.MULTILINE)
_HARMLESS = frozenset({"ModuleNotFoundError", "ImportError", "PermissionError", "FileNotFoundError", "OSError"})
"""What these say holds nothing of a log."""


class SparkCluster:
    """A `cluster.Cluster` in a session: each order is a task, retried and speculated upon as Spark is told to."""

    def __init__(self, session: SparkSession) -> None:
        self._session = session
        self._group = f"modelkeep-{secrets.token_hex(8)}"

    def processors(self) -> int:
        """See Cluster."""
        return int(self._session.sparkContext.defaultParallelism)

    def answers(self, orders: Sequence[Order]) -> Sequence[Answer]:
        """See Cluster."""
        context = self._session.sparkContext
        with told():
            context.setJobGroup(self._group, "modelkeep logs ingest", interruptOnCancel=True)
            answers: list[Answer] = context.parallelize(orders, len(orders)).map(answer).collect()
            return answers

    def cancel(self) -> None:
        """See Cluster. Where Java has ended, nothing is under way."""
        from py4j.protocol import Py4JError

        with suppress(Py4JError, OSError):
            self._session.sparkContext.cancelJobGroup(self._group)

    def close(self) -> None:
        """See Cluster. The session stops."""
        self._session.stop()


def answer(order: Order) -> Answer:
    """Carry out an order, in a task of Spark's."""
    from pyspark import TaskContext

    return carry_out(order, TaskContext.get().taskAttemptId())


@contextmanager
def told(remedy: str = REMEDY) -> Iterator[None]:
    """What Spark says when a task failed for good, as ModelkeepError."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JError) as error:
        raise ModelkeepError(f"Spark failed: {cause(str(error))}", remedy=remedy) from error


def cause(text: str) -> str:
    """Why, in a few words, out of what Spark says: nothing of what was read, which an exception may quote."""
    raised = _RAISED.findall(text.partition("Driver stacktrace")[0])
    names = [
        f"{name}: {told}" if name in _HARMLESS and told else name for name, told in raised if name != "SparkException"
    ]
    python = [each for each in names if not each.startswith(("Py4J", "PythonException"))]
    return (python or names or ["a task was ended from outside, probably for want of memory"])[-1][:300]
