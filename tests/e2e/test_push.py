"""Findings in the lab's Security Hub, as a person brings them there: killed, resumed, repeated, changed, gone, refused."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import boto3
import pytest
from tests.e2e.conftest import KEYS, environment, modelkeep, within
from tests.e2e.test_command_line import served

ACCOUNT, REGION = "222233334444", "us-east-1"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/ModelkeepReadOnly"
PUSH = ("push", "securityhub", "--role", ROLE)
IMPORT = "/findings/import"


@dataclass(frozen=True, slots=True)
class Pushing:
    """A lab, and a workspace with a scan of its production account."""

    url: str
    folder: Path

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return modelkeep(self.folder, *arguments, "--endpoint-url", self.url, **KEYS)

    def push(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.run(*PUSH, *arguments)

    def rows(self) -> list[dict[str, Any]]:
        shown = within(self.folder, "findings", "--format", "jsonl").stdout
        return [json.loads(line) for line in shown.splitlines()]

    def client(self, service: str) -> Any:
        sts = boto3.client("sts", region_name=REGION, endpoint_url=self.url, aws_access_key_id="testing",
                           aws_secret_access_key="testing")  # fmt: skip
        keys = sts.assume_role(RoleArn=ROLE, RoleSessionName="test")["Credentials"]
        return boto3.client(
            service, region_name=REGION, endpoint_url=self.url, aws_access_key_id=keys["AccessKeyId"],
            aws_secret_access_key=keys["SecretAccessKey"], aws_session_token=keys["SessionToken"],
        )  # fmt: skip

    def kept(self) -> dict[str, dict[str, Any]]:
        """What Security Hub shows, by id."""
        pages = self.client("securityhub").get_paginator("get_findings").paginate()
        return {each["Id"]: each for page in pages for each in page["Findings"]}


@pytest.fixture(scope="module")
def pushing(seeded: str, scanned: Path, tmp_path_factory: pytest.TempPathFactory) -> Pushing:
    """The lab and a copy of the scan that `test_command_line` asks, so that neither is made twice."""
    return Pushing(seeded, Path(shutil.copytree(scanned, tmp_path_factory.mktemp("push") / "scanned")))


@pytest.fixture(scope="module")
def pushed(pushing: Pushing) -> Pushing:
    """A push that was killed after its first batch, and one that went on from there."""
    total = len(pushing.rows())
    assert total > 200, "enough for several batches"
    with stalling(pushing.url) as (url, stalled):
        command = [sys.executable, "-m", "modelkeep", *PUSH, "--endpoint-url", url]
        process = subprocess.Popen(command, cwd=pushing.folder, env=environment(pushing.folder, **KEYS))
        assert stalled.wait(120)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert len(pushing.kept()) == 100
    rest = pushing.push()
    assert rest.returncode == 0, rest.stderr
    assert sent(rest) == total - 100
    return pushing


class _Stalling(BaseHTTPRequestHandler):
    """Passes requests on; of the imports, only the first."""

    protocol_version = "HTTP/1.1"
    url = ""
    first = threading.Lock()
    stalled = threading.Event()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == IMPORT and not self.first.acquire(blocking=False):
            self.stalled.set()
            time.sleep(600)
        request = urllib.request.Request(self.url + self.path, body, dict(self.headers))
        with urllib.request.urlopen(request) as reply:
            answer = reply.read()
        self.send_response(200)
        self.send_header("Content-Type", reply.headers["Content-Type"])
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the base class names it
        return


@contextmanager
def stalling(url: str) -> Iterator[tuple[str, threading.Event]]:
    """An endpoint in front of the lab, and the event that it stalls."""
    _Stalling.url, _Stalling.first, _Stalling.stalled = url, threading.Lock(), threading.Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Stalling)
    server.daemon_threads, server.block_on_close = True, False
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", _Stalling.stalled
    finally:
        server.shutdown()
        server.server_close()


def sent(run: subprocess.CompletedProcess[str]) -> int:
    """How many findings a push says that it sent."""
    return sum(int(each.replace(",", "")) for each in re.findall(r"([\d,]+) sent", run.stdout))


def test_security_hub_shows_what_the_scan_found(pushed: Pushing) -> None:
    kept = pushed.kept()
    rows = {row["id"]: row for row in pushed.rows()}
    assert kept.keys() == rows.keys()
    for name, row in rows.items():
        status = kept[name]["Compliance"]["Status"]
        assert (status == "FAILED") == (row["verdict"] == "FAIL")
        assert status != "PASSED"
        assert kept[name]["AwsAccountId"] == ACCOUNT


def test_the_second_push_asks_nothing_of_aws(pushed: Pushing) -> None:
    served(pushed.url)
    run = pushed.push()
    assert (run.returncode, sent(run)) == (0, 0), run.stderr
    assert served(pushed.url) == 0


def test_one_finding_that_changed_is_one_that_is_sent(pushed: Pushing) -> None:
    row = next(row for row in pushed.rows() if row["verdict"] == "FAIL" and row["resource"].startswith("arn:"))
    settings = pushed.folder / "modelkeep.toml"
    settings.write_text(
        f'[[suppress]]\ncontrol = "{row["control"]}"\nresource = "{row["resource"]}"\n'
        'reason = "replaced next month"\nexpires = 2999-12-31\n'
    )
    run = pushed.push()
    assert sent(run) == 1, run.stdout + run.stderr
    assert pushed.kept()[row["id"]]["RecordState"] == "ARCHIVED"
    assert pushed.kept()[row["id"]]["ProductFields"]["modelkeep/Suppressed"] == "replaced next month"
    settings.unlink()
    assert sent(pushed.push()) == 1
    assert pushed.kept()[row["id"]]["RecordState"] == "ACTIVE"


def test_a_dry_run_sends_and_writes_nothing(pushed: Pushing) -> None:
    before = {path: path.stat().st_mtime_ns for path in (pushed.folder / ".modelkeep" / "pushed").iterdir()}
    served(pushed.url)
    run = pushed.push("--dry-run", "--status", "all")
    assert run.returncode == 0
    assert {line.split()[1] for line in run.stdout.splitlines()} == {"PASSED"}
    assert served(pushed.url) == 0
    assert before == {path: path.stat().st_mtime_ns for path in (pushed.folder / ".modelkeep" / "pushed").iterdir()}


@pytest.mark.slow
def test_a_resource_that_is_gone_is_archived_and_what_was_not_scanned_is_not(pushed: Pushing) -> None:
    rows = pushed.rows()
    notebook = next(row for row in rows if row["kind"] == "AWS::SageMaker::NotebookInstance")
    sagemaker = pushed.client("sagemaker")
    sagemaker.stop_notebook_instance(NotebookInstanceName=notebook["name"])
    sagemaker.delete_notebook_instance(NotebookInstanceName=notebook["name"])
    scan = pushed.run("scan", "--region", REGION, "--role", ROLE, "--control", notebook["control"], "--quiet")
    assert scan.returncode in (0, 3, 4, 11, 12, 13, 14), scan.stderr
    run = pushed.push()
    assert run.returncode in (0, 3), run.stderr
    assert "did not look at" in run.stdout
    kept = pushed.kept()
    archived = {name for name, each in kept.items() if each["RecordState"] == "ARCHIVED"}
    assert archived == {
        row["id"] for row in rows if (row["control"], row["resource"]) == (notebook["control"], notebook["resource"])
    }
    assert sent(pushed.push()) == 0


def test_an_account_without_security_hub_is_told_and_ends_with_1(pushing: Pushing, tmp_path: Path) -> None:
    role = "arn:aws:iam::333344445555:role/ModelkeepReadOnly"
    other = Pushing(pushing.url, tmp_path)
    assert other.run("scan", "--region", REGION, "--role", role, "--control", "SH-01", "--quiet").returncode > 4
    run = other.run("push", "securityhub", "--role", role)
    assert run.returncode == 1
    assert "InvalidAccessException" in run.stderr
    assert "enable-security-hub" in " ".join(run.stderr.split())
    assert sent(run) == 0
