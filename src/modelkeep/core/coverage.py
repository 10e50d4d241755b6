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


KNOWN = frozenset({Outcome.OK, Outcome.ABSENT, Outcome.UNSUPPORTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One API call of a scan, pagination included.

    `call` is `client:Operation` in boto3's names, or `engine:NAME` for an analysis. `resource` is empty for calls about a whole
    account and region.
    """

    call: str
    account: str
    region: str
    resource: str = ""
    outcome: Outcome
    code: str = ""
    message: str = ""
    at: datetime

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What makes two reads the same question."""
        return (self.call, self.account, self.region, self.resource)
