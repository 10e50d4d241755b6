"""When things go wrong: bounded memory and time, the object reported with its reason, and nothing clean that was not read."""

from __future__ import annotations

import base64
import gzip
import io
import json
import random
import struct
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from tests.unit.engines.classify.test_objects import CLASSIFIER, NUMBER, classified

from modelkeep.core.data import Classified, Method
from modelkeep.engines.artifacts.limits import Limits
from modelkeep.engines.artifacts.sources import Bytes, UnreadableError
from modelkeep.engines.classify.reading import BLOCK, Plan

SAMPLE = 1 << 20


@dataclass
class Endless:
    """A file of any size that is the same text again and again; it counts what is read of it, and how much at once."""

    size: int
    start: bytes
    again: bytes
    read_bytes: int = 0
    largest: int = 0
    asked: list[int] = field(default_factory=list)

    def read(self, offset: int, length: int) -> bytes:
        length = max(0, min(length, self.size - offset))
        self.read_bytes += length
        self.largest = max(self.largest, length)
        if offset < len(self.start):
            return (self.start[offset:] + self.again * (length // len(self.again) + 1))[:length]
        return (self.again * (length // len(self.again) + 2))[(offset - len(self.start)) % len(self.again) :][:length]

    def prefetch(self, ranges: Any) -> None:
        pass


def zipped(parts: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.csv", "a.txt", "a.xml", "a.html", "a.mbox", "a.yaml"])
def test_of_50_gb_in_one_line_a_megabyte_is_read(name: str) -> None:
    start = {
        "a.xml": b"<?xml version='1.0'?><a>",
        "a.html": b"<html>",
        "a.mbox": b"From a@b.org Sat Jan  3 01:05:34 1996\nFrom: x\n\n",
    }
    source = Endless(
        50 << 30, start.get(name, b'{"card number": "' + NUMBER.encode() + b'", "text": "'), b"lorem ipsum "
    )
    told = CLASSIFIER.classify(name, source, Plan(sample=SAMPLE))
    assert source.read_bytes < 4 * SAMPLE
    assert told.method is Method.SAMPLE
    assert told.bound > 0
    if name not in start:
        assert [each.identifier for each in told.findings] == ["card"]


def test_with_full_a_line_is_read_in_pieces() -> None:
    source = Endless(9 * BLOCK, b'{"text": "', b"lorem ipsum ")
    told = CLASSIFIER.classify("a.jsonl", source, Plan(full=True))
    assert source.largest <= BLOCK
    assert told.method is Method.FULL


def nested(depth: int) -> bytes:
    data, name = f"card number {NUMBER}".encode(), "a.txt"
    for number in range(depth):
        data, name = zipped({name: data}), f"{number}.zip"
    return data


def packed_tar(content: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        member = tarfile.TarInfo("a.txt")
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    return out.getvalue()


BOMB = b"0" * 400_000


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.zip", zipped({"a.txt": BOMB}), "more than 100,000 bytes when decompressed"),
        ("a.gz", gzip.compress(BOMB), "more than 100,000 bytes when decompressed"),
        ("a.tar.gz", packed_tar(BOMB), "more than 100,000 bytes when decompressed"),
        ("a.xlsx", zipped({"xl/worksheets/sheet1.xml": BOMB}), "more than 100,000 bytes when decompressed"),
        ("a.zip", nested(30), "containers within each other"),
        ("a.zip", zipped({f"{number}.txt": b"x" for number in range(60)}), "more than 50 members"),
    ],
    ids=["zip", "gzip", "tar", "office", "nested", "members"],
)
def test_bombs_are_told_and_not_clean(name: str, content: bytes, reason: str) -> None:
    limits = Limits(spool=100_000, expanded=100_000, members=50)
    told = CLASSIFIER.classify(name, Bytes(content), Plan(), limits=limits)
    assert any(reason in each.reason for each in told.gaps)
    assert told.data_class is None


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.parquet", f"card number {NUMBER}".encode()),
        ("a.pdf", f"card number {NUMBER}".encode()),
        ("a.docx", zipped({"a.txt": f"card number {NUMBER}".encode()})),
        ("a.png", gzip.compress(f"card number {NUMBER}".encode())),
        ("a.ipynb", f"card number {NUMBER}".encode()),
        ("a.npy", f"card number {NUMBER}".encode()),
        ("a.gz", f"card number {NUMBER}".encode()),
    ],
)
def test_an_extension_that_lies_hides_nothing(name: str, content: bytes) -> None:
    assert [each.identifier for each in classified(name, content).findings] == ["card"]


@pytest.mark.parametrize(
    "name", ["a.txt", "a.csv", "a.json", "a.parquet", "a.pdf", "a.docx", "a.ipynb", "a.npy", "a.eml"]
)
@pytest.mark.parametrize(
    "start",
    [b"", b"PAR1", b"%PDF-1.7", b"PK\3\4", b"\x93NUMPY", b"Obj\x01", b"ORC", b"ARROW1", b"GGUF", b"\x1f\x8b\x08"],
)
def test_what_is_no_more_than_noise_is_never_clean(name: str, start: bytes) -> None:
    noise = random.Random(1).randbytes(3_000)
    assert classified(name, start + noise).data_class is None


def test_a_checkpoint_of_torch_is_read_as_any_archive() -> None:
    members = {
        "m/data.pkl": f"card number {NUMBER}".encode(),
        "m/version": b"3",
        "m/data/0": f"ssn 123456789 {NUMBER}".encode(),
    }
    told = classified("a.pt", zipped(members, zipfile.ZIP_STORED))
    assert {each.place[1] for each in told.findings} == {"m/data.pkl", "m/data/0"}


class Failing(Bytes):
    """What is gone, or refused, from an offset on."""

    def read(self, offset: int, length: int) -> bytes:
        if offset + length > 5_000:
            raise UnreadableError("it is gone since it was listed")
        return super().read(offset, length)


@pytest.mark.parametrize("name", ["a.txt", "a.csv", "a.jsonl", "a.json", "a.xml", "a.html", "a.eml", "a.ipynb"])
def test_what_vanishes_while_it_is_read_is_told(name: str) -> None:
    content = {"a.html": b"<html>", "a.xml": b"<a>", "a.eml": b"From: a\nTo: b\n\n"}.get(
        name, b'{"a": "'
    ) + b"x\n" * 5_000
    told = CLASSIFIER.classify(name, Failing(content), Plan())
    assert any("gone" in each.reason for each in told.gaps)
    assert told.data_class is None


@pytest.mark.parametrize("name", ["a.txt", "a.csv", "a.jsonl"])
def test_very_many_very_short_lines(name: str) -> None:
    told = CLASSIFIER.classify(name, Bytes(b"{}\n" * 50_000), Plan(full=True))
    assert (told.gaps, told.method) == ((), Method.FULL)


INVOCATION = {
    "schemaType": "ModelInvocationLog", "schemaVersion": "1.0", "timestamp": "2026-01-02T03:04:05Z", "accountId": "111122223333",
    "region": "us-east-1", "requestId": "a1b2c3d4-5678-90ab-cdef-EXAMPLE11111", "operation": "InvokeModel",
    "modelId": "anthropic.claude-v2",
}  # fmt: skip


@pytest.mark.parametrize(
    ("more", "column"),
    [
        ({"input": {"inputBodyJson": {"messages": [{"role": "user", "content": "CARD"}]}}}, "input.inputBodyJson.messages[].content"),
        ({"output": {"outputBodyJson": [{"type": "delta", "delta": {"text": "CARD"}}]}}, "output.outputBodyJson[].delta.text"),
        ({"input": {"inputBodyJson": json.dumps({"prompt": "CARD"})}}, "input.inputBodyJson.prompt"),
        ({"identity": {"arn": "arn:aws:iam::111122223333:user/CARD"}}, None),
    ],
    ids=["converse", "chunks of a stream", "a body in a text", "no body"],
)  # fmt: skip
def test_invocation_logs_of_bedrock_have_paths(more: dict[str, Any], column: str | None) -> None:
    line = json.dumps({**INVOCATION, **more}).replace("CARD", f"card number {NUMBER}")
    told = classified("20260102T030405Z_0.json.gz", gzip.compress((line + "\n").encode() * 2))
    assert [each.column for each in told.findings if each.column == column] == ([column] if column else [])
    assert not told.gaps


@pytest.mark.parametrize(
    ("encoding", "encode", "column"),
    [
        ("CSV", lambda text: text, "captureData.endpointInput.data"),
        ("JSON", lambda text: json.dumps({"note": text}), "captureData.endpointInput.data.note"),
        ("BASE64", lambda text: base64.b64encode(text.encode()).decode(), "captureData.endpointInput.data"),
    ],
)
def test_what_sagemaker_captures_has_paths(encoding: str, encode: Callable[[str], str], column: str) -> None:
    data = encode(f"card number {NUMBER}")
    line = {
        "captureData": {"endpointInput": {"observedContentType": "text/csv", "mode": "INPUT", "data": data, "encoding": encoding}},
        "eventMetadata": {"eventId": "a1b2c3d4-5678-90ab-cdef-EXAMPLE11111", "inferenceTime": "2026-01-02T03:04:05Z"},
        "eventVersion": "0",
    }  # fmt: skip
    told: Classified = classified("04-05-678.jsonl", (json.dumps(line) + "\n").encode())
    assert [(each.identifier, each.column) for each in told.findings] == [("card", column)]


def test_what_a_sample_does_not_rule_out_is_not_public() -> None:
    told = CLASSIFIER.classify(
        "a.gz", Bytes(gzip.compress(random.Random(1).randbytes(30_000).hex().encode())), Plan(sample=9_000)
    )
    assert (told.bound, told.gaps, told.data_class) == (1.0, (), None)


def test_a_header_that_claims_more_than_there_is() -> None:
    assert classified("a.safetensors", struct.pack("<Q", 1 << 62) + b"{}" * 40).data_class is None
    assert classified("a.gguf", b"GGUF" + struct.pack("<IQQ", 3, 1 << 60, 1 << 60)).data_class is None
