"""The process that inspects files, one after the other: `python -m modelkeep.adapters.artifacts.worker`.

It has a process of its own so that a hostile file takes nothing with it but its own inspection: memory is bounded here, time by who
started it. It imports little, and AWS's library only where objects of S3 are asked for.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

import msgspec

from modelkeep.adapters.artifacts.files import FileSource
from modelkeep.adapters.artifacts.frames import READY, Setup, packed, received
from modelkeep.core.artifacts import Artifact, Gap, Inspection, not_analysed
from modelkeep.engines.artifacts.inspecting import inspect
from modelkeep.engines.artifacts.policy import Policy
from modelkeep.engines.artifacts.sources import Source, UnreadableError

DIGESTED = 4 << 20
"""Files up to this size are read whole for their digest in any case."""
_BLOCK = 4 << 20


class Opened(Source, Protocol):
    """A source that is closed when it was looked into."""

    @property
    def has_changed(self) -> bool:
        """Whether it is no longer what it was when it was opened."""
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


@dataclass(frozen=True, slots=True)
class Inspector:
    """Opens and inspects artifacts."""

    setup: Setup
    policy: Policy

    def inspect(self, artifact: Artifact) -> Inspection:
        """What is known of it; nothing that it holds raises an error here."""
        try:
            opened = self._open(artifact)
        except UnreadableError as error:
            return not_analysed(artifact.place, str(error), artifact.size)
        with closing(opened):
            source = Counted(opened)
            told = inspect(artifact.place, source, self.policy, self.setup.limits)
            try:
                whole = self.setup.limits.full or (self.setup.digests and isinstance(opened, FileSource))
                digest = _digest(source, whole)
            except UnreadableError:
                digest = ""
            if opened.has_changed:
                told = replace(told, gaps=(*told.gaps, Gap((artifact.place,), "it changed while it was read")))
            return replace(told, sha256=digest, bytes_read=source.count)

    def _open(self, artifact: Artifact) -> Opened:
        if not artifact.place.startswith("s3://"):
            return FileSource(artifact.place)
        from modelkeep.adapters.aws.artifacts import ObjectSource, Way

        if self.setup.way is None:
            raise UnreadableError("objects of S3 are not read here")
        return ObjectSource(artifact, msgspec.convert(self.setup.way, Way))


def _digest(source: Source, whole: bool) -> str:
    """The digest of what was or may be read whole, '' for others."""
    if not whole and source.size > DIGESTED:
        return ""
    digest = hashlib.sha256()
    for offset in range(0, source.size, _BLOCK):
        digest.update(source.read(offset, _BLOCK))
    return digest.hexdigest()


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


def main() -> None:
    """Inspect what is asked for on standard input, until it ends."""
    asked = sys.stdin.buffer
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    setup = received(asked, Setup)
    if setup is None:
        return
    from modelkeep.catalogue.artifacts import load_policy

    inspector = Inspector(setup, load_policy([Path(each) for each in setup.policies]))
    _bound(setup.memory)
    answers.write(READY)
    answers.flush()
    while (artifact := received(asked, Artifact)) is not None:
        answers.write(packed(inspector.inspect(artifact)))
        answers.flush()


if __name__ == "__main__":
    main()
