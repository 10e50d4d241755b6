"""OpenSSF's model-signing 1.1, which has no public way to sign digests that are known already: the one module that uses its inner parts.

`pyproject.toml` pins it below 1.2. Importing all of it takes 0.7 CPU-seconds, most of them sigstore's: so each part is imported when it is
needed, and without the package's own `__init__`, which imports all (`_parts`).
"""
# ruff: noqa: SLF001  # its inner parts are what this module is about

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import io
import json
import sys
import types
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Protocol, cast

from modelkeep.core.errors import ConnectionFailedError, UsageError
from modelkeep.core.signatures import Manifest, SigstoreIdentity
from modelkeep.engines.signing.bundles import ALGORITHM, UnusableError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey, EllipticCurveSignatureAlgorithm
    from cryptography.x509 import Certificate
    from model_signing._signing import signing
    from OpenSSL.crypto import X509, X509Store


_OF_SIGSTORE = ("sigstore", "requests", "urllib3", "tuf", "id", "rfc3161_client")
"""The packages whose errors sigstore raises, or lets through."""


class PrivateKey(Protocol):
    """A key that signs, wherever it is kept; `cryptography`'s own keys are such."""

    def sign(self, data: bytes, algorithm: EllipticCurveSignatureAlgorithm, /) -> bytes:
        """An ECDSA signature in DER over the data's digest."""
        ...

    def public_key(self) -> EllipticCurvePublicKey:
        """Its public half."""
        ...


class BadSignatureError(Exception):
    """The signature is not right, or nobody who is trusted made it; the message says which."""


def hint_of(key: EllipticCurvePublicKey) -> str:
    """What a bundle calls the key that signed it: the SHA-256 of its PEM, hexadecimal."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return hashlib.sha256(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def signed_with_key(manifest: Manifest, key: PrivateKey, chain: Sequence[Certificate] = ()) -> bytes:
    """The bundle over a manifest. `chain` are the certificate of the key and those that vouch for it; without, the bundle names the key."""
    _parts(certificates=bool(chain))
    from model_signing._signing import sign_ec_key

    signer: Any
    if chain:
        from model_signing._signing import sign_certificate

        signer = sign_certificate.Signer.__new__(sign_certificate.Signer)
        signer._signing_certificate, signer._trust_chain = chain[0], list(chain[1:])
    else:
        signer = sign_ec_key.Signer.__new__(sign_ec_key.Signer)
    signer._private_key = key  # its constructor takes nothing but files
    return cast("str", signer.sign(_payload(manifest)).bundle.to_json()).encode()


def sigstore_signer(token: str | None, config: Path | None) -> Any:
    """What signs by sigstore, once its addresses and roots of trust are there. Raises ConnectionFailedError, before anything is read."""
    from model_signing._signing import sign_sigstore

    try:
        return sign_sigstore.Signer(identity_token=token, use_ambient_credentials=True, trust_config=config)
    except Exception as error:
        if not _is_outside(error):
            raise
        raise _not_signed(error) from error


def signed_with_sigstore(manifest: Manifest, signer: Any) -> tuple[bytes, str]:
    """The bundle over a manifest that sigstore signs for an identity, and the identity: that of a token that was given, of the CI system's,
    or of one that a browser brings. Raises UsageError for an identity that does not count, else ConnectionFailedError."""
    from sigstore.oidc import ExpiredIdentity, IdentityError, IssuerError

    try:
        given = signer._get_identity_token()
        signer._identity_token = str(given)  # asked for once
        return signer.sign(_payload(manifest)).bundle.to_json().encode(), given.identity
    except (IdentityError, IssuerError, ExpiredIdentity) as error:
        raise UsageError(
            f"sigstore takes no identity: {_short(error)}",
            remedy="Sign in again, or put a fresh token into SIGSTORE_ID_TOKEN.",
        ) from error
    except Exception as error:
        if not _is_outside(error):
            raise
        raise _not_signed(error) from error


def _not_signed(error: Exception) -> ConnectionFailedError:
    return ConnectionFailedError(
        f"sigstore did not sign: {_short(error)}",
        remedy="It takes a network, and a browser or an OIDC token; --key and --kms take neither.",
    )


def checked_with_key(bundle: bytes, key: EllipticCurvePublicKey) -> bytes:
    """The statement that a key signed. Raises BadSignatureError or UnusableError."""
    _parts()
    from model_signing._signing import sign_ec_key, sign_sigstore_pb

    verifier = sign_ec_key.Verifier.__new__(sign_ec_key.Verifier)
    verifier._public_key = key
    return _statement(verifier, _read(sign_sigstore_pb.Signature, bundle))


def checked_with_authorities(bundle: bytes, authorities: Sequence[bytes], now: datetime) -> bytes:
    """The statement that was signed with a certificate for which these CAs (PEM) vouch, by a chain that is valid now.

    What the signer's certificate says of itself is not asked here. Raises BadSignatureError or UnusableError.
    """
    _parts(certificates=True)
    from cryptography import x509
    from model_signing._signing import sign_certificate, sign_sigstore_pb
    from OpenSSL import crypto

    trusted = [crypto.X509.from_cryptography(each) for each in x509.load_pem_x509_certificates(b"\n".join(authorities))]
    verifier = sign_certificate.Verifier.__new__(sign_certificate.Verifier)
    verifier._log_fingerprints, verifier._store = False, _store(trusted)
    signature = _read(sign_sigstore_pb.Signature, bundle)
    payload = _statement(verifier, signature)  # by the chain as it was when the signer's certificate became valid
    chain = [
        crypto.X509.from_cryptography(x509.load_der_x509_certificate(each.raw_bytes))
        for each in signature.bundle.verification_material.x509_certificate_chain.certificates
    ]
    store = _store(trusted)  # another one: OpenSSL keeps the first time that a store was set to
    store.set_time(now)
    try:
        crypto.X509StoreContext(store, chain[0], chain[1:]).verify_certificate()
    except crypto.X509StoreContextError as error:
        raise BadSignatureError(f"its CAs vouch no longer: {_short(error)}") from error
    return payload


def _store(trusted: Sequence[X509]) -> X509Store:
    from OpenSSL import crypto

    store = crypto.X509Store()
    for each in trusted:
        store.add_cert(each)
    return store


def checked_with_sigstore(bundle: bytes, who: SigstoreIdentity, config: Path | None) -> bytes:
    """The statement that an identity signed with sigstore. Without `config`, its roots of trust come from the network.

    Raises BadSignatureError, UnusableError or ConnectionFailedError.
    """
    from model_signing._signing import sign_sigstore

    signature = _read(sign_sigstore.Signature, bundle)
    try:
        verifier = sign_sigstore.Verifier(identity=who.identity, oidc_issuer=who.issuer, trust_config=config)
    except Exception as error:
        if not _is_outside(error):
            raise
        raise ConnectionFailedError(
            f"sigstore's roots of trust cannot be had: {_short(error)}",
            remedy="It takes a network, or a file with them (--sigstore-config).",
        ) from error
    return _statement(verifier, signature)


def _parts(*, certificates: bool = False) -> None:
    """Import what keys, and on request what certificates take, and leave the package to whoever wants all of it.

    A package without `__init__` stands for it meanwhile; the modules that are imported are its own and stay.
    """
    if "model_signing" in sys.modules:
        return
    spec = importlib.util.find_spec("model_signing")
    assert spec is not None and spec.submodule_search_locations is not None  # noqa: PT018  # it is a dependency
    bare = types.ModuleType("model_signing")
    bare.__path__ = list(spec.submodule_search_locations)
    sys.modules["model_signing"] = bare
    try:
        importlib.import_module("model_signing.manifest")
        for each in ("signing", "sign_sigstore_pb", "sign_ec_key", *(["sign_certificate"] if certificates else [])):
            importlib.import_module(f"model_signing._signing.{each}")
    finally:
        del sys.modules["model_signing"]


def _payload(manifest: Manifest) -> signing.Payload:
    """The statement over a manifest, as the library writes it."""
    _parts()
    from model_signing._hashing.hashing import Digest
    from model_signing._signing import signing

    manifests = importlib.import_module("model_signing.manifest")  # `from model_signing import ...` would import all

    items = [
        manifests.FileManifestItem(path=PurePosixPath(each.name), digest=Digest(ALGORITHM, bytes.fromhex(each.sha256)))
        for each in manifest.files
    ]
    ignored = [Path(each) for each in manifest.ignored]
    how = manifests._FileSerialization(ALGORITHM, manifest.follows_links, ignored)
    return signing.Payload(manifests.Manifest(manifest.name, items, how))


def _read(kind: Any, bundle: bytes) -> Any:
    """A bundle as the library reads it from a file."""

    class Given:
        """Stands for the path of the bundle: nothing but this is asked of it."""

        def read_text(self, encoding: str) -> str:
            return bundle.decode(encoding)

    try:
        return kind.read(Given())
    except Exception as error:  # pydantic, sigstore and json each have their own
        raise UnusableError(f"the signature is no Sigstore bundle: {_short(error)}") from error


def _statement(verifier: Any, signature: Any) -> bytes:
    """The statement's bytes, once the library says that they were signed and that they are consistent."""
    from model_signing._signing import signing

    with _silenced():
        try:
            _, payload = verifier._verify_signed_content(signature)
        except Exception as error:
            if not _is_outside(error):
                raise
            raise BadSignatureError(_short(error)) from error
    try:
        signing.dsse_payload_to_manifest(json.loads(payload))
    except (ValueError, LookupError, TypeError) as error:
        raise UnusableError(f"the signed statement is malformed: {_short(error)}") from error
    return cast("bytes", payload)


@contextlib.contextmanager
def _silenced() -> Iterator[None]:
    """The library prints what it wants to say about old bundles to standard output, where data goes."""
    with contextlib.redirect_stdout(io.StringIO()):
        yield


def _is_outside(error: Exception) -> bool:
    """Whether an error is one that the libraries below raise on purpose, and not a mistake of this program."""
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.x509 import InvalidVersion
    from OpenSSL import crypto

    outside = (InvalidSignature, UnsupportedAlgorithm, InvalidVersion, crypto.Error, crypto.X509StoreContextError)
    return (
        isinstance(error, (*outside, ValueError, OSError)) or type(error).__module__.partition(".")[0] in _OF_SIGSTORE
    )


def _short(error: Exception) -> str:
    """An error in one line; InvalidSignature comes without words."""
    text = " ".join(str(error).split()) or type(error).__name__
    return "the signature does not fit the key" if text == "InvalidSignature" else text[:300]
