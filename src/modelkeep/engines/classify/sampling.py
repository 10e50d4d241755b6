"""Which objects of a place are read next, until enough is known of each kind of them. Nothing is read here.

Objects that are likely to be alike make a stratum: the same shape of the folder (numbers, dates, UUIDs and digests aside), ending and
power of ten of the size. Within a stratum objects are drawn by lots, which are hashes of the seed and the name: the same ones each time,
in whatever order they are listed, and nearly the same ones when others are added. Reading goes in rounds: a few of each stratum (the
pilot), and then as many again, those strata first that are likely to hold something and of which little is known for the bytes, until
each has reached its bound, or is known to hold restricted data, or the bytes are spent.

When reading stops depends on what was found, and yet the bound holds: of a stratum in which nothing is found, the number of objects that
are read is fixed beforehand, and it is only of these that a bound is told.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappush, heappushpop
from typing import Generic, TypeVar

from modelkeep.core.data import DataClass
from modelkeep.engines.classify.choosing import Shape, bound, lot, needed, seeded, shape_of

WIDE = 200
"""Folders within one folder that are told apart; further ones make one stratum."""
STRATA = 20_000
"""Strata of one survey; what would make more goes by its ending and size alone."""
SPARE = 1.1
"""How many more objects are drawn than are needed: some cannot be read, and are replaced."""
_RISKY = re.compile(
    r"user|customer|client|person|people|patient|employee|member|account|contact|payment|card|payroll|salar|invoice|health|medical|claim"
    r"|kyc|identit|passport|chat|conversation|message|transcript|prompt|feedback|support|mail|secret|credential|config|backup|dump|export",
    re.IGNORECASE,
)
_READABLE = frozenset({
    "avro", "csv", "db", "docx", "eml", "gz", "html", "json", "jsonl", "log", "ndjson", "orc", "parquet", "pdf", "sql", "sqlite", "tsv",
    "txt", "xlsx", "xml", "yaml", "yml", "zip", "zst",
})  # fmt: skip

T = TypeVar("T")
Listed = tuple[str, int, T]
"""Name, size in bytes, and what the one who reads it needs besides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """When enough is known. `bound` of what may be missed, as a share of the objects of each stratum; `pilot` objects of each stratum are
    read first; `share` of all bytes is read at most (None for no limit), of one object at most `each` bytes. With `by_schema`, strata whose
    objects all have the same columns make a family: when enough of it was read as a whole, the pilot of each suffices."""

    bound: float = 0.01
    pilot: int = 12
    share: float | None = None
    each: int = 1 << 20
    seed: int = 0
    by_schema: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What came of one object. `found` is None where it could not be read. `schema` as in `Classified`; `bound` is its own, for records."""

    found: DataClass | None
    bytes_read: int
    schema: str = ""
    bound: float = 0.0
    suspicious: bool = False
    """Something was found that is too uncertain, or too little, to decide."""


@dataclass(slots=True)
class Stratum(Generic[T]):
    """Objects that are likely to be alike, and what is known of them. `size` in bytes; `read` counts those that could be read."""

    shape: Shape
    objects: int = 0
    size: int = 0
    drawn: list[tuple[int, str, int, T]] = field(default_factory=list)
    asked: int = 0
    read: int = 0
    unread: int = 0
    bytes_read: int = 0
    found: DataClass = DataClass.PUBLIC
    suspicious: int = 0
    within: float = 0.0
    """The worst bound of an object that was read in part."""
    schemas: set[str] = field(default_factory=set)

    @property
    def risk(self) -> float:
        """How likely it is to hold something, by its name, its ending, and what was seen so far; 1 for nothing known."""
        folder, ending, _ = self.shape
        told = 2.0 if _RISKY.search(folder) else 1.0
        return told * (1.0 if ending in _READABLE or not ending else 0.5) * (2.0 if self.suspicious else 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is known of a stratum. `bound` is the share of its objects that may hold a class above `found` at most, with 95 % confidence,
    by its own objects alone; `within` the worst bound of the records of an object that was read in part.

    `family` is '' or the schema that all objects have that were read, of this stratum and of others: `found` is the worst of them all then,
    and `family_bound` takes their objects for one stratum. That rests on tables with the same columns holding the same kind of data.
    """

    shape: Shape
    objects: int
    size: int
    read: int
    unread: int
    bytes_read: int
    found: DataClass
    bound: float
    within: float
    family: str = ""
    family_bound: float = 1.0
    by_family: bool = False
    """Something was found in another stratum of the family, and nothing as bad in this one."""

    @property
    def told(self) -> float:
        """The bound by the family, or by its own objects where it has none."""
        return min(self.bound, self.family_bound) if self.family else self.bound


@dataclass(frozen=True, slots=True)
class Surveyed:
    """What is known of a place of which not all was read: the verdicts of its strata. `size` in bytes; `seed` chose the sample."""

    place: str
    objects: int
    size: int
    bytes_read: int
    goal: Goal
    verdicts: tuple[Verdict, ...]

    @property
    def read(self) -> int:
        """Objects that could be read."""
        return sum(each.read for each in self.verdicts)

    @property
    def unread(self) -> int:
        """Objects that were drawn and could not be read."""
        return sum(each.unread for each in self.verdicts)

    @property
    def bound(self) -> float:
        """In no stratum may more of its objects hold a class above what was found, with 95 % confidence for each of them. Those with
        restricted data do not count: there is nothing above."""
        return max((each.told for each in self.verdicts if each.found is not DataClass.RESTRICTED), default=0.0)

    @property
    def is_complete(self) -> bool:
        """The bound was reached everywhere, and everything that was drawn could be read."""
        return not self.unread and self.bound <= self.goal.bound


class Survey(Generic[T]):
    """Objects of one place. `add` every one, then read what `next` gives and `tell` what came of it, until it gives nothing.

    What is remembered: for each stratum as many names as could be needed, at most `STRATA` times `most`.
    """

    def __init__(self, goal: Goal, at_least: int = 0) -> None:
        """`at_least` names of each stratum are remembered, as many as are asked of `first`."""
        self.goal = goal
        self.objects = self.size = self.bytes_read = 0
        self._asked_bytes = 0
        self._seed = seeded(goal.seed)
        self._most = max(goal.pilot, at_least, math.ceil(needed(goal.bound, 1 << 41) * SPARE))
        self._strata: dict[Shape, Stratum[T]] = {}
        self._within: dict[str, Stratum[T]] = {}
        self._tree: dict[str, dict[str, None]] = {}
        self._shapes: dict[str, str] = {}
        self._sorted = True

    def add(self, name: str, size: int, more: T) -> None:
        """Add one object."""
        folder, _, file = name.rpartition("/")
        shape = self._shapes.get(folder)
        if shape is None:
            if len(self._shapes) >= STRATA:
                self._shapes.clear()
            shape = self._shapes[folder] = self._collapsed(shape_of(folder))
        dot = file.rfind(".")
        key = shape, file[dot + 1 :].lower()[:12] if dot >= 0 else "", len(str(size))
        stratum = self._strata.get(key)
        if stratum is None:
            stratum = self._new(key)
        self.objects += 1
        self.size += size
        stratum.objects += 1
        stratum.size += size
        mine = lot(name, self._seed)
        if len(stratum.drawn) < self._most:
            heappush(stratum.drawn, (mine, name, size, more))
        elif mine > stratum.drawn[0][0]:
            heappushpop(stratum.drawn, (mine, name, size, more))
        self._sorted = False

    def put(self, shape: Shape, objects: int, size: int, drawn: Iterable[Listed[T]]) -> None:
        """Add a stratum whose objects were counted and drawn by chance elsewhere, in the order of their lots."""
        self.objects += objects
        self.size += size
        self._strata[shape] = Stratum(shape, objects, size, [(-number, *each) for number, each in enumerate(drawn)])
        self._sorted = False

    def next(self, most: int = 10_000) -> tuple[Listed[T], ...]:
        """The objects that are read next; nothing where enough is known. All of them are told of before it is asked again."""
        self._sort()
        families = self._families()
        open_ones = [each for each in self._strata.values() if not self._is_decided(each, families)]
        open_ones.sort(key=lambda each: (-self._gain(each), each.shape))
        chosen: list[Listed[T]] = []
        for stratum in open_ones:
            for _, name, size, more in stratum.drawn[stratum.asked : stratum.asked + self._step(stratum)]:
                cost = min(size, self.goal.each)
                if len(chosen) == most or self._is_beyond(cost):
                    return tuple(chosen)
                self._asked_bytes += cost
                self._within[name] = stratum
                stratum.asked += 1
                chosen.append((name, size, more))
        return tuple(chosen)

    def first(self, most: int) -> tuple[Listed[T], ...]:
        """The objects that are drawn first of all together, each with the same chance: before any other is asked for. Of each stratum
        they are those that it would begin with itself."""
        self._sort()
        every = sorted(
            ((*each, stratum) for stratum in self._strata.values() for each in stratum.drawn), key=lambda one: -one[0]
        )
        for _, name, size, _, stratum in every[:most]:
            self._asked_bytes += min(size, self.goal.each)
            self._within[name] = stratum
            stratum.asked += 1
        return tuple((name, size, more) for _, name, size, more, _ in every[:most])

    def tell(self, name: str, seen: Seen) -> None:
        """What came of an object that `next` gave."""
        stratum = self._within.pop(name, None)
        if stratum is None:  # listed twice, and told already
            return
        stratum.bytes_read += seen.bytes_read
        self.bytes_read += seen.bytes_read
        if seen.found is None:
            stratum.unread += 1
            return
        stratum.read += 1
        stratum.found = max(stratum.found, seen.found, key=lambda each: each.rank)
        stratum.suspicious += seen.suspicious
        stratum.within = max(stratum.within, seen.bound)
        stratum.schemas.add(seen.schema)

    def verdicts(self) -> Iterator[Verdict]:
        """What is known of each stratum, in the order of their shapes."""
        families = self._families()
        for shape in sorted(self._strata):
            each = self._strata[shape]
            schema = _schema(each)
            family = families.get(schema, [each])
            worst = max((one.found for one in family), key=lambda found: found.rank)
            together = bound(sum(one.read for one in family), sum(one.objects for one in family))
            yield Verdict(
                shape=shape,
                objects=each.objects,
                size=each.size,
                read=each.read,
                unread=each.unread,
                bytes_read=each.bytes_read,
                found=worst,
                bound=bound(each.read, each.objects),
                within=each.within,
                family=schema if len(family) > 1 else "",
                family_bound=together,
                by_family=worst is not each.found,
            )

    def _families(self) -> dict[str, list[Stratum[T]]]:
        """Strata by the one schema that all their objects have, of those of which the pilot was read."""
        found: dict[str, list[Stratum[T]]] = {}
        for each in self._strata.values():
            schema = _schema(each)
            if schema and each.read >= min(self.goal.pilot, each.objects):
                found.setdefault(schema, []).append(each)
        return found

    def _is_decided(self, stratum: Stratum[T], families: Mapping[str, Sequence[Stratum[T]]]) -> bool:
        if stratum.asked >= len(stratum.drawn) or stratum.found is DataClass.RESTRICTED:
            return True
        family = families.get(_schema(stratum), ()) if self.goal.by_schema else ()
        if len(family) > 1 and stratum in family:
            objects = sum(each.objects for each in family)
            if sum(each.read for each in family) >= needed(self.goal.bound, objects):
                return True
        return stratum.read >= needed(self.goal.bound, stratum.objects)

    def _sort(self) -> None:
        if not self._sorted:
            for each in self._strata.values():
                each.drawn.sort(key=lambda one: -one[0])
            self._sorted = True

    def _step(self, stratum: Stratum[T]) -> int:
        """Objects of the next round: the pilot, then as many as were read so far, and no more than are needed."""
        return max(1, min(max(self.goal.pilot, stratum.read), needed(self.goal.bound, stratum.objects) - stratum.read))

    def _gain(self, stratum: Stratum[T]) -> float:
        """By which strata are read first: all pilots before anything else; then risk times what may be missed, for the bytes of one."""
        if stratum.asked < min(self.goal.pilot, stratum.objects):
            return math.inf
        cost = min(stratum.size / stratum.objects, self.goal.each) + 4096.0
        return stratum.risk * bound(stratum.read, stratum.objects) / cost

    def _is_beyond(self, cost: int) -> bool:
        share = self.goal.share
        return share is not None and self._asked_bytes + cost > self.size * share

    def _new(self, key: Shape) -> Stratum[T]:
        if len(self._strata) >= STRATA:
            key = ("*", *key[1:])
            known = self._strata.get(key)
            if known is not None:
                return known
        stratum = self._strata[key] = Stratum(key)
        return stratum

    def _collapsed(self, shape: str) -> str:
        """A shape in which the folders beyond the first `WIDE` of one folder are one."""
        parts = shape.split("/")
        for number, part in enumerate(parts):
            parent = "/".join(parts[:number])
            children = self._tree.setdefault(parent, {}) if len(self._tree) < STRATA else self._tree.get(parent)
            if children is None or (part not in children and len(children) >= WIDE):
                parts[number] = "*"
            else:
                children[part] = None
        return "/".join(parts)


def _schema(stratum: Stratum[T]) -> str:
    return next(iter(stratum.schemas)) if len(stratum.schemas) == 1 else ""
