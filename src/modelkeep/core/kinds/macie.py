"""Amazon Macie (https://docs.aws.amazon.com/macie/latest/APIReference/)."""

from __future__ import annotations

from modelkeep.core.tables import Resource, Row, facet, kind


@kind("AWS::Macie::Session", calls="macie2:GetMacieSession")
class Session(Resource):
    """Macie in one region. AWS gives it no ARN of its own; this one follows the shape of Macie's other resources."""

    status: str | None = None
    finding_publishing_frequency: str | None = None


@facet(Session, "automated_discovery", calls="macie2:GetMacieSession macie2:GetAutomatedDiscoveryConfiguration")
class SessionAutomatedDiscovery(Row):
    """Whether Macie samples the account's buckets for sensitive data by itself."""

    status: str | None = None
