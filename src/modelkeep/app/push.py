"""The use case `push`: bring a service that keeps findings to what a snapshot says, and send nothing that it already knows.

- What was accepted is remembered, batch by batch: killed at any moment, a push sends at most one batch per call under way again.
- Sent are findings of the wanted verdicts that are new or say something else than when they were sent, and those that were sent
  and have become another verdict: fixed findings are sent as PASS.
- A finding that was sent and is not in the snapshot is archived only where the snapshot shows that its resource is gone or that
  the control no longer applies. What was not looked at this time is left as it is.
- Services forget findings of which they hear nothing: what is still wanted is sent again before that.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import duckdb

from modelkeep.app.findings import findings, latest_read
from modelkeep.core.arn import GLOBAL
from modelkeep.core.comparison import ChangeKind
from modelkeep.core.destination import Destination, destination
from modelkeep.core.finding import Finding
from modelkeep.core.push import Batch, Item, PushReport, Reason, Receipt, Sent
from modelkeep.core.verdict import Verdict
from modelkeep.engines.posture.absence import Missing, absences
from modelkeep.ports import FindingReceiver, Manifest, PushLedger, Snapshot

BATCH = 100
"""Findings per request (https://docs.aws.amazon.com/securityhub/latest/partnerguide/guidelines-batchimportfindings.html)."""
BATCH_BYTES = 5_500_000
"""Bytes per request; Security Hub takes 6 MB."""
REFRESH = timedelta(days=60)
"""Security Hub deletes active findings that were not updated for 90 days."""
TIMES = frozenset({"CreatedAt", "UpdatedAt", "FirstObservedAt", "LastObservedAt"})
"""The fields of a document that differ from scan to scan though nothing has changed."""
_OVER = frozenset({ChangeKind.GONE, ChangeKind.NO_LONGER_APPLIES, ChangeKind.CLARIFIED})
_ABSENCES_AT_A_TIME = 1000


class Render(Protocol):
    """Make the document of a finding; `gone` archives it."""

    def __call__(
        self, finding: Finding, place: Destination, *, created: datetime, updated: datetime, gone: bool
    ) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PushRequest:
    """What is to be sent: verdicts, and accounts and regions of destination; empty means all."""

    verdicts: frozenset[Verdict]
    accounts: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()

    def reaches(self, place: Destination) -> bool:
        """Whether findings of this place are asked for."""
        return (not self.accounts or place.account in self.accounts) and (
            not self.regions or place.region in self.regions
        )


def push(
    request: PushRequest,
    snapshot: Snapshot,
    ledger: PushLedger,
    receiver: FindingReceiver,
    render: Render,
    clock: Callable[[], datetime],
    notice: Callable[[Item], None] = lambda item: None,
) -> PushReport:
    """Send what changed; returns what was sent, left and refused. `notice` is told each finding that was accepted.

    Raises CredentialsError or ConnectionFailedError where nothing can be sent at all, WorkspaceError where what was sent cannot
    be remembered. What is refused alone is in the report, and is tried again by the next push.
    """
    report = PushReport()

    def receive(batch: Batch, receipt: Receipt) -> None:
        accepted = [item for item in batch.items if item.sent.id not in receipt.refused]
        ledger.record(
            [item.sent for item in accepted if item.reason is not Reason.GONE],
            [(item.sent.place, item.sent.id) for item in accepted if item.reason is Reason.GONE],
        )
        tally = report.at(batch.place)
        for item in accepted:
            tally.sent[item.reason] = tally.sent.get(item.reason, 0) + 1
            notice(item)
        for refusal in receipt.refused.values():
            tally.refused += 1
            report.refusals[batch.place, refusal] = report.refusals.get((batch.place, refusal), 0) + 1

    connection = snapshot.open()
    try:
        changes = _Changes(request, snapshot.manifest, connection, ledger, render, clock(), report)
        receiver.send(_batches(changes.items()), receive)
    finally:
        connection.close()
    return report


def plan(
    request: PushRequest,
    snapshot: Snapshot,
    ledger: PushLedger,
    render: Render,
    clock: Callable[[], datetime],
    notice: Callable[[Item], None],
) -> PushReport:
    """What `push` would send, told to `notice`; nothing is sent or remembered."""
    report = PushReport()
    connection = snapshot.open()
    try:
        for item in _Changes(request, snapshot.manifest, connection, ledger, render, clock(), report).items():
            tally = report.at(item.sent.place)
            tally.sent[item.reason] = tally.sent.get(item.reason, 0) + 1
            notice(item)
    finally:
        connection.close()
    return report


def content_digest(document: Mapping[str, Any]) -> str:
    """The SHA-256 of what a document says, whenever it says it."""
    content = {key: value for key, value in document.items() if key not in TIMES}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _batches(items: Iterator[Item]) -> Iterator[Batch]:
    """Batches per place, each within the limits; a place's last one comes when there are no more items."""
    waiting: dict[Destination, list[Item]] = {}
    sizes: dict[Destination, int] = {}
    for item in items:
        place, size = item.sent.place, len(json.dumps(item.document)) + 2
        if waiting.get(place) and (len(waiting[place]) >= BATCH or sizes[place] + size > BATCH_BYTES):
            yield Batch(place, tuple(waiting.pop(place)))
            sizes[place] = 0
        waiting.setdefault(place, []).append(item)
        sizes[place] = sizes.get(place, 0) + size
    for place, rest in sorted(waiting.items()):
        yield Batch(place, tuple(rest))


class _Changes:
    """The findings of a snapshot that the service does not know yet, or not so."""

    def __init__(
        self,
        request: PushRequest,
        manifest: Manifest,
        connection: duckdb.DuckDBPyConnection,
        ledger: PushLedger,
        render: Render,
        now: datetime,
        report: PushReport,
    ) -> None:
        self._request, self._manifest, self._connection = request, manifest, connection
        self._ledger, self._render, self._now, self._report = ledger, render, now, report
        self._known = {(entry.place, entry.id): entry for entry in ledger.entries()}
        self._places: dict[str, list[Destination]] = {}
        for place, finding_id in self._known:
            self._places.setdefault(finding_id, []).append(place)
        self._at = latest_read(connection)
        self._table = dict(connection.execute("SELECT arn, source_table FROM resource_index").fetchall())

    def items(self) -> Iterator[Item]:
        """What is to be sent, the worst first, what is gone at the end."""
        seen: set[tuple[Destination, str]] = set()
        for finding in findings(self._connection):
            place = self._place(finding)
            seen.add((place, finding.id))
            if self._request.reaches(place):
                self._report.findings += 1
                item = self._changed(finding, place)
                if item is not None:
                    yield item
        yield from self._gone(seen)

    def _place(self, finding: Finding) -> Destination:
        """Where a finding belongs. One that has no region of its own stays where it was sent, whatever was scanned this time."""
        place = destination(finding, self._manifest.accounts, self._manifest.regions)
        if finding.account and finding.region not in ("", GLOBAL):
            return place
        former = [each for each in self._places.get(finding.id, ()) if each.account == place.account]
        return place if not former or place in former else min(former)

    def _changed(self, finding: Finding, place: Destination) -> Item | None:
        known = self._known.get((place, finding.id))
        wanted = not self._request.verdicts or finding.verdict in self._request.verdicts
        if known is None and not wanted:
            return None
        if known and known.seen > self._at:
            self._report.newer += 1
            return None
        created = known.created if known else self._now
        document = self._render(
            finding, place, created=min(created, finding.first_seen or created), updated=self._now, gone=False
        )
        digest = content_digest(document)
        if known is None:
            reason = Reason.NEW
        elif known.digest != digest:
            reason = Reason.CHANGED
        elif wanted and not finding.suppressed and self._now - known.at >= REFRESH:
            reason = Reason.REFRESHED
        else:
            self._report.at(place).unchanged += 1
            return None
        return Item(
            reason,
            document,
            Sent(
                place=place, id=finding.id, digest=digest, created=created, at=self._now, seen=finding.at,
                finding=finding,                source_table=self._table.get(finding.resource) or "", everything=self._manifest.everything,
            ),
        )  # fmt: skip

    def _gone(self, seen: set[tuple[Destination, str]]) -> Iterator[Item]:
        """What was sent earlier and is over; a part at a time."""
        waiting = sorted(key for key in self._known if key not in seen and self._request.reaches(key[0]))
        for start in range(0, len(waiting), _ABSENCES_AT_A_TIME):
            entries = [self._ledger.sent(*key) for key in waiting[start : start + _ABSENCES_AT_A_TIME]]
            why = absences(
                self._connection,
                [_missing(entry) for entry in entries],
                self._manifest.controls,
                everything=self._manifest.everything,
            )
            for entry in entries:
                if entry.seen > self._at:
                    self._report.newer += 1
                elif why[_key(entry)].kind not in _OVER:
                    self._report.not_looked += 1
                else:
                    yield Item(Reason.GONE, self._archived(entry), entry)

    def _archived(self, entry: Sent) -> Mapping[str, Any]:
        return self._render(entry.finding, entry.place, created=entry.created, updated=self._now, gone=True)


def _missing(entry: Sent) -> Missing:
    found = entry.finding
    return Missing(
        id=_key(entry), control=found.control, resource=found.resource, account=found.account, region=found.region,
        source_table=entry.source_table, everything=entry.everything,
    )  # fmt: skip


def _key(entry: Sent) -> str:
    return f"{entry.place.account}/{entry.place.region}/{entry.id}"
