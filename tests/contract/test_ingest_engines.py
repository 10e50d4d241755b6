"""Every engine makes the same lake: this process, and Spark on a cluster of two executors, of which some die while they read.

Spark costs seconds to start, so that there is one session, and one source with several sorts of logs. `make slow` runs it.
"""

from __future__ import annotations

import gzip
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import pytest
from moto.server import ThreadedMotoServer
from tests.fakes.dying_converter import MACHINE, PROCESS, dying, quoting
from tests.unit.adapters.lake.lakes import NOW, fill, rows, write_events
from tests.unit.adapters.logs.samples import BEDROCK, CAPTURE, FLOW, FLOW_HEADER, HUB, cloudtrail, encoded
from typer.testing import CliRunner

from modelkeep.adapters.lake.cluster import ClusterWorkers, Make
from modelkeep.adapters.lake.ledger import Ledger
from modelkeep.adapters.lake.spark import SparkCluster
from modelkeep.adapters.lake.store import FolderLake
from modelkeep.adapters.logs.files import FileObjects
from modelkeep.adapters.spark_session import open_session
from modelkeep.app.logs_ingest import Summary, ingest
from modelkeep.cli import app
from modelkeep.core.errors import ModelkeepError
from modelkeep.core.logs.lake import QUARANTINE, STAGING
from modelkeep.core.logs.objects import KnownObject

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

MASTER = "local-cluster[2,1,1024]"
BATCH = 2_000
"""Packed bytes of a batch: a few files."""
ROOT = Path(__file__).parents[2]
KEYS = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_REGION": "eu-west-1"}
OPTIONS = {
    "spark.executorEnv.PYTHONPATH": str(ROOT),
    **{f"spark.executorEnv.{name}": value for name, value in KEYS.items()},
}
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("spark")]


KILLED = 3
DRIVER = f"""
import os, signal, sys
from functools import partial
from pathlib import Path
from tests.unit.adapters.lake.lakes import NOW, make
from modelkeep.adapters.lake.cluster import ClusterWorkers
from modelkeep.adapters.lake.spark import SparkCluster
from modelkeep.adapters.lake.store import FolderLake
from modelkeep.adapters.logs.files import FileObjects
from modelkeep.adapters.spark_session import open_session
from modelkeep.app.logs_ingest import ingest

source, lake = sys.argv[1], Path(sys.argv[2])

def tell(summary):
    if summary.objects >= {KILLED}:
        os.kill(os.getpid(), signal.SIGKILL)

os.environ["PYTHONPATH"] = os.getcwd()
workers = ClusterWorkers(lake, partial(make, lake), lambda: SparkCluster(open_session("local[2]")))
with FolderLake(lake) as opened:
    ingest(FileObjects().listed(source), opened, workers.convert, now=lambda: NOW, tell=tell, batch_bytes=int(sys.argv[3]))
"""
"""An ingest on Spark that kills itself when it has committed so many objects."""


class LastingCluster(SparkCluster):
    """Leaves the session to the next test."""

    def close(self) -> None:
        """See Cluster."""


@pytest.fixture(scope="module")
def session() -> Iterator[SparkSession]:
    opened = open_session(MASTER, OPTIONS)
    yield opened
    opened.stop()


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Events of several sorts, some delivered twice in other batches, and what is no log."""
    folder = tmp_path_factory.mktemp("in")
    write_events(folder, files=12, each=8, days=3)
    again = [
        json.loads(gzip.decompress((folder / f"{name}.json.gz").read_bytes()))["Records"] for name in ("0000", "0007")
    ]
    (folder / "0005-again.json").write_bytes(encoded({"Records": [*again[0], *again[1][:3], cloudtrail("new")]}))
    (folder / "broken.jsonl").write_bytes(encoded(cloudtrail("good")) + b"\n{broken\n")
    (folder / "broken.json.gz").write_bytes(b"\x1f\x8bnothing")
    (folder / "prompts.jsonl").write_bytes(encoded(BEDROCK) + b"\n")
    (folder / "hub.jsonl").write_bytes(encoded(HUB) + b"\n")
    (folder / "flow.log").write_text(f"{FLOW_HEADER}\n{FLOW}\n{FLOW.replace('443', '80')}\n")
    (folder / "capture.jsonl").write_bytes(encoded(CAPTURE) + b"\n")
    return folder


@pytest.fixture(scope="module")
def here(source: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Summary]:
    """The lake that this process makes."""
    lake = tmp_path_factory.mktemp("here")
    summary = fill(source, lake, batch_bytes=BATCH)
    assert set(rows(lake)) == {"cloudtrail", "bedrock_invocation", "security_hub", "vpc_flow", "sagemaker_capture"}
    assert (summary.duplicates, summary.quarantined) == (11, 2)
    return lake, summary


def on_spark(session: SparkSession, source: Path, lake: Path, make: Make) -> Summary:
    workers = ClusterWorkers(lake, make, lambda: LastingCluster(session))
    with FolderLake(lake) as opened:
        return ingest(FileObjects().listed(str(source)), opened, workers.convert, now=lambda: NOW, batch_bytes=BATCH)


def known(lake: Path, source: Path) -> dict[tuple[str, str, str], KnownObject]:
    ledger = Ledger(lake)
    try:
        return ledger.known(FileObjects().listed(str(source)))
    finally:
        ledger.close()


def quarantine(lake: Path) -> list[str]:
    return sorted(line for file in (lake / QUARANTINE).iterdir() for line in file.read_text().splitlines())


def test_executors_that_die_lose_and_double_nothing(
    session: SparkSession, source: Path, here: tuple[Path, Summary], tmp_path: Path
) -> None:
    lake, deaths = tmp_path / "lake", tmp_path / "deaths"
    deaths.mkdir()
    summary = on_spark(session, source, lake, partial(dying, lake.resolve(), deaths))
    assert {path.name for path in deaths.iterdir()} == {str(PROCESS), str(MACHINE)}
    assert summary == here[1]
    assert rows(lake) == rows(here[0])
    assert known(lake, source) == known(here[0], source)
    assert quarantine(lake) == quarantine(here[0])
    left = {path.name[:8] for path in (lake / STAGING).iterdir()}
    assert left >= {f"{PROCESS:08}", f"{MACHINE:08}"}, "what the dead had staged"
    again = on_spark(session, source, lake, partial(dying, lake.resolve(), deaths))
    assert (again.objects, again.known, again.events) == (0, summary.objects, 0)
    assert list((lake / STAGING).iterdir()) == []
    assert rows(lake) == rows(here[0])


def test_a_driver_that_is_killed_has_committed_whole_batches(
    source: Path, here: tuple[Path, Summary], tmp_path: Path
) -> None:
    """Its executors may still write then. Another engine goes on."""
    command = [sys.executable, "-c", DRIVER, str(source), str(tmp_path), str(BATCH)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=400, cwd=ROOT)
    assert ended.returncode == -signal.SIGKILL, ended.stderr[-2000:]
    before = fill(source, tmp_path, batch_bytes=BATCH)
    assert before.known >= KILLED
    assert before.objects == here[1].objects - before.known
    # An object has another number when it is listed anew.
    assert rows(tmp_path, without="origin") == rows(here[0], without="origin")


def test_what_a_task_says_that_fails_quotes_nothing(session: SparkSession, tmp_path: Path) -> None:
    write_events(tmp_path / "in", files=1, each=1)
    with pytest.raises(ModelkeepError, match="ValueError") as caught:
        on_spark(session, tmp_path / "in", tmp_path, partial(quoting, tmp_path))
    assert "hunter2" not in str(caught.value)
    assert not rows(tmp_path)


@pytest.mark.usefixtures("session")
def test_the_command_reads_files_and_s3(
    source: Path, here: tuple[Path, Summary], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the session that is there; it ends with the command."""
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        endpoint = f"http://{host}:{port}"
        s3 = boto3.client("s3", endpoint_url=endpoint)
        s3.create_bucket(Bucket="acme-trail", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        places = []
        for path in sorted(source.iterdir()):
            if path.name < "0006":
                s3.upload_file(str(path), "acme-trail", f"AWSLogs/{path.name}")
            else:
                places.append(str(path))
        words = [
            "logs",
            "ingest",
            "s3://acme-trail/AWSLogs/",
            *places,
            "--endpoint-url",
            endpoint,
            "--quiet",
            "--format",
            "json",
        ]
        told = []
        for engine in (("--workers", "1"), ("--engine", "spark", "--spark-master", MASTER)):
            result = CliRunner().invoke(app, [*words, "-w", str(tmp_path / engine[1]), *engine])
            assert result.exit_code == 4, result.exception
            told.append(json.loads(result.stdout))
    finally:
        server.stop()
    assert told[0] == told[1]
    assert told[0]["events"] == here[1].events
    assert rows(tmp_path / "1" / "lake") == rows(tmp_path / "spark" / "lake")
