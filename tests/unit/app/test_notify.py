"""Alerts are sent once, not too many at a time, and none is lost; nothing that is not for others is in what is sent."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from modelkeep.adapters.notify.ledger import FileNotifications
from modelkeep.adapters.notify.text import body, document
from modelkeep.app.notify import LISTED, Notifier, Outcome
from modelkeep.core.logs.alert import Alert, alert_id
from modelkeep.core.notification import Message, NotSentError, destination_id, masked, notification
from modelkeep.core.verdict import Severity

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
START = datetime(2026, 11, 21, 10)  # noqa: DTZ001  # alerts' times have no zone


def _alert(name: str = "a", *, count: int = 1, severity: Severity = Severity.HIGH, entity: str = "role/x") -> Alert:
    return Alert(
        id=alert_id(name, 1, (entity,), START), rule=name, version=1, title=f"Title {name}", severity=severity, entity=(entity,),
        window_start=START, window_end=START + timedelta(hours=1), count=count, events=("e1",), techniques=("attack.t1",),
        models=("arn:aws:sagemaker:eu-west-1:111122223333:model/fraud",), account="111122223333", region="eu-west-1", first=START,
        last=START + timedelta(minutes=5), reason="a reason with requestParameters",
    )  # fmt: skip


@dataclass
class _Channel:
    """A destination in memory; the first `failures` attempts fail."""

    id: str = "one"
    shown: str = "memory://***"
    failures: int = 0
    again: bool = True
    messages: list[Message] = field(default_factory=list)
    attempts: int = 0

    def send(self, message: Message) -> None:
        self.attempts += 1
        if self.failures:
            self.failures -= 1
            raise NotSentError("memory://***: it is away", again=self.again)
        self.messages.append(message)

    @property
    def rules(self) -> list[list[str]]:
        return [[each.rule for each in message.notifications] for message in self.messages]


@dataclass
class _World:
    folder: Path
    channels: list[_Channel] = field(default_factory=lambda: [_Channel()])
    now: datetime = NOW
    pauses: list[float] = field(default_factory=list)

    def tell(self, *alerts: Alert, earlier: tuple[Alert, ...] = (), per_minute: int = 20) -> Outcome:
        with FileNotifications(self.folder) as ledger:
            notifier = Notifier(
                channels=self.channels, ledger=ledger, now=lambda: self.now, pause=self.pauses.append, per_minute=per_minute
            )  # fmt: skip
            return notifier.tell(alerts, earlier)


@pytest.fixture
def world(tmp_path: Path) -> _World:
    return _World(tmp_path)


def test_an_alert_is_sent_once_to_each_destination(world: _World) -> None:
    world.channels.append(_Channel(id="two"))
    outcome = world.tell(_alert("a"), _alert("b", severity=Severity.CRITICAL))
    assert (outcome.messages, outcome.alerts, outcome.is_whole) == (4, 4, True)
    world.tell(_alert("a"), _alert("b"), _alert("c"))
    assert [each.rules for each in world.channels] == [[["b"], ["a"], ["c"]]] * 2


def test_an_alert_that_has_grown_is_sent_again_once_a_window(world: _World) -> None:
    world.tell(_alert(count=1))
    world.now += timedelta(minutes=30)
    world.tell(_alert(count=5))
    assert len(world.channels[0].messages) == 1
    world.now += timedelta(minutes=31)
    world.tell(earlier=(_alert(count=7), _alert("never", count=3)))
    assert [message.notifications[0].count for message in world.channels[0].messages] == [1, 7]
    world.now += timedelta(hours=3)
    world.tell(_alert(count=7))
    assert len(world.channels[0].messages) == 2, "it has not grown"


def test_more_than_the_limit_become_a_digest_and_then_wait(world: _World) -> None:
    alerts = [_alert(f"r{number:03}") for number in range(40)]
    assert world.tell(*alerts, per_minute=3).alerts == 40
    assert [len(message.notifications) for message in world.channels[0].messages] == [1, 1, LISTED]
    assert world.channels[0].messages[-1].more == 40 - 2 - LISTED
    outcome = world.tell(_alert("late"), per_minute=3)
    assert (outcome.messages, outcome.limited) == (0, 1)
    world.now += timedelta(seconds=61)
    assert world.tell(per_minute=3).messages == 1
    assert world.channels[0].rules[-1] == ["late"]


def test_what_could_not_be_sent_is_kept_and_sent_the_next_time(world: _World) -> None:
    world.channels[0].failures = 3
    outcome = world.tell(_alert("a"), _alert("b"))
    assert outcome.unsent == {"memory://***": (2, "memory://***: it is away")}
    assert not outcome.is_whole
    assert world.channels[0].attempts == 3
    assert world.pauses == [0.5, 2.0]
    assert world.tell().is_whole
    assert world.channels[0].rules == [["a"], ["b"]]


def test_a_destination_that_fails_does_not_keep_others_from_theirs(world: _World) -> None:
    world.channels = [_Channel(id="broken", failures=99, again=False), _Channel(id="works")]
    world.tell(_alert("a"))
    assert world.channels[0].attempts == 1, "what will not help is not tried again"
    assert world.channels[1].rules == [["a"]]


def test_what_is_sent_twice_by_two_processes_is_sent_once(world: _World) -> None:
    world.tell(_alert("a"))
    _World(world.folder, channels=world.channels).tell(_alert("a"))
    assert len(world.channels[0].messages) == 1


def test_only_what_is_for_others_is_sent() -> None:
    key = "AKIA" + "QWERTYUIOPASDFGH"[:16].replace("0", "2")
    told = Message(
        notifications=(
            notification(replace(_alert(), entity=("arn:aws:iam::111122223333:role/x", key, "<!channel> @here\n`a`"))),
        )
    )
    text, made = body(told), document(told)
    (record,) = made["alerts"]
    assert set(record) == {"id", "rule", "title", "severity", "entity", "models", "count", "first", "last"}
    assert record["entity"] == [
        "arn:aws:iam::111122223333:role/x",
        "(not shown: it looks like a secret)",
        "‹!channel› (at)here 'a'",  # noqa: RUF001  # what stands for markup
    ]
    for secret in (key, "requestParameters", "e1", "<!channel>"):
        assert secret not in text
        assert secret not in str(made)
    assert "Title a" in text
    assert "model/fraud" in text


def test_addresses_are_never_shown_or_kept(world: _World) -> None:
    url = "slack://tokenA/tokenB/tokenC/#channel"
    assert "token" not in masked(url)
    assert masked(url).startswith("slack://***")
    world.channels = [_Channel(id=destination_id(url))]
    world.tell(_alert())
    assert b"token" not in (world.folder / "notified.db").read_bytes()
    assert (world.folder / "notified.db").stat().st_mode & 0o077 == 0
