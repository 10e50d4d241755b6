"""Places whose objects are not hashed again as long as they are the same.

An object is the same where address, ETag, size and time of writing are. The ETag alone would not do: it can be an MD5, for which somebody
who has a hand in a file can make another. The time of an object that was uploaded in parts is that of the upload's beginning, which
anybody may choose; such an object is the same where its version is, and never in a bucket without versions. What is remembered is a digest,
not a verdict: signature, trust and the validity of certificates are judged each time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from modelkeep.app.verify import Place
from modelkeep.core.signatures import Entry, FileDigest
from modelkeep.engines.artifacts.sources import UnreadableError

SETTLED = timedelta(minutes=1)
"""S3 tells times in whole seconds: what was written just now may be written again at the same time."""


class Digests(Protocol):
    """Remembers digests by what tells an object from another."""

    def find(self, place: str, mark: str) -> FileDigest | None:
        """The digest of exactly this object, whatever it is named there; None where it is not known."""
        ...

    def keep(self, place: str, mark: str, digest: FileDigest) -> None:
        """Remember it."""
        ...


@dataclass(frozen=True, slots=True)
class RememberedPlace:
    """A `Place` over another. `version_of` asks S3 for the version of an object, '' for none or where that fails."""

    place: Place
    digests: Digests
    version_of: Callable[[Entry], str]
    clock: Callable[[], datetime]

    @property
    def subject(self) -> str:
        """See `app.verify.Place`."""
        return self.place.subject

    @property
    def is_single(self) -> bool:
        """See `app.verify.Place`."""
        return self.place.is_single

    @property
    def name(self) -> str:
        """See `app.verify.Place`."""
        return self.place.name

    def entries(self) -> tuple[Entry, ...]:
        """See `app.verify.Place`."""
        return self.place.entries()

    def digested(self, entries: Sequence[Entry]) -> Iterator[tuple[Entry, FileDigest | UnreadableError]]:
        """See `app.verify.Place`."""
        marks = {each: self._mark(each, self.version_of(each) if _is_in_parts(each) else "") for each in entries}
        known = {each: self.digests.find(each.place, mark) for each, mark in marks.items() if mark}
        read = self.place.digested([each for each in entries if known.get(each) is None])
        for each in entries:
            found = known.get(each)
            if found is not None:
                yield each, replace(found, name=each.name)
                continue
            _, told = next(read)
            if isinstance(told, FileDigest) and (mark := self._mark(each, told.version)):
                self.digests.keep(each.place, mark, told)
            yield each, told

    def _mark(self, entry: Entry, version: str) -> str:
        """What tells an object from another, '' where nothing does for certain."""
        if not entry.tag or entry.modified is None or self.clock() - entry.modified < SETTLED:
            return ""
        if _is_in_parts(entry):
            return f"{entry.tag} {entry.size} {version}" if version not in ("", "null") else ""
        return f"{entry.tag} {entry.size} {entry.modified.isoformat()}"


def _is_in_parts(entry: Entry) -> bool:
    """Whether an object was uploaded in parts, as its ETag tells."""
    return "-" in entry.tag
