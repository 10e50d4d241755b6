"""Amazon Macie (https://docs.aws.amazon.com/macie/latest/APIReference/)."""

from __future__ import annotations

from datetime import datetime

from modelkeep.core.tables import Resource, Row, facet, kind, support


@kind("AWS::Macie::Session", calls="macie2:GetMacieSession")
class Session(Resource):
    """Macie in one region. AWS gives it no ARN of its own; this one follows the shape of Macie's other resources."""

    status: str | None = None
    finding_publishing_frequency: str | None = None


@facet(Session, "automated_discovery", calls="macie2:GetMacieSession macie2:GetAutomatedDiscoveryConfiguration")
class SessionAutomatedDiscovery(Row):
    """Whether Macie samples the account's buckets for sensitive data by itself."""

    status: str | None = None


@support("macie_finding", calls="macie2:GetMacieSession macie2:ListFindings macie2:GetFindings")
class Finding(Row):
    """A type of sensitive data that Macie found in an object of a bucket (`arn`): open findings of category CLASSIFICATION, no samples.

    Macie keeps findings for 90 days; that there is none says nothing of what an object holds.
    """

    finding: str
    """The finding's id."""
    place: str | None = None
    """The object as s3://BUCKET/KEY."""
    category: str | None = None
    """CREDENTIALS, FINANCIAL_INFORMATION, PERSONAL_INFORMATION or CUSTOM_IDENTIFIER."""
    type: str | None = None
    """What Macie calls it, such as CREDIT_CARD_NUMBER; of a custom data identifier its name."""
    column: str | None = None
    """The column or the path in JSON of the first occurrence; '' where Macie tells none."""
    count: int | None = None
    """How many occurrences Macie counted, not how many different values."""
    severity: str | None = None
    updated_at: datetime | None = None


@support("macie_bucket", calls="macie2:GetMacieSession macie2:DescribeBuckets")
class Bucket(Row):
    """What Macie can look into of a bucket (`arn`), and whether it did: that Macie is on does not say so."""

    objects: int | None = None
    classifiable: int | None = None
    """Objects of a storage class and with a file name extension that Macie reads."""
    unclassifiable: int | None = None
    in_job: str | None = None
    """TRUE where a job looks into the bucket, FALSE, or UNKNOWN."""
    last_job_at: datetime | None = None
    """When the newest run of a job began; NULL where there was none."""
    discovery: str | None = None
    """MONITORED where automated discovery samples the bucket, else NOT_MONITORED."""
    last_discovery_at: datetime | None = None
    problem: str | None = None
    """Why Macie knows nothing of the bucket, such as ACCESS_DENIED; '' where it does."""
