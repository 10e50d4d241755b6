"""Certificates that a CA vouches for and that do not count all the same."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID
from tests.fakes.signing import NOW, certificate

from modelkeep.core.signatures import SigningMethod
from modelkeep.engines.signing.certificates import signer_of, why_not


def test_who_signed_is_the_subject_and_for_sigstore_the_alternative_name() -> None:
    told = certificate(email="release@acme.example")
    assert signer_of(told).identity == "CN=release"
    assert signer_of(told).not_after == NOW + timedelta(days=300)
    by_sigstore = signer_of(told, SigningMethod.SIGSTORE, "https://issuer.example")
    assert (by_sigstore.identity, by_sigstore.issuer) == ("release@acme.example", "https://issuer.example")


@pytest.mark.parametrize(
    ("days", "why"), [((-30, -1), "expired at 2026-11-20 00:00 UTC"), ((1, 9), "is not valid before 2026-11-22")]
)
def test_a_certificate_counts_while_it_is_valid(days: tuple[int, int], why: str) -> None:
    assert why in why_not(certificate(days=days), (), NOW)


@pytest.mark.parametrize(
    ("uses", "counts"),
    [
        ((ExtendedKeyUsageOID.SERVER_AUTH,), False),
        ((ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CODE_SIGNING), True),
        ((ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,), True),
        ((), True),
    ],
)
def test_a_certificate_for_other_uses_does_not_count(uses: tuple[object, ...], counts: bool) -> None:
    told = why_not(certificate(uses=uses), (), NOW)  # type: ignore[arg-type]
    assert ("extended key usage" not in told) is counts


def test_subjects_narrow_whom_the_authority_vouches_for() -> None:
    told = certificate(email="release@acme.example")
    assert why_not(told, ("CN=release",), NOW) == ""
    assert why_not(told, ("release@acme.example",), NOW) == ""
    assert "unexpected identity: signed by CN=release" in why_not(told, ("CN=relea", "acme.example"), NOW)
