"""How two bills of materials differ."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

EXIT_SAME = 0
EXIT_NOT_COMPARED = 4
EXIT_DIFFERENT = 10


class Change(StrEnum):
    """What became of a thing. The last two are no changes of the model: one of the bills does not tell."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    NEWLY_KNOWN = "newly known"
    """The earlier bill was not complete where it stands."""
    NO_LONGER_KNOWN = "no longer known"
    """The later bill is not complete where it stood."""

    @property
    def certain(self) -> bool:
        """The model itself changed."""
        return self in (Change.ADDED, Change.REMOVED, Change.CHANGED)


class Sort(StrEnum):
    """What changed, in the order in which it is told."""

    MODEL = "model"
    VULNERABILITY = "vulnerability"
    COMPONENT = "component"
    DATA = "data set"
    SERVICE = "service"
    COMPLETENESS = "completeness"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One difference. `aspect` is what of a thing changed, such as its version; '' for one that came or went."""

    sort: Sort
    change: Change
    name: str
    aspect: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BomComparison:
    """All differences in order. `incomplete` are the names of what is not told wholly in both, so that it may differ unnoticed."""

    differences: tuple[Difference, ...]
    incomplete: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        """What the command ends with."""
        if any(each.change.certain for each in self.differences):
            return EXIT_DIFFERENT
        return EXIT_NOT_COMPARED if self.differences else EXIT_SAME
