"""The process that classifies files, one after the other: `python -m modelkeep.adapters.classify.worker`."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from modelkeep.adapters.artifacts.serving import Counted, open_artifact, serve
from modelkeep.adapters.classify.databases import Databases
from modelkeep.core.artifacts import Artifact, Gap
from modelkeep.core.data import Classified, Method, Span
from modelkeep.engines.artifacts.sources import UnreadableError
from modelkeep.engines.classify.reading import Plan


class Setup(msgspec.Struct, frozen=True):
    """What the process needs to know once: files of further identifiers, those that are asked for (all with none), how much is read, the
    key of the hashes, the engine ('' for the fastest), bytes of memory for one file, and how S3 is read."""

    identifiers: tuple[str, ...]
    only: tuple[str, ...]
    full: bool
    sample: int
    seed: int
    key: bytes
    memory: int
    engine: str = ""
    spans: bool = False
    way: dict[str, Any] | None = None


class Answer(msgspec.Struct, frozen=True):
    """What is known of one file, and every single value where that was asked for."""

    classified: Classified
    spans: list[Span]


def begin(setup: Setup) -> Callable[[Artifact], Answer]:
    """What answers with classifications."""
    from modelkeep.catalogue.identifiers import load_identifiers
    from modelkeep.engines.classify.compiled import compile_identifiers
    from modelkeep.engines.classify.objects import Classifier

    identifiers = load_identifiers([Path(each) for each in setup.identifiers])
    chosen = [each for each in identifiers if not setup.only or each.id in setup.only]
    classifier = Classifier(compile_identifiers(chosen, Databases()), setup.key, setup.engine)
    plan = Plan(full=setup.full or setup.spans, sample=setup.sample, seed=setup.seed)

    def answer(artifact: Artifact) -> Answer:
        try:
            opened = open_artifact(artifact, setup.way)
        except UnreadableError as error:
            return failed(artifact, str(error))
        spans: list[Span] = []
        with closing(opened):
            source = Counted(opened)
            told = classifier.classify(
                artifact.place, source, plan, tag=artifact.tag, spans=spans if setup.spans else None
            )
            told = replace(told, bytes_read=source.count)
            if opened.has_changed:
                told = replace(told, gaps=(*told.gaps, Gap((artifact.place,), "it changed while it was read")))
        return Answer(told, spans)

    return answer


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
