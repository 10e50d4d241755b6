"""Keys, certificates and signed bundles for tests, made once in a process: curves are quick, RSA would not be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from modelkeep.core.signatures import FileDigest, Manifest
from modelkeep.engines.signing.manifests import root_of

NOW = datetime(2026, 11, 21, tzinfo=UTC)
CURVES: dict[str, ec.EllipticCurve] = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1(), "P-521": ec.SECP521R1()}
FILES = (FileDigest("b.bin", "11" * 32), FileDigest("a/x.bin", "22" * 32), FileDigest("a.txt", "33" * 32))


def key(name: str = "release", curve: str = "P-256") -> ec.EllipticCurvePrivateKey:
    """The private key of a name."""
    return _key(name, curve)


@cache
def _key(name: str, curve: str) -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(CURVES[curve])


def pem(private: ec.EllipticCurvePrivateKey) -> bytes:
    """The public half of a key in PEM."""
    return private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def private_pem(private: ec.EllipticCurvePrivateKey) -> bytes:
    """A private key in PEM, not encrypted."""
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def manifest(files: Sequence[FileDigest] = FILES, name: str = "fraud", ignored: Sequence[str] = ()) -> Manifest:
    """A manifest over files."""
    return Manifest(name=name, files=tuple(files), root=root_of(files), ignored=tuple(ignored))


def certificate(
    subject: str = "release",
    *,
    issuer: str = "Acme CA",
    of: str = "",
    by: str = "",
    is_ca: bool = False,
    days: tuple[int, int] = (-30, 300),
    uses: Sequence[x509.ObjectIdentifier] = (ExtendedKeyUsageOID.CODE_SIGNING,),
    email: str = "",
) -> x509.Certificate:
    """A certificate for the key called `of` (else as the subject), signed with the key called `by` (else as the issuer); valid from
    so many days from `NOW` to so many."""
    holder, signing = key(of or subject), key(by or issuer)
    built = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(holder.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW + timedelta(days=days[0]))
        .not_valid_after(NOW + timedelta(days=days[1]))
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
        .add_extension(_usage(is_ca), critical=True)
    )
    if uses and not is_ca:
        built = built.add_extension(x509.ExtendedKeyUsage(uses), critical=False)
    if email:
        built = built.add_extension(x509.SubjectAlternativeName([x509.RFC822Name(email)]), critical=False)
    return built.sign(signing, SHA256())


def authority(name: str = "Acme CA", days: tuple[int, int] = (-400, 400)) -> x509.Certificate:
    """A CA's certificate for itself."""
    return certificate(name, issuer=name, is_ca=True, days=days)


def certificate_pem(*certificates: x509.Certificate) -> bytes:
    """Certificates in PEM, one after the other."""
    return b"".join(each.public_bytes(Encoding.PEM) for each in certificates)


def _usage(is_ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_ca, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=is_ca, crl_sign=is_ca, encipher_only=False, decipher_only=False,
    )  # fmt: skip
