"""What processes that look into files have in common: they open what they are asked about, within bounds, and answer.

Little is imported, and AWS's library only where objects of S3 are asked for.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

import msgspec

from modelkeep.adapters.artifacts.files import FileSource
from modelkeep.adapters.artifacts.frames import READY, packed, received
from modelkeep.core.artifacts import Artifact
from modelkeep.engines.artifacts.sources import Source, UnreadableError


class _Told(Protocol):
    """What a process is told first."""

    @property
    def memory(self) -> int:
        """Bytes for one file."""
        ...


S = TypeVar("S", bound=_Told)


class Opened(Source, Protocol):
    """A source that is closed when it was looked into."""

    @property
    def has_changed(self) -> bool:
        """Whether it is no longer what it was when it was opened."""
        ...

    def anew(self) -> Artifact | None:
        """It as it is now, where it was overwritten since it was listed and can be had; None where it was not."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


@dataclass(slots=True)
class Counted:
    """A source that counts what is read of it."""

    inner: Source
    size: int = field(init=False)
    count: int = 0

    def __post_init__(self) -> None:
        self.size = self.inner.size

    def read(self, offset: int, length: int) -> bytes:
        """At most `length` bytes from `offset`."""
        data = self.inner.read(offset, length)
        self.count += len(data)
        return data

    def prefetch(self, ranges: Sequence[tuple[int, int]]) -> None:
        """Passed on."""
        self.inner.prefetch(ranges)


def open_artifact(artifact: Artifact, way: Mapping[str, Any] | None) -> Opened:
    """A file, or an object of S3 where `way`, an `aws.artifacts.Way` as a mapping, says how. Raises UnreadableError."""
    if artifact.unreadable:
        raise UnreadableError(artifact.unreadable)
    if not artifact.place.startswith("s3://"):
        return FileSource(artifact.place)
    from modelkeep.adapters.aws.artifacts import ObjectSource, Way

    if way is None:
        raise UnreadableError("objects of S3 are not read here")
    return ObjectSource(artifact, msgspec.convert(way, Way))


def serve(kind: type[S], begin: Callable[[S], Callable[[Artifact], object]]) -> None:
    """Answer what is asked for on standard input, until it ends. `begin` is given the first message, and gives what answers the others."""
    asked = sys.stdin.buffer
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    setup = received(asked, kind)
    if setup is None:
        return
    answer = begin(setup)
    _bound(setup.memory)
    answers.write(READY)
    answers.flush()
    while (artifact := received(asked, Artifact)) is not None:
        answers.write(packed(answer(artifact)))
        answers.flush()


def _bound(memory: int) -> None:
    """Let the process have so many bytes more than it has now. macOS does not enforce it."""
    import resource

    try:
        with open("/proc/self/statm", encoding="ascii") as told:  # noqa: PTH123  # pathlib is not needed for anything else here
            used = int(told.read().split()[0]) * resource.getpagesize()
    except OSError:
        used = 1 << 30
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    wanted = used + memory
    resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))
