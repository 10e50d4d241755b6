"""The calls behind a control: whose gaps bear on it, and how (`evaluate` tells what each way means)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from modelkeep.core.control import Control
from modelkeep.core.kinds import tables
from modelkeep.core.tables import Table


@dataclass(frozen=True, slots=True)
class Calls:
    """The calls behind one control, by what a gap in them means."""

    subject: frozenset[str]
    own: frozenset[str]
    other: frozenset[str]
    complete: frozenset[str]
    anywhere: frozenset[str]
    """Those of `complete` that draw edges, which may lead to a resource from any account."""

    def roles(self, call: str) -> tuple[bool, bool, bool, bool]:
        """In which of the ways a gap in the call bears on the control."""
        return (call in self.subject, call in self.own, call in self.other, call in self.complete)


def calls_behind(control: Control, lineage: frozenset[str]) -> Calls:
    """The calls on which a control rests."""
    declared = tables()
    read: set[str] = set(control.tables)
    if any(declared[name].role == "derived" for name in control.tables):
        read |= lineage
    subject = declared[control.subject]
    own = {name for name in read if name == subject.name or declared[name].of == subject.name}
    other_calls = frozenset(call for name in read - own for call in declared[name].calls)
    return Calls(
        subject=frozenset(subject.calls),
        own=frozenset(call for name in own for call in declared[name].calls),
        other=other_calls,
        complete=frozenset(call for name in control.complete for call in _filling(declared[name], lineage)),
        anywhere=frozenset(
            call
            for name in control.complete
            if declared[name].role == "derived"
            for call in _filling(declared[name], lineage)
        ),
    )


def _filling(table: Table, lineage: frozenset[str]) -> Iterable[str]:
    if table.role == "derived":
        return (call for name in lineage for call in tables()[name].calls)
    return table.calls
