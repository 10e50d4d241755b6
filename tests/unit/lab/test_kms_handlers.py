"""KMS in the lab signs digests as AWS documents it: what it signed verifies with the public half, by the message itself."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from botocore.exceptions import ClientError
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key
from model_signing.verifying import Config
from tests.unit.lab.shapes import checked

from modelkeep.app.sign import Rules
from modelkeep.bootstrap import AwsOptions
from modelkeep.bootstrap_signing import By, signatory, verifying
from modelkeep.core.signatures import Trust, Verdict
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


def test_an_object_is_signed_by_kms_and_verified_until_it_is_another(lab: LabServer, tmp_path: Path) -> None:
    acme = Acme(lab.url, hardened=False)
    s3, kms = acme.client("s3"), acme.client("kms")
    s3.create_bucket(Bucket="signed-models")
    s3.put_bucket_versioning(Bucket="signed-models", VersioningConfiguration={"Status": "Enabled"})
    for name, content in {"config.json": b'{"layers": 2}', "weights/part-1.bin": b"\0" * 3_000_000}.items():
        s3.put_object(Bucket="signed-models", Key=f"fraud/{name}", Body=content)
    arn = kms.create_key(KeyUsage="SIGN_VERIFY", KeySpec="ECC_NIST_P384")["KeyMetadata"]["Arn"]
    aws = AwsOptions(endpoint_url=lab.url, credentials=("testing", "testing"))
    place, by = "s3://signed-models/fraud/", By(kms=arn)

    signed = signatory(by, None, Rules(), aws).sign(place)
    versions = {each.name: each.version for each in signed.manifest.files}
    assert set(versions) == {"config.json", "weights/part-1.bin"}
    assert all(versions.values())
    verify = verifying(Trust(kms_keys=(arn,)), aws).verify
    told = verify(place)
    assert (told.verdict, told.signer and told.signer.identity) == (Verdict.VERIFIED, arn)

    s3.put_object(Bucket="signed-models", Key="fraud/config.json", Body=b'{"layers": 3}')
    assert verify(place).differing == ("config.json",)
    other = kms.create_key(KeyUsage="SIGN_VERIFY", KeySpec="ECC_NIST_P384")["KeyMetadata"]["Arn"]
    assert verifying(Trust(kms_keys=(other,)), aws).verify(place).verdict is Verdict.FAILED
    gone = verifying(Trust(kms_keys=("alias/nothing",)), aws).verify(place)
    assert (gone.verdict, "NotFoundException" in gone.reason) == (Verdict.UNVERIFIABLE, True)

    # By the library's own means, with nothing but the public half that KMS gives away.
    for each in signed.manifest.files:
        path = tmp_path / "fraud" / each.name
        path.parent.mkdir(parents=True, exist_ok=True)
        s3.download_file("signed-models", f"fraud/{each.name}", str(path), ExtraArgs={"VersionId": each.version})
    s3.download_file("signed-models", "fraud/model.sig", str(tmp_path / "fraud" / "model.sig"))
    der = load_der_public_key(kms.get_public_key(KeyId=arn)["PublicKey"])
    (tmp_path / "public.pem").write_bytes(der.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    config = Config()  # type: ignore[no-untyped-call]  # the library's
    config.use_elliptic_key_verifier(public_key=tmp_path / "public.pem")
    config.verify(tmp_path / "fraud", tmp_path / "fraud" / "model.sig")
