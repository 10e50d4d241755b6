"""A finding: what one control says about one resource."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from modelkeep.core.analyses import is_analysis
from modelkeep.core.suppression import Suppression
from modelkeep.core.verdict import Practice, Severity, Verdict


class State(StrEnum):
    """How a finding of a scan stands to what the scans before it found."""

    UNTRACKED = ""
    """PASS and never seen to FAIL; or the snapshot was written before history was kept."""
    NEW = "new"
    """FAIL for the first time."""
    STILL_OPEN = "still open"
    """FAIL, and nothing showed it fixed or gone since it was opened."""
    REOPENED = "reopened"
    """FAIL again, after it was fixed or gone."""
    NEWLY_UNKNOWN = "newly unknown"
    STILL_UNKNOWN = "still unknown"
    FIXED = "fixed"
    """PASS, and FAIL once."""


def finding_id(control: str, resource: str) -> str:
    """The stable id of a finding: the same control and resource give the same id in every scan and on every machine."""
    return "mk-" + hashlib.sha256(f"{control}\n{resource}".encode()).hexdigest()[:20]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One verdict.

    `resource` is an ARN, or `account/region/table/*` for resources that could not be listed. `call` and `code` name the API
    call and error behind an UNKNOWN. `models` are the ARNs of the models whose lineage holds the resource. `owner` answers for
    the resource: '' for nobody, None where the tags that would tell were not read. `suppressed` is somebody's decision to live
    with the finding.
    """

    id: str
    control: str
    title: str
    practice: Practice
    severity: Severity
    verdict: Verdict
    resource: str
    name: str
    kind: str
    account: str
    region: str
    reason: str
    call: str = ""
    code: str = ""
    models: tuple[str, ...] = ()
    owner: str | None = ""
    suppressed: Suppression | None = None
    at: datetime
    first_seen: datetime | None = None
    since: datetime | None = None
    state: State = State.UNTRACKED
    file: str = ""
    """For what a file declares: the file. `line` counts from 1, 0 where the format has none; `address` is Terraform's."""
    line: int = 0
    address: str = ""

    @property
    def open(self) -> bool:
        """Whether something is to be done: it fails, and nobody decided to live with it."""
        return self.verdict is Verdict.FAIL and self.suppressed is None

    @property
    def unread(self) -> bool:
        """Whether a call to AWS that failed left it UNKNOWN. An analysis that was not made is no such call."""
        return self.verdict is Verdict.UNKNOWN and bool(self.call) and not is_analysis(self.call)

    @property
    def unlisted(self) -> bool:
        """Whether this stands for all resources of a kind that could not be listed in an account and region."""
        return self.resource.endswith("/*") and not self.resource.startswith("arn:")
