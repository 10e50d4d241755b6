"""AWS Certificate Manager (https://docs.aws.amazon.com/acm/latest/APIReference/)."""

from __future__ import annotations

from datetime import datetime

from modelkeep.core.tables import Resource, kind


@kind("AWS::CertificateManager::Certificate", calls="acm:ListCertificates")
class Certificate(Resource):
    """A TLS certificate. `not_after` stays NULL for one that was never issued."""

    status: str | None = None
    type: str | None = None
    key_algorithm: str | None = None
    in_use: bool | None = None
    renewal_eligibility: str | None = None
    not_after: datetime | None = None
