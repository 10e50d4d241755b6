"""Tables that engines fill: what takes an analysis to know, not a request. A scan without the engine leaves them unread."""

from __future__ import annotations

from datetime import datetime

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
    """The files carry a signature that verifies against a key or identity that the owner trusts. NULL where that could not be told."""
    signature: str | None = None
    """verified, failed, unsigned or not-verifiable, and why; '' where nobody asked."""
    signer: str | None = None
    """Who signed what verified."""
    digest: str | None = None
    """sha256: and the hexadecimal digest."""
    root: str | None = None
    """sha256: and the digest over the digests of all files, as signatures of models have it; NULL where not all bytes were hashed."""
    matches_registry: bool | None = None
    """The files are those that an approved model package was registered with. NULL where that could not be told."""
    registry: str | None = None
    """Which model package, or why not; '' where nobody asked."""
    etag: str | None = None
    """The ETag of the object; '' where several files lie there."""
    modified_at: datetime | None = None
    """When the newest of the files was written."""


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


@analysis("component_scan", engine="engine:components")
class ComponentScan(Row):
    """What was looked into for packages; `arn` is that of the ECR image (arn:aws:ecr:REGION:ACCOUNT:repository/NAME@DIGEST), of the S3
    object that a model loads, or of the function."""

    subject: str | None = None
    """For people: the image as its model names it, or the address."""
    complete: bool | None = None
    """Everything was read and understood: all layers, all package databases."""
    reason: str | None = None
    """Why not, the first of them; '' where it was."""
    digest: str | None = None
    """sha256: and the hexadecimal digest of the manifest or the file."""
    created_at: datetime | None = None
    """When the image says that it was built."""
    distribution: str | None = None
    """The operating system as ID-VERSION_ID, such as debian-12; '' for none."""
    components: int | None = None
    no_data: int | None = None
    """Of how many packages nothing is known; NULL where nothing was looked up."""
    unnamed: int | None = None
    """How many of these no advisory names, though the data are about packages of their kind, and are not too old."""
    looked_at: datetime | None = None
    """When it was looked into."""
    data_at: datetime | None = None
    """The age of the oldest vulnerability data that were used."""
    scanner: str | None = None
    """What ECR or Amazon Inspector says of its own scan, such as COMPLETE or ACTIVE, or why nothing of theirs is known; '' where
    they scan no such thing."""


@analysis("component_use", engine="engine:components")
class ComponentUse(Row):
    """What is looked into for packages, and for whom; `arn` as in `component_scan`, '' where it was not read what a model is built from."""

    model: str | None = None
    """The ARN of the model, or of the inference component or service that is one by itself."""
    runner: str | None = None
    """The ARN of what runs it now: an endpoint, a function, a service of ECS; '' for nothing."""


@analysis("component", engine="engine:components")
class ComponentRow(Row):
    """A package in what was looked into; `arn` as in `component_scan`."""

    type: str | None = None
    """pypi, deb, rpm, apk, conda or generic."""
    name: str | None = None
    version: str | None = None
    """'' where none is told."""
    evidence: str | None = None
    """installed, locked, declared or told."""
    requirement: str | None = None
    """What is asked for where no version is told."""
    distribution: str | None = None
    """The operating system whose package it is, as in `component_scan`; '' for packages of none."""
    architecture: str | None = None
    place: str | None = None
    layer: str | None = None
    """The digest of the image's layer that brings it; '' for what is no image."""
    licences: tuple[str, ...] | None = None
    standing: str | None = None
    """affected, not-affected or no-data; NULL where nothing was looked up."""
    reason: str | None = None
    """Why there are no data."""


@analysis("vulnerability", engine="engine:components")
class VulnerabilityRow(Row):
    """A vulnerability of a package in what was looked into; `arn` as in `component_scan`."""

    vulnerability: str | None = None
    """Its CVE id where it has one, else the advisory's own."""
    aliases: tuple[str, ...] | None = None
    type: str | None = None
    package: str | None = None
    version: str | None = None
    fixed_version: str | None = None
    """The nearest version that mends it; '' for none."""
    severity: str | None = None
    """critical, high, medium, low or info; '' where nobody told one."""
    score: float | None = None
    exploited: bool | None = None
    """In CISA's catalogue of known exploited vulnerabilities; NULL without that catalogue."""
    epss: float | None = None
    published_at: datetime | None = None
    sources: tuple[str, ...] | None = None
    """osv, inspector, ecr."""
    open: bool | None = None
    """No VEX statement says that it does not apply, or is fixed."""
    statement: str | None = None
    """What VEX says and by whom; '' for nothing."""
    place: str | None = None


@analysis("sensitive_data", engine="engine:classify")
class SensitiveData(Row):
    """What was found in a bucket (`arn`), one row for each bucket that was looked into."""

    complete: bool | None = None
    """Every object, or a sample that is large enough to rule sensitive data out, could be read."""
    classes: tuple[str, ...] | None = None
    """Classes of personal or health data that were found; empty for none."""


@analysis("data_class", engine="engine:classify")
class DataClassRow(Row):
    """The class of a bucket, of the data below a prefix, or of a model by the data that it was made of; `arn` is that of the bucket, of the
    bucket and prefix (arn:aws:s3:::BUCKET/PREFIX), or of the model."""

    type: str | None = None
    """bucket, data or model."""
    data_class: str | None = None
    """public, internal, confidential or restricted; NULL where nothing was found and something was not read."""
    complete: bool | None = None
    """As in `sensitive_data`; of a model, all its data are so."""
    reasons: tuple[str, ...] | None = None
    """What the class follows from, then what was not read, each with where that is; the first ten of each."""
    identifiers: tuple[str, ...] | None = None
    """What was found with enough certainty to count."""
    objects: int | None = None
    """How many there are; NULL where they could not be listed."""
    objects_read: int | None = None
    bytes_read: int | None = None
    method: str | None = None
    """full where everything was read, else sample."""
    bound: float | None = None
    """The share of objects that may hold sensitive data, at most, and be missed, with 95 % confidence, and of the parts of each object that
    was read in part; 0 where all were read, NULL where something could not be read."""
    seed: int | None = None
    """By which objects and their parts were drawn: the same one reads the same."""
    owes: tuple[str, ...] | None = None
    """The protection that data of the class are owed, as `classes.toml` names it; NULL where the class is not known."""
    legal_basis: str | None = None
    """Of a bucket: the legal basis that a tag of it records; '' where none does, NULL where its tags were not read."""
    most_readers: int | None = None
    """Of a bucket: how many may read it at most where its data are owed limited readers."""
    oldest_at: datetime | None = None
    """Of a bucket or its data: when the oldest object that was listed was written; NULL for none, or where not all could be listed."""


@analysis("data_use", engine="engine:classify")
class DataUse(Row):
    """What the data at a place are for; `arn` as in `data_class`, '' where it was not read where the data lie."""

    model: str | None = None
    """The ARN of the model, or of the job of which no model is known."""
    use: str | None = None
    """training, validation, knowledge, capture or invocation-log."""
    doubt: str | None = None
    """Why it is not known where the data lie; '' where it is."""


@analysis("data_finding", engine="engine:classify")
class DataFindingRow(Row):
    """What was found in an object of a bucket (`arn`), never the value: the thousand of each bucket that weigh most."""

    place: str | None = None
    """The object as s3://BUCKET/KEY, and the way to the file within it."""
    column: str | None = None
    """The column, or the path in JSON; '' in text."""
    at: str | None = None
    """Where the first value is."""
    identifier: str | None = None
    data_class: str | None = None
    confidence: float | None = None
    count: int | None = None
    """How many values look like it among those that were read."""
    examined: int | None = None
    """How many values of the column, or bytes of the text, those were."""
    masked: str | None = None
    """The form of the first value."""
    source: str | None = None
    """modelkeep, or macie for what Amazon Macie found: confidence, examined and masked are NULL then."""


@analysis("log_secret", engine="engine:logs")
class LogSecret(Row):
    """Secrets in the lines of a log group (`arn`), one row for each group that was looked into."""

    complete: bool | None = None
    """All lines that are kept were looked into."""
    kinds: tuple[str, ...] | None = None
    """Kinds of secrets that were found, never their values; empty for none."""
