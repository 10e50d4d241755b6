"""What readers found in one image, archive or folder, and what they could not read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from modelkeep.core.artifacts import Gap
from modelkeep.core.components import Component, Evidence, PackageType
from modelkeep.engines.components.references import References

COMPONENTS = 200_000
"""More packages than anything real has: what is beyond them is a gap."""
GAPS = 1_000
"""What is told of one image; with a single gap nothing can be ruled out already."""
UNREAD = 100_000
"""Paths of each kind that are kept until it is known whether the operating system put them there."""
_OF_A_SYSTEM = frozenset({PackageType.DEB, PackageType.RPM, PackageType.APK})
_BEST_FIRST = (Evidence.INSTALLED, Evidence.LOCKED, Evidence.TOLD, Evidence.DECLARED)


class MalformedError(Exception):
    """A file is not what its name says, or is cut off; the message says where. It becomes a gap."""


@dataclass(slots=True)
class Found:
    """Components and gaps, as readers add them. `place` is the way to the container whose files are read, `layer` the digest of the layer
    that the next file lies in: both are written on what is added from then on."""

    place: tuple[str, ...] = ()
    layer: str = ""
    distribution: str = ""
    """`ID-VERSION_ID` of os-release."""
    components: list[Component] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    owned: set[str] = field(default_factory=set)
    """Files that count with a package of the operating system, see `paths.belongs_to_system`."""
    references: References = field(default_factory=References)
    _unread: dict[str, list[str]] = field(default_factory=dict)

    def add(self, path: str, component: Component) -> None:
        """A component that the file at `path` tells of."""
        if len(self.components) >= COMPONENTS:
            self.gap(path, f"more than {COMPONENTS:,} packages")
            return
        self.components.append(replace(component, place=(*self.place, path), layer=self.layer))

    def gap(self, path: str, reason: str) -> None:
        """The file at `path` was not read, or not all of it. The same is told once."""
        gap = Gap((*self.place, path), reason)
        if len(self.gaps) < GAPS and gap not in self.gaps[-8:]:
            self.gaps.append(gap)

    def unread(self, kind: str, path: str) -> None:
        """Packages of a kind that nothing here reads: told once for each kind, with the first path that is no part of a package of the
        operating system."""
        paths = self._unread.setdefault(kind, [])
        if len(paths) < UNREAD:
            paths.append(path)

    def finish(self) -> tuple[Component, ...]:
        """All components, each once: with the distribution on those of an operating system, exact versions where a constraints file tells
        them, and without what a better record tells. Adds the gaps that only the whole shows; may be called again."""
        left_out = self.owned | self.references.constraints()
        pinned: dict[str, dict[str, str]] = {}
        mine = [
            self._settled(each, pinned)
            for each in self.components
            if each.type in _OF_A_SYSTEM or each.place[-1] not in left_out
        ]
        self._close()
        return _best(mine)

    def _settled(self, component: Component, pinned: dict[str, dict[str, str]]) -> Component:
        if component.type in _OF_A_SYSTEM:
            return replace(component, distribution=component.distribution or self.distribution)
        if component.type is PackageType.PYPI and component.evidence is Evidence.DECLARED:
            path = component.place[-1]
            if path not in pinned:
                pinned[path] = self.references.pinned(path)
            version = pinned[path].get(component.name)
            if version:
                return replace(component, version=version, constraint="", evidence=Evidence.LOCKED)
        return component

    def _close(self) -> None:
        self.gaps = [each for each in self.gaps if each.place[-1] not in self.owned]
        told = set(self.gaps)
        gaps = []
        for kind, paths in self._unread.items():
            loose = next((each for each in paths if each not in self.owned), None)
            if loose is not None:
                gaps.append(Gap((*self.place, loose), f"{kind}: not read"))
        gaps += [
            Gap((*self.place, path), f"{named} is named and was not read")
            for path, named in self.references.missing()
            if path not in self.owned
        ]
        orphans = next((each for each in self.components if each.type in _OF_A_SYSTEM), None)
        if orphans and not (self.distribution or orphans.distribution):
            gaps.append(Gap(orphans.place, "no os-release says of which distribution these packages are"))
        self.gaps += [each for each in dict.fromkeys(gaps) if each not in told]


def _best(components: Iterable[Component]) -> tuple[Component, ...]:
    """For each package what the best kind of evidence says of it, each version once. A mere requirement of what is installed, or a version
    that a model says it was made with, adds nothing to that."""
    best: dict[tuple[str, str], int] = {}
    components = tuple(components)
    for each in components:
        package, rank = (each.type.value, each.name), _BEST_FIRST.index(each.evidence)
        best[package] = min(rank, best.get(package, rank))
    kept: dict[tuple[str, ...], Component] = {}
    for each in components:
        if _BEST_FIRST.index(each.evidence) == best[each.type.value, each.name]:
            key = (each.type.value, each.name, each.version or each.constraint, each.architecture, each.distribution)
            kept.setdefault(key, each)
    return tuple(kept.values())
