"""The planner of samples: which objects are read next, and what is told of each stratum then."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable

from hypothesis import given, settings
from hypothesis import strategies as st

from modelkeep.core.data import DataClass
from modelkeep.engines.classify import sampling
from modelkeep.engines.classify.choosing import bound, needed
from modelkeep.engines.classify.sampling import Goal, Seen, Survey, Verdict

Listing = list[tuple[str, int]]


def lake(strata: int, each: int, ending: str = "json") -> Listing:
    names = (f"{'abcdefgh'[place]}/part-{number:05}" for place in range(strata) for number in range(each))
    return [(f"s3://lake/{name}.{ending}", 1_000) for name in names]


def surveyed(
    objects: Iterable[tuple[str, int]], goal: Goal, found: Callable[[str], Seen] = lambda _: Seen(found=DataClass.PUBLIC, bytes_read=10)
) -> tuple[list[str], list[Verdict]]:  # fmt: skip
    """Names in the order in which they were read, and what was told in the end."""
    survey: Survey[None] = Survey(goal)
    for name, size in objects:
        survey.add(name, size, None)
    read: list[str] = []
    while names := [name for name, _, _ in survey.next(100)]:
        for name in names:
            survey.tell(name, found(name))
        read += names
    return read, list(survey.verdicts())


def sensitive(marked: str, data_class: DataClass = DataClass.RESTRICTED) -> Callable[[str], Seen]:
    return lambda name: Seen(found=data_class if marked in name else DataClass.PUBLIC, bytes_read=10)


@settings(max_examples=30)
@given(
    counts=st.lists(st.integers(1, 400), min_size=1, max_size=4),
    target=st.sampled_from([0.01, 0.05, 0.3]),
    pilot=st.integers(1, 20),
    seed=st.integers(0, 3),
)
def test_every_stratum_reaches_the_bound_and_reads_no_more(
    counts: list[int], target: float, pilot: int, seed: int
) -> None:
    names = (f"{'abcd'[place]}/{number}" for place, count in enumerate(counts) for number in range(count))
    objects = [(f"s3://lake/{name}.csv", 500) for name in names]
    read, verdicts = surveyed(objects, Goal(bound=target, pilot=pilot, seed=seed))
    assert len(read) == len(set(read)) == sum(each.read for each in verdicts)
    assert sum(each.objects for each in verdicts) == len(objects)
    for each in verdicts:
        assert each.bound == bound(each.read, each.objects) <= target
        assert each.read == min(each.objects, needed(target, each.objects))


@settings(max_examples=20)
@given(seed=st.integers(0, 20), shuffle=st.integers(0, 5))
def test_the_order_of_the_listing_does_not_matter(seed: int, shuffle: int) -> None:
    objects = lake(2, 60)
    other = list(objects)
    random.Random(shuffle).shuffle(other)
    goal = Goal(bound=0.2, pilot=3, seed=seed)
    assert surveyed(objects, goal) == surveyed(other, goal)


def test_another_seed_reads_others() -> None:
    first, _ = surveyed(lake(1, 500), Goal(bound=0.1))
    second, _ = surveyed(lake(1, 500), Goal(bound=0.1, seed=1))
    assert set(first) != set(second)


def test_restricted_data_end_a_stratum_and_less_does_not() -> None:
    read, (verdict,) = surveyed(lake(1, 500), Goal(pilot=5), sensitive("part"))
    assert (len(read), verdict.found) == (5, DataClass.RESTRICTED)
    read, (verdict,) = surveyed(lake(1, 500), Goal(pilot=5), sensitive("part", DataClass.CONFIDENTIAL))
    assert (len(read), verdict.found) == (needed(0.01, 500), DataClass.CONFIDENTIAL)


def test_all_pilots_come_first_then_the_riskiest() -> None:
    objects = [*lake(1, 100), *((f"s3://lake/customers/{number}.json", 1_000) for number in range(100))]
    read, _ = surveyed(objects, Goal(pilot=4, bound=0.05))
    assert {sum("customers" in name for name in read[:8]), sum("/a/" in name for name in read[:8])} == {4}
    assert all("customers" in name for name in read[8:12])


def test_the_bytes_are_a_limit_that_is_told() -> None:
    read, verdicts = surveyed(lake(4, 1_000), Goal(share=0.01))
    assert len(read) == 40
    assert all(each.bound > 0.01 for each in verdicts)
    assert sum(each.read for each in verdicts) == 40


def test_what_cannot_be_read_is_replaced_and_told() -> None:
    unread = {f"part-{number:05}" for number in range(0, 2_000, 40)}

    def found(name: str) -> Seen:
        broken = name[-10:-5] in {each[-5:] for each in unread}
        return Seen(found=None if broken else DataClass.PUBLIC, bytes_read=0 if broken else 10)

    read, (verdict,) = surveyed(lake(1, 2_000), Goal(), found)
    assert verdict.unread > 0
    assert verdict.read == needed(0.01, 2_000)
    assert len(read) == verdict.read + verdict.unread


def test_strata_with_the_same_columns_have_one_verdict() -> None:
    def found(name: str) -> Seen:
        return Seen(
            found=DataClass.CONFIDENTIAL if "/b/" in name else DataClass.PUBLIC, bytes_read=10, schema="" if "/d/" in name else "one"
        )  # fmt: skip

    objects = lake(4, 1_000)
    read, verdicts = surveyed(objects, Goal(pilot=10), found)
    assert [(each.found, each.by_family) for each in verdicts] == [
        (DataClass.CONFIDENTIAL, True),
        (DataClass.CONFIDENTIAL, False),
        (DataClass.CONFIDENTIAL, True),
        (DataClass.PUBLIC, False),
    ]
    family = [each for each in verdicts if each.family == "one"]
    assert sum(each.read for each in family) < 2 * needed(0.01, 3_000)
    assert all(each.family_bound <= 0.01 < each.bound for each in family)
    alone, _ = surveyed(objects, Goal(pilot=10, by_schema=False), found)
    assert len(alone) > len(read)


def test_folders_without_end_make_few_strata() -> None:
    words = [f"{one}{two}x" for one in "abcdefghijklmnopqrst" for two in "abcdefghijklmnopqrst"]
    survey: Survey[None] = Survey(Goal(bound=0.5))
    for one in words:
        survey.add(f"s3://lake/users/{one}/profile/f.json", 10, None)
    assert len(list(survey.verdicts())) == sampling.WIDE + 1


def test_a_first_draw_is_of_all_strata_together_and_goes_on() -> None:
    survey: Survey[str] = Survey(Goal(bound=0.05, pilot=1), 20)
    for name, size in lake(3, 100):
        survey.add(name, size, name)
    first = survey.first(20)
    assert len({name for name, _, _ in first}) == 20
    assert all(name == more for name, _, more in first)
    for name, _, _ in first:
        survey.tell(name, Seen(found=DataClass.PUBLIC, bytes_read=1))
    assert not {name for name, _, _ in survey.next()} & {name for name, _, _ in first}
