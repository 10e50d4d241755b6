"""CloudTrail's events, as far as questions about access ask of them.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailEvent:
    """One call. `principal` is the ARN of the role behind a session, of the user, or '' for callers without one; `caller` the ARN as
    recorded. `parameters` and `answers` are the texts of requestParameters and responseElements with their dotted names, `resources`
    the ARNs that the record lists. `invoked_by` is the service through which the principal called, '' for none.
    """

    id: str
    place: str
    """The file and the number of the record in it."""
    source: str
    name: str
    at: datetime
    region: str
    account: str
    """The account in which it happened."""
    principal: str = ""
    caller: str = ""
    resources: tuple[str, ...] = ()
    parameters: tuple[tuple[str, str], ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    error: str = ""
    invoked_by: str = ""
    source_ip: str = ""
    endpoint: str = ""
    """The id of the VPC endpoint, '' for none."""
    is_data: bool = False
    is_call: bool = True
    """Whether somebody called; what a service tells of its own accord (AwsServiceEvent) needs no permission."""


@dataclass(frozen=True, slots=True)
class TrailTrouble:
    """A file or record that is no event: where, and what is wrong."""

    place: str
    message: str
