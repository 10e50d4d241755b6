"""A finding: what one control says about one resource."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from modelkeep.core.verdict import Practice, Severity, Verdict


def finding_id(control: str, resource: str) -> str:
    """The stable id of a finding: the same control and resource give the same id in every scan and on every machine."""
    return "mk-" + hashlib.sha256(f"{control}\n{resource}".encode()).hexdigest()[:20]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One verdict.

    `resource` is an ARN, or `account/region/table/*` for resources that could not be listed. `call` and `code` name the API
    call and error behind an UNKNOWN. `models` are the ARNs of the models whose lineage holds the resource.
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
    at: datetime

    @property
    def unlisted(self) -> bool:
        """Whether this stands for all resources of a kind that could not be listed in an account and region."""
        return self.resource.endswith("/*") and not self.resource.startswith("arn:")
