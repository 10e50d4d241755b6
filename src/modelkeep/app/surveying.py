"""Classify a place with many objects by a sample of them: objects are read in rounds, until enough is known of each kind of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

from modelkeep.app.classify import Classifying, Looked
from modelkeep.app.inspect import counted
from modelkeep.core.artifacts import Artifact
from modelkeep.core.data import Classified, DataClass
from modelkeep.engines.classify.sampling import Goal, Seen, Survey, Surveyed


@dataclass(frozen=True, slots=True)
class Sampling:
    """How much is read of a place in S3 with more than `objects` objects. `judge` gives the class of one, None where it is not known."""

    objects: int
    goal: Goal
    judge: Callable[[Classified], DataClass | None]


def survey(
    data: Classifying,
    places: Iterable[str],
    sampling: Sampling,
    told: Callable[[Surveyed], None],
    listing: Callable[[int], None] = lambda _: None,
) -> Iterator[Looked]:
    """Classify what lies at places, each place of many objects by a sample of them, of which `told` is told at its end.

    Raises what listing raises.
    """
    many: list[tuple[str, Iterator[Artifact]]] = []

    def few() -> Iterator[Artifact]:
        for place in places:
            artifacts = data.listed(place)
            if place.startswith("s3://"):
                first = list(islice(artifacts, sampling.objects + 1))
                if len(first) > sampling.objects:
                    many.append((place, chain(first, artifacts)))
                    continue
                artifacts = iter(first)
            yield from artifacts

    for artifact, classified, spans in data.classify(counted(few(), listing)):
        yield Looked(classified, tuple(spans), classified.tag != artifact.tag)
    for place, artifacts in many:
        yield from _survey(data, place, artifacts, sampling, told, listing)


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
