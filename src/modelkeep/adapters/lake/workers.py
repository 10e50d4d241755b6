"""Several processes that convert objects, each with its own database and its own clients."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice

from modelkeep.adapters.lake.convert import Converter
from modelkeep.core.errors import ModelkeepError
from modelkeep.core.logs.lake import Outcome, Work

Make = Callable[[], Converter]
_converter: Converter | None = None


@dataclass(frozen=True, slots=True)
class Workers:
    """Converts batches in `count` processes; in this one where that is 1. `make` must be known by name in every process."""

    make: Make
    count: int

    def convert(self, works: Iterable[Work]) -> Iterator[Outcome]:
        """What became of each batch, as they are ready. Raises ModelkeepError where a process dies."""
        works = iter(works)
        first = list(islice(works, 2))
        if self.count < 2 or len(first) < 2:
            converter = self.make()
            for work in (*first, *works):
                yield converter.convert(work)
            return
        # Not forked: DuckDB's and botocore's threads do not outlive a fork.
        context = multiprocessing.get_context("spawn")
        pool = ProcessPoolExecutor(self.count, mp_context=context, initializer=_prepare, initargs=(self.make,))
        try:
            yield from self._outcomes(pool, first, works)
        except BrokenProcessPool as error:
            raise ModelkeepError(
                "a process that reads logs was ended from outside, probably for want of memory",
                remedy="Run it again with fewer --workers: what was committed is kept, nothing is read twice.",
            ) from error
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    def _outcomes(self, pool: ProcessPoolExecutor, first: list[Work], works: Iterator[Work]) -> Iterator[Outcome]:
        waiting: set[Future[Outcome]] = {pool.submit(_convert, work) for work in first}
        while waiting:
            while len(waiting) < self.count + 1 and (work := next(works, None)) is not None:
                waiting.add(pool.submit(_convert, work))
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for each in done:
                yield each.result()


def _prepare(make: Make) -> None:
    global _converter  # one for each process, made when the process begins
    _converter = make()


def _convert(work: Work) -> Outcome:
    assert _converter is not None
    return _converter.convert(work)
