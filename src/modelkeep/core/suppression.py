"""Suppressions: what somebody decided to live with, why, and until when.

A suppression says something about findings; it never changes them. What it covers stays visible, marked with reason and expiry,
and does not count as open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from modelkeep.core.verdict import Verdict

ACCEPTABLE = frozenset({Verdict.FAIL, Verdict.UNKNOWN})
"""The verdicts that can be suppressed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """One decision. A finding is covered where every field that says something has a value that matches.

    `controls` are ids or globs, `resources` globs over the ARN, `tags` `key` or `key=value` of the resource. In a glob, `*` is
    any text and `?` any character. `verdicts` tells what is accepted: UNKNOWN alone accepts a gap, and not what comes to
    light when it is closed. `expires` is the last day, in UTC, on which it holds. `origin` is where it is written: a file and
    line, or the state store. `by` and `at` tell who decided and when, as far as that is known.
    """

    id: str
    controls: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    verdicts: frozenset[Verdict] = ACCEPTABLE
    reason: str
    expires: date
    origin: str
    by: str = ""
    at: datetime | None = None

    @property
    def told(self) -> str:
        """`suppressed until 2027-01-31: reason (modelkeep.toml:12)`."""
        return f"suppressed until {self.expires.isoformat()}: {self.reason} ({self.origin})"


class SuppressionState(StrEnum):
    """What a suppression does to a snapshot."""

    ACTIVE = "active"
    """It covers at least one finding."""
    EXPIRED = "expired"
    """Its last day is over: it covers nothing any more."""
    FIXED = "fixed"
    """What it would cover passes: it can be removed."""
    UNUSED = "unused"
    """There is no finding that it would cover."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SuppressionUse:
    """A suppression held against a snapshot. `findings` counts what it covers or, once expired, would cover; `warnings` say what
    is wrong with it, each a sentence that begins with its origin."""

    suppression: Suppression
    state: SuppressionState
    findings: int
    warnings: tuple[str, ...] = ()
