"""What is told of an alert to somebody outside, and where it goes.

A destination's address holds secrets (tokens, passwords): it is shown masked, and remembered as a digest.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from modelkeep.core.errors import ModelkeepError
from modelkeep.core.logs.alert import Alert
from modelkeep.core.secrets import secrets_in_text
from modelkeep.core.verdict import Severity

LONGEST = 300
"""Characters of a text that somebody outside chose, such as a principal's name."""
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)


def masked(url: str) -> str:
    """An address as it can be shown: its scheme and which one it is, nothing else."""
    found = _SCHEME.match(url)
    return f"{found[1].lower() if found else '?'}://*** ({destination_id(url)[:6]})"


def destination_id(url: str) -> str:
    """By what a destination is remembered."""
    return hashlib.sha256(url.encode()).hexdigest()[:24]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """What is told of one alert: never a prompt, a request's parameters, or a text of an event. Times are UTC without a zone."""

    id: str
    rule: str
    title: str
    severity: Severity
    entity: tuple[str, ...]
    models: tuple[str, ...]
    count: int
    first: datetime
    last: datetime
    window_end: datetime

    @property
    def headline(self) -> str:
        """One line for people."""
        return f"{self.severity.value.upper()} {self.rule}: {self.title}"


def notification(alert: Alert) -> Notification:
    """What is told of an alert."""
    return Notification(
        id=alert.id, rule=_plain(alert.rule), title=_plain(alert.title), severity=alert.severity,
        entity=tuple(_plain(each) for each in alert.entity), models=tuple(_plain(each) for each in alert.models), count=alert.count,
        first=alert.first, last=alert.last, window_end=alert.window_end,
    )  # fmt: skip


_MENTION = re.compile(r"@(?=everyone|here|channel|all\b)", re.IGNORECASE)
_MARKUP = str.maketrans({"<": "‹", ">": "›", "`": "'"})  # noqa: RUF001  # they look alike and are no markup


def _plain(text: str) -> str:
    """A text that somebody outside chose, such that it says nothing secret and nothing is done with it where it is shown."""
    if secrets_in_text(text):
        return "(not shown: it looks like a secret)"
    printable = "".join(each if each.isprintable() else " " for each in text)
    plain = _MENTION.sub("(at)", printable.translate(_MARKUP))
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 1] + "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is sent at once: one alert, or several as a digest with `more` that are counted and not named."""

    notifications: tuple[Notification, ...]
    more: int = 0

    @property
    def title(self) -> str:
        """One line for people."""
        if len(self.notifications) == 1 and not self.more:
            return self.notifications[0].headline
        worst = min((each.severity for each in self.notifications), key=lambda each: each.rank)
        return f"{len(self.notifications) + self.more} alerts, the worst {worst.value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """That an alert was sent: how many events it had then, and when (UTC)."""

    count: int
    at: datetime


class NotSentError(ModelkeepError):
    """A destination did not take a message. `again` tells whether it may take it later."""

    default_remedy = "What was not sent is kept and sent the next time."

    def __init__(self, message: str, *, again: bool = True, after: float = 0.0) -> None:
        super().__init__(message)
        self.again = again
        self.after = after
