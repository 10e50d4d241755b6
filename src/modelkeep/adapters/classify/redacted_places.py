"""Where redaction reads and writes: files on this machine, and objects of S3."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from modelkeep.adapters.artifacts import files
from modelkeep.adapters.artifacts.files import FileSource
from modelkeep.core.artifacts import Artifact
from modelkeep.core.errors import RedactionError, UsageError, WorkspaceError
from modelkeep.engines.artifacts.sources import Source, UnreadableError

if TYPE_CHECKING:
    from modelkeep.adapters.aws.artifacts import Way

S3 = "s3://"


@dataclass(frozen=True, slots=True)
class Places:
    """Opens what is read and puts what is written. Objects of S3 need a `way`; they are read by ranges, and no copy of them is made."""

    way: Way | None = None

    def listed(self, place: str) -> Iterator[Artifact]:
        """The files of a folder, or the objects under a prefix. Raises what listing raises."""
        if not place.startswith(S3):
            return files.listed(place)
        from modelkeep.adapters.aws.artifacts import listed

        return listed(f"{place.rstrip('/')}/", self._way(place))

    def found(self, place: str) -> Artifact:
        """The one file or object of that name. Raises UsageError where there is none."""
        if not place.startswith(S3):
            if not Path(place).is_file():
                raise UsageError(f"{place}: no such file", remedy="Name a file, or an object as s3://BUCKET/KEY.")
            return Artifact(place, Path(place).stat().st_size, "")
        from modelkeep.adapters.aws.artifacts import listed

        found = next(listed(place, self._way(place)), None)
        if found is None or found.place != place:
            raise UsageError(f"{place}: there is no such object", remedy="Check the key; a prefix ends in a slash.")
        return found

    @contextmanager
    def opened(self, artifact: Artifact) -> Iterator[Source]:
        """Raises UsageError where it cannot be opened, RedactionError where it changed meanwhile."""
        try:
            if artifact.place.startswith(S3):
                from modelkeep.adapters.aws.artifacts import ObjectSource

                source: FileSource | ObjectSource = ObjectSource(artifact, self._way(artifact.place))
            else:
                source = FileSource(artifact.place)
        except UnreadableError as error:
            raise UsageError(f"{artifact.place} {error}", remedy="Name a file that you may read.") from error
        with closing(source):
            yield source
            if source.has_changed:
                raise RedactionError(f"{artifact.place} changed while it was read")

    @contextmanager
    def drafts(self, source: str, target: str, *, force: bool) -> Iterator[tuple[Path, Path]]:
        """Two files that are gone at the end: beside the target, or for an object in the folder for what is temporary."""
        beside: Path | None = None
        if target.startswith(S3):
            self._free(source, target, force=force)
        else:
            path = Path(target)
            same = not source.startswith(S3) and path.exists() and path.samefile(source)
            if path.exists() and (path.is_dir() or same):
                raise UsageError(
                    f"{target} cannot be the output", remedy="Name another file: the input is never overwritten."
                )
            if path.exists() and not force:
                raise UsageError(f"{target} exists", remedy="Name another file, or replace it with --force.")
            beside = path.absolute().parent
        try:
            with tempfile.TemporaryDirectory(prefix=".redact-", dir=beside) as folder:
                yield Path(folder) / "first", Path(folder) / "second"
        except OSError as error:
            raise WorkspaceError(
                f"{target}: {error.strerror}", remedy="Name a folder that you may write to."
            ) from error

    def _free(self, source: str, target: str, *, force: bool) -> None:
        from modelkeep.adapters.aws.written_objects import object_exists

        if source == target:
            raise UsageError(
                f"{target} cannot be the output", remedy="Name another object: the input is never overwritten."
            )
        if not force and object_exists(target, self._way(target)):
            raise UsageError(f"{target} exists", remedy="Name another object, or replace it with --force.")

    def put(self, file: Path, target: str, *, force: bool) -> None:
        """As a whole or not at all: a file for the owner alone, an object as its bucket has it."""
        if target.startswith(S3):
            from modelkeep.adapters.aws.written_objects import put_file

            put_file(file, target, self._way(target), replace=force)
            return
        file.chmod(0o600)
        with file.open("rb") as written:
            os.fsync(written.fileno())
        file.replace(target)

    def _way(self, place: str) -> Way:
        if self.way is None:
            raise UsageError(f"{place} lies in S3", remedy="Name files and folders.")
        return self.way
