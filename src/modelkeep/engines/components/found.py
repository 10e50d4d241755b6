"""What readers found in one image, archive or folder, and what they could not read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from modelkeep.core.artifacts import Gap
from modelkeep.core.components import Component, Evidence, PackageType
from modelkeep.engines.components.references import References

COMPONENTS = 500_000
"""More packages than anything real has: what is beyond them is a gap."""
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
    """Metadata of Python packages that the operating system's package manager put there."""
    references: References = field(default_factory=References)
    _unread: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def add(self, path: str, component: Component) -> None:
        """A component that the file at `path` tells of."""
        if len(self.components) >= COMPONENTS:
            self.gap(path, f"more than {COMPONENTS:,} packages")
            return
        self.components.append(replace(component, place=(*self.place, path), layer=self.layer))

    def gap(self, path: str, reason: str) -> None:
        """The file at `path` was not read, or not all of it. The same is told once."""
        gap = Gap((*self.place, path), reason)
        if gap not in self.gaps[-8:]:
            self.gaps.append(gap)

    def unread(self, kind: str, path: str) -> None:
        """Packages of a kind that nothing here reads: told once for each kind, with the first path."""
        self._unread.setdefault(kind, (*self.place, path))

    def finish(self) -> tuple[Component, ...]:
        """All components, each once: with the distribution on those of an operating system, exact versions where a constraints file tells
        them, and without what a better record tells. Adds the gaps that only the whole shows; may be called again."""
        mine = tuple(self._settled(each) for each in self.components if "/".join(each.place[-1:]) not in self.owned)
        self._close()
        return _once(mine)

    def _settled(self, component: Component) -> Component:
        if component.type in _OF_A_SYSTEM:
            return replace(component, distribution=component.distribution or self.distribution)
        if component.type is PackageType.PYPI and component.evidence is Evidence.DECLARED:
            version = self.references.pinned(component.place[-1], component.name)
            if version:
                return replace(component, version=version, evidence=Evidence.LOCKED)
        return component

    def _close(self) -> None:
        told = set(self.gaps)
        gaps = [Gap(place, f"{kind}: not read") for kind, place in self._unread.items()]
        gaps += [
            Gap((*self.place, path), f"{named} is named and was not read") for path, named in self.references.missing()
        ]
        orphans = next((each for each in self.components if each.type in _OF_A_SYSTEM), None)
        if orphans and not (self.distribution or orphans.distribution):
            gaps.append(Gap(orphans.place, "no os-release says of which distribution these packages are"))
        self.gaps += [each for each in dict.fromkeys(gaps) if each not in told]


def _once(components: Iterable[Component]) -> tuple[Component, ...]:
    """The best evidence for each package and version; one without a version only where no other record of the package has one."""
    ranked = sorted(components, key=lambda each: _BEST_FIRST.index(each.evidence))
    best: dict[tuple[str, ...], Component] = {}
    versioned: set[tuple[str, str]] = set()
    for each in ranked:
        package = (each.type.value, each.name)
        if not each.version and package in versioned:
            continue
        if each.version:
            versioned.add(package)
        best.setdefault((*package, each.version or each.constraint, each.architecture, each.distribution), each)
    return tuple(best.values())
