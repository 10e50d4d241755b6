"""What is redacted is found no more, everything else stays, and tokens come back byte for byte."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from tests.fakes.bucket import Bucket
from tests.unit.engines.classify.test_text import CARD, NINE
from typer.testing import CliRunner

from modelkeep.adapters.aws import artifacts, written_objects
from modelkeep.adapters.aws.clients import Endpoint
from modelkeep.adapters.classify.redacted_places import Places
from modelkeep.adapters.classify.redacting import Redacting
from modelkeep.cli import app
from modelkeep.core.errors import RedactionError, UsageError
from modelkeep.core.redaction import Redacted
from modelkeep.engines.artifacts.sources import Bytes
from modelkeep.engines.classify import redaction
from modelkeep.engines.classify.compiled import compile_identifiers
from modelkeep.engines.classify.redacted import Redactor, Way, mask
from modelkeep.engines.classify.text import TextScanner

NUMBER = "4012888888881881"
KEY = b"k" * 32
COMPILED = compile_identifiers([CARD, NINE])
LEAST = min(each.data_class.rank for each in (CARD, NINE))
INNER = json.dumps({"note": f'é "{NUMBER}"', "ssn": 123456789})
DOCUMENT = {"card": NUMBER, "user": {"ssn": 123456789}, "text": f'caf\u00e9\n{NUMBER} "x"', "body": INNER}
LOOKS_LIKE_A_TOKEN = "tok_card_" + "a" * 40
FILES = {
    "table.csv": f'card,note,ssn\r\n{NUMBER},"a ""{NUMBER}"", b",123456789\r\n"{NUMBER}","x\ny",\r\n'.encode(),
    "table.tsv": f"\ufeffid\tcard\n1\t{NUMBER}\n2\t{NUMBER}".encode(),
    "lines.jsonl": f"{json.dumps(DOCUMENT)}\n\n{json.dumps({**DOCUMENT, 't': LOOKS_LIKE_A_TOKEN}, ensure_ascii=False)}\n".encode(),
    "document.json": json.dumps([DOCUMENT, DOCUMENT], indent=1).encode(),
    "notes.txt": f"Zoë paid with card {NUMBER}.\n{LOOKS_LIKE_A_TOKEN} and ssn 123456789\n".encode(),
    "empty.txt": b"",
}


def redacting(way: Way = Way.TOKENISE, key: bytes = KEY, *, force: bool = False) -> Redacting:
    return Redacting(COMPILED, Redactor.of(way, key), LEAST, force, "re")


def redacted(folder: Path, name: str, content: bytes, way: Way) -> tuple[bytes, Redacted]:
    (folder / name).write_bytes(content)
    done = redacting(way).redact(str(folder / name), str(folder / f"out-{name}"))
    return (folder / f"out-{name}").read_bytes(), done


@pytest.mark.parametrize("way", list(Way))
@pytest.mark.parametrize("name", list(FILES))
def test_no_value_is_left_and_tokens_come_back(tmp_path: Path, name: str, way: Way) -> None:
    written, done = redacted(tmp_path, name, FILES[name], way)
    assert NUMBER.encode() not in written
    assert (done.total > 0) is (name != "empty.txt")
    if name.endswith("l"):
        assert [json.loads(each) for each in written.splitlines() if each]
    if way is Way.TOKENISE:
        redacting().restore(str(tmp_path / f"out-{name}"), str(tmp_path / "back"))
        assert (tmp_path / "back").read_bytes() == FILES[name]


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Bucket:
    held = Bucket({f"in/{name}": content for name, content in FILES.items()})
    monkeypatch.setattr(artifacts, "_s3", lambda way, account: held)
    monkeypatch.setattr(written_objects, "_client", lambda way: held)
    return held


@pytest.mark.parametrize("name", list(FILES))
def test_objects_of_s3_come_back_from_their_tokens(tmp_path: Path, bucket: Bucket, name: str) -> None:
    worker = replace(redacting(), places=Places(artifacts.Way(Endpoint())))
    worker.redact(f"s3://acme/in/{name}", f"s3://acme/out/{name}")
    assert NUMBER.encode() not in bucket.objects[f"out/{name}"]
    with pytest.raises(UsageError, match="exists"):
        worker.redact(f"s3://acme/in/{name}", f"s3://acme/out/{name}")
    with pytest.raises(UsageError, match="cannot be the output"):
        replace(worker, force=True).redact(f"s3://acme/in/{name}", f"s3://acme/in/{name}")
    worker.restore(f"s3://acme/out/{name}", str(tmp_path / "back"))
    assert (tmp_path / "back").read_bytes() == bucket.objects[f"in/{name}"] == FILES[name]


def test_an_object_that_cannot_be_read_is_not_redacted(bucket: Bucket) -> None:
    worker = replace(redacting(), places=Places(artifacts.Way(Endpoint())))
    with pytest.raises(UsageError, match="no such object"):
        worker.redact("s3://acme/in/table", "s3://acme/out/x")
    bucket.refused = frozenset({"GetObject"})
    with pytest.raises(RedactionError, match="not read is not redacted"):
        worker.redact("s3://acme/in/table.csv", "s3://acme/out/x")
    assert "out/x" not in bucket.objects
    with pytest.raises(UsageError, match="lies in S3"):
        redacting().redact("s3://acme/in/table.csv", "x")


def test_quotes_and_separators_stay(tmp_path: Path) -> None:
    written, done = redacted(tmp_path, "table.csv", FILES["table.csv"], Way.MASK)
    form = "#" * 16
    assert written.decode() == f'card,note,ssn\r\n{form},"a ""{form}"", b",#########\r\n"{form}","x\ny",\r\n'
    assert done.told()["redacted"] == [
        {"identifier": "card", "column": "card", "count": 2, "values": 2},
        {"identifier": "card", "column": "note", "count": 1, "values": 2},
        {"identifier": "nine", "column": "ssn", "count": 1, "values": 1},
    ]


def test_numbers_become_text_and_are_null_when_dropped(tmp_path: Path) -> None:
    content = b'{"ssn": 123456789, "n": [1, 2.5]}\n'
    assert redacted(tmp_path, "a.jsonl", content, Way.MASK)[0] == b'{"ssn": "#########", "n": [1, 2.5]}\n'
    assert redacted(tmp_path, "b.jsonl", content, Way.DROP)[0] == b'{"ssn": null, "n": [1, 2.5]}\n'


def test_equal_values_have_equal_tokens(tmp_path: Path) -> None:
    written, _ = redacted(tmp_path, "table.tsv", FILES["table.tsv"], Way.TOKENISE)
    first, second = (line.split("\t")[1] for line in written.decode().splitlines()[1:])
    assert first == second


def test_another_key_is_told(tmp_path: Path) -> None:
    redacted(tmp_path, "notes.txt", FILES["notes.txt"], Way.TOKENISE)
    with pytest.raises(UsageError, match="another key"):
        redacting(key=b"x" * 32).restore(str(tmp_path / "out-notes.txt"), str(tmp_path / "back"))
    assert not (tmp_path / "back").exists()


def test_a_value_across_blocks_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    content = f"{'x ' * 60}card {NUMBER} {'y ' * 300}".encode()
    for name, value in (("BLOCK", 128), ("HELD", 64), ("BEFORE", 32)):
        monkeypatch.setattr(redaction, name, value)
    verdicts = redaction.Verdicts(COMPILED, {}, frozenset({"card"}))
    work = redaction.Work(verdicts, Redactor.of(Way.MASK, KEY), "re")
    written = b"".join(redaction.text(Bytes(content), work, TextScanner(COMPILED, "re")))
    assert written == content.replace(NUMBER.encode(), b"#" * 16)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("odd.jsonl", b'{"a": 1}\n{"a": \n{"b": 2}\n', "line 2 is no JSON"),
        ("page.html", b"<!doctype html><html><body>x</body></html>", "not written here"),
        ("open.csv", b'a,b\n1,"2\n', "no end"),
        ("binary.bin", bytes(range(256)), "not read is not redacted"),
    ],
)
def test_what_cannot_be_rewritten_is_an_error(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    with pytest.raises(RedactionError, match=message):
        redacted(tmp_path, name, content, Way.MASK)
    assert [each.name for each in tmp_path.iterdir()] == [name]


def test_what_is_found_even_so_is_told_and_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Redactor, "stand_in", lambda _, identifier, value, raw, **__: raw)
    with pytest.raises(RedactionError, match=r"card is still found in it \(column card, row 0\)") as caught:
        redacted(tmp_path, "table.tsv", FILES["table.tsv"], Way.MASK)
    assert NUMBER not in str(caught.value)
    assert [each.name for each in tmp_path.iterdir()] == ["table.tsv"]


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    (tmp_path / "b.txt").write_text("b")
    with pytest.raises(UsageError, match="cannot be the output"):
        redacting(force=True).redact(str(tmp_path / "a.txt"), str(tmp_path / "a.txt"))
    with pytest.raises(UsageError, match="exists"):
        redacting().redact(str(tmp_path / "a.txt"), str(tmp_path / "b.txt"))


@pytest.mark.parametrize("way", list(Way))
def test_parquet_keeps_its_schema_and_comes_back(tmp_path: Path, way: Way) -> None:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    table = pa.table({
        "card": pa.array([NUMBER, None, NUMBER]).dictionary_encode(),
        "ssn": pa.array([123456789, None, 987654321], pa.int64()),
        "raw": pa.array([NUMBER.encode(), b"", None]),
        "nested": [{"cards": [NUMBER]}, {"cards": []}, None],
        "n": pa.array([1, 2, 3], pa.int8()),
    })  # fmt: skip
    held = io.BytesIO()
    parquet.write_table(table, held)
    redacted(tmp_path, "a.parquet", held.getvalue(), way)
    done = parquet.read_table(tmp_path / "out-a.parquet")
    kinds = {each.name: each.type for each in done.schema}
    assert kinds.pop("ssn") == (pa.int64() if way is Way.DROP else pa.string())
    assert all(table.schema.field(name).type == kind for name, kind in kinds.items())
    assert NUMBER not in str(done.to_pydict())
    assert done["n"].to_pylist() == [1, 2, 3]
    if way is Way.TOKENISE:
        redacting().restore(str(tmp_path / "out-a.parquet"), str(tmp_path / "back"))
        assert parquet.read_table(tmp_path / "back").equals(table)


def test_masks_hold_nothing_that_needs_an_escape() -> None:
    assert mask('Ab-1é"\\\n'.encode()) == b"**-#****"
    assert mask(b"a\n1", lines=True) == b"*\n#"


def test_the_command_reports_counts_and_never_a_value(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("id,ssn\n1,536-22-1234\n2,536-22-4321\n")
    out, again, report = tmp_path / "out.csv", tmp_path / "again.csv", tmp_path / "report.json"
    common = ["--only", "us_ssn", "--matcher", "re", "-w", str(tmp_path / "w")]
    told = CliRunner().invoke(
        app, ["redact", str(tmp_path / "people.csv"), str(out), "-m", "tokenise", "--report", str(report), *common]
    )
    assert told.exit_code == 0, told.output
    assert "536" not in told.output + report.read_text() + out.read_text()
    assert json.loads(report.read_text())["redacted"] == [
        {"identifier": "us_ssn", "column": "ssn", "count": 2, "values": 2}
    ]
    assert CliRunner().invoke(app, ["redact", "--restore", str(out), str(again), *common]).exit_code == 0
    assert again.read_bytes() == (tmp_path / "people.csv").read_bytes()
    assert CliRunner().invoke(app, ["redact", str(out), str(again), "--class", "public"]).exception is not None


def test_a_folder_is_redacted_file_by_file_and_what_fails_is_told(tmp_path: Path) -> None:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / "deep" / "people.csv").write_text("id,ssn\n1,536-22-1234\n")
    (tmp_path / "in" / "odd.bin").write_bytes(bytes(range(256)))
    told = CliRunner().invoke(app, [
        "redact", str(tmp_path / "in"), str(tmp_path / "out"), "--only", "us_ssn", "--matcher", "re", "-w", str(tmp_path / "w"),
        "--format", "json",
    ])  # fmt: skip
    done, failed = sorted(map(json.loads, told.stdout.splitlines()), key=lambda each: bool(each["error"]))
    assert (told.exit_code, done["error"], done["redacted"][0]["count"]) == (4, None, 1)
    assert (tmp_path / "out" / "deep" / "people.csv").read_text() == "id,ssn\n1,###-##-####\n"
    assert "not read is not redacted" in failed["error"]
    assert not (tmp_path / "out" / "odd.bin").exists()
