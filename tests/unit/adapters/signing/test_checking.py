"""Whose signatures count: wrong keys, unexpected identities, certificates of yesterday, and what cannot be asked."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from tests.fakes.signing import NOW, authority, certificate, certificate_pem, key, manifest, pem

from modelkeep.adapters.signing import checking, library
from modelkeep.adapters.signing.checking import Checking
from modelkeep.core.errors import AccessError, ConnectionFailedError, UsageError
from modelkeep.core.signatures import SigningMethod, SigstoreIdentity, Trust, Verdict

ARN = "arn:aws:kms:eu-west-1:111122223333:key/1"
ALIAS = "arn:aws:kms:eu-west-1:111122223333:alias/release"


def refused(_: str) -> tuple[bytes, str]:
    raise AssertionError("KMS is not to be asked")


def denied(name: str) -> tuple[bytes, str]:
    raise AccessError(f"KMS key {name}: AccessDeniedException", remedy="The principal needs kms:GetPublicKey.")


def check(trust: Trust, bundle: bytes, ask: Callable[[str], tuple[bytes, str]] = refused) -> tuple[Verdict, str]:
    told = Checking(trust, ask, lambda: NOW).check(bundle)
    assert (told.manifest is None) == (told.verdict is not Verdict.VERIFIED)
    return told.verdict, told.reason


@pytest.fixture(scope="module")
def by_key() -> bytes:
    return library.signed_with_key(manifest(), key())


def by_certificate(signer: x509.Certificate, name: str = "release") -> bytes:
    return library.signed_with_key(manifest(), key(name), [signer, authority()])


def test_a_trusted_key_verifies_and_tells_who_it_is(by_key: bytes) -> None:
    trust = Trust(keys=(pem(key("other")), pem(key())), kms_keys=(ARN,))
    told = Checking(trust, refused, lambda: NOW).check(by_key)
    assert told.verdict is Verdict.VERIFIED
    assert told.manifest is not None
    assert told.manifest.root == manifest().root
    assert told.signer is not None
    assert (told.signer.method, told.signer.identity) == (
        SigningMethod.KEY,
        f"sha256:{library.hint_of(key().public_key())}",
    )


def test_another_key_is_the_wrong_one(by_key: bytes) -> None:
    verdict, reason = check(Trust(keys=(pem(key("other")),)), by_key)
    assert verdict is Verdict.FAILED
    assert "wrong key" in reason
    assert library.hint_of(key().public_key()) in reason


def test_a_key_that_only_claims_to_have_signed_did_not() -> None:
    told = json.loads(library.signed_with_key(manifest(), key("other")))
    told["verificationMaterial"]["publicKey"]["hint"] = library.hint_of(key().public_key())
    verdict, reason = check(Trust(keys=(pem(key()),)), json.dumps(told).encode())
    assert (verdict, "was changed" in reason) == (Verdict.FAILED, True)


def test_without_a_hint_every_key_is_tried(by_key: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    told = json.loads(by_key)
    told["verificationMaterial"]["publicKey"] = {}
    content = json.dumps(told).encode()
    assert check(Trust(keys=(pem(key("other")), pem(key()))), content)[0] is Verdict.VERIFIED
    assert check(Trust(keys=(pem(key("other")),)), content)[0] is Verdict.FAILED
    assert capsys.readouterr().out == ""  # the library warns there, where data goes


def test_nobody_is_trusted_unless_named(by_key: bytes) -> None:
    assert check(Trust(), by_key) == (Verdict.UNVERIFIABLE, checking.NOBODY)


def test_kms_gives_the_public_half_and_the_keys_own_name(by_key: bytes) -> None:
    told = Checking(Trust(kms_keys=(ALIAS,)), lambda _: (pem(key()), ARN), lambda: NOW).check(by_key)
    assert told.verdict is Verdict.VERIFIED
    assert told.signer is not None
    assert (told.signer.method, told.signer.identity) == (SigningMethod.KMS, ARN)


@pytest.mark.parametrize(
    "error",
    [
        AccessError("KMS key: AccessDeniedException", remedy="kms:GetPublicKey."),
        AccessError("KMS key: ThrottlingException", remedy="Try again later."),
        ConnectionFailedError("KMS key: no route"),
        UsageError("KMS key: it is RSA_2048"),
    ],
)
def test_a_kms_key_that_cannot_be_asked_leaves_it_open(by_key: bytes, error: AccessError) -> None:
    asked = []

    def ask(name: str) -> tuple[bytes, str]:
        asked.append(name)
        raise error

    subject = Checking(Trust(keys=(pem(key("other")),), kms_keys=(ARN,)), ask, lambda: NOW)
    told = [subject.check(by_key) for _ in range(2)]
    assert {each.verdict for each in told} == {Verdict.UNVERIFIABLE}
    assert str(error) in told[0].reason
    assert asked == [ARN]  # once for all models


def test_one_kms_key_that_signed_is_enough_whatever_another_says(by_key: bytes) -> None:
    def ask(name: str) -> tuple[bytes, str]:
        return (pem(key()), name) if name == ARN else denied(name)

    assert check(Trust(kms_keys=("denied", ARN)), by_key, ask)[0] is Verdict.VERIFIED


def test_a_certificate_verifies_by_its_authority() -> None:
    bundle = by_certificate(certificate(email="release@acme.example"))
    trust = Trust(authorities=(certificate_pem(authority()),), subjects=("release@acme.example",))
    told = Checking(trust, refused, lambda: NOW).check(bundle)
    assert told.verdict is Verdict.VERIFIED
    assert told.signer is not None
    assert (told.signer.identity, told.signer.issuer) == ("CN=release", "CN=Acme CA")


@pytest.mark.parametrize(
    ("signer", "trust", "why"),
    [
        (certificate(days=(-30, -1)), {}, "expired at 2026-11-20"),
        (certificate(uses=(ExtendedKeyUsageOID.SERVER_AUTH,)), {}, "for other uses"),
        (certificate(), {"subjects": ("CN=somebody else",)}, "unexpected identity: signed by CN=release"),
        (certificate(), {"authorities": (certificate_pem(authority("Other CA")),)}, "issued by CN=Acme CA: "),
        (certificate(issuer="Acme CA", by="Other CA"), {}, "issued by CN=Acme CA: "),
    ],
    ids=["expired", "use", "subject", "another authority", "forged"],
)
def test_certificates_that_do_not_count_fail(signer: x509.Certificate, trust: dict[str, tuple[str]], why: str) -> None:
    whom = {"authorities": (certificate_pem(authority()),), **trust}
    verdict, reason = check(Trust(**whom), by_certificate(signer))  # type: ignore[arg-type]
    assert verdict is Verdict.FAILED
    assert why in reason


@pytest.mark.parametrize(
    ("bundle", "trust", "why"),
    [
        (lambda: library.signed_with_key(manifest(), key()), {"authorities": (b"x",)}, "a bare key signed it"),
        (lambda: by_certificate(certificate()), {"keys": (pem(key()),)}, "a certificate's holder signed it"),
    ],
)
def test_another_way_than_the_trusted_one_is_an_unexpected_identity(
    bundle: Callable[[], bytes], trust: dict[str, tuple[bytes]], why: str
) -> None:
    verdict, reason = check(Trust(**trust), bundle())  # type: ignore[arg-type]
    assert verdict is Verdict.FAILED
    assert why in reason


def test_sigstore_fails_for_others_and_is_open_without_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    told = json.loads(library.signed_with_key(manifest(), key()))
    raw = json.loads(by_certificate(certificate(email="eve@evil.example")))["verificationMaterial"]
    told["verificationMaterial"] = {"certificate": raw["x509CertificateChain"]["certificates"][0], "tlogEntries": []}
    bundle = json.dumps(told).encode()
    trust = Trust(sigstore=(SigstoreIdentity("release@acme.example", "https://issuer.example"),))
    assert check(Trust(keys=(pem(key()),)), bundle)[0] is Verdict.FAILED
    # Without the entry of a transparency log that sigstore demands, it is no bundle of its own.
    assert check(trust, bundle)[0] is Verdict.UNVERIFIABLE

    def no_network(*_: object) -> bytes:
        raise ConnectionFailedError("sigstore's roots of trust cannot be had", remedy="It takes a network.")

    monkeypatch.setattr(library, "checked_with_sigstore", no_network)
    assert check(trust, bundle)[0] is Verdict.UNVERIFIABLE

    def another(*_: object) -> bytes:
        raise library.BadSignatureError("Certificate's SANs do not match")

    monkeypatch.setattr(library, "checked_with_sigstore", another)
    verdict, reason = check(trust, bundle)
    assert verdict is Verdict.FAILED
    assert "signed by eve@evil.example, not verified as release@acme.example" in reason


@pytest.mark.parametrize("content", [b"", b"{}", b"\x80" * 40])
def test_what_is_no_bundle_is_not_verifiable(content: bytes) -> None:
    assert check(Trust(keys=(pem(key()),)), content)[0] is Verdict.UNVERIFIABLE
