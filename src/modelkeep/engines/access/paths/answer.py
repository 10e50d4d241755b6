"""The answer to: by which paths is something reached, and what cuts most of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from modelkeep.engines.access.asking.coverage import Coverage
from modelkeep.engines.access.paths.edges import is_administrator_node
from modelkeep.engines.access.paths.graph import Choke, Graph, Path
from modelkeep.engines.access.paths.network import Network
from modelkeep.engines.access.principals import ANONYMOUS, STRANGER

PUBLIC = "public"
"""Everybody: who sends no credentials at all, and any other AWS account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`paths` are the shortest, at most as many as were asked for; `more` is how many there are besides.

    With a starting point these are its paths, without one they are one path from each starting point, administrators left out:
    `administrators` says how many of them reach the target besides. `starts` is how many starting points reach it, so that a choke point's
    `cut` can be compared with it.
    """

    target: str
    start: str
    paths: tuple[Path, ...]
    more: int
    starts: int
    administrators: int
    chokes: tuple[Choke, ...]
    coverage: Coverage

    @property
    def is_complete(self) -> bool:
        """Whether nothing that could have made the answer longer was left out."""
        return not self.coverage.unread and not self.coverage.lacks


@dataclass(frozen=True, slots=True)
class Found:
    """The part of an answer that the graph gives."""

    paths: tuple[Path, ...]
    more: int
    starts: int
    administrators: int
    chokes: tuple[Choke, ...]


def find(network: Network, targets: Collection[str], start: Collection[str] | None, most: int) -> Found:
    """Paths to any of the targets, from any of `start` or from everywhere. `most` limits paths, not choke points."""
    graph = Graph(network.edges)
    if start is not None:
        paths, total = graph.shortest(targets, start, most)
        return Found(
            paths, total - len(paths), len({path.steps[0].source for path in paths}), 0, graph.chokes(targets, start)
        )
    reaching = [name for name in graph.starts(targets) if _is_somebody(name)]
    others = [name for name in reaching if name not in network.administrators]
    paths = graph.paths(targets, others)
    return Found(
        paths[:most],
        len(paths) - len(paths[:most]),
        len(paths),
        len(reaching) - len(others),
        graph.chokes(targets, others),
    )


def public() -> tuple[str, ...]:
    """The starting points of whoever has no rights in any account that was read."""
    return (ANONYMOUS, STRANGER.name)


def _is_somebody(name: str) -> bool:
    return not is_administrator_node(name) and ":group/" not in name
