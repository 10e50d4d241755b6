"""Keys and certificates in PEM files. What a file with a private key holds is never told."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from modelkeep.core.errors import UsageError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey, EllipticCurvePublicKey
    from cryptography.x509 import Certificate

PASSWORD = "MODELKEEP_KEY_PASSWORD"  # noqa: S105  # the name of the variable that holds it
"""The environment variable with the password of an encrypted key."""
MOST = 1 << 20
"""Bytes of the largest file that is read."""
CURVES = ("secp256r1", "secp384r1", "secp521r1")
_MAKE = "Make one: openssl ecparam -name prime256v1 -genkey -noout -out key.pem (or secp384r1, secp521r1)."


def private_key(path: Path, password: str | None) -> EllipticCurvePrivateKey:
    """A private key on a curve that bundles know. Raises UsageError."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    content = _read(path)
    is_encrypted = b"ENCRYPTED" in content
    try:
        key = load_pem_private_key(content, password.encode() if password and is_encrypted else None)
    except TypeError:
        raise UsageError(f"{path}: the key is encrypted", remedy=f"Put its password into {PASSWORD}.") from None
    except (ValueError, UnsupportedAlgorithm):
        if is_encrypted:
            raise UsageError(
                f"{path}: the key cannot be decrypted", remedy=f"Check the password in {PASSWORD}."
            ) from None
        raise UsageError(f"{path}: no private key in PEM", remedy=_MAKE) from None
    if not isinstance(key, EllipticCurvePrivateKey) or key.curve.name not in CURVES:
        raise UsageError(f"{path}: no key on the curves P-256, P-384 or P-521", remedy=_MAKE)
    return key


def public_key(content: bytes, what: str) -> EllipticCurvePublicKey:
    """A public key in PEM, or that of a certificate, on a curve that bundles know. Raises UsageError; `what` names it there."""
    from cryptography import x509
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        is_certificate = b"BEGIN CERTIFICATE" in content
        key: object = (
            x509.load_pem_x509_certificate(content).public_key() if is_certificate else load_pem_public_key(content)
        )
    except (ValueError, UnsupportedAlgorithm):
        raise UsageError(f"{what}: no public key in PEM", remedy="Write one: openssl ec -in key.pem -pubout.") from None
    if not isinstance(key, EllipticCurvePublicKey) or key.curve.name not in CURVES:
        raise UsageError(
            f"{what}: no key on the curves P-256, P-384 or P-521", remedy="Models are signed with such keys alone."
        )
    return key


def certificates(paths: Sequence[Path]) -> list[Certificate]:
    """The certificates of PEM files, in their order. Raises UsageError."""
    from cryptography import x509

    found: list[Certificate] = []
    for path in paths:
        try:
            found.extend(x509.load_pem_x509_certificates(_read(path)))
        except ValueError:
            raise UsageError(f"{path}: no certificate in PEM", remedy="Name a file with certificates.") from None
    return found


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MOST + 1)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}", remedy="Name a file that you may read.") from error
    if len(content) > MOST:
        raise UsageError(f"{path}: too large for keys or certificates", remedy="Name a file in PEM.")
    return content
