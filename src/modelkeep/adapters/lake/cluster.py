"""Batches that the machines of a cluster read: what they are sent, what each attempt leaves in the lake, and what comes back.

A cluster may read a batch twice at once (speculation), or again where a machine died after its files were staged (a retry). So every
attempt stages its files under names of its own, and only the files of the attempt whose answer came back are listed. The others are garbage
in the staging folder, which the next writer removes; what still writes there then can neither overwrite nor double anything.

Outcomes are handed on in the order of their batches, so that the lake is what `--workers 1` makes, row by row, whoever was slow or failed.
"""

from __future__ import annotations

import os
import platform
import secrets
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import Protocol

from modelkeep import __version__
from modelkeep.adapters.lake.convert import Converter
from modelkeep.core.errors import ModelkeepError, UsageError, WorkspaceError
from modelkeep.core.logs.lake import STAGING, Outcome, Work

Make = Callable[[], Converter]
JOBS = 16
"""Jobs that are under way at once."""
AHEAD = 2
"""Batches that are under way for each processor: one that is read, one that waits for it."""
SHARED = "Put the workspace (--workspace) on a file system that every machine of the cluster mounts at the same path and may write, as the "
SHARED += "same user as here; or ingest without --engine spark."
_LOCAL = "SPARK_LOCAL_DIRS"
"""Folders of an executor on its own machine, with commas between them; they go when it ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A batch that some machine is to read into the lake in `folder`, with the converter that `make` makes. `run` is the ingest's own id,
    `version` the Modelkeep that asks."""

    run: str
    folder: Path
    version: str
    make: Make
    work: Work


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a machine cannot read a batch, however often it is asked."""

    message: str
    remedy: str


Answer = Outcome | Refusal


class Cluster(Protocol):
    """Machines that carry out orders."""

    def processors(self) -> int:
        """How many there are now."""

    def answers(self, orders: Sequence[Order]) -> Sequence[Answer]:
        """What `carry_out` answered to each order, of one attempt each, in their order; several threads may ask at once. Raises
        ModelkeepError where an order failed as often as the cluster tries."""

    def cancel(self) -> None:
        """End what is under way."""

    def close(self) -> None:
        """Let go of the machines."""


def attempt_of(run: str, number: int) -> str:
    """The name of an attempt: no other attempt of this ingest, or of another, has it. `number` is the cluster's."""
    return f"{run}-{number}"


def mark_of(run: str) -> str:
    """The file that the driver lays in the staging folder: who sees it sees the lake."""
    return f"seen-{run}"


_converters: dict[str, Converter] = {}


def carry_out(order: Order, number: int) -> Answer:
    """Read a batch on this machine; `number` is the cluster's for this attempt. What Modelkeep itself says no to is answered, all else is
    raised, so that the cluster tries again."""
    machine = platform.node()
    try:
        _require(order)
        outcome = _converter(order).convert(replace(order.work, attempt=attempt_of(order.run, number)))
    except ModelkeepError as error:
        return Refusal(f"{machine}: {error}", error.remedy)
    return replace(outcome, unread=[(name, f"{reason} (on {machine})") for name, reason in outcome.unread])


def _require(order: Order) -> None:
    if order.version != __version__:
        raise UsageError(
            f"it has Modelkeep {__version__}, where {order.version} is asked for",
            remedy="Install the same version on every machine of the cluster (deploy/spark/Dockerfile).",
        )
    staging = order.folder / STAGING
    if not (staging / mark_of(order.run)).exists():
        raise WorkspaceError(f"the lake {order.folder} is not seen from here", remedy=SHARED)
    if not os.access(staging, os.R_OK | os.W_OK | os.X_OK):
        raise WorkspaceError(f"the lake {order.folder} cannot be written from here", remedy=SHARED)


def _converter(order: Order) -> Converter:
    """One for each process and ingest. Records on their way stay on this machine, readable by its user alone."""
    if order.run not in _converters:
        _converters.clear()
        made = order.make()
        own = os.environ.get(_LOCAL, "").partition(",")[0]
        scratch = Path(tempfile.mkdtemp(prefix="modelkeep-", dir=own if own and Path(own).is_dir() else None))
        _converters[order.run] = replace(made, scratch=scratch)
    return _converters[order.run]


@dataclass(frozen=True, slots=True)
class ClusterWorkers:
    """Converts batches on a cluster that sees the lake in `folder`. `make` must be known by name on every machine; `connect` is called
    when there is a batch to read."""

    folder: Path
    make: Make
    connect: Callable[[], Cluster]

    def convert(self, works: Iterable[Work]) -> Iterator[Outcome]:
        """What became of each batch, in their order. Raises ModelkeepError where a machine cannot read one, or does not see the lake."""
        works = iter(works)
        first = next(works, None)
        if first is None:
            return
        run = secrets.token_hex(8)
        folder = self.folder.resolve()
        mark = folder / STAGING / mark_of(run)
        cluster = self.connect()
        pool = ThreadPoolExecutor(JOBS, thread_name_prefix="modelkeep-ingest")
        orders = (
            Order(run=run, folder=folder, version=__version__, make=self.make, work=work)
            for work in chain((first,), works)
        )
        try:
            mark.touch()
            yield from (_received(answer, folder) for answer in _answers(cluster, pool, orders))
        finally:
            cluster.cancel()
            pool.shutdown(wait=True, cancel_futures=True)
            with suppress(OSError):
                mark.unlink()
            cluster.close()


def _answers(cluster: Cluster, pool: ThreadPoolExecutor, orders: Iterator[Order]) -> Iterator[Answer]:
    """In the order of the orders. Few are asked for ahead of what is handed on, so that memory is bounded however many there are."""
    waiting: deque[Future[Sequence[Answer]]] = deque()
    while True:
        # Asked anew for every job: clusters grow.
        while len(waiting) < JOBS and (job := list(islice(orders, job_size(cluster.processors())))):
            waiting.append(pool.submit(cluster.answers, job))
        if not waiting:
            return
        yield from waiting.popleft().result()


def job_size(processors: int) -> int:
    """Batches of one job, so that JOBS of them keep all processors busy."""
    return -(-AHEAD * processors // JOBS)


def _received(answer: Answer, folder: Path) -> Outcome:
    """An outcome whose files this machine sees whole: only then may they be listed."""
    if isinstance(answer, Refusal):
        raise ModelkeepError(answer.message, remedy=answer.remedy)
    for file in answer.files:
        path = file.staged(folder)
        try:
            size = path.stat().st_size
        except OSError as error:
            raise WorkspaceError(f"{path}: a machine wrote it, and here: {error.strerror}", remedy=SHARED) from error
        if size != file.bytes:
            raise WorkspaceError(f"{path}: a machine wrote {file.bytes:,} bytes, and here are {size:,}", remedy=SHARED)
    return answer
