"""Circles among references."""

from __future__ import annotations

from collections.abc import Iterator, Mapping


def circles(edges: Mapping[str, Mapping[str, int]]) -> Iterator[tuple[tuple[str, ...], int]]:
    """The circles of a graph, one for each edge that closes one, with the line of that edge.

    `edges` gives for each node those that it needs, with the line where it says so.
    """
    done: set[str] = set()
    for start in edges:
        if start in done:
            continue
        path: dict[str, int] = {start: 0}
        waiting = [iter(edges[start].items())]
        while waiting:
            for name, line in waiting[-1]:
                if name in path:
                    yield tuple(path)[list(path).index(name) :], line
                elif name not in done and name in edges:
                    path[name] = line
                    waiting.append(iter(edges[name].items()))
                    break
            else:
                waiting.pop()
                done.add(path.popitem()[0])
