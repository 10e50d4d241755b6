"""What an inspection of a model file says: issues, what was not analysed, or that it is clean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from modelkeep.core.verdict import Severity


@dataclass(frozen=True, slots=True)
class Artifact:
    """A file to inspect: a path, or `s3://bucket/key`. `size` in bytes; `tag` is what changes with its content: an ETag, or the time of
    the last change with the size. `account` is whose model it is, '' where nobody said; `modified` when an object of S3 was written.
    `unreadable` is why it cannot be read, where what lists it tells."""

    place: str
    size: int
    tag: str
    account: str = ""
    modified: datetime | None = None
    unreadable: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One kind of issue. `atlas` are techniques of MITRE ATLAS, `fix` says what the owner of the file does."""

    id: str
    title: str
    severity: Severity
    fix: str
    atlas: tuple[str, ...] = ("AML.T0011.000",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One thing that is wrong in a file.

    `place` is the way to it, one name for each container, such as `("model.tar.gz", "code/inference.py")`; `at` the offset of the
    byte, or the line, within the last. `evidence` is what would be called with what, or what was read, with secrets masked.
    `review` marks what is not known to be bad: a person decides. `advisories` are CVE and GHSA ids. `title` and `fix` are the rule's.
    """

    rule: str
    title: str
    severity: Severity
    place: tuple[str, ...]
    message: str
    fix: str
    at: str = ""
    evidence: str = ""
    review: bool = False
    advisories: tuple[str, ...] = ()
    atlas: tuple[str, ...] = ()

    @property
    def where(self) -> str:
        """The place within the file, for people: `code/inference.py, line 3`."""
        at = f"byte {int(self.at):,}" if self.at.isdecimal() else self.at
        return ", ".join(filter(None, (" > ".join(self.place[1:]), at)))


@dataclass(frozen=True, slots=True)
class Gap:
    """What was not analysed, and why: a file with a gap is never clean."""

    place: tuple[str, ...]
    reason: str

    @property
    def told(self) -> str:
        """In one line: where within the file, and why."""
        return ": ".join(filter(None, (" > ".join(self.place[1:]), self.reason)))


class State(StrEnum):
    """The three results of an inspection."""

    CLEAN = "clean"
    FINDING = "finding"
    NOT_ANALYSED = "not-analysed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What is known of one file. `size` in bytes; `sha256` is hexadecimal, empty where not every byte was read; `formats` are those
    that accepted the file, most specific first."""

    path: str
    size: int
    formats: tuple[str, ...]
    issues: tuple[Issue, ...]
    gaps: tuple[Gap, ...]
    sha256: str = ""
    bytes_read: int = 0

    @property
    def state(self) -> State:
        """Issues win over gaps: what was found stays true, whatever else was not read."""
        if self.issues:
            return State.FINDING
        return State.NOT_ANALYSED if self.gaps else State.CLEAN

    @property
    def severity(self) -> Severity | None:
        """The worst of the issues."""
        return min((each.severity for each in self.issues), key=lambda severity: severity.rank, default=None)


def not_analysed(path: str, reason: str, size: int = 0) -> Inspection:
    """A file of which nothing is known but why."""
    return Inspection(path=path, size=size, formats=(), issues=(), gaps=(Gap((path,), reason),))
