"""Places that hold the data of models: their objects, which of those are read, and what is known of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from modelkeep.app.classify import Classifying
from modelkeep.core.artifacts import Artifact
from modelkeep.core.data import Classified, DataClass, DataFinding, Method
from modelkeep.core.data_classes import Framework
from modelkeep.core.errors import AccessError, ConnectionFailedError, CredentialsError, EmptyPlaceError, UsageError
from modelkeep.core.kinds.analyses import DataUse
from modelkeep.engines.classify.choosing import bound
from modelkeep.engines.classify.deciding import class_of, decide
from modelkeep.engines.classify.sampling import Goal, Seen, Survey

BUCKETS = "arn:aws:s3:::"
LISTED = 100_000
"""Objects of one place that are listed; what lies beyond is not known."""
LARGE = 1 << 20
"""Bytes of a large object that are read."""
FEW = 64 << 20
"""Bytes that one process has read before another one is ready."""
RULES_OUT = 0.01
"""The bound up to which a sample is large enough to rule sensitive data out: 299 objects drawn by chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What is known of one object, `name` as s3://BUCKET/KEY. `bound` as in `Classified`, `gap` the first one, '' for none."""

    name: str
    data_class: DataClass | None
    reason: str
    identifiers: tuple[str, ...]
    sensitive: frozenset[str]
    findings: tuple[DataFinding, ...]
    gap: str
    partly: bool
    bound: float
    bytes_read: int
    schema: str = ""

    @property
    def rank(self) -> int:
        """By which the worst is found; -1 for what is not known."""
        return -1 if self.data_class is None else self.data_class.rank

    @property
    def rules_out(self) -> bool:
        """Whether what was not found in it is not there, or too rare to matter."""
        return not self.gap and (not self.partly or 0.0 < self.bound <= RULES_OUT)


@dataclass(slots=True, kw_only=True)
class Place:
    """A bucket, or what lies below a prefix. `problem` says why not all of it could be listed.

    Of its objects `first` are drawn by chance alone: the bound of the place rests on these. `further` ones are drawn by its survey.
    """

    arn: str
    account: str
    held: Mapping[str, Artifact]
    survey: Survey[None]
    first: tuple[str, ...]
    problem: str = ""
    further: list[str] = field(default_factory=list)

    @property
    def chosen(self) -> tuple[str, ...]:
        """What was drawn so far."""
        return (*self.first, *self.further)

    def next(self, most: int) -> tuple[str, ...]:
        """What is read next, at most so many further objects in all."""
        left = most - len(self.further)
        found = tuple(name for name, _, _ in self.survey.next(left)) if left > 0 else ()
        self.further += found
        return found

    def tell(self, read: Read) -> None:
        """What came of an object that was drawn."""
        seen = Seen(
            found=read.data_class, bytes_read=read.bytes_read, schema=read.schema, bound=read.bound,
            suspicious=read.data_class is DataClass.INTERNAL,
        )  # fmt: skip
        self.survey.tell(read.name, seen)

    @property
    def is_bucket(self) -> bool:
        """No prefix."""
        return "/" not in self.arn

    def missing(self, known: Mapping[str, Read]) -> tuple[str, ...]:
        """Why it cannot be ruled out that it holds what was not found; empty where it can."""
        told = [self.problem] if self.problem else []
        read = [known[each] for each in self.held if each in known]
        told += [f"{each.name}: {each.gap}" for each in read if each.gap]
        told += [f"{each.name}: read in part" for each in read if not each.gap and not each.rules_out]
        told += [f"{each}: not read" for each in self.chosen if each not in known]
        if bound(len(self.first), len(self.held)) > RULES_OUT:
            told.append(f"{len(read):,} of {len(self.held):,} objects were read, too few to rule more out")
        return tuple(told)

    def bound(self, known: Mapping[str, Read]) -> float | None:
        """See `DataClassRow.bound`."""
        read = [known.get(each) for each in self.chosen]
        if self.problem or any(each is None or (not each.rules_out and (each.gap or not each.bound)) for each in read):
            return None
        return max((bound(len(self.first), len(self.held)), *(each.bound for each in read if each is not None)))


def list_places(
    uses: Iterable[DataUse], homes: Mapping[str, str], data: Classifying, most: int, seed: int
) -> dict[str, Place]:
    """The places by ARN, each bucket before the prefixes in it. `homes` are the accounts of buckets: whose is not known is read by the
    account of the first model that uses it."""
    first: dict[str, str] = {}
    for each in uses:
        if each.arn:
            first.setdefault(each.arn, each.account or "")
    buckets: dict[str, str] = {}
    for arn, account in first.items():
        bucket = arn.partition("/")[0]
        buckets.setdefault(bucket, homes.get(bucket) or account)
    found: dict[str, Place] = {}
    for bucket, account in sorted(buckets.items()):
        whole = found[bucket] = _listed(bucket, account, data, most, seed)
        for arn in sorted(each for each in first if each.startswith(f"{bucket}/")):
            if whole.problem:
                found[arn] = _listed(arn, account, data, most, seed)
            else:
                found[arn] = _within(whole, arn, most, seed)
    return found


def processes_for(objects: Iterable[Artifact]) -> int:
    """How many processes are worth their beginning, in which each compiles all patterns: 0 for as many as there are processors."""
    return 1 if sum(min(each.size, LARGE) for each in objects) < FEW else 0


def drawn(places: Iterable[Place]) -> dict[str, Artifact]:
    """The objects that are read first, each once."""
    return {name: each.held[name] for each in places for name in each.first}


def look(places: Iterable[Place], data: Classifying, framework: Framework, most: int) -> dict[str, Read]:
    """Read what was drawn, and then at most `most` further objects of each place, those first of whose kind little is known."""
    known: dict[str, Read] = {}
    waiting = [(each, each.first) for each in places]
    while any(names for _, names in waiting):
        wanted = {name: place.held[name] for place, names in waiting for name in names if name not in known}
        for artifact, told, _ in data.classify(wanted.values()):
            known[artifact.place] = judged(artifact.place, told, framework)
        for place, names in waiting:
            for name in names:
                place.tell(known[name])
        waiting = [(place, place.next(most)) for place, _ in waiting]
    return known


def _listed(arn: str, account: str, data: Classifying, most: int, seed: int) -> Place:
    address = f"s3://{arn.removeprefix(BUCKETS)}" + ("" if "/" in arn else "/")
    held: dict[str, Artifact] = {}
    problem = ""
    try:
        held = {each.place: each for each in _some(data.listed(address, account))}
    except EmptyPlaceError:
        pass
    except (UsageError, AccessError, ConnectionFailedError, CredentialsError) as error:
        problem = f"{address}: {str(error).removeprefix(f'{address}: ')}. {error.remedy}"
    if len(held) > LISTED:
        held.popitem()
        problem = f"{address}: more than {LISTED:,} objects, of which the rest was not listed"
    return _place(arn, account, held, most, seed, problem)


def _some(artifacts: Iterator[Artifact]) -> Iterator[Artifact]:
    return islice(artifacts, LISTED + 1)


def _within(bucket: Place, arn: str, most: int, seed: int) -> Place:
    """What the listing of a bucket has of a prefix; an object of just that name is it alone."""
    prefix = f"s3://{arn.removeprefix(BUCKETS)}"
    own = bucket.held.get(prefix)
    held = {prefix: own} if own else {name: each for name, each in bucket.held.items() if name.startswith(prefix)}
    return _place(arn, bucket.account, held, most, seed, "")


def _place(arn: str, account: str, held: Mapping[str, Artifact], most: int, seed: int, problem: str) -> Place:
    survey: Survey[None] = Survey(Goal(bound=RULES_OUT, pilot=1, each=LARGE, seed=seed), most)
    for name, each in held.items():
        survey.add(name, each.size, None)
    first = tuple(name for name, _, _ in survey.first(most))
    return Place(arn=arn, account=account, held=held, survey=survey, first=first, problem=problem)


def judged(name: str, told: Classified, framework: Framework) -> Read:
    """What is known of an object of which this was told."""
    decision = decide(told, framework)
    high = {
        each.identifier for each in decision.deciding if class_of(each, framework).rank >= DataClass.CONFIDENTIAL.rank
    }
    if not high and decision.data_class in (DataClass.CONFIDENTIAL, DataClass.RESTRICTED):
        high = set(decision.identifiers)
    personal = frozenset(each for each in high if framework.categories.get(each) != "credential")
    return Read(
        name=name,
        data_class=decision.data_class,
        reason="; ".join(decision.reasons[:3]),
        identifiers=decision.identifiers,
        sensitive=personal,
        findings=decision.deciding,
        gap=f"{' > '.join((*told.gaps[0].place[1:], told.gaps[0].reason))}" if told.gaps else "",
        partly=told.method is Method.SAMPLE,
        bound=told.bound,
        bytes_read=told.bytes_read,
        schema=told.schema,
    )
