"""Redact files and objects, or turn them back: one to one, or many into a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Protocol

from modelkeep.core.artifacts import Artifact
from modelkeep.core.errors import UsageError
from modelkeep.core.redaction import Redacted

S3 = "s3://"


class Redacting(Protocol):
    """Redacts and restores single files and objects (s3://BUCKET/KEY)."""

    def listed(self, place: str) -> Iterator[Artifact]:
        """The files of a folder or prefix. Raises UsageError where nothing is there, AccessError or ConnectionFailedError."""

    def redact(self, source: str, target: str) -> Redacted:
        """Write a file in which nothing is found any more, and prove it. The target appears whole or not at all.

        Raises UsageError for files that cannot be used, RedactionError for what cannot be read or written or is found even so.
        """

    def restore(self, source: str, target: str) -> int:
        """Write what was tokenised as it was; bytes written. Raises UsageError for another key, RedactionError."""


def pairs(
    sources: Sequence[str], target: str, listed: Callable[[str], Iterator[Artifact]]
) -> tuple[tuple[str, str], ...]:
    """What is redacted, each with where it goes: one file to a file; several, or a folder or prefix, into a folder or prefix, where they
    keep their names. Raises UsageError for names that would meet, or lead out of the folder, and what listing raises."""
    into = len(sources) > 1 or any(_is_folder(each) for each in sources) or _is_folder(target)
    if not into:
        return ((sources[0], target),)
    found: dict[str, str] = {}
    for source in sources:
        if _lies_within(target, source):
            raise UsageError(
                f"{target} lies in {source}", remedy="Name a folder beside it: what is redacted is no input."
            )
        for place, name in _named(source, listed):
            at = f"{target.rstrip('/')}/{_safe(name, place)}"
            if at in found:
                raise UsageError(
                    f"{found[at]} and {place} would both become {at}", remedy="Redact them into two folders."
                )
            found[at] = place
    return tuple((place, at) for at, place in found.items())


def _is_folder(place: str) -> bool:
    if place.startswith(S3):
        return place.endswith("/") or "/" not in place.removeprefix(S3)
    return place.endswith("/") or Path(place).is_dir()


def _lies_within(target: str, source: str) -> bool:
    if not _is_folder(source) or target.startswith(S3) != source.startswith(S3):
        return False
    if target.startswith(S3):
        return f"{target.rstrip('/')}/".startswith(f"{source.rstrip('/')}/")
    return Path(target).resolve().is_relative_to(Path(source).resolve())


def _named(source: str, listed: Callable[[str], Iterator[Artifact]]) -> Iterable[tuple[str, str]]:
    """The files of a source with their names below it."""
    if not _is_folder(source):
        yield source, source.rpartition("/")[2]
        return
    for each in listed(source):
        if source.startswith(S3):
            yield each.place, each.place.removeprefix(f"{source.rstrip('/')}/")
        else:
            yield each.place, Path(each.place).relative_to(source).as_posix()


def _safe(name: str, place: str) -> str:
    """Keys of objects may be anything: none may lead out of the folder that a person named."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts or "\\" in name or "\0" in name:
        raise UsageError(f"{place}: its name leads out of the folder", remedy="Redact this object by itself.")
    return name
