"""The process that classifies files, one after the other: `python -m modelkeep.adapters.classify.worker`."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import closing, nullcontext, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from modelkeep.adapters.artifacts.files import FileSource
from modelkeep.adapters.artifacts.serving import Counted, Opened, open_artifact, serve
from modelkeep.adapters.classify.databases import Databases
from modelkeep.adapters.classify.spool import Spooled, spooling
from modelkeep.core.artifacts import Artifact, Gap
from modelkeep.core.data import Classified, Identifier, Method, Span
from modelkeep.engines.artifacts.sources import UnreadableError
from modelkeep.engines.classify.reading import Plan


class Setup(msgspec.Struct, frozen=True):
    """What the process needs to know once: the identifiers that are looked for, how much is read, the key of the hashes, the engine (''
    for the fastest), bytes of memory for one file, and how S3 is read.

    With `anew`, an object that was overwritten since it was listed is read as it is now. With `folder`, the process may run on another
    machine than the one that listed: relative paths begin in that folder, a file has to be the one that was listed, and the process ends
    with the one that started it. `subjects` is the folder to which the hashes of all values are written, '' for none. `bound` as in
    `reading.Plan`. `ner` is the model that is asked about free text, '' for none: see `ner.load`.
    """

    identifiers: tuple[Identifier, ...]
    full: bool
    sample: int
    seed: int
    key: bytes
    memory: int
    engine: str = ""
    spans: bool = False
    way: dict[str, Any] | None = None
    anew: bool = False
    folder: str = ""
    subjects: str = ""
    bound: float = 0.01
    ner: str = ""

    def __repr__(self) -> str:
        """Without the key."""
        return f"Setup({len(self.identifiers)} identifiers)"


class Answer(msgspec.Struct, frozen=True):
    """What is known of one file, and every single value where that was asked for."""

    classified: Classified
    spans: list[Span]
    subjects: Spooled | None = None


def begin(setup: Setup) -> Callable[[Artifact], Answer]:
    """What answers with classifications."""
    from modelkeep.adapters.classify import ner
    from modelkeep.engines.classify.compiled import compile_identifiers
    from modelkeep.engines.classify.objects import Classifier

    is_there = not setup.folder or _stand_in(setup.folder)
    recogniser = ner.load(setup.ner) if setup.ner else None
    compiled = compile_identifiers(setup.identifiers, Databases())
    classifier = Classifier(compiled, setup.key, setup.engine, recogniser)
    plan = Plan(full=setup.full or setup.spans, sample=setup.sample, seed=setup.seed, bound=setup.bound)

    def look(artifact: Artifact) -> tuple[Answer, Artifact | None]:
        """What is known of it, and what it is now, where it was overwritten since it was listed."""
        try:
            opened = _open(artifact, setup, is_there=is_there)
        except UnreadableError as error:
            return failed(artifact, str(error)), None
        spans: list[Span] = []
        keeping = spooling(setup.subjects, setup.key) if setup.subjects else nullcontext((None, ""))
        with closing(opened), keeping as (spool, path):
            source = Counted(opened)
            told = classifier.classify(
                artifact.place, source, plan, tag=artifact.tag, spans=spans if setup.spans else None, subjects=spool
            )
            told = replace(told, bytes_read=source.count)
            if opened.has_changed:
                told = replace(told, gaps=(*told.gaps, Gap((artifact.place,), "it changed while it was read")))
            kept = Spooled(path, spool.fields) if spool is not None else None
            return Answer(told, spans, kept), opened.anew() if setup.anew else None

    def answer(artifact: Artifact) -> Answer:
        if artifact.unreadable:
            return failed(artifact, artifact.unreadable)
        told, now = look(artifact)
        return told if now is None else look(now)[0]

    return answer


def _open(artifact: Artifact, setup: Setup, *, is_there: bool) -> Opened:
    """Raises UnreadableError, also for a file that is another one on this machine than on the one that listed it."""
    if not setup.folder or artifact.place.startswith("s3://"):
        return open_artifact(artifact, setup.way)
    if not is_there and not Path(artifact.place).is_absolute():
        raise UnreadableError(f"{setup.folder} is not seen from the machine that was to read it")
    source = FileSource(artifact.place)
    if source.tag != artifact.tag:
        source.close()
        raise UnreadableError(
            "it is another file on the machine that was to read it, or was written since it was listed"
        )
    return source


def _stand_in(folder: str) -> bool:
    """Whether there is such a folder here; and this process ends with the one that started it from now on: Spark ends its own without a
    word to theirs. Elsewhere than on Linux it ends when its file is read."""
    import ctypes

    pdeathsig = 1  # prctl(2)
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(pdeathsig, signal.SIGKILL)
    try:
        os.chdir(folder)
    except OSError:
        return False
    return True


def failed(artifact: Artifact, reason: str) -> Answer:
    """A file of which nothing is known but why."""
    return Answer(
        Classified(
            place=artifact.place,
            size=artifact.size,
            tag=artifact.tag,
            formats=(),
            findings=(),
            gaps=(Gap((artifact.place,), reason),),
            method=Method.SAMPLE,
            bytes_read=0,
        ),
        [],
    )


if __name__ == "__main__":
    serve(Setup, begin)
