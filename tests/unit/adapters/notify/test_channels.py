"""Webhooks are signed, apprise is asked, and neither tells the address."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import sys
from collections.abc import Iterator
from datetime import datetime

import pytest
from tests.fakes.http_receiver import HttpReceiver

from modelkeep.adapters.notify.apprise_channel import AppriseChannel
from modelkeep.adapters.notify.webhook import HEADER, Webhook
from modelkeep.core.errors import MissingExtraError, UsageError
from modelkeep.core.notification import Message, Notification, NotSentError
from modelkeep.core.verdict import Severity

# apprise asks for a module that Python 3.13 no longer has, and does without it there.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

KEY = b"0123456789abcdef0123456789abcdef"
AT = datetime(2026, 11, 21, 10)  # noqa: DTZ001  # alerts' times have no zone
MESSAGE = Message(
    notifications=(
        Notification(
            id="mka-1", rule="AID-001", title="Logging was turned off", severity=Severity.HIGH, entity=("role/x",), models=(), count=2,
            first=AT, last=AT, window_end=AT,
        ),
    )
)  # fmt: skip


@pytest.fixture(scope="module")
def running() -> Iterator[HttpReceiver]:
    with HttpReceiver() as receiver:
        yield receiver


@pytest.fixture
def server(running: HttpReceiver) -> HttpReceiver:
    running.answers.clear()
    running.got.clear()
    return running


def _webhook(server: HttpReceiver) -> Webhook:
    return Webhook.of(f"webhook+http://127.0.0.1:{server.port}/hook?token=hush", KEY, lambda: 1_800_000_000.9)


def test_a_webhook_is_signed_over_time_and_body(server: HttpReceiver) -> None:
    _webhook(server).send(MESSAGE)
    ((path, headers, content),) = server.got
    assert path == "/hook?token=hush"
    told = dict(part.split("=", 1) for part in headers[HEADER].split(","))
    made = hmac.new(KEY, told["t"].encode() + b"." + content, hashlib.sha256).hexdigest()
    assert told == {"t": "1800000000", "v1": made}
    document = json.loads(content)
    assert [each["id"] for each in document["alerts"]] == ["mka-1"]
    assert headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("code", "headers", "again", "after"),
    [
        (500, {}, True, 0.0), (429, {"Retry-After": "7"}, True, 7.0), (403, {}, False, 0.0),
        (302, {"Location": "http://127.0.0.1:1/elsewhere"}, False, 0.0),
    ],
)  # fmt: skip
def test_what_a_webhook_answers_tells_whether_to_try_again(
    server: HttpReceiver, code: int, headers: dict[str, str], again: bool, after: float
) -> None:
    server.answers = [(code, headers)]
    with pytest.raises(NotSentError) as told:
        _webhook(server).send(MESSAGE)
    assert (told.value.again, told.value.after) == (again, after)
    assert str(code) in str(told.value)
    assert "hush" not in str(told.value)
    assert len(server.got) == 1


def test_a_webhook_that_is_away_is_said_without_its_address() -> None:
    webhook = Webhook.of("webhook+http://127.0.0.1:1/hush", KEY, lambda: 0.0)
    with pytest.raises(NotSentError, match="cannot be reached") as told:
        webhook.send(MESSAGE)
    assert told.value.again
    assert "hush" not in str(told.value) + repr(webhook)
    assert KEY.decode() not in repr(webhook)


@pytest.mark.parametrize(
    ("url", "key", "said"),
    [
        ("webhook+https://example.org/hush", None, "signed"),
        ("webhook+https://example.org/hush", b"short", "signed"),
        ("webhook+http://example.org/hush", KEY, "in the clear"),
        ("webhook+ftp://example.org/hush", KEY, "no webhook"),
    ],
)
def test_a_webhook_that_cannot_be_is_said(url: str, key: bytes | None, said: str) -> None:
    with pytest.raises(UsageError, match=said) as told:
        Webhook.of(url, key, lambda: 0.0)
    assert "hush" not in str(told.value)


def test_apprise_is_asked(server: HttpReceiver) -> None:
    AppriseChannel.of(f"json://127.0.0.1:{server.port}/hush").send(MESSAGE)
    ((path, _, content),) = server.got
    told = json.loads(content)
    assert path.rstrip("/") == "/hush"
    assert told["title"] == "HIGH AID-001: Logging was turned off"
    assert "mka-1" in told["message"]
    assert told["type"] == "failure"


def test_what_apprise_cannot_send_is_said_without_the_address(
    server: HttpReceiver, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    server.answers = [(500, {})]
    channel = AppriseChannel.of(f"json://user:hush@127.0.0.1:{server.port}/hush")
    with caplog.at_level(logging.DEBUG), pytest.raises(NotSentError) as told:
        channel.send(MESSAGE)
    captured = capfd.readouterr()
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("apprise")]
    assert "hush" not in str(told.value) + repr(channel) + captured.out + captured.err + "".join(ours)


def test_an_address_that_apprise_does_not_know_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="no address that apprise knows") as told:
        AppriseChannel.of("nonsense://hush")
    assert "hush" not in str(told.value)
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(MissingExtraError) as missing:
        AppriseChannel.of("json://hush")
    assert "modelkeep[notify]" in missing.value.remedy
