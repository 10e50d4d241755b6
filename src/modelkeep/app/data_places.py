"""Places that hold the data of models: their objects, which of those are read, and what is known of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from modelkeep.app.classify import Classifying
from modelkeep.core.artifacts import Artifact
from modelkeep.core.data import Classified, DataClass, DataFinding, Method
from modelkeep.core.data_classes import Framework
from modelkeep.core.errors import AccessError, ConnectionFailedError, CredentialsError, EmptyPlaceError, UsageError
from modelkeep.core.kinds.analyses import DataUse
from modelkeep.engines.classify.choosing import Choice, bound, choose
from modelkeep.engines.classify.deciding import class_of, decide

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

    @property
    def rank(self) -> int:
        """By which the worst is found; -1 for what is not known."""
        return -1 if self.data_class is None else self.data_class.rank

    @property
    def rules_out(self) -> bool:
        """Whether what was not found in it is not there, or too rare to matter."""
        return not self.gap and (not self.partly or 0.0 < self.bound <= RULES_OUT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A bucket, or what lies below a prefix. `problem` says why not all of it could be listed."""

    arn: str
    account: str
    held: Mapping[str, Artifact]
    chosen: Choice
    problem: str = ""

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
        told += [f"{each}: not read" for each in self.chosen.names if each not in known]
        if bound(self.chosen.random, len(self.held)) > RULES_OUT:
            told.append(f"{len(read):,} of {len(self.held):,} objects were read, too few to rule more out")
        return tuple(told)

    def bound(self, known: Mapping[str, Read]) -> float | None:
        """See `DataClassRow.bound`."""
        read = [known.get(each) for each in self.chosen.names]
        if self.problem or any(each is None or (not each.rules_out and (each.gap or not each.bound)) for each in read):
            return None
        return max((bound(self.chosen.random, len(self.held)), *(each.bound for each in read if each is not None)))


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


def look(objects: Iterable[Artifact], data: Classifying, framework: Framework) -> dict[str, Read]:
    """Read objects."""
    return {artifact.place: judged(artifact.place, told, framework) for artifact, told, _ in data.classify(objects)}


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
    chosen = choose(((name, each.size) for name, each in held.items()), most, seed)
    return Place(arn=arn, account=account, held=held, chosen=chosen, problem=problem)


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
    )
