"""Convert a model file to safetensors, which holds plain tensors and no code. The file is never loaded."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from modelkeep.app.inspect import Looking
from modelkeep.core.artifacts import Inspection
from modelkeep.core.errors import RefusedFileError, UsageError
from modelkeep.engines.artifacts.conversion import safetensors_file
from modelkeep.engines.artifacts.conversion.reading import Found, read
from modelkeep.engines.artifacts.conversion.tensors import NotPlainTensorsError
from modelkeep.engines.artifacts.looking import SpentError
from modelkeep.engines.artifacts.sources import Source, UnreadableError

SUFFIX = ".safetensors"
SHOWN = 5
"""Things that an error names."""
_REMEDY = "Load it where nothing can be lost, with the framework that wrote it, and save what its state_dict() gives."


class Opened(Source, Protocol):
    """A file that is read at offsets."""

    @property
    def has_changed(self) -> bool:
        """Whether somebody wrote to it since it was opened."""
        ...


Put = Callable[[Iterable[bytes], Callable[[str], None]], None]
"""Writes pieces to a file beside its place, lets it be checked under that path, and only then puts it in its place."""


@dataclass(frozen=True, slots=True)
class Converted:
    """What was written: `dropped` values that are no tensors, (name, what it is), and `shared` tensors whose bytes the file held once."""

    tensors: int
    size: int
    sha256: str
    dropped: tuple[tuple[str, str], ...]
    shared: tuple[tuple[str, str], ...]


def convert(place: str, source: Opened, looking: Looking, put: Put, *, drop_others: bool = False) -> Converted:
    """Inspect the file at a place, of which `source` has the bytes, and write its tensors.

    Raises RefusedFileError where anything is found in it or not analysed, where its tensors are not proven to be plain ones, and,
    unless `drop_others`, where it holds anything else; what `put` raises.
    """
    refuse(_inspected(place, looking))
    found = _read(place, source)
    if found.others and not drop_others:
        raise RefusedFileError(
            f"{place}: not only tensors: {_listed(found.others)}",
            remedy="--drop-others leaves them out.",
        )
    digest, size = hashlib.sha256(), 0

    def pieces() -> Iterator[bytes]:
        nonlocal size
        for each in safetensors_file.content(found.tensors, {"format": found.format}):
            digest.update(each)
            size += len(each)
            yield each
        if source.has_changed:
            raise NotPlainTensorsError("it changed while it was read")

    try:
        put(pieces(), lambda written: refuse(_inspected(written, looking)))
    except (NotPlainTensorsError, UnreadableError) as error:
        raise RefusedFileError(f"{place}: {error}", remedy=_REMEDY) from error
    return Converted(len(found.tensors), size, digest.hexdigest(), found.others, found.shared)


def refuse(told: Inspection, *, allow_review: bool = False) -> None:
    """Raises RefusedFileError for a file that is not clean; with `allow_review`, what is for a person to look at is let pass."""
    issues = [each for each in told.issues if not (allow_review and each.review)]
    if not issues and not told.gaps:
        return
    if issues:
        worst = min(issues, key=lambda each: each.severity.rank)
        where = " > ".join((*worst.place[1:], worst.at)) if worst.at else " > ".join(worst.place[1:])
        kind = "to review, " if worst.review else ""
        reason = f"{kind}{worst.severity.value}: {where + ': ' if where else ''}{worst.message} [{worst.rule}]"
        count = len(issues) + len(told.gaps) - 1
    else:
        gap = told.gaps[0]
        reason = f"not analysed: {' > '.join((*gap.place[1:], gap.reason))}"
        count = len(told.gaps) - 1
    more = f", and {count:,} more" if count else ""
    raise RefusedFileError(f"{told.path}: {reason}{more}")


def _inspected(place: str, looking: Looking) -> Inspection:
    artifacts = list(looking.listed(place))
    told = [each for _, each in looking.inspect(artifacts)] if len(artifacts) == 1 else []
    if len(told) != 1 or told[0].path != place:
        raise UsageError(f"{place} is no single file", remedy="Name one file.")
    return told[0]


def _read(place: str, source: Source) -> Found:
    try:
        return read(place, source)
    except (NotPlainTensorsError, UnreadableError, SpentError) as error:
        raise RefusedFileError(f"{place}: {error}", remedy=_REMEDY) from error
    except (ValueError, OverflowError, RecursionError, MemoryError) as error:
        raise RefusedFileError(f"{place}: malformed ({type(error).__name__})", remedy=_REMEDY) from error


def _listed(others: tuple[tuple[str, str], ...]) -> str:
    shown = ", ".join(f"{name} ({what})" for name, what in others[:SHOWN])
    return shown + (", …" if len(others) > SHOWN else "")
