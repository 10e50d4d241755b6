"""The graph of all steps: shortest paths to a target, and what to remove so that most of them are gone."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, pairwise

from modelkeep.engines.access.decision import Outcome
from modelkeep.engines.access.paths.edges import Edge, Proof, Removable

Cost = tuple[int, int, int]
"""Steps, those of them that are unknown, and those that depend on a condition: the less, the better."""

_STEP: Mapping[Outcome, Cost] = {
    Outcome.ALLOWED: (1, 0, 0),
    Outcome.ALLOWED_IF: (1, 0, 1),
    Outcome.UNKNOWN: (1, 1, 0),
}


_SEARCHED = 1000
"""Of how many shortest paths those with the fewest conditions are chosen."""


@dataclass(frozen=True, slots=True)
class Path:
    """One way to a target, step by step. `others` counts, for each step, further techniques between the same two."""

    steps: tuple[Edge, ...]
    others: tuple[int, ...]

    @property
    def outcome(self) -> Outcome:
        """UNKNOWN where any step is, else ALLOWED_IF where any depends on a condition."""
        found = {step.outcome for step in self.steps}
        return next((each for each in (Outcome.UNKNOWN, Outcome.ALLOWED_IF) if each in found), Outcome.ALLOWED)


@dataclass(frozen=True, slots=True)
class Choke:
    """Something whose removal cuts `cut` of the starting points off. Either a principal on the way, or a statement."""

    cut: int
    principal: str = ""
    statement: Removable | None = None


class Graph:
    """Steps by where they begin and end."""

    def __init__(self, edges: Iterable[Edge]) -> None:
        self._into: dict[str, dict[str, list[Edge]]] = {}
        for edge in edges:
            if edge.source != edge.target:
                self._into.setdefault(edge.target, {}).setdefault(edge.source, []).append(edge)
        for sources in self._into.values():
            for parallel in sources.values():
                parallel.sort(key=lambda edge: (_STEP[edge.outcome], edge.technique))

    def paths(self, targets: Collection[str], starts: Collection[str] | None = None) -> tuple[Path, ...]:
        """A shortest path from each starting point that has one, the shortest first; from everywhere without `starts`."""
        best = self._towards(targets)
        chosen = best if starts is None else [start for start in starts if start in best]
        found = [(best[start][0], start) for start in chosen if start not in targets]
        return tuple(self._path(start, best) for _, start in sorted(found))

    def starts(self, targets: Collection[str]) -> tuple[str, ...]:
        """Everything from which a target can be reached, the targets left out."""
        return tuple(name for name in self._towards(targets) if name not in targets)

    def shortest(self, targets: Collection[str], starts: Collection[str], most: int) -> tuple[tuple[Path, ...], int]:
        """Of all paths of the fewest steps from each starting point the first ones, and how many there are."""
        best = self._towards(targets)
        onward: dict[str, list[str]] = {}
        for target, sources in self._into.items():
            for source in sources:
                if target in best and source in best and best[source][0][0] == best[target][0][0] + 1:
                    onward.setdefault(source, []).append(target)
        counted: dict[str, int] = {}
        for node in sorted(best, key=lambda node: best[node][0][0]):
            counted[node] = 1 if best[node][1] is None else sum(counted[each] for each in onward[node])
        begin = [start for start in starts if start in best and start not in targets]
        walks = (walk for start in begin for walk in self._walks(start, onward))
        paths = sorted((self._along(walk) for walk in islice(walks, _SEARCHED)), key=_order)
        return tuple(paths[:most]), sum(counted[start] for start in begin)

    def _walks(self, start: str, onward: Mapping[str, list[str]]) -> Iterator[tuple[str, ...]]:
        if start not in onward:
            yield (start,)
        for each in sorted(onward.get(start, ())):
            for rest in self._walks(each, onward):
                yield (start, *rest)

    def _along(self, walk: tuple[str, ...]) -> Path:
        parallel = [self._into[target][source] for source, target in pairwise(walk)]
        return Path(tuple(each[0] for each in parallel), tuple(len(each) - 1 for each in parallel))

    def chokes(
        self, targets: Collection[str], starts: Collection[str] | None = None, most: int = 5
    ) -> tuple[Choke, ...]:
        """What cuts most starting points off, one removal at a time, in order; a starting point itself is no choke point.

        What cuts a starting point off is on its shortest path, so that candidates are taken from those, the most frequent first,
        until none that is left can cut more than what was found.
        """
        best = self._towards(targets)
        begin = {start for start in (best if starts is None else starts) if start in best and start not in targets}
        found: list[Choke] = []
        for bound, candidate in self._candidates(begin, best):
            if len(found) >= most and bound <= found[most - 1].cut:
                break
            left = self._towards(targets, without=candidate)
            lost = [start for start in begin if start not in left and start != candidate]
            if lost:
                found.append(_choke(len(lost), candidate))
                found.sort(key=lambda choke: (-choke.cut, choke.principal, str(choke.statement)))
        return tuple(found[:most])

    def _candidates(
        self, begin: Iterable[str], best: Mapping[str, tuple[Cost, Edge | None]]
    ) -> list[tuple[int, str | Removable]]:
        counted: dict[str | Removable, int] = {}
        for start in begin:
            seen: set[str | Removable] = set()
            for step in self._path(start, best).steps:
                if step.source != start:
                    seen.add(step.source)
                seen |= set(_removable(step))
            for each in seen:
                counted[each] = counted.get(each, 0) + 1
        order = sorted(counted.items(), key=lambda pair: (-pair[1], str(pair[0])))
        return [(count, each) for each, count in order]

    def _towards(
        self, targets: Collection[str], without: str | Removable | None = None
    ) -> dict[str, tuple[Cost, Edge | None]]:
        """The best cost from every node that reaches a target, and the first step."""
        best: dict[str, tuple[Cost, Edge | None]] = {}
        heap: list[tuple[Cost, int, str, Edge | None]] = [
            ((0, 0, 0), at, target, None) for at, target in enumerate(sorted(set(targets)))
        ]
        order = len(heap)
        while heap:
            cost, _, node, edge = heapq.heappop(heap)
            if node in best:
                continue
            best[node] = (cost, edge)
            for source, parallel in self._into.get(node, {}).items():
                step = _first_left(parallel, without)
                if source not in best and source != without and step is not None:
                    order += 1
                    heapq.heappush(heap, (_add(cost, _STEP[step.outcome]), order, source, step))
        return best

    def _path(self, start: str, best: Mapping[str, tuple[Cost, Edge | None]]) -> Path:
        steps: list[Edge] = []
        node = start
        while (step := best[node][1]) is not None:
            steps.append(step)
            node = step.target
        return Path(tuple(steps), tuple(len(self._into[step.target][step.source]) - 1 for step in steps))


def _first_left(parallel: Iterable[Edge], without: str | Removable | None) -> Edge | None:
    if not isinstance(without, Removable):
        return next(iter(parallel), None)
    return next((edge for edge in parallel if not _rests_on(edge, without)), None)


def _rests_on(edge: Edge, statement: Removable) -> bool:
    if isinstance(edge.evidence, Proof) and not edge.evidence.may_rest_on(statement):
        return False
    return statement in _removable(edge)


def _removable(edge: Edge) -> Iterator[Removable]:
    """The statements without any one of which a step is gone."""
    for each in edge.evidence:
        yield from each.essential


def _choke(cut: int, candidate: str | Removable) -> Choke:
    if isinstance(candidate, Removable):
        return Choke(cut, statement=candidate)
    return Choke(cut, principal=candidate)


def _add(one: Cost, other: Cost) -> Cost:
    return (one[0] + other[0], one[1] + other[1], one[2] + other[2])


def _order(path: Path) -> tuple[Cost, tuple[str, ...]]:
    cost: Cost = (0, 0, 0)
    for step in path.steps:
        cost = _add(cost, _STEP[step.outcome])
    return cost, tuple(step.target for step in path.steps)
