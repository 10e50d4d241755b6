"""Look into model files that a person names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from modelkeep.core.artifacts import Artifact, Inspection


class Looking(Protocol):
    """Lists the files of a place and inspects them, many at once."""

    def listed(self, place: str, account: str = "") -> Iterator[Artifact]:
        """The files there: a path, or `s3://bucket/key-or-prefix`, for the model of an account.

        Raises UsageError where nothing is there, AccessError or ConnectionFailedError where that cannot be told.
        """

    def inspect(self, artifacts: Iterable[Artifact]) -> Iterator[tuple[Artifact, Inspection]]:
        """What is known of each, as they are ready."""


@dataclass(frozen=True, slots=True)
class Looked:
    """One file of a place and what is known of it; `models` are ARNs of the models that load it. Without `artifact`, it is a place that
    could not be listed."""

    inspection: Inspection
    models: tuple[str, ...] = ()
    artifact: Artifact | None = None


def look(looking: Looking, places: Sequence[str], listing: Callable[[int], None] = lambda _: None) -> Iterator[Looked]:
    """Inspect what lies at places that a person named. `listing` is told how many files there are so far.

    Raises what listing raises: a place that is wrong is no file that is not analysed.
    """
    for artifact, told in looking.inspect(
        counted((each for place in places for each in looking.listed(place)), listing)
    ):
        yield Looked(told, artifact=artifact)


def counted(artifacts: Iterable[Artifact], listing: Callable[[int], None]) -> Iterator[Artifact]:
    """Pass them on, and tell how many there are so far."""
    for number, each in enumerate(artifacts, 1):
        listing(number)
        yield each
