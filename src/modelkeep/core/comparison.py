"""What changed between two snapshots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from modelkeep.core.finding import Finding


class ChangeKind(StrEnum):
    """What became of one finding."""

    NEW = "new"
    """FAIL now, and there was no verdict before."""
    REOPENED = "reopened"
    """FAIL now, as it was once; fixed or gone in between."""
    FAILED = "failed"
    """FAIL now, PASS or UNKNOWN before, and never seen to FAIL."""
    STILL_OPEN = "still open"
    FIXED = "fixed"
    """PASS now, FAIL before: the same question was asked again and the answer is good."""
    CLARIFIED = "clarified"
    """PASS now, UNKNOWN before."""
    NEWLY_UNKNOWN = "newly unknown"
    STILL_UNKNOWN = "still unknown"
    GONE = "gone"
    """The resource no longer exists: everything that could show it was read, and it is not there."""
    NO_LONGER_APPLIES = "no longer applies"
    """The resource is there, and the control has nothing to say about it any more."""
    NOT_SCANNED = "not scanned"
    """Open or unknown before, and not looked at now. Never to be read as fixed."""


OPENED = frozenset({ChangeKind.NEW, ChangeKind.REOPENED, ChangeKind.FAILED})
"""What is open now and was not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One finding before and after. `note` says why where the verdicts do not; `control_changed`: the question itself is another."""

    kind: ChangeKind
    before: Finding | None
    after: Finding | None
    note: str = ""
    control_changed: bool = False

    @property
    def finding(self) -> Finding:
        """The finding as it is now, or was last."""
        found = self.after or self.before
        assert found is not None
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeChange:
    """What only one of the two snapshots looked at."""

    accounts_added: tuple[str, ...]
    accounts_dropped: tuple[str, ...]
    regions_added: tuple[str, ...]
    regions_dropped: tuple[str, ...]
    controls_added: tuple[str, ...]
    controls_dropped: tuple[str, ...]
    controls_changed: tuple[str, ...]

    @property
    def narrower(self) -> bool:
        """Whether the later snapshot looked at less."""
        return bool(self.accounts_dropped or self.regions_dropped or self.controls_dropped)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two snapshots compared.

    `changes` holds every finding that is or was FAIL or UNKNOWN, worst first; `passed` counts what is PASS now and was not open.
    """

    before: str
    after: str
    scope: ScopeChange
    changes: tuple[Change, ...]
    counts: Mapping[ChangeKind, int]
    passed: int

    def of(self, *kinds: ChangeKind) -> tuple[Change, ...]:
        """The changes of these kinds."""
        return tuple(change for change in self.changes if change.kind in kinds)
