"""Classify a place with many objects by a sample of them: objects are read in rounds, until enough is known of each kind of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice

from modelkeep.app.classify import Classifying, Looked
from modelkeep.app.inspect import counted
from modelkeep.core.artifacts import Artifact
from modelkeep.core.data import Classified, DataClass
from modelkeep.core.errors import ModelkeepError
from modelkeep.engines.classify.sampling import Goal, Seen, Survey, Surveyed


@dataclass(frozen=True, slots=True)
class Sampling:
    """How much is read of a place in S3 with more than `objects` objects. `judge` gives the class of one, None where it is not known."""

    objects: int
    goal: Goal
    judge: Callable[[Classified], DataClass | None]


def survey(
    data: Classifying,
    places: Mapping[str, str],
    sampling: Sampling | None,
    told: Callable[[Surveyed], None],
    listing: Callable[[int], None] = lambda _: None,
    failed: Callable[[str, ModelkeepError], None] | None = None,
) -> Iterator[Looked]:
    """Classify what lies at places, each with the account that reads it, and each object once; a place of many objects by a sample of
    them, of which `told` is told at its end. Without `sampling`, everything.

    Raises what listing raises, unless `failed` is told of it.
    """
    many: list[tuple[str, Iterator[Artifact]]] = []
    seen: set[str] = set()

    def few() -> Iterator[Artifact]:
        for place, account in places.items():
            artifacts = _listed(data, place, account, failed)
            if sampling is not None and place.startswith("s3://"):
                first = list(islice(artifacts, sampling.objects + 1))
                if len(first) > sampling.objects:
                    many.append((place, chain(first, artifacts)))
                    continue
                artifacts = iter(first)
            # Nothing is remembered of hundreds of millions of objects that can be listed but once.
            yield from _once(artifacts, seen) if _overlaps(place, places) else artifacts

    for artifact, classified, spans in data.classify(counted(few(), listing)):
        yield Looked(classified, tuple(spans), classified.tag != artifact.tag)
    if sampling is not None:
        for place, artifacts in many:
            others = (each for each in artifacts if each.place not in seen)
            yield from _survey(data, place, others, sampling, told, listing)


def _once(artifacts: Iterable[Artifact], seen: set[str]) -> Iterator[Artifact]:
    for each in artifacts:
        if each.place not in seen:
            seen.add(each.place)
            yield each


def _overlaps(place: str, places: Iterable[str]) -> bool:
    """Whether what lies there may lie at another place, too. A file may be reached by many names."""
    return not place.startswith("s3://") or any(
        each != place and (each.startswith(place) or place.startswith(each)) for each in places
    )


def _listed(
    data: Classifying, place: str, account: str, failed: Callable[[str, ModelkeepError], None] | None
) -> Iterator[Artifact]:
    try:
        yield from data.listed(place, account)
    except ModelkeepError as error:
        if failed is None:
            raise
        failed(place, error)


def _survey(
    data: Classifying,
    place: str,
    artifacts: Iterable[Artifact],
    sampling: Sampling,
    told: Callable[[Surveyed], None],
    listing: Callable[[int], None],
) -> Iterator[Looked]:
    found: Survey[Artifact] = Survey(sampling.goal)
    for each in artifacts:
        found.add(each.place, each.size, each)
    asked = 0
    while drawn := found.next():
        asked += len(drawn)
        listing(asked)
        for artifact, classified, spans in data.classify(each for _, _, each in drawn):
            judged = sampling.judge(classified)
            found.tell(
                artifact.place,
                Seen(
                    found=judged, bytes_read=classified.bytes_read, schema=classified.schema, bound=classified.bound,
                    suspicious=judged is DataClass.INTERNAL,
                ),
            )  # fmt: skip
            yield Looked(classified, tuple(spans), classified.tag != artifact.tag)
    told(Surveyed(place, found.objects, found.size, found.bytes_read, sampling.goal, tuple(found.verdicts())))
