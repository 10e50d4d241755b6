"""What was read and what was not: the ground under every verdict."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Outcome(StrEnum):
    """How one API call ended.

    The first three are knowledge; the others are gaps that keep verdicts from being PASS.
    """

    OK = "ok"
    ABSENT = "absent"
    """AWS says: not configured, or gone since it was listed."""
    UNSUPPORTED = "unsupported"
    """The service has no endpoint in this region, so nothing of its kinds can exist there."""
    DENIED = "denied"
    THROTTLED = "throttled"
    ERROR = "error"
    NOT_ANALYSED = "not-analysed"
    """No engine of this scan answers the question. AWS refused nothing."""

    @property
    def known(self) -> bool:
        """Whether the call answered its question."""
        return self in KNOWN


class Basis(StrEnum):
    """Why an incremental scan made a call, or did not (ADR 0016)."""

    CLOUDTRAIL = "cloudtrail"
    """Kept: CloudTrail names no write to the resource since."""
    LISTED = "listed"
    """Kept: the list gives the same modification time, and the service documents that it tells every change."""
    ALWAYS = "always"
    """Made: lists, and what may change without a trace."""
    NEW = "new"
    """Made: the earlier scan did not ask it."""
    CHANGED = "changed"
    """Made: CloudTrail or the list shows a change, or the resource was not settled."""
    UNPROVEN = "unproven"
    """Made: neither CloudTrail nor the list could say that nothing changed."""
    FAILED = "failed"
    """Made: the earlier call failed."""
    OLD = "old"
    """Made: the earlier answer is older than a kept one may be."""

    @property
    def kept(self) -> bool:
        """Whether the earlier answer stands."""
        return self in (Basis.CLOUDTRAIL, Basis.LISTED)


SAVES_CALLS = "cloudtrail:LookupEvents"
"""The call that only saves others. Where it fails, they are made, so that its failure leaves no gap."""

KNOWN = frozenset({Outcome.OK, Outcome.ABSENT, Outcome.UNSUPPORTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One API call of a scan, pagination included.

    `call` is `client:Operation` in boto3's names, or `engine:NAME` for an analysis. `resource` is empty for calls about a whole
    account and region. `basis` is None in a scan that is not incremental. `kept_from` is the snapshot that the answer was kept
    from, '' for a call that this scan made; `at` is when the call was really made.
    """

    call: str
    account: str
    region: str
    resource: str = ""
    outcome: Outcome
    code: str = ""
    message: str = ""
    at: datetime
    basis: Basis | None = None
    kept_from: str = ""

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What makes two reads the same question."""
        return (self.call, self.account, self.region, self.resource)
