"""Signatures over the files of a model: what is signed, by whom, and what a verification says."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class SigningMethod(StrEnum):
    """Ways to sign that this package knows."""

    KEY = "key"
    CERTIFICATE = "certificate"
    SIGSTORE = "sigstore"
    KMS = "kms"


class Verdict(StrEnum):
    """What a verification says. Only `verified` is good news, and only `failed` says that something is wrong for certain."""

    VERIFIED = "verified"
    FAILED = "failed"
    """The bytes are others than were signed, or the signature is not by somebody who is trusted."""
    UNSIGNED = "unsigned"
    UNVERIFIABLE = "not-verifiable"
    """Something that it takes could not be read, or nobody said whom to trust; the reason says which."""


class Digesting(StrEnum):
    """How the digests of a manifest became known."""

    READ = "read"
    """The bytes were read and hashed."""
    CHECKSUM = "checksum"
    """Amazon S3's own SHA-256 of the whole object; its bytes were not read."""


SINGLE = "."
"""The name in a manifest of a model that is one file, as OpenSSF's model-signing writes it."""
PACKAGE_BUNDLE = "modelkeep:signature"
"""Key in a model package's CustomerMetadataProperties: the address in S3 of the signature."""
PACKAGE_DIGEST = "modelkeep:signed-digest"
"""Key in a model package's CustomerMetadataProperties: `sha256:` and the root digest of what was signed."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file that a place holds, before it is read: `name` relative to the model, or `SINGLE`; `place` its path or S3 address.

    `tag` changes with its content (an ETag, or times and size). `is_link` marks a link to a file; `trouble` says why it cannot be signed.
    `modified` is when an object of S3 was written.
    """

    name: str
    place: str
    size: int
    tag: str
    is_link: bool = False
    trouble: str = ""
    modified: datetime | None = None


@dataclass(frozen=True, slots=True, order=True)
class FileDigest:
    """One file: `name` relative to the model, with slashes, or `SINGLE`; `sha256` hexadecimal. `version` is that of the S3 object, ''
    elsewhere; `by` says how the digest became known."""

    name: str
    sha256: str
    size: int = 0
    version: str = ""
    by: Digesting = field(default=Digesting.READ, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The files that a signature covers, sorted by name. `name` is informative: that of the file or folder when it was signed.

    `root` is the SHA-256 over all digests in their order, hexadecimal. `ignored` are names (of files, or of folders with all below) that
    were left out on purpose; `follows_links` says that links to files were signed as the files they point to.
    """

    name: str
    files: tuple[FileDigest, ...]
    root: str = ""
    ignored: tuple[str, ...] = ()
    follows_links: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Who signed: `identity` is a key's fingerprint, a certificate's subject, an OIDC identity or a KMS key's ARN."""

    method: SigningMethod
    identity: str
    issuer: str = ""
    not_after: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What is known of a bundle by itself: who signed which manifest, both only where the signature is right. Never `unsigned`."""

    verdict: Verdict
    reason: str
    signer: Signer | None = None
    manifest: Manifest | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What is known of the signature of one model.

    `subject` is what was verified, `bundle` where the signature lies, `reason` the verdict in words. `differing` are files with other
    bytes, `missing` those that were signed and are not there, `unsigned` those that are there and were not signed.
    """

    subject: str
    verdict: Verdict
    reason: str
    bundle: str = ""
    signer: Signer | None = None
    manifest: Manifest | None = None
    differing: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    unsigned: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SigstoreIdentity:
    """Who may have signed with sigstore: an identity (an email address, a workflow's address) and the OIDC issuer that vouches for it."""

    identity: str
    issuer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Whose signatures count. Nobody is trusted unless named here; each way is enough by itself.

    `keys` are public keys in PEM, `kms_keys` ARNs of KMS keys (their public half is asked for), `authorities` CA certificates in PEM.
    `subjects` narrow what authorities vouch for to certificates with one of these subjects (RFC 4514) or alternative names; empty is all.
    """

    keys: tuple[bytes, ...] = ()
    kms_keys: tuple[str, ...] = ()
    authorities: tuple[bytes, ...] = ()
    subjects: tuple[str, ...] = ()
    sigstore: tuple[SigstoreIdentity, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nobody is trusted, so that nothing can be verified."""
        return not (self.keys or self.kms_keys or self.authorities or self.sigstore)
