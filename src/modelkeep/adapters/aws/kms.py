"""Keys of AWS KMS that sign: the private half never leaves KMS, the public half verifies everywhere.

https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html: `Message` is a digest with MessageType DIGEST (a raw message may have
4,096 bytes only), and the signature of an ECDSA algorithm is in DER. https://docs.aws.amazon.com/kms/latest/APIReference/API_GetPublicKey.html:
the public half is a SubjectPublicKeyInfo in DER.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from modelkeep.adapters.aws.artifacts import Way, client_of
from modelkeep.adapters.aws.logs import answer
from modelkeep.core.arn import parse_arn
from modelkeep.core.errors import AccessError, ConfigError, UsageError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey, EllipticCurveSignatureAlgorithm

ALGORITHMS = {
    "ECC_NIST_P256": "ECDSA_SHA_256",
    "ECC_NIST_P384": "ECDSA_SHA_384",
    "ECC_NIST_P521": "ECDSA_SHA_512",
}
"""How keys of each spec sign."""
_MAKE = "Make one: aws kms create-key --key-usage SIGN_VERIFY --key-spec ECC_NIST_P256 (or ECC_NIST_P384)."


@dataclass(frozen=True, slots=True)
class KmsKey:
    """A key that signs; see `adapters.signing.library.PrivateKey`. `arn` is the key's own, whatever alias it was asked for by."""

    client: Any
    arn: str
    spec: str
    der: bytes

    def public_key(self) -> EllipticCurvePublicKey:
        """Its public half."""
        from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
        from cryptography.hazmat.primitives.serialization import load_der_public_key

        key = load_der_public_key(self.der)
        assert isinstance(key, EllipticCurvePublicKey)
        return key

    @property
    def pem(self) -> bytes:
        """Its public half in PEM, for whoever verifies without AWS."""
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        return self.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def sign(self, data: bytes, algorithm: EllipticCurveSignatureAlgorithm) -> bytes:
        """KMS's signature over the digest of the data; the data itself is not sent. Raises AccessError or ConnectionFailedError."""
        from cryptography.hazmat.primitives.hashes import Hash, HashAlgorithm

        assert isinstance(algorithm.algorithm, HashAlgorithm)
        digest = Hash(algorithm.algorithm)
        digest.update(data)
        ask = partial(
            self.client.sign,
            KeyId=self.arn,
            Message=digest.finalize(),
            MessageType="DIGEST",
            SigningAlgorithm=ALGORITHMS[self.spec],
        )
        signature: bytes = _told(ask, self.arn, "kms:Sign")["Signature"]
        return signature


def signing_key(name: str, way: Way) -> KmsKey:
    """A KMS key by its ARN, id, alias or alias' ARN.

    Raises UsageError for one that cannot sign models, AccessError (also where it is not there, or throttled for long) or
    ConnectionFailedError, and CredentialsError or ConfigError where nothing can be asked.
    """
    parts = parse_arn(name)
    if parts is not None and parts.service != "kms":
        raise UsageError(f"{name} is no KMS key", remedy="Name the ARN, the id or the alias (alias/NAME) of one.")
    account = parts.account if parts is not None and way.organisation else ""
    try:
        client = client_of(way, account, "kms", parts.region if parts is not None else "")
    except ValueError as error:  # a region that there is not
        raise ConfigError(f"{name}: {error}") from error
    told = _told(partial(client.get_public_key, KeyId=name), name, "kms:GetPublicKey")
    spec = str(told.get("KeySpec") or told.get("CustomerMasterKeySpec") or "")
    if told.get("KeyUsage") != "SIGN_VERIFY" or spec not in ALGORITHMS:
        raise UsageError(f"KMS key {name} cannot sign models: it is {spec} for {told.get('KeyUsage')}", remedy=_MAKE)
    return KmsKey(client, str(told["KeyId"]), spec, told["PublicKey"])


_REMEDIES = {
    "NotFoundException": "Check the key's ARN or alias, and the region.",
    "DisabledException": "Enable the key, or use the one that took its place.",
    "KMSInvalidStateException": "Check the key's state: it may be about to be deleted.",
    "ThrottlingException": "KMS is asked too often: try again later.",
    "UnsupportedOperationException": f"The key is symmetric and has no public half. {_MAKE}",
}


def _told(ask: partial[Any], key: str, action: str) -> Mapping[str, Any]:
    """KMS's answer. Raises AccessError, with what helps against it, or ConnectionFailedError."""
    try:
        told: Mapping[str, Any] = answer(ask, f"KMS key {key}", f"{action} on {key}")
    except AccessError as error:
        remedy = _REMEDIES.get(error.code)
        if remedy is None:
            raise
        raise AccessError(str(error), remedy=remedy, code=error.code) from error
    return told
