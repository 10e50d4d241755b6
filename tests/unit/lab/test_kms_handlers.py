"""KMS in the lab signs digests as AWS documents it: what it signed verifies with the public half, by the message itself."""

from __future__ import annotations

import hashlib

import pytest
from botocore.exceptions import ClientError
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key
from tests.unit.lab.shapes import checked

from modelkeep.lab.seed import Acme
from modelkeep.lab.server import LabServer

MESSAGE = b"DSSEv1 " * 1_000  # more than the 4,096 bytes that a raw message may have


@pytest.mark.parametrize(
    ("spec", "algorithm", "hashed", "verified_by"),
    [
        ("ECC_NIST_P256", "ECDSA_SHA_256", hashlib.sha256, hashes.SHA256()),
        ("ECC_NIST_P384", "ECDSA_SHA_384", hashlib.sha384, hashes.SHA384()),
    ],
)
def test_digests_are_signed_as_they_are(
    lab: LabServer, spec: str, algorithm: str, hashed: object, verified_by: hashes.HashAlgorithm
) -> None:
    kms = Acme(lab.url, hardened=False).client("kms")
    call = checked(kms)
    made = kms.create_key(KeyUsage="SIGN_VERIFY", KeySpec=spec)["KeyMetadata"]
    kms.create_alias(AliasName=f"alias/{spec.lower()}", TargetKeyId=made["KeyId"])
    asked = {"KeyId": f"alias/{spec.lower()}", "MessageType": "DIGEST", "SigningAlgorithm": algorithm}
    signed = call("Sign", Message=hashed(MESSAGE).digest(), **asked)  # type: ignore[operator]
    told = call("GetPublicKey", KeyId=made["KeyId"])
    assert signed["KeyId"] == told["KeyId"] == made["Arn"]
    assert (told["KeySpec"], told["KeyUsage"]) == (spec, "SIGN_VERIFY")
    key = load_der_public_key(told["PublicKey"])
    assert isinstance(key, EllipticCurvePublicKey)
    key.verify(signed["Signature"], MESSAGE, ECDSA(verified_by))

    with pytest.raises(ClientError, match="invalid length"):
        kms.sign(Message=b"short", **asked)
    kms.disable_key(KeyId=made["KeyId"])
    with pytest.raises(ClientError, match="DisabledException"):
        kms.sign(Message=hashed(MESSAGE).digest(), **asked)  # type: ignore[operator]


def test_symmetric_keys_have_no_public_half_and_absent_keys_are_not_found(lab: LabServer) -> None:
    kms = Acme(lab.url, hardened=False).client("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    with pytest.raises(ClientError, match="UnsupportedOperationException"):
        kms.get_public_key(KeyId=key)
    with pytest.raises(ClientError, match="NotFoundException"):
        kms.get_public_key(KeyId="alias/nothing")
