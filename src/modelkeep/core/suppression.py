"""Suppressions: what somebody decided to live with, why, and until when.

A suppression says something about findings; it never changes them. What it covers stays visible, marked with reason and expiry,
and does not count as open.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from enum import StrEnum

from modelkeep.core.verdict import Verdict

ACCEPTABLE = frozenset({Verdict.FAIL, Verdict.UNKNOWN})
"""The verdicts that can be suppressed."""

KEYS = ("control", "resource", "tag", "status", "reason", "expires")
"""What a suppression in a settings file can say."""
_CHOICES = f"; there are {', '.join(KEYS)}"
_GLOB = {"*": ".*", "?": "."}


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


def suppression(values: Mapping[str, object], *, origin: str, id: str = "") -> Suppression:  # noqa: A002
    """The suppression that a table of a settings file, or a row of options, describes.

    `control`, `resource`, `tag` and `status` are a text or a list of texts; at least one of the first three says something.
    Without `id`, one that follows from what it covers. Raises ValueError that says what is wrong.
    """
    for key in values:
        if key not in KEYS:
            close = get_close_matches(key, KEYS, 1)
            raise ValueError(f"unknown key {key!r}" + (f"; did you mean {close[0]!r}?" if close else _CHOICES))
    controls, resources, tags = (_texts(key, values.get(key)) for key in ("control", "resource", "tag"))
    if not (controls or resources or tags):
        raise ValueError("it says neither control nor resource nor tag, so nobody knows what it is about")
    if any(tag.startswith("=") for tag in tags):
        raise ValueError("tag is to be `key` or `key=value`")
    reason = values.get("reason")
    if not isinstance(reason, str) or not reason.strip():
        raise ValueError("reason is required: say why the finding is accepted")
    verdicts = _verdicts(_texts("status", values.get("status")))
    return Suppression(
        id=id or _id(controls, resources, tags, tuple(verdicts)),
        controls=controls,
        resources=resources,
        tags=tags,
        verdicts=verdicts,
        reason=" ".join(reason.split()),
        expires=_date(values.get("expires")),
        origin=origin,
    )


def _texts(key: str, value: object) -> tuple[str, ...]:
    given = [value] if isinstance(value, str) else [] if value is None else value
    if not isinstance(given, (list, tuple)) or not all(isinstance(each, str) and each.strip() for each in given):
        raise ValueError(f"{key} is to be a text or a list of texts, none empty")
    if value is not None and not given:
        raise ValueError(f"{key} is empty")
    return tuple(each.strip() for each in given)


def _verdicts(given: tuple[str, ...]) -> frozenset[Verdict]:
    known = {verdict.value.lower(): verdict for verdict in ACCEPTABLE}
    for each in given:
        if each.lower() not in known:
            raise ValueError(f"status is to be fail or unknown, not {each!r}")
    return frozenset(known[each.lower()] for each in given) or ACCEPTABLE


def _date(value: object) -> date:
    if value is None:
        raise ValueError("expires is required: the last day on which it holds, such as 2027-01-31")
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        if isinstance(value, str) and len(value) == len("2027-01-31"):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise ValueError(f"expires is to be a date such as 2027-01-31, not {str(value)!r}")


def _id(*parts: tuple[str, ...]) -> str:
    """The same selection gives the same id, whatever its order and reason."""
    return "sup-" + hashlib.sha256(repr([sorted(part) for part in parts]).encode()).hexdigest()[:10]


def pattern(globs: Iterable[str]) -> str:
    """A regular expression (RE2) that matches a whole text where one of the globs does."""
    return "(?s)(?:" + "|".join("".join(_GLOB.get(each) or _literal(each) for each in glob) for glob in globs) + ")"


def _literal(character: str) -> str:
    return character if character.isalnum() or not character.isascii() else f"\\x{ord(character):02x}"


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
    NOT_SCANNED = "not scanned"
    """None of its controls was part of the scan."""
    UNTRIED = "untried"
    """There is no scan to hold it against."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SuppressionUse:
    """A suppression held against a snapshot. `findings` counts what it covers or, once expired, would cover; `warnings` say what
    is wrong with it, each a sentence that begins with its origin."""

    suppression: Suppression
    state: SuppressionState
    findings: int
    warnings: tuple[str, ...] = ()

    @property
    def tried(self) -> bool:
        """Whether there was a scan to hold it against."""
        return self.state is not SuppressionState.UNTRIED
