"""Tables that engines fill: what takes an analysis to know, not a request. A scan without the engine leaves them unread."""

from __future__ import annotations

from modelkeep.core.tables import Row, analysis


@analysis("access", engine="engine:access")
class Access(Row):
    """Who can do what: one row for a principal, an action and a resource (`arn`), all policies taken together.

    `arn` may stand for several: the objects of a bucket (arn:aws:s3:::BUCKET/*). Who may do it to any of them has a row.
    """

    principal: str | None = None
    """The ARN of a role or user, an account's root for a whole other account, an identity provider, or * for everybody. Services
    of AWS, service-linked roles and the root users of accounts that were read have no rows."""
    action: str | None = None
    """In IAM's spelling, such as s3:PutObject."""
    decision: str | None = None
    """allowed, conditional where it depends on the request, or unknown where it rests on something that was not read. What is denied has
    no row. What whoever asks need only choose, such as TLS or a part of the bucket, makes it allowed."""
    condition: str | None = None
    """On what it depends, readable; '' for nothing."""
    through: tuple[str, ...] | None = None
    """The services of AWS that have to make the request for the principal, as kms:ViaService names them; empty where it may make the
    request itself, or where not every way asks for one."""
    administers: bool | None = None
    """The principal may do everything there is in its account, perhaps under a condition such as a second factor."""


@analysis("escalation", engine="engine:paths")
class Escalation(Row):
    """Principals (`arn`) that can make themselves more powerful, one row for each way."""

    path: str | None = None
    """The way, such as sagemaker-002 of pathfinding.cloud; administrator for those who may do everything already."""
    target: str | None = None
    """The ARN of the role, user or group that is gained; '' for rights of one's own."""
    decision: str | None = None
    """allowed, conditional, or unknown where it rests on something that was not read. NULL as allowed."""
    condition: str | None = None
    """On what it depends, readable; '' for nothing."""


@analysis("artifact_scan", engine="engine:artifacts")
class ArtifactScan(Row):
    """The model files that were looked into; `arn` is that of the S3 object, or of the bucket and prefix."""

    files: int | None = None
    """How many files lie there: more than one under a prefix."""
    complete: bool | None = None
    """All files were understood: nothing was too large, encrypted or in an unknown format."""
    reason: str | None = None
    """Why not, the first of them; '' where they were."""
    signed: bool | None = None
    """The files carry a signature that verifies against a key or identity that the owner trusts."""
    digest: str | None = None
    """sha256: and the hexadecimal digest."""
    matches_registry: bool | None = None
    """The digest is that of an approved model package."""


@analysis("artifact_issue", engine="engine:artifacts")
class ArtifactIssue(Row):
    """What is wrong in a model file; `arn` as in `artifact_scan`."""

    rule: str | None = None
    severity: str | None = None
    """critical, high, medium, low or info."""
    review: bool | None = None
    """It is not known to be bad: a person has to look at it."""
    place: str | None = None
    """The file, and the way to it within others."""
    message: str | None = None
    evidence: str | None = None
    """What would be called with what, or what was read; secrets are masked."""


@analysis("sensitive_data", engine="engine:classify")
class SensitiveData(Row):
    """What was found in a bucket (`arn`), one row for each bucket that was looked into."""

    complete: bool | None = None
    """Every object, or a sample that is large enough to rule sensitive data out, could be read."""
    classes: tuple[str, ...] | None = None
    """Classes of personal or health data that were found; empty for none."""


@analysis("log_secret", engine="engine:logs")
class LogSecret(Row):
    """Secrets in the lines of a log group (`arn`), one row for each group that was looked into."""

    complete: bool | None = None
    """All lines that are kept were looked into."""
    kinds: tuple[str, ...] | None = None
    """Kinds of secrets that were found, never their values; empty for none."""
