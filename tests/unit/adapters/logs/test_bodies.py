"""Large bodies of invocations come from the buckets that somebody named, and what could not be had is told."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

from tests.unit.adapters.lake.lakes import NOW
from tests.unit.adapters.logs.samples import BEDROCK, encoded

from modelkeep.adapters.lake.convert import Converter
from modelkeep.adapters.lake.events import open_lake
from modelkeep.adapters.lake.store import FolderLake
from modelkeep.adapters.logs.bodies import FAILURES, LARGEST, Bodies
from modelkeep.adapters.logs.files import FileObjects
from modelkeep.app.logs_ingest import Summary, ingest
from modelkeep.core.errors import AccessError

PATH = "s3://logs/data/b1_input.json.gz"
ASKED = {"messages": [{"role": "user", "content": "hello"}]}


def _bodies(content: bytes | Exception, *, bucket: str = "logs") -> Bodies:
    def get(found: str, key: str, most: int) -> bytes:
        assert (found, key, most) == ("logs", "data/b1_input.json.gz", LARGEST)
        if isinstance(content, Exception):
            raise content
        return content

    return Bodies(get, {bucket})


def _whole(bodies: Bodies, record: Any, scratch: Path) -> tuple[Any, list[tuple[str, str]]]:
    batch = bodies.batch()
    found = batch.whole(encoded(record), scratch)
    return json.loads(bytes(found)), list(batch.told())


def test_a_body_stands_in_its_record_as_if_it_had_been_small(tmp_path: Path) -> None:
    found, told = _whole(_bodies(gzip.compress(encoded(ASKED))), BEDROCK, tmp_path)
    assert found["input"] == {**BEDROCK["input"], "inputBodyJson": ASKED}  # type: ignore[dict-item]
    assert found["output"] == BEDROCK["output"]
    assert told == []


def test_what_cannot_be_had_is_told_and_leaves_the_record_as_it_is(tmp_path: Path) -> None:
    cases: dict[str, Bodies] = {
        "AccessDenied": _bodies(AccessError(f"{PATH}: AccessDenied")),
        "another bucket": _bodies(b"{}", bucket="other"),
        "larger than": _bodies(gzip.compress(b" " * LARGEST)),
        "malformed": _bodies(b"nonsense"),
        "unpacked": _bodies(b"\x1f\x8bnonsense"),
    }
    for reason, bodies in cases.items():
        found, ((place, why),) = _whole(bodies, BEDROCK, tmp_path)
        assert (found, place) == (BEDROCK, PATH)
        assert reason in why
        assert PATH not in why


def test_after_many_failures_no_more_are_asked_for(tmp_path: Path) -> None:
    batch = _bodies(AccessError("AccessDenied")).batch()
    for _ in range(FAILURES + 5):
        batch.whole(encoded(BEDROCK), tmp_path)
    told = list(batch.told())
    assert len(told) == FAILURES + 1
    assert told[-1][1].startswith("5 more")


def _ingested(folder: Path, lake: Path, bodies: Bodies | None) -> Summary:
    converter = Converter(lake, {"": FileObjects()}, bodies=bodies)
    with FolderLake(lake) as opened:
        return ingest(
            FileObjects().listed(str(folder)), opened, lambda works: map(converter.convert, works), now=lambda: NOW
        )


def test_objects_beside_the_records_are_passed_over_and_bodies_become_facts(tmp_path: Path) -> None:
    hour = tmp_path / "logs/AWSLogs/111122223333/BedrockModelInvocationLogs/eu-west-1/2026/11/01/10"
    (hour / "data").mkdir(parents=True)
    (hour / "20261101T100700000Z_1.json.gz").write_bytes(gzip.compress(encoded(BEDROCK)))
    (hour / "data/b1_input.json.gz").write_bytes(gzip.compress(encoded(ASKED)))
    (hour / "amazon-bedrock-logs-permission-check").write_bytes(b"ok")
    told = _ingested(tmp_path / "logs", tmp_path / "lake", _bodies(encoded(ASKED)))
    assert (told.objects, told.events, told.quarantined, sum(told.skipped.values())) == (1, 1, 0, 2)
    connection = open_lake(tmp_path / "lake")
    assert connection.execute("SELECT input_body, user_characters FROM bedrock_invocation").fetchall() == [
        (encoded(ASKED).decode(), 5)
    ]
    connection.close()
    failed = _ingested(tmp_path / "logs", tmp_path / "other", _bodies(AccessError("AccessDenied")))
    assert (failed.events, failed.unread, failed.is_whole) == (1, [(PATH, "AccessDenied")], False)
