"""How `--notify` runs: alerts to destinations, and what is told of it on standard error."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from modelkeep.app.detect import Detected, findings_of
from modelkeep.app.notify import Notifier, Outcome
from modelkeep.bootstrap import clock
from modelkeep.bootstrap_follow import channels, notifications
from modelkeep.cli.console import err
from modelkeep.cli.living import living
from modelkeep.cli.settings import Settings
from modelkeep.core.logs.alert import Alert
from modelkeep.core.words import plural

EXIT_NOT_SENT = 1
EVERY = 15.0
"""Seconds between two attempts to send what waits."""


def notifying_of(settings: Settings, files: Sequence[str]) -> Notifying:
    """What sends the alerts of a look. Where it is at files, only a flag sends: they may be old, or somebody else's."""
    wanted = not files or settings.given("notify")
    return Notifying(settings, time.sleep, lambda told: err().print(told, markup=False, highlight=False), wanted=wanted)


class Notifying:
    """Sends alerts where the settings say; nothing where they say nothing. Raises UsageError, ConfigError or MissingExtraError."""

    def __init__(
        self, settings: Settings, pause: Callable[[float], None], say: Callable[[str], None], *, wanted: bool = True
    ) -> None:
        self._settings = settings
        self._channels = channels(settings["notify"], settings["notify_key_file"]) if wanted else ()
        self._per_minute = settings["notify_per_minute"]
        self._workspace = Path(settings["workspace"])
        self._pause, self._say = pause, say
        self._waits, self._last = bool(self._channels), 0.0
        self.failed = False
        """Whether a destination did not take everything the last time."""

    def send(self, alerts: Sequence[Alert], earlier: Sequence[Alert] = ()) -> None:
        """Send alerts that are new, earlier ones that have grown since they were sent, and what waits."""
        if not self._channels:
            return
        with notifications(self._workspace) as ledger:
            notifier = Notifier(
                channels=self._channels, ledger=ledger, now=clock, pause=self._pause, per_minute=self._per_minute
            )
            self._told(notifier.tell(alerts, earlier))

    def send_open(self, detected: Detected, now: datetime) -> None:
        """Send the alerts that no suppression covers."""
        if self._channels:
            found = findings_of(detected, living(self._settings, unmatched=False).suppressions, now)
            self.send([alert for alert, finding in zip(detected.alerts, found, strict=False) if finding.open])

    def send_waiting(self) -> None:
        """Send what waits, where something does."""
        if self._waits and time.monotonic() - self._last >= EVERY:
            self.send(())

    def _told(self, outcome: Outcome) -> None:
        self.failed = not outcome.is_whole
        self._waits = self.failed or bool(outcome.limited)
        self._last = time.monotonic()
        for shown, (count, reason) in outcome.unsent.items():
            reason = reason.removeprefix(f"{shown}: ")
            self._say(f"not sent to {shown}: {plural(count, 'alert')}: {reason}; they are kept and sent the next time")
        if outcome.limited:
            told = plural(outcome.limited, "alert")
            self._say(
                f"{told} not sent yet: there were {self._per_minute} messages in a minute; they are sent the next time"
            )
