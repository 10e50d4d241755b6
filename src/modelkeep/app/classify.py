"""Classify data that a person names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from modelkeep.app.inspect import counted
from modelkeep.core.artifacts import Artifact
from modelkeep.core.data import Classified, Span


@dataclass(frozen=True, slots=True)
class Looked:
    """One file and what is known of it; `spans` are its single values, where those were asked for. `overwritten` says that it was written
    anew since it was listed, and read as it is now."""

    classified: Classified
    spans: tuple[Span, ...] = ()
    overwritten: bool = False


class Classifying(Protocol):
    """Lists the files of a place and classifies them, many at once."""

    def listed(self, place: str, account: str = "") -> Iterator[Artifact]:
        """The files there: a path, or `s3://bucket/key-or-prefix`.

        Raises UsageError where nothing is there, AccessError or ConnectionFailedError where that cannot be told.
        """

    def classify(self, artifacts: Iterable[Artifact]) -> Iterator[tuple[Artifact, Classified, Sequence[Span]]]:
        """What is known of each, as they are ready."""


def classify(
    classifying: Classifying, places: Sequence[str], listing: Callable[[int], None] = lambda _: None
) -> Iterator[Looked]:
    """Classify what lies at places that a person named. `listing` is told how many files there are so far.

    Raises what listing raises: a place that is wrong is no file that was not read.
    """
    artifacts = counted((each for place in places for each in classifying.listed(place)), listing)
    for artifact, told, spans in classifying.classify(artifacts):
        yield Looked(told, tuple(spans), told.tag != artifact.tag)
