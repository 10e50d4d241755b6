"""All that `modelkeep least-privilege` found out about a role."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from modelkeep.engines.access.least.evidence import ENOUGH_DAYS, Evidence
from modelkeep.engines.access.least.judging import LastAccess
from modelkeep.engines.access.least.proof import Proof, Verdict
from modelkeep.engines.access.least.uses import Call
from modelkeep.engines.access.least.written import Written

_BREAKS, _INCOMPLETE = 13, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class LeastPrivilege:
    """`can` are the actions that the role may use today as far as its world tells, `limited` those that its policies allow and others
    (a boundary, an organisation) never do. `refused` are recorded calls that are not allowed as everything stands, by no fault of the new
    policy, with the reason. `gaps` are sentences on what was not read.
    """

    role: str
    evidence: Evidence
    written: Written
    proof: Proof
    can: tuple[str, ...]
    limited: tuple[str, ...]
    refused: tuple[tuple[Call, str], ...]
    gaps: tuple[str, ...]
    accessed: Mapping[str, LastAccess]
    """IAM's last-accessed data of the role, by IAM prefix; empty where none was read."""
    source: str
    """Of what snapshot the policies are."""
    table_date: date

    @property
    def used(self) -> tuple[str, ...]:
        """The actions that were recorded, in order."""
        return tuple(sorted({each.call.action for each in self.evidence.calls}))

    @property
    def is_short(self) -> bool:
        """Whether the events span too little time."""
        return self.evidence.days < ENOUGH_DAYS

    @property
    def exit_code(self) -> int:
        """13 where a recorded call would break, 4 where something could not be read or judged and nothing keeps it, 0 otherwise."""
        if not self.proof.holds:
            return _BREAKS
        lost = any(not each.kept for each in self.written.unjudged)
        evidence = self.evidence
        unclear = evidence.trouble_count or evidence.unmapped or self.proof.of(Verdict.OPEN)
        return _INCOMPLETE if lost or unclear or self.refused or self.gaps or self.written.notes else 0
