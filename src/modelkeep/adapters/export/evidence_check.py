"""Whether an evidence pack is the one that was written: every member's digest, nothing more or less, and the signature.

The pack is a stranger's: nothing is unpacked to disk, names are held against the manifest, and no member is read beyond the
size that the manifest gives it.
"""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import msgspec

from modelkeep.adapters.export.evidence_signature import MANIFEST, SIGNATURE, signed_by

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "modelkeep-evidence"
FORMAT_VERSION = 1
MANIFEST_MOST = 16 * 1024 * 1024
SIGNATURE_MOST = 1024
MEMBERS_MOST = 10_000
TOTAL_MOST = 32 * 1024**3
RATIO_MOST = 1100
"""Bytes out of one byte in. Deflate gives 1032 at most (https://zlib.net/zlib_tech.html), so more is a lie in the directory."""
_PIECE = 1 << 20


class Signature(StrEnum):
    """What is known of a pack's signature."""

    VALID = "valid"
    INVALID = "invalid"
    UNCHECKED = "not checked"
    """There is one, and no public key was given to hold it against."""
    NONE = "not signed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was found. `problems` is empty for a pack whose members are all as its manifest says."""

    members: int
    signature: Signature
    problems: tuple[str, ...]
    scan: str = ""
    framework: str = ""

    @property
    def verified(self) -> bool:
        """Whether nothing is wrong. It says nothing about who wrote it unless the signature is valid."""
        return not self.problems


class _Member(msgspec.Struct):
    sha256: str
    size: int


class _Named(msgspec.Struct):
    id: str = ""
    snapshot: str = ""


class _Manifest(msgspec.Struct):
    format: str
    format_version: int
    signed: bool
    members: dict[str, _Member]
    scan: _Named
    framework: _Named


def check_pack(path: Path, key: Ed25519PublicKey | None = None) -> Verdict:
    """Check a pack; with `key`, a pack that is not signed by it has a problem. Whatever is in the file, this returns."""
    try:
        with zipfile.ZipFile(path) as pack:
            return _check(pack, key)
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        return _hopeless(f"not a readable ZIP file: {error}")


def _hopeless(problem: str) -> Verdict:
    return Verdict(members=0, signature=Signature.NONE, problems=(problem,))


def _check(pack: zipfile.ZipFile, key: Ed25519PublicKey | None) -> Verdict:
    entries = pack.infolist()
    shape = list(_shape(entries))
    names = {entry.filename for entry in entries}
    if shape or MANIFEST not in names:
        return Verdict(
            members=len(entries), signature=Signature.NONE, problems=tuple(shape or [f"{MANIFEST} is missing"])
        )
    raw = _read(pack, MANIFEST, MANIFEST_MOST)
    try:
        manifest = msgspec.json.decode(raw, type=_Manifest)
    except msgspec.MsgspecError as error:
        return _hopeless(f"{MANIFEST}: {error}")
    if (manifest.format, manifest.format_version) != (FORMAT, FORMAT_VERSION):
        return _hopeless(f"{MANIFEST}: not an evidence pack that this version knows")
    signature, problem = _signature(pack, names, raw, manifest.signed, key)
    problems = [*([problem] if problem else []), *_differences(pack, names, manifest)]
    return Verdict(
        members=len(manifest.members), signature=signature, problems=tuple(problems), scan=manifest.scan.snapshot,
        framework=manifest.framework.id,
    )  # fmt: skip


def _shape(entries: list[zipfile.ZipInfo]) -> Iterator[str]:
    """What makes a pack unfit to be read at all."""
    if len(entries) > MEMBERS_MOST:
        yield f"{len(entries):,} members, more than {MEMBERS_MOST:,}"
        return
    if sum(entry.file_size for entry in entries) > TOTAL_MOST:
        yield f"the members unpack to more than {TOTAL_MOST:,} bytes"
    for name, count in Counter(entry.filename for entry in entries).items():
        if count > 1:
            yield f"{name!r}: {count} members of this name"
    for entry in entries:
        parts = PurePosixPath(entry.filename).parts
        if entry.orig_filename != entry.filename or "\\" in entry.filename or entry.filename.startswith("/"):
            yield f"{entry.orig_filename!r}: not a name that a pack has"
        elif ".." in parts or "/".join(parts) != entry.filename:
            yield f"{entry.filename!r}: leads out of the pack"
        if entry.flag_bits & 0x1:
            yield f"{entry.filename!r}: encrypted"
        if entry.file_size > RATIO_MOST * max(entry.compress_size, 1):
            yield f"{entry.filename!r}: {entry.compress_size} bytes claim to unpack to {entry.file_size}"


def _signature(
    pack: zipfile.ZipFile, names: set[str], manifest: bytes, claimed: bool, key: Ed25519PublicKey | None
) -> tuple[Signature, str]:
    """What the signature is worth, and the problem with it."""
    if SIGNATURE not in names:
        if claimed:
            return Signature.NONE, "the manifest says that it is signed, and the signature is missing"
        return Signature.NONE, "a key was given, and the pack is not signed" if key else ""
    if not claimed:
        return Signature.INVALID, "the manifest says that it is not signed, and there is a signature"
    if key is None:
        return Signature.UNCHECKED, ""
    if signed_by(manifest, _read(pack, SIGNATURE, SIGNATURE_MOST), key):
        return Signature.VALID, ""
    return Signature.INVALID, "the signature is not this key's over this manifest"


def _differences(pack: zipfile.ZipFile, names: set[str], manifest: _Manifest) -> Iterator[str]:
    """Where the members are not as the manifest says."""
    present = names - {MANIFEST, SIGNATURE}
    for name in sorted(manifest.members.keys() - present):
        yield f"{name!r}: missing"
    for name in sorted(present - manifest.members.keys()):
        yield f"{name!r}: not in the manifest"
    for name in sorted(present & manifest.members.keys()):
        wanted = manifest.members[name]
        try:
            same = _digest(pack, name, wanted.size) == wanted.sha256
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            yield f"{name!r}: cannot be read: {error}"
            continue
        if not same:
            yield f"{name!r}: not the bytes that the manifest names"


def _digest(pack: zipfile.ZipFile, name: str, size: int) -> str:
    """The digest of a member, '' where it is not of this size; never reads more than a byte beyond it."""
    digest, left = hashlib.sha256(), size + 1
    with pack.open(name) as member:
        while left > 0 and (piece := member.read(min(_PIECE, left))):
            digest.update(piece)
            left -= len(piece)
    return digest.hexdigest() if left == 1 else ""


def _read(pack: zipfile.ZipFile, name: str, most: int) -> bytes:
    with pack.open(name) as member:
        content = member.read(most + 1)
    if len(content) > most:
        raise zipfile.BadZipFile(f"{name} is larger than {most:,} bytes")
    return content
