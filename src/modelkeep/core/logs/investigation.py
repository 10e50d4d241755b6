"""What an investigation tells: who is behind credentials, and what was done with them. Times are UTC without a zone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from modelkeep.core.logs.alert import Alert


class SubjectKind(StrEnum):
    """What is investigated."""

    ACCESS_KEY = "access key"
    SESSION = "session"
    ROLE = "role"
    USER = "user"
    NAME = "name"
    ADDRESS = "address"
    INSTANCE = "instance"
    MODEL = "model"
    ALERT = "alert"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whom or what an investigation is about. `value` is as the logs name it. A model's `names` are, by the service that knows them, the
    names of it and its lineage; `arns` their ARNs; an alert's `events` are its events' ids."""

    kind: SubjectKind
    value: str
    arns: tuple[str, ...] = ()
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    events: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who acted, by CloudTrail's userIdentity:
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html

    `in_scope` is the function, task or other resource that the credentials were issued to, where a service told it; `delivered` is
    whether the metadata service of an EC2 instance handed them out.
    """

    type: str
    arn: str = ""
    account: str = ""
    key: str = ""
    name: str = ""
    principal_id: str = ""
    issuer_arn: str = ""
    issuer_type: str = ""
    provider: str = ""
    invoked_by: str = ""
    source_identity: str = ""
    in_scope: str = ""
    on_behalf_of: str = ""
    delivered: bool = False

    @property
    def session(self) -> str:
        """The name of a role's session, '' for others."""
        if self.type != "AssumedRole":
            return ""
        return self.arn.rpartition("/")[2] if "/" in self.arn else self.principal_id.partition(":")[2]

    @property
    def shown(self) -> str:
        """The name by which people know it: the role or user, not the session."""
        return self.issuer_arn or self.arn or self.invoked_by or self.name or self.principal_id or self.type


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """An event in which credentials were handed out: `key` is theirs, `caller` who asked for them."""

    key: str
    event_id: str
    action: str
    at: datetime
    account: str
    caller: Identity


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One identity of a chain. `how` is the call that handed out its credentials, and `event_id` that call's event, where it is known."""

    name: str
    session: str
    account: str
    key: str
    how: str = ""
    event_id: str = ""


class OriginKind(StrEnum):
    """What stands at the beginning of a chain."""

    HUMAN = "human"
    WORKLOAD = "workload"
    USER = "user"
    """An IAM user: whoever has its key."""
    FEDERATED = "federated"
    ROOT = "root"
    SERVICE = "service"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Origin:
    """The human or workload behind a chain; for UNKNOWN, `told` says why it is not known."""

    kind: OriginKind
    name: str
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """From the origin down to the credentials that were used. `events` used them, in `sessions` different sessions."""

    origin: Origin
    hops: tuple[Hop, ...]
    source_identity: str = ""
    events: int = 0
    sessions: int = 1
    first: datetime | None = None
    last: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """An identity with how often it acted. `lane` is its principal."""

    identity: Identity
    lane: str
    events: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Repeated calls: the same caller, place, call and outcome, with less than a quarter of an hour between one and the next.

    `relation` is `by` for what the subject did, `about` for what was done with it, `then` for what was done with credentials that it
    obtained, `context` for what stands around an alert. `events` are ids, the first MOST_EVENTS of `count`.
    """

    source: str
    relation: str
    lane: str
    session: str
    key: str
    account: str
    region: str
    service: str
    action: str
    error: str
    ip: str
    agent: str
    model: str
    asset: str
    count: int
    first: datetime
    last: datetime
    events: tuple[str, ...]
    alerts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What the groups come to. Each mapping counts events by value, most first."""

    events: int
    denied: int
    failed: int
    first: datetime | None
    last: datetime | None
    accounts: Mapping[str, int]
    regions: Mapping[str, int]
    addresses: Mapping[str, int]
    agents: Mapping[str, int]
    services: Mapping[str, int]
    models: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class First:
    """Something that the subject had not done before in the range."""

    at: datetime
    what: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCoverage:
    """What the lake holds of one source in the range; `lacking` are days without any event of an account that the lake knows."""

    source: str
    events: int
    accounts: tuple[str, ...]
    days: int
    lacking: Mapping[str, Sequence[date]]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogCoverage:
    """What the lake has for a range of days, and what it lacks."""

    first: date | None
    last: date | None
    sources: tuple[SourceCoverage, ...]
    quarantined: int
    data_events: bool

    @property
    def days(self) -> int:
        """How many days the range has."""
        return (self.last - self.first).days + 1 if self.first and self.last else 0

    @property
    def complete(self) -> bool:
        """Whether CloudTrail's events of every day and known account are there, and everything could be read."""
        trail = [each for each in self.sources if each.source == "cloudtrail" and each.events]
        return bool(trail) and not any(each.lacking for each in trail) and not self.quarantined


@dataclass(frozen=True, slots=True, kw_only=True)
class Investigation:
    """Everything that was found about a subject. `notes` say what limits the answer."""

    asked: str
    subject: Subject
    since: datetime | None
    until: datetime | None
    chains: tuple[Chain, ...]
    summary: Summary
    firsts: tuple[First, ...]
    alerts: tuple[Alert, ...]
    groups: tuple[Group, ...]
    coverage: LogCoverage
    notes: tuple[str, ...] = ()
