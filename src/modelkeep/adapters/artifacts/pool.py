"""Processes that look into files side by side, each with its own bounds of time and memory.

A file that takes too long, or takes its process down, is not analysed, for that reason; the others are not touched by it.
"""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO, Any, Generic, TypeVar

from modelkeep.adapters.artifacts.frames import READY, packed, received
from modelkeep.core.artifacts import Artifact

STARTING = 120.0
"""Seconds in which a process has to be ready for its first file."""
T = TypeVar("T")
PYTHON = (sys.executable, "-P", "-m")
"""`-P`: nothing is imported from the folder that somebody stands in, which may be the one with the files."""


@dataclass(slots=True)
class _Worker:
    """A process and what it is doing. Times are those of `time.monotonic`."""

    process: subprocess.Popen[bytes]
    artifact: Artifact | None = None
    until: float = 0.0
    is_ready: bool = False

    @property
    def asked(self) -> IO[bytes]:
        assert self.process.stdin is not None
        return self.process.stdin

    @property
    def answers(self) -> IO[bytes]:
        assert self.process.stdout is not None
        return self.process.stdout


@dataclass(slots=True)
class Pool(Generic[T]):
    """Asks `count` processes of a `command` about artifacts, each within `seconds`. Use as a context manager: no process outlives it.

    A process is told `setup`, then artifacts, and answers each with a `kind`; `failed` makes one of an artifact and the reason.
    """

    setup: Any
    count: int
    seconds: float
    command: tuple[str, ...]
    kind: type[T]
    failed: Callable[[Artifact, str], T]
    _workers: list[_Worker] = field(default_factory=list)

    def __enter__(self) -> Pool[T]:
        return self

    def __exit__(self, *_: object) -> None:
        for each in self._workers:
            _end(each)
        self._workers.clear()

    def ask(
        self, artifacts: Iterable[Artifact], more: Callable[[], bool] = lambda: True
    ) -> Iterator[tuple[Artifact, T]]:
        """What is known of each, as they are ready. While `more` says no and there is something to wait for, nothing is handed out."""
        waiting = iter(artifacts)
        with selectors.DefaultSelector() as selector:
            for each in self._workers:  # of an earlier call
                selector.register(each.answers, selectors.EVENT_READ, each)
            while True:
                if more() or all(each.artifact is None for each in self._workers):
                    self._hand_out(waiting, selector)
                busy = [each for each in self._workers if each.artifact is not None]
                if not busy:
                    return
                yield from self._ready(busy, selector)

    def _hand_out(self, waiting: Iterator[Artifact], selector: selectors.BaseSelector) -> None:
        """Give every idle process something to do, and start processes while there is more to do than they can."""
        while True:
            idle = next((each for each in self._workers if each.artifact is None), None)
            if idle is None and len(self._workers) == self.count:
                return
            artifact = next(waiting, None)
            if artifact is None:
                return
            worker = idle or self._start(selector)
            worker.artifact = artifact
            worker.until = time.monotonic() + (self.seconds if worker.is_ready else STARTING)
            with suppress(BrokenPipeError):  # where it ended, reading from it says so
                worker.asked.write(packed(artifact))
                worker.asked.flush()

    def _start(self, selector: selectors.BaseSelector) -> _Worker:
        process = subprocess.Popen(  # noqa: S603  # our own module
            self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
        )
        worker = _Worker(process)
        worker.asked.write(packed(self.setup))
        self._workers.append(worker)
        selector.register(worker.answers, selectors.EVENT_READ, worker)
        return worker

    def _ready(self, busy: list[_Worker], selector: selectors.BaseSelector) -> Iterator[tuple[Artifact, T]]:
        """What has been answered, or what did not answer in time."""
        left = min(each.until for each in busy) - time.monotonic()
        for key, _ in selector.select(max(0.0, left)):
            worker: _Worker = key.data
            artifact = worker.artifact
            if artifact is None:  # it ended while it had nothing to do
                self._drop(worker, selector)
                continue
            # Past the buffer, into which select cannot see.
            if not worker.is_ready and os.read(worker.answers.fileno(), 1) == READY:
                worker.is_ready = True
                worker.until = time.monotonic() + self.seconds
                continue
            try:
                told = received(worker.answers, self.kind)
            except EOFError:
                told = None
            worker.artifact = None
            if told is None:
                self._drop(worker, selector)
                told = self.failed(artifact, f"its process {_why(worker.process)}")
            yield artifact, told
        now = time.monotonic()
        for worker in busy:
            if worker.artifact is not None and worker.until <= now:
                artifact = worker.artifact
                self._drop(worker, selector)
                yield artifact, self.failed(artifact, f"it took longer than {self.seconds:g} s (--timeout)")

    def _drop(self, worker: _Worker, selector: selectors.BaseSelector) -> None:
        selector.unregister(worker.answers)
        self._workers.remove(worker)
        _end(worker)


def _end(worker: _Worker) -> None:
    """End a process, and those that it started, at once: it holds nothing that has to be kept."""
    if worker.process.poll() is None:
        os.killpg(worker.process.pid, signal.SIGKILL)
    worker.process.wait()
    for stream in (worker.process.stdin, worker.process.stdout):
        if stream is not None:
            with suppress(BrokenPipeError):
                stream.close()


def _why(process: subprocess.Popen[bytes]) -> str:
    """How a process ended, for people."""
    code = process.wait()
    if code < 0:
        return f"was ended by {signal.Signals(-code).name}, probably for want of memory"
    return f"ended with exit code {code}"
