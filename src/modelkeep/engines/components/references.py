"""Requirements files that name others, and the versions that constraints files hold packages to.

https://pip.pypa.io/en/stable/reference/requirements-file-format/
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field

LARGEST = 1_000
"""Names of other files that are followed in one image."""


@dataclass(slots=True)
class References:
    """Which file includes which (`-r`), which is held by which (`-c`), and the exact versions that each tells. Paths are whole."""

    included: dict[str, set[str]] = field(default_factory=dict)
    held: dict[str, set[str]] = field(default_factory=dict)
    versions: dict[str, dict[str, str]] = field(default_factory=dict)
    read: set[str] = field(default_factory=set)
    _count: int = 0

    def name(self, path: str, other: str, *, constraint: bool) -> bool:
        """The file at `path` names another, relative to itself; False where that cannot be followed."""
        self._count += 1
        if self._count > LARGEST or "://" in other:
            return False
        target = posixpath.normpath(posixpath.join("/", posixpath.dirname(path), other)).lstrip("/")
        (self.held if constraint else self.included).setdefault(path, set()).add(target)
        return True

    def missing(self) -> Iterator[tuple[str, str]]:
        """Pairs of a file and one that it names, which was never read."""
        for table in (self.included, self.held):
            for path, others in table.items():
                yield from ((path, other) for other in sorted(others - self.read))

    def constraints(self) -> frozenset[str]:
        """Files that hold others to their versions, and that none includes: what they list is not installed for that."""
        return frozenset().union(*self.held.values()) - frozenset().union(*self.included.values())

    def pinned(self, path: str) -> dict[str, str]:
        """Versions by package that constraints of the file, or of those that include it, tell; its own first."""
        told: dict[str, str] = {}
        seen, waiting = {path}, [path]
        while waiting:
            current = waiting.pop()
            for constraints in sorted(self._reached(current)):
                told = {**self.versions.get(constraints, {}), **told}
            above = {each for each, others in self.included.items() if current in others} - seen
            seen |= above
            waiting += sorted(above)
        return told

    def _reached(self, path: str) -> set[str]:
        """Constraints of a file, and those that they include."""
        seen: set[str] = set()
        waiting = list(self.held.get(path, ()))
        while waiting:
            current = waiting.pop()
            if current not in seen:
                seen.add(current)
                waiting += self.included.get(current, set()) | self.held.get(current, set())
        return seen
