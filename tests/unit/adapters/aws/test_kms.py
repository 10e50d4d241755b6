"""Keys of KMS: digests are signed by the right algorithm, and what KMS refuses is told with what helps."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from botocore.exceptions import ClientError
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from tests.fakes.signing import key, manifest, pem

from modelkeep.adapters.aws import kms, logs
from modelkeep.adapters.aws.artifacts import Way
from modelkeep.adapters.aws.clients import Endpoint
from modelkeep.adapters.signing import library
from modelkeep.adapters.signing.signers import KeySigner
from modelkeep.core.errors import AccessError, UsageError
from modelkeep.core.signatures import SigningMethod

ARN = "arn:aws:kms:eu-west-1:111122223333:key/1"
WAY = Way(Endpoint())
SPECS = {
    "ECC_NIST_P256": ("P-256", "ECDSA_SHA_256", SHA256()),
    "ECC_NIST_P384": ("P-384", "ECDSA_SHA_384", SHA384()),
    "ECC_NIST_P521": ("P-521", "ECDSA_SHA_512", SHA512()),
}


class Kms:
    """KMS with one key, as AWS documents Sign and GetPublicKey; it refuses with `code` so many times."""

    def __init__(
        self, spec: str = "ECC_NIST_P256", *, code: str = "", times: int = 1, use: str = "SIGN_VERIFY"
    ) -> None:
        self.spec, self.code, self.times, self.use = spec, code, times, use
        self.asked: list[dict[str, Any]] = []

    @property
    def key(self) -> ec.EllipticCurvePrivateKey:
        return key("in kms", SPECS.get(self.spec, SPECS["ECC_NIST_P256"])[0])

    def get_public_key(self, **asked: Any) -> dict[str, Any]:
        self._refuse("GetPublicKey")
        der = self.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return {"KeyId": ARN, "PublicKey": der, "KeySpec": self.spec, "KeyUsage": self.use}

    def sign(self, **asked: Any) -> dict[str, Any]:
        self._refuse("Sign")
        self.asked.append(asked)
        _, algorithm, hashed = SPECS[self.spec]
        assert (asked["MessageType"], asked["SigningAlgorithm"]) == ("DIGEST", algorithm)
        return {"KeyId": ARN, "Signature": self.key.sign(asked["Message"], ec.ECDSA(Prehashed(hashed)))}

    def _refuse(self, operation: str) -> None:
        if self.code and self.times:
            self.times -= 1
            raise ClientError({"Error": {"Code": self.code}, "ResponseMetadata": {"HTTPStatusCode": 400}}, operation)


def signing_key(monkeypatch: pytest.MonkeyPatch, client: Kms, name: str = ARN) -> kms.KmsKey:
    monkeypatch.setattr(kms, "client_of", lambda way, account, service, region: client)
    monkeypatch.setattr(logs, "backoff", lambda attempt: 0.0)
    return kms.signing_key(name, WAY)


@pytest.mark.parametrize("spec", SPECS)
def test_a_bundle_that_kms_signed_verifies_with_the_public_half_alone(
    monkeypatch: pytest.MonkeyPatch, spec: str
) -> None:
    client = Kms(spec)
    found = signing_key(monkeypatch, client, "alias/release")
    assert found.arn == ARN
    assert found.pem == pem(client.key)
    bundle, signer = KeySigner(found, SigningMethod.KMS, found.arn).sign(manifest())
    assert signer.identity == ARN
    assert library.checked_with_key(bundle, client.key.public_key())
    assert [each["KeyId"] for each in client.asked] == [ARN]
    assert len(client.asked[0]["Message"]) == SPECS[spec][2].digest_size  # never the statement itself


def test_only_the_digest_leaves_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Kms()
    signing_key(monkeypatch, client).sign(b"statement", ec.ECDSA(SHA256()))
    assert client.asked[0]["Message"] == hashlib.sha256(b"statement").digest()


@pytest.mark.parametrize(
    ("spec", "use"),
    [("RSA_2048", "SIGN_VERIFY"), ("ECC_SECG_P256K1", "SIGN_VERIFY"), ("ECC_NIST_P256", "KEY_AGREEMENT")],
)
def test_keys_of_other_kinds_cannot_sign_models(monkeypatch: pytest.MonkeyPatch, spec: str, use: str) -> None:
    with pytest.raises(UsageError, match=f"cannot sign models: it is {spec} for {use}") as raised:
        signing_key(monkeypatch, Kms(spec, use=use))
    assert "create-key" in raised.value.remedy


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        ("AccessDeniedException", "kms:GetPublicKey on arn:"),
        ("NotFoundException", "ARN or alias"),
        ("DisabledException", "Enable the key"),
        ("UnsupportedOperationException", "symmetric"),
    ],
)
def test_what_kms_refuses_is_told(monkeypatch: pytest.MonkeyPatch, code: str, remedy: str) -> None:
    with pytest.raises(AccessError, match=code) as raised:
        signing_key(monkeypatch, Kms(code=code))
    assert remedy in raised.value.remedy


def test_throttling_is_waited_for_and_told_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    assert signing_key(monkeypatch, Kms(code="ThrottlingException", times=3)).arn == ARN
    with pytest.raises(AccessError, match="ThrottlingException") as raised:
        signing_key(monkeypatch, Kms(code="ThrottlingException", times=99))
    assert "try again later" in raised.value.remedy


def test_the_region_is_that_of_the_arn(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def client_of(way: Way, account: str, service: str, region: str) -> Kms:
        asked.append((service, region))
        return Kms()

    monkeypatch.setattr(kms, "client_of", client_of)
    kms.signing_key(ARN, WAY)
    kms.signing_key("alias/release", WAY)
    assert asked == [("kms", "eu-west-1"), ("kms", "")]
    with pytest.raises(UsageError, match="is no KMS key"):
        kms.signing_key("arn:aws:iam::111122223333:user/eve", WAY)
