"""The use case `diff`: what changed between two snapshots, finding by finding.

What a finding's absence means is asked of the later snapshot: the resource is gone only where everything that could have shown
it was read; where anything was not looked at, the finding is *not scanned*, never fixed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import duckdb

from modelkeep.app.findings import findings, latest_read
from modelkeep.core.comparison import Change, ChangeKind, Comparison, ScopeChange
from modelkeep.core.finding import Finding
from modelkeep.core.verdict import Verdict
from modelkeep.engines.posture.absence import Absence, Missing, absences
from modelkeep.ports import Manifest, Snapshot

_ORDER = list(ChangeKind)
_PAIRS: Mapping[tuple[Verdict, Verdict], ChangeKind] = {
    (Verdict.FAIL, Verdict.FAIL): ChangeKind.STILL_OPEN,
    (Verdict.FAIL, Verdict.PASS): ChangeKind.FIXED,
    (Verdict.FAIL, Verdict.UNKNOWN): ChangeKind.NEWLY_UNKNOWN,
    (Verdict.PASS, Verdict.FAIL): ChangeKind.FAILED,
    (Verdict.PASS, Verdict.UNKNOWN): ChangeKind.NEWLY_UNKNOWN,
    (Verdict.UNKNOWN, Verdict.FAIL): ChangeKind.FAILED,
    (Verdict.UNKNOWN, Verdict.PASS): ChangeKind.CLARIFIED,
    (Verdict.UNKNOWN, Verdict.UNKNOWN): ChangeKind.STILL_UNKNOWN,
}


def diff(before: Snapshot, after: Snapshot) -> Comparison:
    """Compare two snapshots. Raises IntegrityError when one of them is damaged."""
    earlier, later = before.open(), after.open()
    try:
        scope = scope_change(before.manifest, after.manifest)
        pairs = _Pairs(earlier, later, forward=before.manifest.id < after.manifest.id)
        changes, passed = pairs.matched(frozenset(scope.controls_changed))
        changes += pairs.appeared(before.manifest)
        changes += pairs.vanished(before.manifest, after.manifest)
        changes.sort(key=_rank)
        return Comparison(
            before=before.manifest.id, after=after.manifest.id, scope=scope, changes=tuple(changes), passed=passed,
            counts=Counter(change.kind for change in changes),
        )  # fmt: skip
    finally:
        earlier.close()
        later.close()


def scope_change(before: Manifest, after: Manifest) -> ScopeChange:
    """What only one of two snapshots looked at, and the controls whose files differ."""
    both = before.controls.keys() & after.controls.keys()
    return ScopeChange(
        accounts_added=_only(after.accounts, before.accounts),
        accounts_dropped=_only(before.accounts, after.accounts),
        regions_added=_only(after.regions, before.regions),
        regions_dropped=_only(before.regions, after.regions),
        controls_added=_only(tuple(after.controls), tuple(before.controls)),
        controls_dropped=_only(tuple(before.controls), tuple(after.controls)),
        controls_changed=tuple(sorted(each for each in both if before.controls[each] != after.controls[each])),
    )


def _only(these: tuple[str, ...], those: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set(these) - set(those)))


def _rank(change: Change) -> tuple[int, int, str, str]:
    finding = change.finding
    return (_ORDER.index(change.kind), finding.severity.rank, finding.control, finding.resource)


class _Pairs:
    """The findings of both snapshots by id; of the earlier, all are held in memory.

    `forward`: the later snapshot is the younger one, so that its history tells when what it holds was opened.
    """

    def __init__(self, earlier: duckdb.DuckDBPyConnection, later: duckdb.DuckDBPyConnection, *, forward: bool) -> None:
        self._earlier, self._later = earlier, later
        self._old = {finding.id: finding for finding in findings(earlier)}
        self._at = latest_read(earlier) if forward else None
        self._changed: frozenset[str] = frozenset()
        self._fresh: list[Finding] = []

    def matched(self, controls_changed: frozenset[str]) -> tuple[list[Change], int]:
        """The changes of what both hold, and how many findings passed in the later and were open in neither."""
        self._changed = controls_changed
        changes: list[Change] = []
        passed = 0
        for new in findings(self._later):
            old = self._old.pop(new.id, None)
            if new.verdict is Verdict.PASS and (old is None or old.verdict is Verdict.PASS):
                passed += 1
            elif old is None:
                self._fresh.append(new)
            else:
                kind = self._opened(old, new, _PAIRS[old.verdict, new.verdict])
                changes.append(Change(kind=kind, before=old, after=new, control_changed=new.control in self._changed))
        return changes, passed

    def appeared(self, before: Manifest) -> list[Change]:
        """The changes of what only the later snapshot holds."""
        why = absences(
            self._earlier, [_missing(new) for new in self._fresh], before.controls, everything=before.everything
        )
        return [
            Change(
                kind=self._opened(None, new, ChangeKind.NEW if new.verdict is Verdict.FAIL else ChangeKind.NEWLY_UNKNOWN),
                before=None, after=new, note=_why_new(new, why[new.id]), control_changed=new.control in self._changed,
            )
            for new in self._fresh
        ]  # fmt: skip

    def vanished(self, before: Manifest, after: Manifest) -> list[Change]:
        """The changes of what only the earlier snapshot holds."""
        gone = [old for old in self._old.values() if old.verdict is not Verdict.PASS]
        table = dict(self._earlier.execute("SELECT arn, source_table FROM resource_index").fetchall())
        missing = [_missing(old, table.get(old.resource, ""), everything=before.everything) for old in gone]
        why = absences(self._later, missing, after.controls, everything=after.everything)
        return [
            Change(
                kind=why[old.id].kind, before=old, after=None, note=why[old.id].note,
                control_changed=old.control in self._changed,
            )
            for old in gone
        ]  # fmt: skip

    def _opened(self, old: Finding | None, new: Finding, kind: ChangeKind) -> ChangeKind:
        """The change of a FAIL, told by when it was opened: what was open already and only unseen or unknown in the earlier
        snapshot is not new; what was fixed or gone in between is reopened."""
        if self._at is None or new.verdict is not Verdict.FAIL or new.first_seen is None or new.since is None:
            return kind
        if new.since > self._at:
            return ChangeKind.REOPENED if new.first_seen < new.since else kind
        return kind if old is not None and old.verdict is Verdict.PASS else ChangeKind.STILL_OPEN


def _missing(finding: Finding, table: str = "", *, everything: bool = False) -> Missing:
    return Missing(
        id=finding.id, control=finding.control, resource=finding.resource, account=finding.account, region=finding.region,
        source_table=table, everything=everything,
    )  # fmt: skip


def _why_new(finding: Finding, absence: Absence) -> str:
    """Why the earlier snapshot had no verdict for what the later one found."""
    if absence.unlooked:
        return f"earlier, {absence.unlooked}"
    if finding.unlisted:
        return "what could be listed earlier cannot be listed now"
    if absence.doubtful:
        return "it could not be listed earlier"
    return "the control did not apply earlier" if absence.present else "the resource is new"
