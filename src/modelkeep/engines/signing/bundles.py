"""Sigstore bundles over a model's manifest: what kind they are, and the statement that they carry.

Bundle: https://github.com/sigstore/protobuf-specs (v0.3, JSON); envelope: DSSE (https://github.com/secure-systems-lab/dsse);
statement: in-toto v1 with the predicate of OpenSSF's model signing (https://github.com/ossf/model-signing-spec). Nothing here says that
a signature is right: `outline` reads what nobody vouches for yet, and `manifest_of` is to be given what was verified.
"""

from __future__ import annotations

import base64
import binascii
from enum import StrEnum
from typing import Any

import msgspec

from modelkeep.core.signatures import FileDigest, Manifest
from modelkeep.engines.signing.manifests import in_order, root_of
from modelkeep.engines.signing.names import trouble

MEDIA = "application/vnd.dev.sigstore.bundle"
PAYLOAD = "application/vnd.in-toto+json"
STATEMENT = "https://in-toto.io/Statement/v1"
PREDICATE = "https://model_signing/signature/v1.0"
METHOD, ALGORITHM = "files", "sha256"
MOST = 64 << 20
"""Bytes of the largest bundle that is read: a manifest of some 400,000 files."""


class UnusableError(Exception):
    """The bundle or its statement is not one that can be verified here; the message says why."""


class Material(StrEnum):
    """What a bundle says of who signed it."""

    KEY = "key"
    CHAIN = "chain"
    SIGSTORE = "sigstore"


class Outline(msgspec.Struct, frozen=True):
    """A bundle before anything is verified. `hint` is the SHA-256 of the public key's PEM, hexadecimal, '' where it is not told;
    `certificates` are in DER, the signer's first; `payload` is the statement's bytes."""

    material: Material
    payload: bytes
    hint: str = ""
    certificates: tuple[bytes, ...] = ()


class _Wire(msgspec.Struct, frozen=True, rename="camel"):
    """A message of the bundle; unknown fields are passed over, as protocol buffers demand."""


class _Key(_Wire, frozen=True):
    hint: str | None = None


class _Certificate(_Wire, frozen=True):
    raw_bytes: str


class _Chain(_Wire, frozen=True):
    certificates: list[_Certificate]


class _Material(_Wire, frozen=True):
    public_key: _Key | None = None
    x509_certificate_chain: _Chain | None = None
    certificate: _Certificate | None = None


class _Signature(_Wire, frozen=True):
    sig: str


class _Envelope(_Wire, frozen=True):
    payload: str
    payload_type: str
    signatures: list[_Signature]


class _Bundle(_Wire, frozen=True):
    media_type: str
    verification_material: _Material
    dsse_envelope: _Envelope | None = None


class _Digests(msgspec.Struct, frozen=True):
    sha256: str = ""


class _Subject(msgspec.Struct, frozen=True):
    digest: _Digests
    name: str = ""


class _Serialization(msgspec.Struct, frozen=True):
    method: str
    hash_type: str = ""
    allow_symlinks: bool = False
    ignore_paths: list[str] = []


class _Resource(msgspec.Struct, frozen=True):
    name: str
    algorithm: str
    digest: str


class _Predicate(msgspec.Struct, frozen=True):
    serialization: _Serialization
    resources: list[_Resource]


class _Kind(msgspec.Struct, frozen=True):
    type: str = msgspec.field(name="_type")
    predicate_type: str = msgspec.field(name="predicateType")


class _Statement(msgspec.Struct, frozen=True):
    subject: list[_Subject]
    predicate: _Predicate


def outline(bundle: bytes) -> Outline:
    """What a bundle holds. Raises UnusableError for one that is malformed or not over a statement."""
    if len(bundle) > MOST:
        raise UnusableError(f"the signature is larger than {MOST >> 20} MiB")
    read: _Bundle = _decoded(bundle, _Bundle, "the signature is no Sigstore bundle")
    if not read.media_type.startswith(MEDIA):
        raise UnusableError(f"the signature is no Sigstore bundle but {read.media_type[:80]}")
    envelope = read.dsse_envelope
    if envelope is None or not envelope.signatures:
        raise UnusableError("the bundle holds no signed statement (dsseEnvelope)")
    if envelope.payload_type != PAYLOAD:
        raise UnusableError(f"the bundle signs {envelope.payload_type[:80]}, not an in-toto statement")
    return _of_material(read.verification_material, _bytes(envelope.payload, "payload"))


def _of_material(material: _Material, payload: bytes) -> Outline:
    chain = material.x509_certificate_chain
    if chain is not None and chain.certificates:
        ders = tuple(_bytes(each.raw_bytes, "certificate") for each in chain.certificates)
        return Outline(Material.CHAIN, payload, certificates=ders)
    if material.certificate is not None:
        return Outline(
            Material.SIGSTORE, payload, certificates=(_bytes(material.certificate.raw_bytes, "certificate"),)
        )
    if material.public_key is not None:
        return Outline(Material.KEY, payload, hint=material.public_key.hint or "")
    raise UnusableError("the bundle does not say who signed (verificationMaterial)")


def manifest_of(payload: bytes) -> Manifest:
    """The manifest that a statement's bytes tell. Raises UnusableError for another predicate, method or digest algorithm, and for one
    that contradicts itself."""
    malformed = "the signed statement is malformed"
    kind: _Kind = _decoded(payload, _Kind, malformed)
    if kind.type != STATEMENT:
        raise UnusableError(f"what is signed is no in-toto statement v1 but {kind.type[:80]}")
    if kind.predicate_type != PREDICATE:
        raise UnusableError(f"the statement has another predicate, {kind.predicate_type[:80]}, not {PREDICATE}")
    statement: _Statement = _decoded(payload, _Statement, malformed)
    serialization = statement.predicate.serialization
    if serialization.method != METHOD:
        raise UnusableError(
            f"its files are digested by {serialization.method[:40]!r}, and only {METHOD!r} is known here"
        )
    if len(statement.subject) != 1:
        raise UnusableError(f"{malformed}: it has {len(statement.subject)} subjects instead of one")
    files = tuple(_file(each) for each in statement.predicate.resources)
    if len({each.name for each in files}) != len(files):
        raise UnusableError(f"{malformed}: a file is named twice")
    root = root_of(files)
    if root != statement.subject[0].digest.sha256:
        raise UnusableError(f"{malformed}: its digests do not add up to the root digest that it tells")
    return Manifest(
        name=statement.subject[0].name,
        files=in_order(files),
        root=root,
        ignored=tuple(sorted(each.rstrip("/") for each in serialization.ignore_paths)),
        follows_links=serialization.allow_symlinks,
    )


def _file(resource: _Resource) -> FileDigest:
    if resource.algorithm != ALGORITHM:
        raise UnusableError(f"the digest algorithm {resource.algorithm[:40]!r} is not known here, only {ALGORITHM}")
    try:
        size = len(bytes.fromhex(resource.digest))
    except ValueError:
        size = 0
    if size != 32:
        raise UnusableError(f"the digest of {resource.name[:80]!r} is no SHA-256")
    if why := trouble(resource.name):
        raise UnusableError(f"{resource.name[:80]!r}: {why}")
    return FileDigest(resource.name, resource.digest.lower())


def _decoded(data: bytes, kind: Any, malformed: str) -> Any:
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise UnusableError(f"{malformed}: {str(error)[:200] or 'it is nested too deeply'}") from error


def _bytes(text: str, what: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise UnusableError(f"the bundle's {what} is not in base64") from error
