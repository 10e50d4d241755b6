"""The process that inspects files, one after the other: `python -m modelkeep.adapters.artifacts.worker`.

It has a process of its own so that a hostile file takes nothing with it but its own inspection: memory is bounded here, time by who
started it. It imports little, and AWS's library only where objects of S3 are asked for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from modelkeep.adapters.artifacts.files import FileSource
from modelkeep.adapters.artifacts.frames import Setup
from modelkeep.adapters.artifacts.serving import Counted, open_artifact, serve
from modelkeep.core.artifacts import Artifact, Gap, Inspection, not_analysed
from modelkeep.engines.artifacts.inspecting import inspect
from modelkeep.engines.artifacts.policy import Policy
from modelkeep.engines.artifacts.sources import Source, UnreadableError

DIGESTED = 4 << 20
"""Files up to this size are read whole for their digest in any case."""
_BLOCK = 4 << 20


@dataclass(frozen=True, slots=True)
class Inspector:
    """Opens and inspects artifacts."""

    setup: Setup
    policy: Policy

    def inspect(self, artifact: Artifact) -> Inspection:
        """What is known of it; nothing that it holds raises an error here."""
        try:
            opened = open_artifact(artifact, self.setup.way)
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


def _digest(source: Source, whole: bool) -> str:
    """The digest of what was or may be read whole, '' for others."""
    if not whole and source.size > DIGESTED:
        return ""
    digest = hashlib.sha256()
    for offset in range(0, source.size, _BLOCK):
        digest.update(source.read(offset, _BLOCK))
    return digest.hexdigest()


def begin(setup: Setup) -> Callable[[Artifact], Inspection]:
    """What answers with inspections."""
    from modelkeep.catalogue.artifacts import load_policy

    return Inspector(setup, load_policy([Path(each) for each in setup.policies])).inspect


if __name__ == "__main__":
    serve(Setup, begin)
