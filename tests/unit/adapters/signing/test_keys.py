"""Keys and certificates in files: what is none is told, and what a private file holds never is."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from tests.fakes.signing import authority, certificate, certificate_pem, key, pem, private_pem

from modelkeep.adapters.signing.keys import certificates, private_key, public_key
from modelkeep.core.errors import UsageError


def _file(folder: Path, content: bytes) -> Path:
    path = folder / "key.pem"
    path.write_bytes(content)
    return path


def test_keys_are_read_with_and_without_a_password(tmp_path: Path) -> None:
    plain = _file(tmp_path, private_pem(key()))
    assert private_key(plain, "a password that nobody needs").private_numbers() == key().private_numbers()
    encrypted = key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret"))
    path = _file(tmp_path, encrypted)
    assert private_key(path, "secret").private_numbers() == key().private_numbers()
    with pytest.raises(UsageError, match="is encrypted"):
        private_key(path, None)
    with pytest.raises(UsageError, match="cannot be decrypted"):
        private_key(path, "wrong")


def test_what_is_no_key_of_a_known_curve_is_told_and_not_shown(tmp_path: Path) -> None:
    other = ed25519.Ed25519PrivateKey.generate()
    others = other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    odd = private_pem(ec.generate_private_key(ec.SECP256K1()))
    for content, why in (
        (others, "no key on the curves"),
        (odd, "no key on the curves"),
        (b"s3cr3t", "no private key"),
    ):
        with pytest.raises(UsageError, match=why) as raised:
            private_key(_file(tmp_path, content), None)
        assert "s3cr3t" not in str(raised.value)
    with pytest.raises(UsageError, match="No such file"):
        private_key(tmp_path / "absent", None)
    with pytest.raises(UsageError, match="no key on the curves"):
        public_key(other.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo), "key")
    with pytest.raises(UsageError, match="trusted key 1: no public key"):
        public_key(b"-----BEGIN PUBLIC KEY-----", "trusted key 1")


def test_a_certificate_stands_for_its_key() -> None:
    assert public_key(certificate_pem(certificate()), "key").public_numbers() == key().public_key().public_numbers()
    assert public_key(pem(key()), "key").public_numbers() == key().public_key().public_numbers()


def test_certificates_come_in_the_order_of_their_files(tmp_path: Path) -> None:
    path = _file(tmp_path, certificate_pem(certificate(), authority()))
    assert [each.subject.rfc4514_string() for each in certificates([path])] == ["CN=release", "CN=Acme CA"]
    with pytest.raises(UsageError, match="no certificate in PEM"):
        certificates([_file(tmp_path, b"nothing")])
