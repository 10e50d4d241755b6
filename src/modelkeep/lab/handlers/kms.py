"""KMS: signatures over digests, and keys by their ARN; moto 5.2.5 hashes a digest once more and answers with ids.

https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html: with MessageType DIGEST, the message is signed as it is, and its length
has to be that of the algorithm's digest; https://docs.aws.amazon.com/kms/latest/APIReference/API_GetPublicKey.html: KeyId is the key's ARN.
"""

from __future__ import annotations

from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, HashAlgorithm
from moto.kms.models import kms_backends

from modelkeep.core.arn import parse_arn
from modelkeep.lab.handlers import AwsError, Lab, Reply, Request, handles

_HASHES: dict[str, HashAlgorithm] = {"ECDSA_SHA_256": SHA256(), "ECDSA_SHA_384": SHA384(), "ECDSA_SHA_512": SHA512()}


@handles("kms", "Sign")
def sign(_: Lab, request: Request) -> Reply | None:
    """Sign a digest by an elliptic curve; all else is moto's."""
    wanted = request.parameters
    if wanted.get("MessageType") != "DIGEST" or wanted["SigningAlgorithm"] not in _HASHES:
        return None
    key = _key(request)
    if not key.enabled:
        raise AwsError("DisabledException", f"{key.arn} is disabled.")
    if key.key_usage != "SIGN_VERIFY" or wanted["SigningAlgorithm"] not in key.signing_algorithms:
        raise AwsError("InvalidKeyUsageException", f"{key.arn} does not sign with {wanted['SigningAlgorithm']}.")
    algorithm = _HASHES[wanted["SigningAlgorithm"]]
    if len(wanted["Message"]) != algorithm.digest_size:
        raise AwsError("ValidationException", "Digest is invalid length for algorithm " + wanted["SigningAlgorithm"])
    signature = key.private_key.private_key.sign(wanted["Message"], ec.ECDSA(Prehashed(algorithm)))
    return {"KeyId": key.arn, "Signature": signature, "SigningAlgorithm": wanted["SigningAlgorithm"]}


@handles("kms", "GetPublicKey")
def get_public_key(_: Lab, request: Request) -> Reply:
    """The public half of an asymmetric key."""
    key = _key(request)
    if key.key_usage not in ("SIGN_VERIFY", "KEY_AGREEMENT") and not key.key_spec.startswith("RSA"):
        raise AwsError("UnsupportedOperationException", f"{key.arn} is symmetric and has no public key.")
    if not key.enabled:
        raise AwsError("DisabledException", f"{key.arn} is disabled.")
    told = {
        "KeyId": key.arn, "PublicKey": key.private_key.public_key(), "CustomerMasterKeySpec": key.key_spec,
        "KeySpec": key.key_spec, "KeyUsage": key.key_usage, "SigningAlgorithms": key.signing_algorithms,
        "EncryptionAlgorithms": key.encryption_algorithms,
    }  # fmt: skip
    return {name: value for name, value in told.items() if value is not None}


def _key(request: Request) -> Any:
    """moto's key, by id, ARN, alias or alias' ARN, of the account and region that an ARN names."""
    name = request.parameters["KeyId"]
    parts = parse_arn(name)
    account, region = (parts.account, parts.region) if parts is not None else (request.account, request.region)
    backend = kms_backends[account][region]
    alias = backend.get_alias_name(name)
    known = backend.get_key_id_from_alias(alias) if alias.startswith("alias/") else backend.get_key_id(name)
    if known not in backend.keys:
        raise AwsError("NotFoundException", f"{name} is not found.")
    return backend.keys[known]
