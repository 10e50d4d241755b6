"""Places in S3 with many objects are sampled, and what is told of them says so."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rich.console import Console

from modelkeep.adapters.export.classifications import write_surveyed, write_surveyed_line
from modelkeep.app.surveying import Sampling, survey
from modelkeep.core.artifacts import Artifact, Gap
from modelkeep.core.data import Classified, DataClass, Method, Span
from modelkeep.engines.classify.sampling import Goal, Surveyed


@dataclass
class Scripted:
    """Places with so many objects, some of which cannot be read."""

    places: Mapping[str, int]
    broken: frozenset[str] = frozenset()
    read: list[str] = field(default_factory=list)

    def listed(self, place: str, account: str = "") -> Iterator[Artifact]:
        return (Artifact(f"{place}part-{number:04}.csv", 100, "tag", account) for number in range(self.places[place]))

    def classify(self, artifacts: Iterable[Artifact]) -> Iterator[tuple[Artifact, Classified, Sequence[Span]]]:
        for each in artifacts:
            self.read.append(each.place)
            gaps = (Gap((each.place,), "it is encrypted"),) if each.place[-8:-4] in self.broken else ()
            yield (
                each,
                Classified(
                    place=each.place, size=100, tag="", formats=("delimited",), findings=(), gaps=gaps, method=Method.FULL, bytes_read=100
                ),
                (),
            )  # fmt: skip


def surveyed(data: Scripted, goal: Goal, most: int = 50) -> tuple[int, list[Surveyed]]:
    told: list[Surveyed] = []
    looked = list(
        survey(data, dict.fromkeys(data.places, ""), Sampling(most, goal, lambda each: each.data_class), told.append)
    )
    assert len(looked) == len(data.read) == len(set(data.read))
    return len(looked), told


def test_few_objects_and_files_are_all_read() -> None:
    count, told = surveyed(Scripted({"s3://few/": 50, "folder/": 200}), Goal())
    assert (count, told) == (250, [])


def test_of_many_objects_a_sample_is_read_and_told() -> None:
    data = Scripted({"s3://many/": 2_000, "s3://few/": 5})
    count, (told,) = surveyed(data, Goal(bound=0.05))
    assert (told.place, told.objects, told.size, told.read) == ("s3://many/", 2_000, 200_000, count - 5)
    assert told.is_complete
    assert told.bound <= 0.05
    assert told.bytes_read == 100 * told.read < 20_000
    again = Scripted(data.places)
    surveyed(again, Goal(bound=0.05))
    assert again.read == data.read
    out = io.StringIO()
    write_surveyed(told, Console(file=out, width=200))
    write_surveyed_line(told, out)
    assert "a sample, seed 0: 57 of 2,000 objects of 1 kind were read" in out.getvalue()
    record = json.loads(out.getvalue().splitlines()[-1])
    assert (record["class"], record["method"], record["objects_read"], record["seed"]) == ("public", "sample", 57, 0)
    assert "path" not in record


def test_an_object_that_lies_at_two_places_is_read_once_and_what_was_overwritten_is_told() -> None:
    class Overlapping(Scripted):
        def listed(self, place: str, account: str = "") -> Iterator[Artifact]:
            return (Artifact(f"s3://few/{number}.csv", 100, "tag") for number in range(self.places[place]))

    data = Overlapping({"s3://few/": 5, "s3://few": 7, "s3://other/": 2})
    looked = list(survey(data, dict.fromkeys(data.places, ""), None, lambda _: None))
    assert [each.classified.place[-5:] for each in looked[:7]] == [f"{number}.csv" for number in range(7)]
    assert len(looked) == 9
    assert all(each.overwritten for each in looked)  # another ETag was read than was listed


def test_what_cannot_be_read_leaves_it_incomplete() -> None:
    data = Scripted({"s3://many/": 2_000}, frozenset(f"{number:04}" for number in range(0, 2_000, 5)))
    _, (told,) = surveyed(data, Goal(bound=0.05))
    assert told.unread > 0
    assert not told.is_complete
    out = io.StringIO()
    write_surveyed(told, Console(file=out, width=200))
    assert "not read" in out.getvalue()


def test_a_bound_that_was_not_reached_is_told() -> None:
    _, (told,) = surveyed(Scripted({"s3://many/": 2_000}), Goal(share=0.01))
    assert not told.is_complete
    out = io.StringIO()
    write_surveyed(told, Console(file=out, width=200))
    assert "more than the 1.0% asked for" in out.getvalue()


def test_restricted_data_leave_nothing_to_rule_out() -> None:
    told: list[Surveyed] = []
    data = Scripted({"s3://many/": 2_000})
    list(
        survey(data, dict.fromkeys(data.places, ""), Sampling(50, Goal(), lambda _: DataClass.RESTRICTED), told.append)
    )
    assert told[0].is_complete
    assert told[0].bound == 0.0
    assert len(data.read) == Goal().pilot
