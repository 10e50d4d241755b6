"""Images on this machine: OCI layouts in a folder or a tar file, and what `docker save` writes.

Sources: OCI Image Format Specification 1.1, image-layout.md; Docker Image Specification 1.2, "Combined Image JSON + Filesystem Changeset
Format" for `manifest.json`, which names a configuration and layers by their paths.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from modelkeep.engines.artifacts.archives import tar, unpacking
from modelkeep.engines.artifacts.sources import Part, Source, UnreadableError
from modelkeep.engines.images.contents import normal
from modelkeep.engines.images.documents import INDEX, LARGEST, SAVED, hasher, is_digest
from modelkeep.engines.images.streams import Counted, digest_of, whole

_NAMES = ("org.opencontainers.image.ref.name", "io.containerd.image.name")
_SHA256 = "sha256:" + "0" * 64
HOPS = 8
"""Links from one name in a tar file to another that are followed."""
MEMBERS = 1_000_000


class Files(Protocol):
    """Files of an image by their paths."""

    def open(self, path: str) -> Source | None:
        """A file, None where there is none. Raises UnreadableError where it cannot be opened."""
        ...


@dataclass(frozen=True, slots=True)
class Folder:
    """Files below a folder."""

    root: Path

    def open(self, path: str) -> Source | None:
        """See `Files`."""
        found = self.root / path
        return _Below(found, found.stat().st_size) if found.is_file() else None


@dataclass(frozen=True, slots=True)
class _Below:
    """A file that is opened for each read: a layout has many."""

    path: Path
    size: int

    def read(self, offset: int, length: int) -> bytes:
        """At most `length` bytes from `offset`."""
        try:
            with self.path.open("rb") as file:
                file.seek(offset)
                return file.read(max(0, length))
        except OSError as error:
            raise UnreadableError(f"cannot be read: {error.strerror}") from error

    def prefetch(self, ranges: object) -> None:
        """The operating system does it."""


class Archive:
    """Members of a tar file that is not compressed."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._places: dict[str, tuple[int, int]] = {}
        self._links: dict[str, str] = {}
        data = tar.Seekable(source)
        for count, member in enumerate(tar.members(data, [])):
            path = normal(member.name)
            if member.is_file:
                self._places[path] = (data.position, member.packed)
            elif member.kind in (tar.SYMBOLIC, tar.HARD):
                beside = posixpath.dirname(path) if member.kind == tar.SYMBOLIC else ""
                self._links[path] = normal(posixpath.join(beside, member.target))
            if count > MEMBERS:
                break

    def open(self, path: str) -> Source | None:
        """See `Files`."""
        for _ in range(HOPS):
            if path not in self._links:
                break
            path = self._links[path]
        place = self._places.get(path)
        if place is None:
            return None
        start, size = place
        return Part(self._source, start, max(0, min(size, self._source.size - start)))


def image_in(files: Files, reference: str, wanted: str) -> Layout | Saved | None:
    """The image of a folder or tar file, None where it holds none. `wanted` is a tag or a digest, '' for the only one."""
    if files.open("index.json") is not None and files.open("oci-layout") is not None:
        return Layout(files, reference, wanted)
    if files.open("manifest.json") is None:
        return None
    try:
        listed = _json(files, "manifest.json")
    except UnreadableError:
        return None
    if isinstance(listed, list) and listed and all(isinstance(each, dict) and "Layers" in each for each in listed):
        return Saved(files, reference, wanted, tuple(listed))
    return None


@dataclass(frozen=True, slots=True)
class Layout:
    """An OCI layout."""

    files: Files
    reference: str
    wanted: str = ""

    def manifest(self, reference_or_digest: str) -> tuple[bytes, str]:
        """See `ImageSource`. Where the layout holds one image, or one was named, it is that; else all of them."""
        if reference_or_digest != self.reference:
            return self._document(reference_or_digest), ""
        index = _json(self.files, "index.json")
        listed = index.get("manifests") if isinstance(index, dict) else None
        if not isinstance(listed, list):
            raise UnreadableError("its index.json lists no manifests")
        found = [each for each in listed if isinstance(each, dict) and self._is_wanted(each)]
        if self.wanted and not found:
            raise UnreadableError(f"no image {self.wanted} in the layout; there is {_told(listed)}")
        if len({each.get("digest") for each in found}) != 1:
            return _raw(self.files, "index.json"), INDEX
        digest = str(found[0].get("digest"))
        raw = self._document(digest)
        if digest_of(raw, digest) != digest:
            raise UnreadableError(f"the manifest {digest} does not have its digest")
        return raw, str(found[0].get("mediaType") or "")

    def _is_wanted(self, entry: Mapping[str, Any]) -> bool:
        notes = entry.get("annotations")
        names = {str(notes.get(each)) for each in _NAMES} if isinstance(notes, dict) else set()
        return self.wanted in ("", entry.get("digest")) or any(
            name == self.wanted or name.endswith(f":{self.wanted}") for name in names
        )

    def blob(self, digest: str) -> Iterator[bytes]:
        """See `ImageSource`."""
        yield from unpacking.raw(self._open(digest))

    def _document(self, digest: str) -> bytes:
        return whole(unpacking.raw(self._open(digest)), LARGEST)

    def _open(self, digest: str) -> Source:
        hasher(digest)  # what is no digest is no path either
        found = self.files.open(f"blobs/{digest.replace(':', '/')}")
        if found is None:
            raise UnreadableError(f"{digest} is not in the layout")
        return found


@dataclass(slots=True)
class Saved:
    """An image as older versions of `docker save` write it: layers are named by what they decompress to, and its manifest is not kept."""

    files: Files
    reference: str
    wanted: str
    listed: tuple[Mapping[str, Any], ...]
    _blobs: dict[str, Source] = field(default_factory=dict)

    def manifest(self, reference_or_digest: str) -> tuple[bytes, str]:
        """See `ImageSource`: one that is put together."""
        found = [each for each in self.listed if self._is_wanted(each)]
        if len(found) != 1:
            names = ", ".join(str(tag) for each in self.listed for tag in each.get("RepoTags") or ())
            raise UnreadableError(f"{len(found)} images in the file are meant; it holds {names}: name one as FILE:TAG")
        name = str(found[0].get("Config"))
        raw = _raw(self.files, name)
        config = f"sha256:{posixpath.basename(name).removesuffix('.json')}"
        config = config if is_digest(config) else digest_of(raw, _SHA256)
        self._blobs[config] = self._file(name)
        layers = [self._layer(str(path), told) for path, told in self._layers(found[0], raw)]
        document = {"schemaVersion": 2, "config": {"digest": config, "size": len(raw)}, "layers": layers}
        return json.dumps(document).encode(), SAVED

    def _is_wanted(self, entry: Mapping[str, Any]) -> bool:
        tags = entry.get("RepoTags") or ()
        return not self.wanted or any(tag == self.wanted or tag.endswith(f":{self.wanted}") for tag in map(str, tags))

    def _layers(self, entry: Mapping[str, Any], config: bytes) -> Iterator[tuple[Any, str]]:
        """The path of each layer, and what it decompresses to as the configuration says."""
        try:
            told = json.loads(config)["rootfs"]["diff_ids"]
        except (ValueError, TypeError, KeyError):
            told = []
        paths = entry["Layers"] if isinstance(entry["Layers"], list) else []
        for number, path in enumerate(paths):
            yield path, str(told[number]) if isinstance(told, list) and number < len(told) else ""

    def _layer(self, path: str, told: str) -> Mapping[str, Any]:
        found = self._file(path)
        plain = tar.is_header(found.read(0, tar.BLOCK))
        if plain and is_digest(told):
            digest = told
        else:
            counted = Counted(unpacking.raw(found), _SHA256)
            counted.drain()
            digest = counted.digest
        self._blobs[digest] = found
        return {"mediaType": "application/vnd.docker.image.rootfs.diff.tar", "digest": digest, "size": found.size}

    def _file(self, path: str) -> Source:
        found = self.files.open(normal(path))
        if found is None:
            raise UnreadableError(f"{path} is not in the file")
        return found

    def blob(self, digest: str) -> Iterator[bytes]:
        """See `ImageSource`."""
        yield from unpacking.raw(self._blobs[digest])


def _raw(files: Files, path: str) -> bytes:
    found = files.open(path)
    if found is None:
        raise UnreadableError(f"{path} is not there")
    return whole(unpacking.raw(found), LARGEST)


def _json(files: Files, path: str) -> Any:
    try:
        return json.loads(_raw(files, path))
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"its {path} is no JSON") from error


def _told(listed: list[Any]) -> str:
    notes = [each.get("annotations") for each in listed if isinstance(each, dict)]
    names = sorted({str(each[name]) for each in notes if isinstance(each, dict) for name in _NAMES if name in each})
    return ", ".join(names) or f"{len(listed)} without a name"
