"""`modelkeep logs follow` from the command line: killed, stopped, and with alerts."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from pathlib import Path

import boto3
import pytest
from moto import mock_aws
from tests.fakes.http_receiver import HttpReceiver
from tests.unit.adapters.lake.lakes import event_ids, write_events
from tests.unit.adapters.logs.samples import cloudtrail, encoded
from typer.testing import CliRunner

from modelkeep.adapters.aws.logs import clients_of
from modelkeep.cli import app
from modelkeep.core.errors import UsageError

RUN = CliRunner()
RULE = """
title: A model is deleted
id: 8d6b9b4e-6f1b-4f5e-9a55-0c6f4d4d3c11
name: TEST-001
status: test
author: Modelkeep
date: 2026-11-21
logsource: {product: aws, service: cloudtrail}
detection:
  deleted: {eventName: DeleteModel}
  condition: deleted
level: high
"""


def _run(*words: str) -> tuple[int, list[dict[str, object]]]:
    result = RUN.invoke(app, ["logs", "follow", *words, "--once", "--format", "json", "--quiet"])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()]


def _deleted(folder: Path, name: str, *moments: str) -> None:
    folder.mkdir(exist_ok=True)
    events = [
        cloudtrail(f"{name}-{number}", eventName="DeleteModel", eventTime=at) for number, at in enumerate(moments)
    ]
    (folder / f"{name}.json").write_bytes(encoded({"Records": events}))


def test_each_alert_is_told_once(tmp_path: Path) -> None:
    rules, source = tmp_path / "rules", tmp_path / "in"
    rules.mkdir()
    (rules / "TEST-001.yml").write_text(RULE)
    words = (str(source), "-w", str(tmp_path), "--detect", "--rules", str(rules))
    _deleted(source, "a", "2026-11-01T10:00:00Z")
    code, lines = _run(*words)
    (alert,) = [each for each in lines if each["type"] == "alert"]
    assert (code, alert["rule"], alert["events"]) == (13, "TEST-001", ["a-0"])
    assert lines[-1]["type"] == "summary"
    assert _run(*words)[0] == 0, "nothing is new"
    _deleted(source, "b", "2026-11-01T10:30:00Z", "2026-11-01T11:30:00Z")
    code, lines = _run(*words)
    (later,) = [each for each in lines if each["type"] == "alert"]
    assert (code, later["events"]) == (13, ["b-1"]), "the first one belongs to an alert that was told"
    result = RUN.invoke(app, ["detect", "-w", str(tmp_path), "--rules", str(rules), "--format", "json"])
    ids = {json.loads(line)["id"] for line in result.stdout.splitlines()}
    assert ids == {alert["id"], later["id"]}, "detect gives the same alerts"


def test_alerts_are_sent_once_whoever_finds_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "TEST-001.yml").write_text(RULE)
    monkeypatch.setenv("MODELKEEP_WEBHOOK_KEY", "0123456789abcdef0123456789abcdef")
    rules = ("-w", str(tmp_path), "--rules", str(tmp_path / "rules"), "--quiet")
    with HttpReceiver() as receiver:
        address = f"webhook+http://127.0.0.1:{receiver.port}/hush"
        (tmp_path / "in").mkdir()
        _run(str(tmp_path / "in"), *rules, "--detect")
        _deleted(tmp_path / "in", "a", "2026-11-01T10:00:00Z")
        receiver.answers = [(403, {})]
        result = RUN.invoke(
            app, ["logs", "follow", str(tmp_path / "in"), *rules, "--once", "--detect", "--notify", address]
        )
        assert result.exit_code == 1
        assert "not sent to webhook+http://***" in result.stderr
        assert "it answered 403" in result.stderr
        assert "hush" not in result.output
        for _ in range(2):
            assert RUN.invoke(app, ["detect", *rules, "--notify", address]).exit_code == 13
        receiver.answers = [(403, {})]
        assert RUN.invoke(app, ["detect", *rules], env={"MODELKEEP_NOTIFY": f"{address}/other"}).exit_code == 1
    assert [path for path, _, _ in receiver.got] == ["/hush", "/hush", "/hush/other"], "once refused, once taken"
    (alert,) = json.loads(receiver.got[1][2])["alerts"]
    assert (alert["rule"], alert["severity"], alert["count"]) == ("TEST-001", "high", 1)


def test_what_was_there_before_is_learned_and_not_told(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "TEST-001.yml").write_text(RULE)
    _deleted(tmp_path / "old", "a", "2026-11-01T10:00:00Z")
    RUN.invoke(app, ["logs", "ingest", str(tmp_path / "old"), "-w", str(tmp_path), "--workers", "1"])
    _deleted(tmp_path / "in", "b", "2026-11-01T12:00:00Z")
    _, lines = _run(str(tmp_path / "in"), "-w", str(tmp_path), "--detect", "--rules", str(tmp_path / "rules"))
    assert [each["events"] for each in lines if each["type"] == "alert"] == [["b-0"]]


def test_what_is_suppressed_is_neither_sent_nor_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "TEST-001.yml").write_text(RULE)
    monkeypatch.setenv("MODELKEEP_WEBHOOK_KEY", "0123456789abcdef0123456789abcdef")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "modelkeep.toml").write_text(
        '[[suppress]]\ncontrol = "TEST-001"\nreason = "a drill"\nexpires = 2999-01-01\n'
    )
    (tmp_path / "in").mkdir()
    rules = ("in", "-w", "w", "--rules", "rules", "--detect")
    _run(*rules)
    _deleted(tmp_path / "in", "a", "2026-11-01T10:00:00Z")
    with HttpReceiver() as receiver:
        code, lines = _run(*rules, "--notify", f"webhook+http://127.0.0.1:{receiver.port}/")
    assert code == 0
    assert [each["suppressed"] is not None for each in lines if each["type"] == "alert"] == [True]
    assert receiver.got == []


@pytest.mark.parametrize(
    "words", [(), ("in", "--queue", "u"), ("--prefix", "in"), ("in", "--every", "soon"), ("in", "--notify", "json://h")]
)
def test_what_cannot_be_followed_is_said(words: tuple[str, ...], tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        _run(*words, "-w", str(tmp_path))


def test_sigterm_ends_it_with_a_summary(tmp_path: Path) -> None:
    ids = write_events(tmp_path / "in", files=2, each=2)
    old = time.time() - 60
    for path in (tmp_path / "in").iterdir():
        os.utime(path, (old, old))
    lake = tmp_path / "lake"

    def end() -> None:
        deadline = time.time() + 30
        while time.time() < deadline and not ((lake / "ledger.db").exists() and len(event_ids(lake)) == len(ids)):
            time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGTERM)

    thread = threading.Thread(target=end)
    thread.start()
    words = ["logs", "follow", str(tmp_path / "in"), "-w", str(tmp_path), "--every", "1h", "--format", "json"]
    result = RUN.invoke(app, words)
    thread.join()
    assert result.exit_code == 0
    summary = json.loads(result.stdout.splitlines()[-1])
    assert (summary["type"], summary["objects"], summary["events"]) == ("summary", 2, 4)
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_a_queue_of_s3_notifications_is_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    clients_of.cache_clear()
    with mock_aws():
        s3, sqs = boto3.client("s3"), boto3.client("sqs")
        s3.create_bucket(Bucket="acme-trail", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        url = sqs.create_queue(QueueName="modelkeep-logs")["QueueUrl"]
        key = "AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/01/a b.json"
        tag = s3.put_object(Bucket="acme-trail", Key=key, Body=encoded({"Records": [cloudtrail("1")]}))["ETag"]
        for name in (key.replace(" ", "+"), "gone.json"):
            place = {"bucket": {"name": "acme-trail"}, "object": {"key": name, "size": 9, "eTag": tag.strip('"')}}
            sqs.send_message(
                QueueUrl=url,
                MessageBody=json.dumps({"Records": [{"eventName": "ObjectCreated:Put", "s3": place}]}),
            )
        code, lines = _run("--queue", url, "-w", str(tmp_path))
        left = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        assert code == 4
        assert (lines[-1]["events"], lines[-1]["gone"], lines[-1]["left"]) == (1, 1, 0)
        assert left["ApproximateNumberOfMessagesNotVisible"] == "0"
        code, lines = _run("--prefix", "s3://acme-trail/AWSLogs/", "--since", "36500d", "-w", str(tmp_path))
        assert (code, lines[-1]["events"], lines[-1]["known"]) == (0, 0, 1)
    clients_of.cache_clear()
    assert event_ids(tmp_path / "lake") == ["1"]
