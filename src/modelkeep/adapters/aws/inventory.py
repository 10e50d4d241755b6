"""S3 Inventory: what a bucket holds, from the lists that S3 delivers daily or weekly, instead of millions of listings.

Manifests and lists: https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-location.html. One list at a time lies on this
machine's disk, and is held against the size and MD5 that the manifest has of it; its rows are read one batch after the other.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import msgspec

from modelkeep.adapters.aws.artifacts import Way, client_of
from modelkeep.adapters.aws.inventory_lists import READERS, Row
from modelkeep.adapters.aws.logs import answer
from modelkeep.adapters.aws.places import bucket_and_key
from modelkeep.core.artifacts import Artifact
from modelkeep.core.errors import (
    AccessError,
    ConnectionFailedError,
    EmptyPlaceError,
    IntegrityError,
    UsageError,
)

OLD = timedelta(days=8)
"""The age from which on an inventory is told to be old: a weekly one is up to seven days old, and a day in delivery."""
LARGEST = 256 << 20
"""Bytes of the largest manifest."""
MANIFEST, CHECKSUM = "manifest.json", "manifest.checksum"
PIECE = 1 << 20
_PLAIN = frozenset({"", "STANDARD", "STANDARD_IA", "ONEZONE_IA", "REDUCED_REDUNDANCY", "GLACIER_IR"})
_ARCHIVES = frozenset({"GLACIER", "DEEP_ARCHIVE"})
_TIERS = frozenset({"ARCHIVE", "ARCHIVE_ACCESS", "DEEP_ARCHIVE", "DEEP_ARCHIVE_ACCESS"})
"""Of INTELLIGENT_TIERING: what has to be restored before it is read; the other tiers are read at once."""
_ASK = "Name the manifest.json of a delivery, s3://BUCKET/.../YYYY-MM-DDTHH-MMZ/manifest.json, or a folder that holds a copy."
_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")


class _File(msgspec.Struct, frozen=True):
    key: str
    size: int
    md5: str = msgspec.field(name="MD5checksum")


class _Manifest(msgspec.Struct, frozen=True, rename="camel"):
    source_bucket: str
    creation_timestamp: str
    file_format: str
    file_schema: str
    files: tuple[_File, ...]


class Delivered(Protocol):
    """Where a delivery lies."""

    place: str

    def text(self, name: str) -> bytes | None:
        """What lies beside the manifest, or it itself; None where there is no such file, or it may not be read."""

    def fetched(self, key: str) -> AbstractContextManager[Path]:
        """A list as a file. Raises AccessError, ConnectionFailedError or UsageError."""

    def named(self, key: str) -> str:
        """A list for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """What the `bucket` held at the time when it was `made`."""

    place: str
    bucket: str
    made: datetime
    format: str
    columns: tuple[str, ...]
    files: tuple[_File, ...]
    delivered: Delivered
    lost: dict[str, str] = field(default_factory=dict)
    """Lists that were not as the manifest has them, so far, with the reason: which objects they name is not known."""

    def is_old(self, now: datetime) -> bool:
        """Whether a newer one should be there."""
        return now - self.made > OLD

    def listed(self, place: str) -> Iterator[Artifact]:
        """The current objects below `s3://bucket/prefix`, in the order of the lists, with the reason where one cannot be read.

        A list that is not what the manifest says is `lost`. Raises UsageError for a place in another bucket, EmptyPlaceError where
        nothing is below it.
        """
        bucket, prefix = bucket_and_key(place)
        if bucket != self.bucket:
            raise UsageError(
                f"{self.place} is an inventory of {self.bucket}, and {place} lies in another bucket",
                remedy="Name the inventory of that bucket, or leave --inventory out.",
            )
        empty = True
        for file in self.files:
            for each in self._of(file, prefix):
                empty = False
                yield each
        if empty and not self.lost:
            raise EmptyPlaceError(
                f"{place} held no objects at {self.made:%Y-%m-%d %H:%M} UTC, says the inventory",
                remedy="Check bucket and prefix; leave --inventory out for what is newer.",
            )

    def _of(self, file: _File, prefix: str) -> Iterator[Artifact]:
        try:
            with self.delivered.fetched(file.key) as path:
                _verify(path, file)
                yield from _objects(READERS[self.format](path, self.columns), self.bucket, prefix)
        except (AccessError, ConnectionFailedError, UsageError, IntegrityError) as error:
            name = self.delivered.named(file.key)
            self.lost[name] = (
                f"a list of the inventory: {str(error).removeprefix(f'{name}: ')}: what it names is not known"
            )


def _objects(rows: Iterator[Row], own: str, prefix: str) -> Iterator[Artifact]:
    """Current objects below a prefix; folders of the console's are none. There are hundreds of millions of rows."""
    place = f"s3://{own}/"
    for bucket, key, latest, deleted, size, modified, tag, storage, encryption, tier in rows:
        if latest is False or deleted or bucket != own or not key.startswith(prefix) or key.endswith("/"):
            continue
        is_plain = storage in _PLAIN and encryption != "SSE-C"
        why = "" if is_plain else _why_unreadable(storage, tier, encryption)
        yield Artifact(place + key, size, tag, "", modified, why)


def _why_unreadable(storage: str, tier: str, encryption: str) -> str:
    """'' for what can be read. That an archived object was restored, the inventory does not tell."""
    if storage in _ARCHIVES:
        return f"it is archived ({storage}): restore it first, and name it without --inventory"
    if storage == "INTELLIGENT_TIERING" and tier in _TIERS:
        return f"it is archived (INTELLIGENT_TIERING, {tier}): restore it first, and name it without --inventory"
    if encryption == "SSE-C":
        return "it is encrypted with a key that S3 does not have (SSE-C): who wrote it has to read it"
    return ""


def open_inventory(place: str, way: Way | None) -> Inventory:
    """The inventory whose manifest lies at `s3://.../manifest.json`, or in a folder of this machine. S3 is read only with a way.

    Raises UsageError for what is no manifest, IntegrityError where it is not as it was delivered, AccessError or ConnectionFailedError.
    """
    if place.startswith("s3://"):
        if way is None:
            raise UsageError(f"{place} lies in S3", remedy="Name a folder that holds a copy.")
        return _inventory(_InBucket(place, way))
    return _inventory(_InFolder(place))


def _inventory(delivered: Delivered) -> Inventory:
    content = delivered.text(MANIFEST)
    if content is None:
        raise UsageError(f"{delivered.place}: there is no such manifest", remedy=_ASK)
    checksum = delivered.text(CHECKSUM)
    if checksum is not None and checksum.decode("ascii", "replace").strip().lower() != _md5(content):
        raise IntegrityError(
            f"{delivered.place} is not what {CHECKSUM} beside it says",
            remedy="Copy the delivery again, or choose another: somebody changed it, or it was not yet whole.",
        )
    try:
        told = msgspec.json.decode(content, type=_Manifest)
        made = datetime.fromtimestamp(int(told.creation_timestamp) / 1000, UTC)
    except (msgspec.MsgspecError, ValueError, OverflowError, OSError) as error:
        raise UsageError(f"{delivered.place} is no manifest of S3 Inventory: {error}", remedy=_ASK) from error
    if told.file_format not in READERS:
        raise UsageError(
            f"{delivered.place}: there is no format {told.file_format!r}", remedy="Use Parquet, ORC or CSV."
        )
    columns = _columns(told)
    if not {"bucket", "key", "size"} <= set(columns):
        raise UsageError(
            f"{delivered.place}: its objects have no size",
            remedy="Add Size to the optional fields of the inventory; ETag, StorageClass and EncryptionStatus are of use, too.",
        )
    return Inventory(
        place=delivered.place, bucket=told.source_bucket, made=made, format=told.file_format, columns=columns,
        files=told.files, delivered=delivered,
    )  # fmt: skip


def _columns(told: _Manifest) -> tuple[str, ...]:
    """The names of columns, in their order, as ORC and Parquet have them: `ETag` is `e_tag`."""
    if told.file_format == "CSV":
        names = (each.strip() for each in told.file_schema.split(","))
        return tuple("e_tag" if each == "ETag" else _WORDS.sub("_", each).lower() for each in names)
    if told.file_format == "ORC":
        return tuple(re.findall(r"[<,]\s*(\w+)\s*:", told.file_schema))
    return tuple(re.findall(r"(?:required|optional)\s+\w+\s+(\w+)", told.file_schema))


def _md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def _verify(path: Path, file: _File) -> None:
    """Raises IntegrityError unless it has the size and MD5 of the manifest."""
    digest = hashlib.md5(usedforsecurity=False)
    size = 0
    with path.open("rb") as opened:
        while piece := opened.read(PIECE):
            digest.update(piece)
            size += len(piece)
    if (size, digest.hexdigest()) != (file.size, file.md5.lower()):
        raise IntegrityError("its size or MD5 is another than the manifest says", remedy="Copy the delivery again.")


class _InFolder:
    """A copy on this machine: the lists lie beside the manifest, in `data` there or beside it, or under their whole keys."""

    def __init__(self, place: str) -> None:
        path = Path(place)
        self._folder = path if path.is_dir() else path.parent
        self.place = str(path / MANIFEST if path.is_dir() else path)
        self._manifest = Path(self.place)

    def text(self, name: str) -> bytes | None:
        """See Delivered. Raises UsageError for a manifest that is too large."""
        path = self._manifest if name == MANIFEST else self._folder / name
        try:
            if path.stat().st_size > LARGEST:
                raise UsageError(f"{path}: it is larger than {LARGEST >> 20} MiB", remedy=_ASK)
            return path.read_bytes()
        except OSError:
            return None

    @contextmanager
    def fetched(self, key: str) -> Iterator[Path]:
        """See Delivered."""
        name = key.rpartition("/")[2]
        if ".." in key.split("/") or not name:
            raise UsageError(f"{key!r} is no key of a list", remedy=_ASK)
        near = [self._folder / name, self._folder / "data" / name, self._folder.parent / "data" / name]
        whole = [each / key for each in self._folder.resolve().parents]
        found = next((each for each in (*near, *whole) if each.is_file()), None)
        if found is None:
            raise UsageError(f"{self.named(key)}: it is not there", remedy="Copy the lists, too.")
        yield found

    def named(self, key: str) -> str:
        """See Delivered."""
        return str(self._folder / key.rpartition("/")[2])


class _InBucket:
    """A delivery where S3 put it, or in a copy of the bucket: the lists are taken from the bucket of the manifest, whatever it says."""

    def __init__(self, place: str, way: Way) -> None:
        self.place = place
        self._bucket, self._key = bucket_and_key(place, _ASK)
        if not self._key.endswith(".json"):
            raise UsageError(f"{place} is no manifest", remedy=_ASK)
        self._way = way

    def text(self, name: str) -> bytes | None:
        """See Delivered. Raises AccessError or ConnectionFailedError where the manifest cannot be had."""
        key = self._key if name == MANIFEST else f"{self._key.rpartition('/')[0]}/{name}"
        try:
            content: bytes = self._ask(partial(self._content, key), self.named(key))
        except AccessError:
            if name == MANIFEST:
                raise
            return None
        return content

    @contextmanager
    def fetched(self, key: str) -> Iterator[Path]:
        """See Delivered. The file is removed behind."""
        with tempfile.TemporaryDirectory(prefix="modelkeep-") as folder:
            path = Path(folder) / "list"
            self._ask(partial(self._download, key, path), self.named(key))
            yield path

    def named(self, key: str) -> str:
        """See Delivered."""
        return f"s3://{self._bucket}/{key}"

    def _ask(self, call: Callable[[], Any], what: str) -> Any:
        return answer(call, what, f"s3:GetObject on {self._bucket}, and kms:Decrypt on its key")

    def _get(self, key: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = client_of(self._way, "", "s3").get_object(Bucket=self._bucket, Key=key)
        return found

    def _content(self, key: str) -> bytes:
        content: bytes = self._get(key)["Body"].read(LARGEST)
        return content

    def _download(self, key: str, path: Path) -> None:
        with path.open("wb") as file:
            for piece in self._get(key)["Body"].iter_chunks(PIECE):
                file.write(piece)
