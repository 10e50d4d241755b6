"""How little of a lake has to be read, and whether what is told of the rest is true.

    python benchmarks/classify_plan.py [--objects 100000000] [--terabytes 10] [--strata 3000] [--seeds 5] [--listed 2000000]

The lake is made up: strata with log-normal numbers and sizes of objects, 15 % of them with sensitive objects, in 100, 50, 20, 5 or 1 % of
their objects, a third of which are restricted and the rest confidential. One in 500 objects cannot be read. An object that is read tells
its class: how well an object is read is another benchmark's. No two strata have the same columns, so that none vouches for another; and
half of those with sensitive objects have folders that sound so, as a tenth of the others do.

The first part lists so many names and draws by their hashes, as `classify` does, for CPU time and memory. The second plans the whole lake
for each seed: its strata are counted, and their objects drawn by number, as listing a hundred million names would take ten minutes.

Promised: at most 1.5 % of the bytes, and of the strata that are told to hold nothing, or nothing restricted, with a bound, at most 5 % hold
it in more of their objects than that.
"""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

import measure
from modelkeep.core.data import DataClass
from modelkeep.engines.classify.sampling import Goal, Seen, Survey, Verdict

PROMISED_BYTES, PROMISED_WRONG = 1.5, 5.0
PREVALENCES = (1.0, 0.5, 0.2, 0.05, 0.01)
SENSITIVE = 0.15
UNREADABLE = 0.002
EACH = 1 << 20
DRAWN = 340
Shape = tuple[str, str, int]
Drawn = tuple[Shape, int]


@dataclass(frozen=True, slots=True)
class Made:
    """A stratum. Of its objects the first `held` by number hold something, the first third of these restricted data."""

    shape: Shape
    objects: int
    each: int
    prevalence: float

    @property
    def held(self) -> int:
        """At least one where any."""
        return max(1, round(self.objects * self.prevalence)) if self.prevalence else 0

    def found(self, number: int) -> DataClass:
        """What an object holds."""
        if number >= self.held:
            return DataClass.PUBLIC
        return DataClass.RESTRICTED if number < self.held // 3 else DataClass.CONFIDENTIAL

    def above(self, found: DataClass) -> float:
        """The share of objects that hold more than that."""
        more = {DataClass.PUBLIC: self.held, DataClass.CONFIDENTIAL: self.held // 3}.get(found, 0)
        return more / self.objects


def word(number: int) -> str:
    """A name without digits, which would make no stratum of its own."""
    return "".join("ghijklmnop"[int(digit)] for digit in str(number))


def lake(strata: int, objects: int, size: int, seed: int) -> list[Made]:
    """Strata with so many objects and bytes, nearly."""
    chance = random.Random(seed)
    counts = [chance.lognormvariate(0, 1.8) for _ in range(strata)]
    sizes = [chance.lognormvariate(0, 2.0) for _ in range(strata)]
    many = [max(20, round(objects * each / sum(counts))) for each in counts]
    total = sum(one * each for one, each in zip(many, sizes, strict=True))
    made: list[Made] = []
    for number, (count, each) in enumerate(zip(many, sizes, strict=True)):
        prevalence = chance.choice(PREVALENCES) if chance.random() < SENSITIVE else 0.0
        sounds = chance.random() < (0.5 if prevalence else 0.1)
        folder = f"s3://lake/{word(number // 60)}/{'customers' if sounds else 'set'}-{word(number % 60)}"
        bytes_each = max(200, round(each * size / total))
        made.append(
            Made(
                (folder, chance.choice(("json", "csv", "parquet", "txt")), len(str(bytes_each))),
                count,
                bytes_each,
                prevalence,
            )
        )
    return made


def planned(made: list[Made], goal: Goal, seed: int) -> tuple[Survey[Drawn], list[Verdict], float]:
    """The lake, surveyed, and the CPU seconds of planning it."""
    chance = random.Random(seed)
    survey: Survey[Drawn] = Survey(goal)
    by_shape = {each.shape: each for each in made}
    started = time.process_time()
    taken = 0.0
    for each in made:
        numbers = chance.sample(range(each.objects), min(each.objects, DRAWN))
        survey.put(
            each.shape,
            each.objects,
            each.objects * each.each,
            ((f"{each.shape[0]}/{number}", each.each, (each.shape, number)) for number in numbers),
        )
    while drawn := survey.next():
        taken += time.process_time() - started
        told = []
        for name, size, (shape, number) in drawn:
            found = None if chance.random() < UNREADABLE else by_shape[shape].found(number)
            told.append((name, Seen(found=found, bytes_read=min(size, EACH), schema=shape[0])))
        started = time.process_time()
        for name, seen in told:
            survey.tell(name, seen)
    verdicts = list(survey.verdicts())
    return survey, verdicts, taken + time.process_time() - started


def listing(made: list[Made], count: int) -> Iterator[tuple[str, int]]:
    """So many names, in the order in which S3 lists them, as many of each stratum as it has of the lake."""
    total = sum(each.objects for each in made)
    for each in sorted(made, key=lambda one: one.shape):
        for number in range(max(1, each.objects * count // total)):
            yield f"{each.shape[0]}/year=2026/month={number % 12}/part-{number:08}-c000.{each.shape[1]}", each.each


def peak() -> float:
    """MB of memory at most so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def main() -> int:
    """Print the figures; the exit code says whether the promises are kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--objects", type=int, default=100_000_000)
    parser.add_argument("--terabytes", type=float, default=10.0)
    parser.add_argument("--strata", type=int, default=3_000)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--bound", type=float, default=0.01)
    parser.add_argument("--listed", type=int, default=2_000_000)
    asked = parser.parse_args()
    print(measure.machine())
    size = int(asked.terabytes * 1e12)
    before = peak()
    started = time.process_time()
    listed: Survey[None] = Survey(Goal())
    for name, bytes_each in listing(lake(asked.strata, asked.objects, size, 0), asked.listed):
        listed.add(name, bytes_each, None)
    listed.next()
    cpu = time.process_time() - started
    print(
        f"{'listing':32} {1e6 * cpu / listed.objects:10.2f} CPU-s for a million of {listed.objects:,} names, made up within; "
        f"{peak() - before:,.0f} MB more than the {before:,.0f} before"
    )
    shares: list[float] = []
    clean = wrong = told = 0
    found_of: dict[float, list[bool]] = {each: [] for each in PREVALENCES}
    for seed in range(asked.seeds):
        made = lake(asked.strata, asked.objects, size, seed)
        goal = Goal(bound=asked.bound, share=PROMISED_BYTES / 100, each=EACH, seed=seed)
        survey, verdicts, cpu = planned(made, goal, seed)
        by_shape = {each.shape: each for each in made}
        shares.append(100 * survey.bytes_read / survey.size)
        reached = sum(each.bound <= asked.bound or each.found is DataClass.RESTRICTED for each in verdicts)
        for each in verdicts:
            truth = by_shape[each.shape]
            if truth.prevalence:
                found_of[truth.prevalence].append(each.found is not DataClass.PUBLIC)
            if each.found is not DataClass.RESTRICTED:
                told += 1
                wrong += truth.above(each.found) > each.bound
                clean += each.found is DataClass.PUBLIC
        worst = max(each.bound for each in verdicts if each.found is not DataClass.RESTRICTED)
        print(
            f"seed {seed}: {survey.objects:,} objects, {survey.size / 1e12:.2f} TB, {len(verdicts):,} strata; "
            f"{sum(each.read for each in verdicts):,} objects and {shares[-1]:.3f} % of the bytes read; bound {asked.bound:.1%} "
            f"or restricted in {reached:,} strata, worst bound {worst:.1%}; planned in {cpu:.1f} CPU-s"
        )
    for prevalence, results in found_of.items():
        print(
            f"sensitive strata found at prevalence {prevalence:4.0%}: {sum(results) / max(len(results), 1):7.1%} of {len(results):,}"
        )
    every = [each for results in found_of.values() for each in results]
    print(
        f"{'sensitive strata found':32} {sum(every) / len(every):10.1%} of {len(every):,}; {clean:,} strata told to hold nothing"
    )
    kept = measure.show("bytes read, worst seed", max(shares), PROMISED_BYTES, "%")
    kept &= measure.show("strata beyond their bound", 100 * wrong / max(told, 1), PROMISED_WRONG, "%")
    print(f"{'bytes read, mean':32} {statistics.mean(shares):10.3f} %")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
