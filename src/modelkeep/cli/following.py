"""How `logs follow` runs: signals, what is told on the way, and the exit code."""

from __future__ import annotations

import signal
import sys
import threading
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

import msgspec
import typer

from modelkeep import bootstrap
from modelkeep.adapters.export.alerts import alert_record, write_table
from modelkeep.app.detect import Detected, findings_of
from modelkeep.app.detect_new import NewAlerts, tell_new
from modelkeep.app.logs_follow import Feed, Followed
from modelkeep.app.logs_ingest import Summary
from modelkeep.app.own_findings import exit_code
from modelkeep.bootstrap_follow import FollowOptions, Watching, follower, newest_batch, told_alerts
from modelkeep.cli.console import err
from modelkeep.cli.detecting import look_and_keep, read_rules, rule_sets
from modelkeep.cli.known import estate_known
from modelkeep.cli.living import living
from modelkeep.cli.notifying import EXIT_NOT_SENT, Notifying
from modelkeep.cli.settings import Settings
from modelkeep.core.durations import span
from modelkeep.core.errors import LakeInUseError
from modelkeep.core.finding import Finding
from modelkeep.core.words import plural

EXIT_UNREAD = 4
NAMED = 1_000
"""Objects that could not be read and are named once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a person asks for."""

    queue: str
    place: str
    rules: tuple[str, ...]
    known: tuple[str, ...]
    every: str
    since: str
    detect: bool
    once: bool
    as_json: bool
    quiet: bool


class Stopping:
    """Set by the first SIGINT or SIGTERM; the second one ends the process as it always does."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Stopping:
        for number in (signal.SIGINT, signal.SIGTERM):
            self._before[number] = signal.signal(number, self._told)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._restore()

    def _restore(self) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _told(self, number: int, frame: FrameType | None) -> None:
        self._event.set()
        self._restore()

    def __call__(self) -> bool:
        """Whether to end."""
        return self._event.is_set()

    def pause(self, seconds: float) -> None:
        """Wait so long, or until it is to end."""
        self._event.wait(seconds)


@dataclass(slots=True)
class Telling:
    """What is told on the way: data on standard output, the rest on standard error."""

    as_json: bool
    quiet: bool
    named: set[str] = field(default_factory=set)

    def say(self, told: str) -> None:
        """A trouble: quiet or not."""
        err().print(told, markup=False, highlight=False, soft_wrap=True)

    def batch(self, summary: Summary) -> None:
        """A batch that was kept."""
        from modelkeep.cli.logs_command import summary_of

        for name, reason in summary.unread:
            if name not in self.named and len(self.named) < NAMED:
                self.named.add(name)
                self.say(f"not read: {name}: {reason}")
        if self.as_json:
            self.line("batch", summary_of(summary))
        elif not self.quiet and (summary.events or summary.quarantined or summary.failed):
            refused = f" · {summary.quarantined:,} in quarantine" if summary.quarantined else ""
            unread = f" · {summary.failed:,} not read" if summary.failed else ""
            self.say(f"{plural(summary.objects, 'object')} · {plural(summary.events, 'event')}{refused}{unread}")

    def line(self, kind: str, members: dict[str, Any]) -> None:
        """One object of the JSON lines."""
        typer.echo(msgspec.json.encode({"type": kind, **members}).decode())

    def end(self, followed: Followed, feed: Feed) -> None:
        """What came of it all."""
        from modelkeep.cli.logs_command import summary_lines, summary_of

        if self.as_json:
            more = {
                "batches": followed.batches, "ignored": dict(sorted(feed.ignored.items())), "left": feed.denied, "gone": feed.gone,
                "connection_failures": followed.failures,
            }  # fmt: skip
            self.line("summary", summary_of(followed.total) | more)
            return
        for line in summary_lines(followed.total):
            typer.echo(line)
        for what, number in sorted(feed.ignored.items()):
            typer.echo(f"{number:,} {what}")
        if feed.gone:
            typer.echo(f"{plural(feed.gone, 'object')} gone before they were read")
        if feed.denied:
            typer.echo(f"{plural(feed.denied, 'object')} could not be read and will be tried again")


class Alerting:
    """Tells new alerts, and sends them. Raises UsageError, CatalogueError, ConfigError, MissingExtraError or WorkspaceError."""

    def __init__(
        self, settings: Settings, wanted: Wanted, telling: Telling, stopping: Stopping, stack: ExitStack
    ) -> None:
        self._settings, self._wanted, self._telling, self._stopping = settings, wanted, telling, stopping
        self._workspace = Path(settings["workspace"])
        known, self._models = estate_known(settings, wanted.known)
        self._programs = rule_sets(wanted.rules, read_rules(wanted.rules), known)
        self._notifying = Notifying(settings, stopping.pause, telling.say)
        self._told = told_alerts(self._workspace)
        stack.callback(self._told.close)
        self._looked = -1
        self.opened: list[Finding] = []
        self.unevaluated = False

    @property
    def unsent(self) -> bool:
        """Whether the last attempt to send left something."""
        return self._notifying.failed

    def look(self) -> None:
        """Evaluate what is new, as soon as nobody else does; nothing where it is to end before."""
        newest = newest_batch(self._workspace)
        while newest > self._looked:
            try:
                detected = self._detected()
            except LakeInUseError:
                if self._stopping():
                    return
                self._stopping.pause(1)
                continue
            tell_new(detected, self._told, self._tell)
            self._looked = newest

    def _detected(self) -> Detected:
        if not newest_batch(self._workspace):
            troubles = tuple(each for program in self._programs.values() for each in program.troubles)
            return Detected(alerts=(), rules=(), troubles=troubles, counts={}, learning=())
        return look_and_keep(bootstrap.lake_folder(self._workspace), self._programs, self._models).detected

    def send_waiting(self) -> None:
        """Send what could not be sent before."""
        self._notifying.send_waiting()

    def _tell(self, new: NewAlerts) -> None:
        if self._looked < 0:
            if new.detected.troubles:
                count = plural(len(new.detected.troubles), "rule")
                self._telling.say(f"{count} not evaluated yet: `modelkeep detect` says which and why")
            if new.earlier and not self._wanted.quiet:
                self._telling.say(f"{plural(len(new.earlier), 'alert')} of before: `modelkeep detect` shows them")
        self.unevaluated = bool(new.detected.troubles)
        every = replace(new.detected, troubles=())
        found = findings_of(every, living(self._settings, unmatched=False).suppressions, bootstrap.clock())
        known = {alert.id: finding for alert, finding in zip(every.alerts, found, strict=True)}
        pairs = [(alert, known[alert.id]) for alert in new.alerts]
        if self._wanted.as_json:
            for alert, finding in pairs:
                self._telling.line("alert", alert_record(alert, finding))
        elif pairs:
            write_table(pairs, len(new.detected.rules), sys.stdout)
        # No more than are needed for the exit code.
        opened = [finding for _, finding in pairs if finding.open]
        self.opened = sorted([*self.opened, *opened], key=lambda each: each.severity.rank)[:1]
        self._notifying.send(
            [alert for alert in new.alerts if known[alert.id].open],
            [each for each in new.earlier if known[each.id].open],
        )


def run_follow(settings: Settings, wanted: Wanted) -> int:
    """Follow, and return the exit code."""
    workspace = Path(settings["workspace"])
    telling = Telling(wanted.as_json, wanted.quiet)
    options = bootstrap.AwsOptions(profile=settings["profile"], endpoint_url=settings["endpoint_url"])
    follow = FollowOptions(
        queue=wanted.queue, place=wanted.place, every=span(wanted.every).total_seconds(), once=wanted.once,
        since=span(wanted.since),
    )  # fmt: skip
    with Stopping() as stopping, ExitStack() as stack:
        alerting = Alerting(settings, wanted, telling, stopping, stack) if wanted.detect else None

        def after(summary: Summary) -> None:
            telling.batch(summary)
            if alerting is not None:
                alerting.look()

        watching = Watching(
            stop=stopping, pause=stopping.pause, tell=telling.say, after=after,
            idle=alerting.send_waiting if alerting is not None else lambda: None,
        )  # fmt: skip
        following = follower(workspace, options, follow, watching)
        if not wanted.quiet:
            telling.say(f"following {wanted.queue or wanted.place}; Ctrl-C ends it after the batch under way")
        if alerting is not None:
            alerting.look()
        followed = following.run(once=wanted.once)
    telling.end(followed, following.feed)
    return _exit_code(followed, alerting, wanted)


def _exit_code(followed: Followed, alerting: Alerting | None, wanted: Wanted) -> int:
    unread = 0 if followed.total.is_whole else EXIT_UNREAD
    if alerting is None:
        return unread
    if alerting.unsent:
        return EXIT_NOT_SENT
    if not wanted.once:
        return unread
    return exit_code(alerting.opened) or unread or (EXIT_UNREAD if alerting.unevaluated else 0)
