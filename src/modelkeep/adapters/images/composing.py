"""What lies at a place is built from: chooses who reads it by what the place is."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from modelkeep.adapters.artifacts import files
from modelkeep.adapters.artifacts.files import FileSource
from modelkeep.adapters.images.known import Known
from modelkeep.adapters.images.layouts import Archive, Folder, image_in
from modelkeep.core.artifacts import Artifact, Gap
from modelkeep.core.components import Composition
from modelkeep.core.errors import UsageError
from modelkeep.engines.artifacts.archives import tar
from modelkeep.engines.artifacts.sources import Source, UnreadableError
from modelkeep.engines.components import reading
from modelkeep.engines.images.archives import Gathering, is_archive
from modelkeep.engines.images.layout import PLATFORM, compose
from modelkeep.engines.images.sources import ImageSource

_REGISTRY = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::\d+)?/")
_WANTED = re.compile(r"(?P<path>.+?)(?:@(?P<digest>sha256:[0-9a-f]{64})|:(?P<tag>[\w.-]{1,128}))")
SAVE = "Save it (`skopeo copy docker://IMAGE oci:FOLDER`, or `docker save`), and name the folder or file."


class Remote(Protocol):
    """Reads what lies in AWS."""

    def objects(self, place: str, account: str) -> Sequence[Artifact]:
        """The objects at `s3://...`."""

    def opened(self, artifact: Artifact) -> Source:
        """One of them. Raises UnreadableError."""

    def image(self, place: str, account: str) -> ImageSource | None:
        """An image in ECR, None for what is no name of one."""

    def function(
        self, place: str, account: str, image: Callable[[ImageSource, str], Composition]
    ) -> Composition | None:
        """A Lambda function, None for what is no ARN of one. `image` reads one that runs from an image, for a platform."""


@dataclass(slots=True)
class Watched:
    """A source that remembers whether it could be read."""

    inner: Source
    failed: bool = False

    @property
    def size(self) -> int:
        """In bytes."""
        return self.inner.size

    def read(self, offset: int, length: int) -> bytes:
        """At most `length` bytes from `offset`."""
        try:
            return self.inner.read(offset, length)
        except UnreadableError:
            self.failed = True
            raise

    def prefetch(self, ranges: Sequence[tuple[int, int]]) -> None:
        """Passed on."""
        self.inner.prefetch(ranges)


@dataclass(frozen=True, slots=True)
class PlaceComposer:
    """An `app.components.Composer`. Without `remote`, nothing in AWS is read; without `known`, nothing is remembered."""

    remote: Remote | None = None
    known: Known | None = None
    platform: str = PLATFORM

    def compose(self, place: str, account: str = "") -> Composition:
        """See `Composer`."""
        if place.startswith("s3://"):
            return self._objects(place, account, self._aws(place))
        if place.startswith("arn:"):
            found = self._aws(place).function(place, account, self._image)
            if found is None:
                raise UsageError(f"{place} is no Lambda function", remedy="Name the ARN of a function.")
            return found
        if Path(place).exists():
            return self._local(place, "")
        if ".dkr" in place.partition("/")[0]:
            image = self._aws(place).image(place, account)
            if image is not None:
                return self._image(image)
        wanted = _WANTED.fullmatch(place)
        if wanted and Path(wanted["path"]).exists():
            return self._local(wanted["path"], wanted["digest"] or wanted["tag"], place)
        if _REGISTRY.match(place):
            raise UsageError(f"{place}: images are read from Amazon ECR alone", remedy=SAVE)
        raise UsageError(
            f"{place}: no such file or folder",
            remedy="Name a file, a folder, s3://BUCKET/KEY, an image in ECR or the ARN of a function.",
        )

    def _aws(self, place: str) -> Remote:
        if self.remote is None:
            raise UsageError(f"{place} lies in AWS", remedy="Name files and folders.")
        return self.remote

    def _image(self, image: ImageSource, platform: str = "") -> Composition:
        return compose(image, platform or self.platform, known=self.known)

    def _local(self, place: str, wanted: str, reference: str = "") -> Composition:
        if Path(place).is_dir():
            image = image_in(Folder(Path(place)), reference or place, wanted)
            if image is not None:
                return self._image(image)
            self._refuse(place, wanted)
            return _folder(place)
        try:
            source = FileSource(place)
        except UnreadableError as error:
            raise UsageError(f"{place}: {error}", remedy="Name a file that you may read.") from error
        with closing(source):
            if tar.is_header(source.read(0, tar.BLOCK)):
                image = image_in(Archive(source), reference or place, wanted)
                if image is not None:
                    return self._image(image)
            self._refuse(place, wanted)
            told = single(place, Path(place).name, source)
            return _with(told, "it changed while it was read") if source.has_changed else told

    @staticmethod
    def _refuse(place: str, wanted: str) -> None:
        if wanted:
            raise UsageError(f"{place} holds no images: there is no {wanted}", remedy="Name an OCI layout.")

    def _objects(self, place: str, account: str, remote: Remote) -> Composition:
        found = tuple(remote.objects(place, account))
        name = _name(place, found)
        known = self.known.composition(name) if self.known is not None and name else None
        if known is not None:
            return known
        told, failed = _listed(place, found, remote)
        if self.known is not None and name and not failed:
            self.known.remember(name, told)
        return told


def single(subject: str, name: str, source: Source) -> Composition:
    """One file: an archive, something that tells of packages, or neither."""
    gathering = Gathering(subject)
    digest = ""
    try:
        if reading.wants(name):
            gathering.file((subject,), name, source)
            digest = gathering.hashed(source)
        elif not gathering.passes((subject,), name) or is_archive(source):
            digest = gathering.archive((subject,), source)
    except UnreadableError as error:
        gathering.inside((subject,)).gaps.append(Gap((subject,), str(error)))
    return told_by(gathering, digest)


def told_by(gathering: Gathering, digest: str = "") -> Composition:
    """What was gathered, as one composition."""
    components, gaps = gathering.finish()
    return Composition(
        subject=gathering.subject,
        components=components,
        gaps=gaps,
        digest=digest,
        distribution=gathering.inside((gathering.subject,)).distribution,
    )


def _folder(place: str) -> Composition:
    gathering = Gathering(place)
    for each in files.listed(place):
        path = os.path.relpath(each.place, place).replace(os.sep, "/")
        if gathering.passes((place,), path):
            continue
        try:
            source = FileSource(each.place)
        except UnreadableError as error:
            gathering.inside((place,)).gap(path, str(error))
            continue
        with closing(source):
            gathering.file((place,), path, source)
            if source.has_changed:
                gathering.inside((place,)).gap(path, "it changed while it was read")
    return told_by(gathering)


def _listed(place: str, found: Sequence[Artifact], remote: Remote) -> tuple[Composition, bool]:
    """What objects are built from, and whether one could not be read."""
    if len(found) == 1 and found[0].place == place:
        try:
            source = Watched(remote.opened(found[0]))
        except UnreadableError as error:
            return _with(Composition(subject=place), str(error)), True
        return single(place, place.rpartition("/")[2], source), source.failed
    gathering, failed = Gathering(place), False
    base = place.rpartition("/")[0] + "/"
    for each in found:
        path = each.place.removeprefix(base)
        if gathering.passes((place,), path):
            continue
        try:
            source = Watched(remote.opened(each))
            gathering.file((place,), path, source)
            failed |= source.failed
        except UnreadableError as error:
            gathering.inside((place,)).gap(path, str(error))
            failed = True
    return told_by(gathering), failed


def _name(place: str, found: Sequence[Artifact]) -> str:
    """What changes with any of the objects; '' where one has no ETag."""
    digest: Any = hashlib.sha256()
    for each in found:
        if not each.tag:
            return ""
        digest.update(f"{each.place}\0{each.tag}\0".encode())
    return f"{place}@{digest.hexdigest()}"


def _with(told: Composition, reason: str) -> Composition:
    return replace(told, gaps=(*told.gaps, Gap((told.subject,), reason)))
