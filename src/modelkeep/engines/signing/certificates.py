"""What a signer's certificate says of itself, beyond that a CA vouches for it (RFC 5280)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from modelkeep.core.signatures import Signer, SigningMethod

if TYPE_CHECKING:
    from cryptography.x509 import Certificate


def signer_of(certificate: Certificate, method: SigningMethod = SigningMethod.CERTIFICATE, issuer: str = "") -> Signer:
    """Who the certificate says its holder is. For sigstore that is the alternative name, and `issuer` the OIDC issuer."""
    names = alternative_names(certificate)
    subject = certificate.subject.rfc4514_string()
    return Signer(
        method=method,
        identity=(names[0] if names else subject) if method is SigningMethod.SIGSTORE else subject or ", ".join(names),
        issuer=issuer or certificate.issuer.rfc4514_string(),
        not_after=certificate.not_valid_after_utc,
    )


def alternative_names(certificate: Certificate) -> tuple[str, ...]:
    """Email addresses, DNS names and URIs of the certificate's holder."""
    from cryptography import x509

    try:
        told = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError):
        return ()
    kinds = (x509.RFC822Name, x509.DNSName, x509.UniformResourceIdentifier)
    return tuple(str(each.value) for each in told if isinstance(each, kinds))


def why_not(certificate: Certificate, subjects: Sequence[str], now: datetime) -> str:
    """Why a certificate that a CA vouches for does not count, '' where it does.

    A signature carries no time that anybody vouches for, so that an expired certificate proves nothing any more: whoever finds its
    key years later could sign today.
    """
    told = signer_of(certificate).identity
    if now < certificate.not_valid_before_utc:
        return f"the certificate of {told} is not valid before {certificate.not_valid_before_utc:%Y-%m-%d %H:%M} UTC"
    if now > certificate.not_valid_after_utc:
        return f"the certificate of {told} expired at {certificate.not_valid_after_utc:%Y-%m-%d %H:%M} UTC"
    if not _may_sign(certificate):
        return f"the certificate of {told} is for other uses than signing code (extended key usage)"
    names = {certificate.subject.rfc4514_string(), *alternative_names(certificate)}
    if subjects and not names & set(subjects):
        return f"unexpected identity: signed by {told}, which is not among the trusted subjects"
    return ""


def _may_sign(certificate: Certificate) -> bool:
    """Whether the certificate limits its key to uses that this is not one of. One without such limits may."""
    from cryptography import x509
    from cryptography.x509.oid import ExtendedKeyUsageOID

    try:
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return True
    except ValueError:
        return False
    return bool({ExtendedKeyUsageOID.CODE_SIGNING, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE} & set(usage))
