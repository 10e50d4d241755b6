"""Data on this machine and in S3, classified in processes: an `app.classify.Classifying`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from modelkeep.adapters.artifacts import files
from modelkeep.adapters.artifacts.pool import PYTHON, Pool
from modelkeep.adapters.classify.batches import in_order
from modelkeep.adapters.classify.subjects import SubjectIndex
from modelkeep.adapters.classify.worker import Answer, Setup, failed
from modelkeep.core.artifacts import Artifact
from modelkeep.core.data import Classified, Span

COMMAND = (*PYTHON, "modelkeep.adapters.classify.worker")


def classifiers(setup: Setup, count: int, seconds: float) -> Pool[Answer]:
    """Processes that classify, each file within so many seconds."""
    return Pool(setup, count, seconds, COMMAND, Answer, failed)


@dataclass(frozen=True, slots=True)
class Data:
    """Lists and classifies. `remote` lists the objects of an `s3://` place."""

    pool: Pool[Answer]
    remote: Callable[[str, str], Iterator[Artifact]]
    index: SubjectIndex | None = None
    """Where the hashes of values are kept, where they are."""

    def listed(self, place: str, account: str = "") -> Iterator[Artifact]:
        """The files of a place."""
        return self.remote(place, account) if place.startswith("s3://") else files.listed(place)

    def classify(self, artifacts: Iterable[Artifact]) -> Iterator[tuple[Artifact, Classified, Sequence[Span]]]:
        """What is known of each, in their order."""
        for artifact, answer in in_order(self.pool.ask, artifacts):
            if self.index is not None:
                self.index.add(answer.classified, answer.subjects)
            yield artifact, answer.classified, answer.spans
