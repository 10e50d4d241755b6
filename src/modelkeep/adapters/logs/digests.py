"""CloudTrail's digest files: whether log files are those that CloudTrail delivered.

A digest file names the log files of an hour with the SHA-256 of their unpacked content, and the digest file before it with its hash and
signature. A digest file's own signature is with the object in S3 (metadata `signature`), and in the digest file that follows; what is
signed are its end time, its place, its hash and the signature before it, one a line.
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-custom-validation.html
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

FOLDER = "CloudTrail-Digest"
"""The part of a digest file's key that tells that it is one."""


class Standing(StrEnum):
    """Whether a file is as it was delivered."""

    VALID = "valid"
    INVALID = "invalid"
    UNVERIFIED = "cannot be verified"


@dataclass(frozen=True, slots=True)
class Checked:
    """A file, by its address in S3, with its standing and the reason ('' for a valid one)."""

    place: str
    standing: Standing
    reason: str = ""


@dataclass(frozen=True, slots=True)
class GivenDigest:
    """A digest file's unpacked content, with the signature that came with it, '' for none."""

    content: bytes
    signature: str = ""


class _LogFile(msgspec.Struct, rename="camel"):
    bucket: str = msgspec.field(name="s3Bucket")
    key: str = msgspec.field(name="s3Object")
    hash_value: str = ""
    hash_algorithm: str = ""


class _Digest(msgspec.Struct, rename="camel"):
    digest_end_time: str
    bucket: str = msgspec.field(name="digestS3Bucket")
    key: str = msgspec.field(name="digestS3Object")
    fingerprint: str = msgspec.field(name="digestPublicKeyFingerprint")
    log_files: list[_LogFile]
    digest_signature_algorithm: str = ""
    previous_bucket: str | None = msgspec.field(default=None, name="previousDigestS3Bucket")
    previous_key: str | None = msgspec.field(default=None, name="previousDigestS3Object")
    previous_hash: str | None = msgspec.field(default=None, name="previousDigestHashValue")
    previous_signature: str | None = msgspec.field(default=None, name="previousDigestSignature")

    @property
    def place(self) -> str:
        return f"{self.bucket}/{self.key}"


_DECODER = msgspec.json.Decoder(_Digest)
Read = Callable[[str, str], bytes | None]
"""The unpacked content of a log file by bucket and key; None where it is not among what was given."""


def verify(given: Mapping[str, GivenDigest], read: Read, keys: Mapping[str, bytes]) -> Iterator[Checked]:
    """The standing of each digest file, by the names under which they are given, and of each log file that they name.

    `keys` are public keys by fingerprint, PKCS#1 in DER. Log files of a digest file that is not valid have no better standing than it.
    """
    digests: list[tuple[_Digest, GivenDigest]] = []
    for name, each in given.items():
        try:
            digests.append((_DECODER.decode(each.content), each))
        except (msgspec.DecodeError, UnicodeDecodeError):
            yield Checked(name, Standing.INVALID, "it is no digest file")
    after = {f"{digest.previous_bucket}/{digest.previous_key}": digest for digest, _ in digests if digest.previous_key}
    there = {digest.place for digest, _ in digests}
    oldest = min((digest for digest, _ in digests), key=lambda digest: digest.digest_end_time, default=None)
    standings: dict[str, Checked] = {}
    # The newest first: a digest file that is signed vouches for the signature of the one before it.
    for digest, each in sorted(digests, key=lambda pair: pair[0].digest_end_time, reverse=True):
        following = after.get(digest.place)
        vouching = standings.get(following.place) if following is not None else None
        found = _digest(digest, each, following, vouching, keys)
        standings[digest.place] = found
        yield found
        if (
            digest.previous_key
            and f"{digest.previous_bucket}/{digest.previous_key}" not in there
            and digest is not oldest
        ):
            missing = f"{digest.previous_bucket}/{digest.previous_key}"
            yield Checked(
                missing, Standing.UNVERIFIED, f"{digest.place} names it, and it is not here: it may have been removed"
            )
        for log in digest.log_files:
            yield _log(log, found, read)


def _digest(
    digest: _Digest, given: GivenDigest, following: _Digest | None, vouching: Checked | None, keys: Mapping[str, bytes]
) -> Checked:
    place = digest.place
    hashed = hashlib.sha256(given.content).hexdigest()
    vouched = vouching is not None and vouching.standing is Standing.VALID
    if following is not None and vouched and following.previous_hash != hashed:
        return Checked(place, Standing.INVALID, f"it is not the one that {following.place} names")
    signature = given.signature or ((following.previous_signature or "") if following is not None else "")
    if not signature:
        return Checked(
            place, Standing.UNVERIFIED, "its signature is with the object in S3, and no later digest file is here"
        )
    if digest.digest_signature_algorithm != "SHA256withRSA":
        return Checked(place, Standing.UNVERIFIED, "it is signed in a way that is not known")
    key = keys.get(digest.fingerprint)
    if key is None:
        return Checked(place, Standing.UNVERIFIED, f"the public key {digest.fingerprint} is not known")
    signed = "\n".join((digest.digest_end_time, place, hashed, digest.previous_signature or "null"))
    if _is_signed(signed, signature, key):
        return Checked(place, Standing.VALID)
    if given.signature or vouched:
        return Checked(place, Standing.INVALID, "its signature is wrong")
    return Checked(
        place, Standing.UNVERIFIED, "its signature is told by a digest file that is not verified itself, and is wrong"
    )


def _is_signed(text: str, signature: str, key: bytes) -> bool:
    try:
        loaded = load_der_public_key(_wrapped(key))
        if isinstance(loaded, rsa.RSAPublicKey):
            loaded.verify(bytes.fromhex(signature), text.encode(), padding.PKCS1v15(), hashes.SHA256())
            return True
    except (InvalidSignature, ValueError):
        return False
    return False


def _log(log: _LogFile, digest: Checked, read: Read) -> Checked:
    place = f"{log.bucket}/{log.key}"
    content = read(log.bucket, log.key)
    if content is None:
        return Checked(
            place, Standing.UNVERIFIED, "a digest file names it, and it is not here: it may have been removed"
        )
    if log.hash_algorithm != "SHA-256":
        return Checked(place, Standing.UNVERIFIED, "its hash is of a kind that is not known")
    if hashlib.sha256(content).hexdigest() != log.hash_value:
        return Checked(place, Standing.INVALID, "it was changed since it was delivered")
    if digest.standing is not Standing.VALID:
        return Checked(
            place, digest.standing, f"it has the hash that {digest.place} names, whose own signature does not hold"
        )
    return Checked(place, Standing.VALID)


def _wrapped(key: bytes) -> bytes:
    """A PKCS#1 RSA public key as SubjectPublicKeyInfo, which is what `load_der_public_key` and most other tools write; that as it is."""
    algorithm = bytes.fromhex("300d06092a864886f70d0101010500")
    if algorithm in key[:40]:
        return key
    bits = b"\x00" + key
    return _tlv(0x30, algorithm + _tlv(0x03, bits))


def _tlv(tag: int, value: bytes) -> bytes:
    """DER's tag, length and value (X.690)."""
    size = len(value)
    if size < 0x80:
        return bytes((tag, size)) + value
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + value
