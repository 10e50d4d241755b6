"""How open findings developed over scans."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from modelkeep.core.report import Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendPoint:
    """One scan. `tally` counts what it found, suppressed or not. `scope` is the same text for scans that may be compared;
    `catalogue` for those whose controls were written the same.

    `new`, `reopened`, `fixed` and `gone` (its resource, or the reason why the control applied) are against the scan `before`;
    None where there was none.
    """

    snapshot: str
    before: str
    at: datetime
    profile: str
    scope: str
    catalogue: str
    tally: Tally
    new: int | None = None
    reopened: int | None = None
    fixed: int | None = None
    gone: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """The scans up to one, oldest first; the last point is that one. Empty for a snapshot of before there were trends."""

    points: tuple[TrendPoint, ...] = ()

    @property
    def comparable(self) -> tuple[TrendPoint, ...]:
        """The points that asked what the last one asked, about the same accounts and regions."""
        return tuple(point for point in self.points if point.scope == self.points[-1].scope)

    @property
    def left_out(self) -> int:
        """How many scans cannot be compared with the last."""
        return len(self.points) - len(self.comparable)

    @property
    def before(self) -> TrendPoint | None:
        """The scan with which the last one was compared, where it is still known."""
        return next((point for point in self.points[:-1] if point.snapshot == self.points[-1].before), None)
