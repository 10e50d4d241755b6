"""What is known of data is the same, byte for byte: read by this process, by processes of this machine, and by Spark.

Spark costs seconds to start, so that there is one session. `make slow` runs it.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import signal
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus

import boto3
import pyarrow as pa
import pytest
from moto.server import ThreadedMotoServer
from typer.testing import CliRunner

from modelkeep.adapters.artifacts.files import listed
from modelkeep.adapters.classify import spark
from modelkeep.adapters.classify.batches import answers_of, batch_of, scan_batch
from modelkeep.adapters.classify.classifying import classifiers
from modelkeep.adapters.classify.spark import SparkData
from modelkeep.adapters.classify.worker import Setup
from modelkeep.adapters.spark_session import open_session
from modelkeep.catalogue.identifiers import load_identifiers
from modelkeep.cli import app
from modelkeep.core.artifacts import Artifact
from modelkeep.core.errors import ModelkeepError
from modelkeep.engines.classify.packing import Task

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

MASTER = "local[2]"
ADDRESS, NUMBER = "zoe.lovelace@analytical.org", "4539578763621486"
KEY = b"a key that is told to nobody"
ENVIRONMENT = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_DEFAULT_REGION": "eu-west-1"}
ONLY = ("email", "credit_card_pan")
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("spark")]


@pytest.fixture(scope="module")
def session() -> Iterator[SparkSession]:
    opened = open_session(
        MASTER, {f"spark.executorEnv.{name}": value for name, value in ENVIRONMENT.items()}, purpose="classify"
    )
    yield opened
    opened.stop()


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of several formats, of which one takes its process down, and one is no file."""
    folder = tmp_path_factory.mktemp("in")
    for number in range(40):
        (folder / f"note-{number:02}.txt").write_text(f"né à Paris, {number}: {ADDRESS}\n" * (number % 3))
    (folder / "cards.csv").write_text(f"id,card\n1,{NUMBER}\n2,{NUMBER}\n")
    (folder / "chat.jsonl").write_text(
        "".join(json.dumps({"messages": [{"content": f"write to {ADDRESS}"}]}) + "\n" for _ in range(9))
    )
    (folder / "packed.txt.gz").write_bytes(gzip.compress(f"mail {ADDRESS}".encode(), mtime=0))
    (folder / "odd.bin").write_bytes(bytes(range(256)))
    (folder / "pipe").symlink_to(folder / "gone")
    return folder


def setup_in(folder: Path) -> Setup:
    chosen = tuple(each for each in load_identifiers() if each.id in ONLY)
    return Setup(
        chosen, full=False, sample=1 << 20, seed=0, key=KEY, memory=1 << 30, engine="re", spans=True, folder=str(folder)
    )


class Lasting(SparkData):
    """Leaves the session to the next test."""

    def __exit__(self, *_: object) -> None:
        """See SparkData."""


def lasting(session: SparkSession, setup: Setup, seconds: float = 60) -> Lasting:
    def remote(_: str, __: str) -> Iterator[Artifact]:
        raise AssertionError

    return Lasting(setup, seconds, lambda: session, remote)


def stream(batches: Iterable[pa.RecordBatch]) -> bytes:
    """Rows as bytes, however they were divided into batches."""
    table = pa.Table.from_batches(list(batches)).combine_chunks()
    out = pa.BufferOutputStream()
    with pa.ipc.new_stream(out, table.schema) as writer:
        writer.write_table(table)
    told: bytes = out.getvalue().to_pybytes()
    return told


def test_batches_are_the_same_bytes_here_and_on_spark(session: SparkSession, source: Path) -> None:
    artifacts = list(listed(str(source)))
    setup = setup_in(source)
    with classifiers(setup, 2, 60) as pool:
        here = scan_batch(batch_of(artifacts), pool.ask)
    tasks = [Task(number, tuple(artifacts[number : number + 7]), 1) for number in range(0, len(artifacts), 7)]
    frame = lasting(session, setup).plan(tasks)
    there = frame.toArrow()
    assert stream(there.cast(here.schema).to_batches()) == stream([here])
    assert [each.classified.place for each in answers_of(there)] == [each.place for each in artifacts]
    assert sum(bool(each.classified.findings) for each in answers_of(there)) == 29
    plan = frame._jdf.queryExecution().toString()
    settings = " ".join(" ".join(each) for each in session.sparkContext.getConf().getAll())
    assert all(each not in f"{plan} {settings}" for each in (KEY.decode(), KEY.hex(), ADDRESS))


def test_the_command_tells_the_same(
    session: SparkSession, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert session is not None
    monkeypatch.chdir(source)
    monkeypatch.setattr(SparkData, "__exit__", Lasting.__exit__)
    told = []
    for engine in ((), ("--engine", "spark", "--spark-master", MASTER)):
        words = [
            "classify",
            ".",
            "--matcher",
            "re",
            "--format",
            "json",
            "-q",
            "--no-cache",
            "-w",
            str(tmp_path / "w"),
            *engine,
        ]
        result = CliRunner().invoke(app, [*words, *(word for each in ONLY for word in ("--only", each))])
        assert result.exit_code == 13, result.exception
        told.append(result.stdout)
    assert told[0] == told[1]
    assert len(told[0].splitlines()) == 45


def test_objects_of_an_inventory_are_the_same_and_read_as_they_are_now(
    session: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was overwritten since is read anew, what is gone or archived is told."""
    assert session is not None
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(SparkData, "__exit__", Lasting.__exit__)
    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    try:
        endpoint = f"http://127.0.0.1:{server.get_host_and_port()[1]}"
        s3 = boto3.client("s3", endpoint_url=endpoint)
        for bucket in ("acme-lake", "acme-inventory"):
            s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        rows = []
        for key, text, now in (
            ("a b.txt", "nothing", f"mail {ADDRESS}"),
            ("c.txt", f"mail {ADDRESS}", ""),
            ("d.txt", "nothing", None),
        ):
            told = s3.put_object(Bucket="acme-lake", Key=key, Body=text)
            rows.append(f'"acme-lake","{quote_plus(key)}","{len(text)}",{told["ETag"]},"STANDARD"')
            if now is None:
                s3.delete_object(Bucket="acme-lake", Key=key)
            elif now:
                s3.put_object(Bucket="acme-lake", Key=key, Body=now)
        rows.append('"acme-lake","cold.txt","9","t","GLACIER"')
        place = _delivered(s3, "\n".join(rows).encode())
        words = ["classify", "--inventory", place, "--endpoint-url", endpoint, "--only", "email", "--matcher", "re"]
        words += ["--format", "json", "-q", "--no-cache", "-w", str(tmp_path / "w")]
        told = []
        for engine in ((), ("--engine", "spark", "--spark-master", MASTER)):
            result = CliRunner().invoke(app, [*words, *engine])
            assert result.exit_code == 12, result.exception
            told.append(result.stdout)
    finally:
        server.stop()
    assert told[0] == told[1]
    found = [json.loads(each) for each in told[0].splitlines()]
    assert [(each["path"].removeprefix("s3://acme-lake/"), each["class"], each["overwritten"]) for each in found] == [
        ("a b.txt", "confidential", True), ("c.txt", "confidential", False), ("d.txt", None, False), ("cold.txt", None, False),
    ]  # fmt: skip
    assert [each["not_read"][0]["reason"].partition(":")[0] for each in found[2:]] == [
        "it is gone since it was listed", "it is archived (GLACIER)",
    ]  # fmt: skip


def _delivered(s3: Any, lines: bytes) -> str:
    content = gzip.compress(lines)
    file = {"key": "inv/data/0.csv.gz", "size": len(content), "MD5checksum": hashlib.md5(content).hexdigest()}
    manifest = {
        "sourceBucket": "acme-lake", "creationTimestamp": "1795140000000", "fileFormat": "CSV",
        "fileSchema": "Bucket, Key, Size, ETag, StorageClass", "files": [file],
    }  # fmt: skip
    s3.put_object(Bucket="acme-inventory", Key=file["key"], Body=content)
    s3.put_object(Bucket="acme-inventory", Key="inv/2026/manifest.json", Body=json.dumps(manifest).encode())
    return "s3://acme-inventory/inv/2026/manifest.json"


def test_a_file_that_takes_too_long_is_one_file(session: SparkSession, source: Path, tmp_path: Path) -> None:
    (tmp_path / "large.txt").write_text(f"mail {ADDRESS} {NUMBER}\n" * 400_000)
    (tmp_path / "small.txt").write_text(f"mail {ADDRESS}\n")
    artifacts = list(listed(str(tmp_path)))
    found = list(lasting(session, setup_in(source), seconds=1.0).classify(artifacts))
    assert [bool(told.gaps) for _, told, _ in found] == [True, False]
    assert "longer than 1 s" in found[0][1].gaps[0].reason
    assert [artifact for artifact, _, _ in found] == artifacts


def test_another_version_is_told_with_its_machine(
    session: SparkSession, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spark, "__version__", "0.0.0")
    with pytest.raises(ModelkeepError, match=r"has Modelkeep .*, where 0\.0\.0 is asked for"):
        list(lasting(session, setup_in(source)).classify(listed(str(source))))


def test_what_reads_ends_with_what_started_it(session: SparkSession, source: Path) -> None:
    """Spark ends its Python processes without a word."""
    list(lasting(session, setup_in(source)).classify(listed(str(source / "cards.csv"))))
    before = _reading()
    assert before
    for parent in set(before.values()):
        os.kill(parent, signal.SIGKILL)
    until = time.monotonic() + 20
    while set(_reading()) & set(before):
        assert time.monotonic() < until
        time.sleep(0.1)


def _reading() -> dict[int, int]:
    """Processes that classify for this one's Spark, with their parents."""
    return {
        each: _parent(each) for each in _processes(b"modelkeep.adapters.classify.worker") if os.getpid() in _above(each)
    }


def _processes(words: bytes) -> Iterator[int]:
    for folder in Path("/proc").iterdir():
        with suppress(OSError):
            if folder.name.isdigit() and words in (folder / "cmdline").read_bytes().replace(b"\0", b" "):
                yield int(folder.name)


def _above(process: int) -> Iterator[int]:
    while process := _parent(process):
        yield process


def _parent(process: int) -> int:
    """0 where there is none any more."""
    try:
        return int((Path("/proc") / str(process) / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0
