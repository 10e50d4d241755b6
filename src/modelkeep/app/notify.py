"""Telling alerts to somebody outside: each once, not too many at a time, and none lost.

- An alert that was sent to a destination is not sent there again. One that has grown is sent anew when a window of its length has passed.
- At most so many messages a minute go to a destination. Where more are due, the last one is a digest of all that are left.
- What could not be sent is kept and sent first the next time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from modelkeep.core.logs.alert import Alert
from modelkeep.core.notification import Message, Notification, NotSentError, Sent, notification

MINUTE = timedelta(minutes=1)
LISTED = 20
"""Alerts that a digest names; it counts the others."""
LEAST = timedelta(hours=1)
"""The shortest time after which an alert that has grown is sent again."""
PAUSES = (0.5, 2.0)
"""Seconds before the second and the third attempt."""


class Channel(Protocol):
    """A destination."""

    @property
    def id(self) -> str:
        """By what it is remembered."""

    @property
    def shown(self) -> str:
        """How it is shown, without secrets."""

    def send(self, message: Message) -> None:
        """Send. Raises NotSentError."""


class NotificationLedger(Protocol):
    """What was sent where, and what waits to be. Methods raise WorkspaceError."""

    def sent(self, destination: str, alerts: Iterable[str]) -> Mapping[str, Sent]:
        """Those of the alerts that were sent, as of the last time."""

    def waiting(self, destination: str) -> Sequence[Notification]:
        """What waits to be sent, the oldest first."""

    def messages_since(self, destination: str, at: datetime) -> int:
        """How many messages were sent since then."""

    def wait(self, destination: str, notifications: Sequence[Notification]) -> None:
        """Remember that they are to be sent; what waits already is replaced by what it has become."""

    def record(self, destination: str, notifications: Sequence[Notification], at: datetime) -> None:
        """Remember, for good, that one message with these was sent: they wait no longer."""


@dataclass(slots=True)
class Outcome:
    """What came of telling. `unsent` are alerts that wait, by destination as it is shown, with the reason; `limited` those that wait for
    the next minute."""

    messages: int = 0
    alerts: int = 0
    unsent: dict[str, tuple[int, str]] = field(default_factory=dict)
    limited: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether every destination took what was due."""
        return not self.unsent


@dataclass(frozen=True, slots=True, kw_only=True)
class Notifier:
    """Tells alerts to destinations, at most `per_minute` messages a minute to each."""

    channels: Sequence[Channel]
    ledger: NotificationLedger
    now: Callable[[], datetime]
    pause: Callable[[float], None]
    per_minute: int = 20

    def tell(self, alerts: Iterable[Alert], earlier: Iterable[Alert] = ()) -> Outcome:
        """Send what is new or has grown, and what waits from before; of the `earlier` alerts only those that were sent, where they have
        grown. Raises WorkspaceError where it cannot be remembered."""
        every, older = [notification(each) for each in alerts], [notification(each) for each in earlier]
        outcome = Outcome()
        for channel in self.channels:
            due = self._due(channel, every, older)
            if due:
                # Before anything is sent: a process that is killed sends it the next time.
                self.ledger.wait(channel.id, due)
            self._send(channel, self.ledger.waiting(channel.id), outcome)
        return outcome

    def _due(
        self, channel: Channel, every: Sequence[Notification], older: Sequence[Notification]
    ) -> list[Notification]:
        sent = self.ledger.sent(channel.id, [each.id for each in (*every, *older)])
        new = [each for each in every if each.id not in sent]
        return new + [each for each in (*every, *older) if each.id in sent and self._has_grown(each, sent[each.id])]

    def _has_grown(self, found: Notification, before: Sent) -> bool:
        window = max(found.window_end - found.first, LEAST)
        return found.count > before.count and self.now() >= before.at + window

    def _send(self, channel: Channel, waiting: Sequence[Notification], outcome: Outcome) -> None:
        room = self.per_minute - self.ledger.messages_since(channel.id, self.now() - MINUTE)
        if waiting and room < 1:
            outcome.limited += len(waiting)
            return
        left = sorted(waiting, key=lambda each: (each.severity.rank, each.first, each.id))
        while left:
            some = left if room == 1 else left[:1]
            message = Message(notifications=tuple(some[:LISTED]), more=max(len(some) - LISTED, 0))
            try:
                self._deliver(channel, message)
            except NotSentError as error:
                outcome.unsent[channel.shown] = (len(left), str(error))
                return
            self.ledger.record(channel.id, some, self.now())
            outcome.messages += 1
            outcome.alerts += len(some)
            left, room = left[len(some) :], room - 1

    def _deliver(self, channel: Channel, message: Message) -> None:
        """Raises NotSentError after the last attempt."""
        for wait in PAUSES:
            try:
                channel.send(message)
            except NotSentError as error:
                if not error.again:
                    raise
                self.pause(max(wait, min(error.after, 30.0)))
            else:
                return
        channel.send(message)
