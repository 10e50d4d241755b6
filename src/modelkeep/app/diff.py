"""The use case `diff`: what changed between two snapshots, finding by finding.

What a finding's absence means is asked of the later snapshot: the resource is gone only where everything that could have shown
it was read; where anything was not looked at, the finding is *not scanned*, never fixed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import duckdb

from modelkeep.app.findings import findings
from modelkeep.core.arn import GLOBAL
from modelkeep.core.comparison import Change, ChangeKind, Comparison, ScopeChange
from modelkeep.core.coverage import KNOWN
from modelkeep.core.finding import Finding
from modelkeep.core.kinds import tables
from modelkeep.core.verdict import Verdict
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
        changed = frozenset(scope.controls_changed)
        past, present = _Ground.of(earlier, before.manifest), _Ground.of(later, after.manifest)
        changes: list[Change] = []
        passed = 0
        for old, new in _paired(earlier, later):
            change = _change(old, new, past, present, changed)
            if change is not None:
                changes.append(change)
            elif new is not None:
                passed += 1
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


def _paired(
    earlier: duckdb.DuckDBPyConnection, later: duckdb.DuckDBPyConnection
) -> Iterator[tuple[Finding | None, Finding | None]]:
    """Both snapshots' findings by id; of the earlier, all are held in memory."""
    old = {finding.id: finding for finding in findings(earlier)}
    for finding in findings(later):
        yield old.pop(finding.id, None), finding
    for finding in old.values():
        yield finding, None


def _change(
    old: Finding | None, new: Finding | None, past: _Ground, present: _Ground, changed: frozenset[str]
) -> Change | None:
    """What became of a finding; None where it is PASS and was not FAIL or UNKNOWN, or was PASS and is no longer there."""
    if old is not None and new is not None:
        if old.verdict is Verdict.PASS and new.verdict is Verdict.PASS:
            return None
        return Change(
            kind=_PAIRS[old.verdict, new.verdict], before=old, after=new, control_changed=new.control in changed
        )
    if new is not None:
        if new.verdict is Verdict.PASS:
            return None
        kind = ChangeKind.NEW if new.verdict is Verdict.FAIL else ChangeKind.NEWLY_UNKNOWN
        return Change(kind=kind, before=None, after=new, note=past.why_new(new), control_changed=new.control in changed)
    assert old is not None
    if old.verdict is Verdict.PASS:
        return None
    kind, note = present.why_missing(old, past)
    return Change(kind=kind, before=old, after=None, note=note, control_changed=old.control in changed)


@dataclass(frozen=True, slots=True)
class _Ground:
    """What one snapshot looked at and what it did not."""

    manifest: Manifest
    scope: frozenset[tuple[str, str]]
    """Accounts and regions, GLOBAL included."""
    resources: Mapping[str, str]
    """The table of each resource."""
    unlisted: frozenset[tuple[str, str, str]]
    """Control, account and region where something could not be listed."""
    gaps: frozenset[tuple[str, str, str]]
    """Call, account and region of failed reads about whole accounts and regions."""

    @classmethod
    def of(cls, connection: duckdb.DuckDBPyConnection, manifest: Manifest) -> _Ground:
        known = ", ".join(f"'{outcome.value}'" for outcome in KNOWN)
        regions = connection.execute("SELECT DISTINCT account, region FROM scope_region").fetchall()
        accounts = connection.execute("SELECT DISTINCT account FROM scope_account").fetchall()
        resources = connection.execute(
            "SELECT arn, any_value(source_table) FROM resource_index GROUP BY arn"
        ).fetchall()
        unlisted = connection.execute(
            "SELECT DISTINCT control, account, region FROM finding WHERE resource LIKE '%/*' AND resource NOT LIKE 'arn:%'"
        ).fetchall()
        gaps = connection.execute(
            f"SELECT DISTINCT call, account, region FROM \"read\" WHERE outcome NOT IN ({known}) AND resource = ''"
        ).fetchall()
        return cls(
            manifest,
            frozenset([(a, r) for a, r in regions] + [(a, GLOBAL) for (a,) in accounts]),
            dict(resources),
            frozenset(unlisted),
            frozenset(gaps),
        )

    def looked_at(self, finding: Finding) -> str:
        """Why this snapshot could not have held the finding; empty when it could."""
        if finding.control not in self.manifest.controls:
            return "the control was not part of the scan"
        if finding.account and not any(account == finding.account for account, _ in self.scope):
            return "the account was not scanned"
        if finding.region and (finding.account, finding.region) not in self.scope:
            return "the region was not scanned"
        return ""

    def why_new(self, finding: Finding) -> str:
        """Why this, the earlier snapshot, had no verdict for what the later one found."""
        missing = self.looked_at(finding)
        if missing:
            return f"earlier, {missing}"
        if finding.unlisted:
            return "what could be listed earlier cannot be listed now"
        if self._in_doubt(finding, ""):
            return "it could not be listed earlier"
        return "the control did not apply earlier" if finding.resource in self.resources else "the resource is new"

    def why_missing(self, finding: Finding, past: _Ground) -> tuple[ChangeKind, str]:
        """Why this, the later snapshot, has no verdict for what the earlier one found."""
        missing = self.looked_at(finding)
        if missing:
            return ChangeKind.NOT_SCANNED, missing
        if finding.unlisted:
            return ChangeKind.CLARIFIED, "what could not be listed was listed"
        if finding.resource in self.resources:
            if past.manifest.everything and not self.manifest.everything:
                return (
                    ChangeKind.NOT_SCANNED,
                    "the earlier scan judged everything, the later only what models depend on",
                )
            if self._in_doubt(finding, ""):
                return ChangeKind.NOT_SCANNED, "whether the control applies could not be read"
            return ChangeKind.NO_LONGER_APPLIES, "the resource is there; the control has nothing to say about it"
        if self._in_doubt(finding, past.resources.get(finding.resource, "")):
            return ChangeKind.NOT_SCANNED, "resources of its kind could not be listed"
        if finding.resource not in past.resources:
            return ChangeKind.NO_LONGER_APPLIES, "the resource was named by others only, and is no longer"
        return ChangeKind.GONE, "the resource no longer exists"

    def _in_doubt(self, finding: Finding, table: str) -> bool:
        """Whether rows of this control, or of the table that held the resource, may be missing in account and region."""
        if not finding.account:
            return any(control == finding.control for control, _, _ in self.unlisted)
        near = {finding.region, GLOBAL} if finding.region != GLOBAL else {region for _, region in self.scope}
        if any((finding.control, finding.account, region) in self.unlisted for region in near):
            return True
        calls = tables()[table].calls if table in tables() else ()
        return any((call, finding.account, region) in self.gaps for call in calls for region in near)
