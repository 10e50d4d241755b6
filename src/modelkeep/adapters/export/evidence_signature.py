"""Keys and signatures of evidence packs: Ed25519 (RFC 8032) in PEM files.

`cryptography` is imported where it is needed: it is slow to load.
"""

from __future__ import annotations

import base64
import binascii
import os
from pathlib import Path
from typing import TYPE_CHECKING

from modelkeep.core.errors import UsageError, WorkspaceError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

MANIFEST = "manifest.json"
SIGNATURE = "manifest.json.sig"
KEY_MOST = 64 * 1024
_REMEDY = "`modelkeep evidence keygen` makes a key pair."


def sign(manifest: bytes, key: Ed25519PrivateKey) -> bytes:
    """The signature over a manifest's bytes, in base64."""
    return base64.b64encode(key.sign(manifest)) + b"\n"


def signed_by(manifest: bytes, signature: bytes, key: Ed25519PublicKey) -> bool:
    """Whether the signature is the key's, over exactly these bytes."""
    from cryptography.exceptions import InvalidSignature

    try:
        key.verify(base64.b64decode(signature.strip(), validate=True), manifest)
    except (InvalidSignature, binascii.Error):
        return False
    return True


def read_private_key(path: Path) -> Ed25519PrivateKey:
    """An Ed25519 private key, unencrypted PEM. Raises UsageError; what the file holds is never told."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(_read(path), password=None)
    except TypeError:
        raise UsageError(f"{path}: the key is encrypted", remedy="Give a key without a passphrase.") from None
    except (ValueError, UnsupportedAlgorithm):
        raise UsageError(f"{path}: no private key in PEM", remedy=_REMEDY) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise UsageError(f"{path}: no Ed25519 key", remedy=_REMEDY)
    return key


def read_public_key(path: Path) -> Ed25519PublicKey:
    """An Ed25519 public key in PEM. Raises UsageError."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    content = _read(path)
    if b"PRIVATE KEY" in content:
        raise UsageError(f"{path}: a private key", remedy="Verify with the public one.")
    try:
        key = load_pem_public_key(content)
    except (ValueError, UnsupportedAlgorithm):
        raise UsageError(f"{path}: no public key in PEM", remedy=_REMEDY) from None
    if not isinstance(key, Ed25519PublicKey):
        raise UsageError(f"{path}: no Ed25519 key", remedy=_REMEDY)
    return key


def make_keys(private: Path, public: Path) -> None:
    """Write a new key pair; only the owner can read the private one. Raises UsageError where a file is there already."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

    for path in (private, public):
        if path.exists() or path.is_symlink():
            raise UsageError(f"{path} is there already", remedy="Choose another name: keys are not replaced.")
    key = Ed25519PrivateKey.generate()
    _write_new(private, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), 0o600)
    _write_new(public, key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo), 0o644)


def _write_new(path: Path, content: bytes, mode: int) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
    except OSError as error:
        raise WorkspaceError(f"{path}: {error.strerror}", remedy="Choose another --output.") from error


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(KEY_MOST)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}", remedy=_REMEDY) from error
