"""ACM: certificates."""

from __future__ import annotations

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.kinds.acm import Certificate

_KEY_TYPES = (
    "RSA_1024",
    "RSA_2048",
    "RSA_3072",
    "RSA_4096",
    "EC_prime256v1",
    "EC_secp384r1",
    "EC_secp521r1",
)
"""Without this filter, ListCertificates gives RSA_1024 and RSA_2048 certificates only."""


@collector(Certificate)
async def certificates(aws: Reader) -> None:
    """ListCertificates."""
    await aws.list(
        "acm:ListCertificates", "CertificateSummaryList", _certificate, Includes={"keyTypes": list(_KEY_TYPES)}
    )


def _certificate(item: Reply) -> Certificate:
    return Certificate(
        arn=item["CertificateArn"],
        name=item.get("DomainName", ""),
        status=item.get("Status"),
        type=item.get("Type"),
        key_algorithm=str(item["KeyAlgorithm"]).replace("-", "_") if item.get("KeyAlgorithm") else None,
        in_use=item.get("InUse"),
        renewal_eligibility=item.get("RenewalEligibility"),
        not_after=item.get("NotAfter"),
    )
