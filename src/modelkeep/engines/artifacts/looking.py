"""The state of one inspection: what was found, what was not analysed, and how much may still be read.

A format's module gets a source and a `Look`. It says `found` for issues, `gap` for what it could not analyse, and hands members
to `member`, which tells their format and goes on with them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import IO

from modelkeep.core.artifacts import Gap, Issue, Rule
from modelkeep.core.verdict import Severity
from modelkeep.engines.artifacts.limits import Limits
from modelkeep.engines.artifacts.policy import Policy
from modelkeep.engines.artifacts.sources import Bytes, Source, UnreadableError

MOST_ISSUES = 1_000
"""How many issues one file tells; then a gap says that there are more."""
MOST_GAPS = 1_000
"""How many gaps."""
EVIDENCE = 300
"""Characters of evidence."""
BOMB = 64 << 20
"""Decompressed bytes from which on the ratio counts."""


class SpentError(Exception):
    """A bound of the whole inspection is reached: there is no use in going on. The message says which."""


class BombError(UnreadableError):
    """One member decompresses to more than the bounds allow. The message says to how much."""


@dataclass(slots=True)
class Budget:
    """What all looks of one file share. With `everything`, members that should be plain numbers are inspected as any others."""

    limits: Limits
    inspect: Callable[[Source, Look], None]
    """Tells a member's format and goes on with it."""
    issues: dict[Issue, None] = field(default_factory=dict)
    gaps: dict[Gap, None] = field(default_factory=dict)
    formats: list[str] = field(default_factory=list)
    members: int = 0
    expanded: int = 0
    opcodes: int = 0
    everything: bool = False
    mildest: int = -1
    """The rank of the mildest issue, once there are as many as are told."""

    def keep(self, issue: Issue) -> None:
        """Keep an issue. Where there are too many, a worse one takes the place of the mildest: noise hides nothing."""
        if issue in self.issues:
            return
        if len(self.issues) < MOST_ISSUES:
            self.issues[issue] = None
            return
        self.gaps[Gap(issue.place[:1], f"more than {MOST_ISSUES:,} issues: the mildest are not told")] = None
        if self.mildest < 0:
            self.mildest = max(each.severity.rank for each in self.issues)
        if issue.severity.rank < self.mildest:
            del self.issues[next(each for each in self.issues if each.severity.rank == self.mildest)]
            self.issues[issue] = None
            self.mildest = max(each.severity.rank for each in self.issues)


def attempt(name: str, look: Look, read: Callable[[], None]) -> None:
    """Let a format read a file or member: what stops it there is a gap, whatever it is. Raises SpentError."""
    try:
        read()
    except SpentError:
        raise
    except UnreadableError as error:
        look.gap(f"{name}: {error}")
    except RecursionError:
        look.gap(f"{name}: nested too deeply")
    except (
        Exception
    ) as error:  # of a library about bytes that somebody made up: no more than this one file or member is lost
        look.gap(f"{name}: malformed ({type(error).__name__})")


@dataclass(frozen=True, slots=True)
class Look:
    """A place within one file. Formats change nothing but the budget, through these methods."""

    place: tuple[str, ...]
    policy: Policy
    budget: Budget

    @property
    def limits(self) -> Limits:
        """The bounds of this inspection."""
        return self.budget.limits

    @property
    def name(self) -> str:
        """The innermost name: a path within its container."""
        return self.place[-1]

    def found(
        self,
        rule: Rule,
        message: str,
        *,
        at: str = "",
        evidence: str = "",
        severity: Severity | None = None,
        review: bool = False,
        advisories: tuple[str, ...] = (),
    ) -> None:
        """Tell an issue here; the same one twice is told once."""
        issue = Issue(
            rule=rule.id,
            title=rule.title,
            fix=rule.fix,
            severity=severity or rule.severity,
            place=self.place,
            message=message,
            at=at,
            evidence=_shown(evidence),
            review=review,
            advisories=advisories,
            atlas=rule.atlas,
        )
        self.budget.keep(issue)

    def gap(self, reason: str) -> None:
        """Tell what is not analysed here; the same twice is told once."""
        gaps = self.budget.gaps
        if len(gaps) < MOST_GAPS:
            gaps[Gap(self.place, reason)] = None
        elif len(gaps) == MOST_GAPS:
            gaps[Gap(self.place[:1], f"more than {MOST_GAPS:,} things are not analysed: the rest is not told")] = None

    def inside(self, name: str) -> Look:
        """The look at a member."""
        return Look((*self.place, name), self.policy, self.budget)

    def member(self, name: str, source: Source) -> None:
        """Inspect a member of this container, in all formats that it may be."""
        inside = self.inside(name)
        self.count_member()
        if len(inside.place) > self.limits.depth:
            inside.gap(f"more than {self.limits.depth} containers within each other")
            return
        self.budget.inspect(source, inside)

    def peek(self, name: str, source: Source) -> None:
        """Look whether a member that should be plain numbers hides something else: at its start, or with `full` everywhere."""
        if self.budget.everything:
            self.member(name, source)
            return
        from modelkeep.engines.artifacts.hidden import peek

        self.count_member()
        peek(source, self.inside(name))

    def count_member(self) -> None:
        """Take one member from the budget. Raises SpentError where there are too many."""
        self.budget.members += 1
        if self.budget.members > self.limits.members:
            raise SpentError(f"more than {self.limits.members:,} members")

    def spooled(self, chunks: Iterable[bytes], packed: int = 0, *, counted: bool = False) -> Source:
        """What a compressed member holds, as a source: in memory while it is small, in an unnamed file on disk after that.

        `packed` is its compressed size, 0 where that is not known. Raises BombError where it expands beyond the bounds of one
        member, SpentError where all members of the file together do. Where the chunks end in UnreadableError, the source holds what
        came before, and a gap says why. `counted` says that the chunks were taken from the budget before.
        """
        spool = Spool(self.limits.memory)
        try:
            for chunk in chunks:
                if not counted:
                    self.expand(len(chunk))
                spool.write(chunk)
                self._bound(spool.size, packed)
        except BombError:
            raise
        except UnreadableError as error:
            if not spool.size:
                raise
            self.gap(f"only the first {spool.size:,} bytes are decompressed: {error}")
        return spool.source()

    def _bound(self, size: int, packed: int) -> None:
        """Raises BombError where one member is too large, or expands too far."""
        if size > self.limits.spool:
            raise BombError(f"more than {self.limits.spool:,} bytes when decompressed")
        if packed and size > BOMB and size > packed * self.limits.ratio:
            raise BombError(f"decompresses to more than {self.limits.ratio:,} times its {packed:,} bytes")

    def leave(self, count: int) -> None:
        """Leave so many decompressed bytes in the budget, and no more: the file looks like a bomb."""
        self.budget.expanded = max(self.budget.expanded, self.limits.expanded - count)

    def expand(self, count: int) -> None:
        """Take decompressed bytes from the budget. Raises SpentError where there are too many."""
        self.budget.expanded += count
        if self.budget.expanded > self.limits.expanded:
            raise SpentError(f"more than {self.limits.expanded:,} bytes when decompressed")


class Spool:
    """Chunks in memory, up to so many bytes, then in a file without a name."""

    def __init__(self, memory: int) -> None:
        self.size, self._memory, self._chunks = 0, memory, list[bytes]()
        self._spooled: Spooled | None = None

    def write(self, chunk: bytes) -> None:
        """Keep one more."""
        self.size += len(chunk)
        if self._spooled is None and self.size > self._memory:
            self._spooled = Spooled(tempfile.TemporaryFile())  # noqa: SIM115  (closed with its source)
            for each in self._chunks:
                self._spooled.file.write(each)
            self._chunks = []
        if self._spooled is None:
            self._chunks.append(chunk)
        else:
            self._spooled.file.write(chunk)

    def source(self) -> Source:
        """What was kept."""
        if self._spooled is None:
            return Bytes(self._chunks[0] if len(self._chunks) == 1 else b"".join(self._chunks))
        self._spooled.size = self.size
        return self._spooled


@dataclass(slots=True)
class Spooled:
    """A member that was decompressed into a file, which is gone when nobody looks at it any more."""

    file: IO[bytes]
    size: int = 0

    def read(self, offset: int, length: int) -> bytes:
        """At most `length` bytes from `offset`."""
        self.file.seek(offset)
        return self.file.read(max(0, length))

    def prefetch(self, ranges: object) -> None:
        """Nothing to do."""

    def __del__(self) -> None:
        """Let go of the file."""
        self.file.close()


def _shown(evidence: str) -> str:
    """Evidence that holds a secret is not shown: reports go further than the file."""
    from modelkeep.core.secrets import secrets_in_text  # its patterns take time that files without evidence need not

    return "(not shown: it holds a secret)" if secrets_in_text(evidence) else shortened(evidence)


def shortened(text: str, most: int = EVIDENCE) -> str:
    """One line of printable text, of at most so many characters."""
    flat = "".join(each if each.isprintable() else " " for each in text[: most + 1])
    return flat if len(flat) <= most else flat[: most - 1] + "…"
