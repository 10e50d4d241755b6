"""A file is read in its format; what was not read is told; values are never."""

from __future__ import annotations

import gzip
import io
import json
import zipfile

from tests.unit.engines.classify.test_text import CARD, NINE

from modelkeep.core.data import Classified, Method
from modelkeep.engines.artifacts.sources import Bytes
from modelkeep.engines.classify.compiled import compile_identifiers
from modelkeep.engines.classify.objects import Classifier
from modelkeep.engines.classify.reading import Plan

CLASSIFIER = Classifier(compile_identifiers([CARD, NINE]), b"key")
NUMBER = "4012888888881881"


def classified(name: str, content: bytes, plan: Plan | None = None) -> Classified:
    return CLASSIFIER.classify(name, Bytes(content), plan or Plan())


def test_a_text() -> None:
    told = classified("notes.txt", f"first\nthe card number {NUMBER}\nand {NUMBER}".encode())
    (finding,) = told.findings
    assert (finding.identifier, finding.at, finding.count, finding.masked) == ("card", "line 2", 2, "##############81")
    assert told.method is Method.FULL
    assert not told.gaps
    assert NUMBER not in repr(told)


def test_json_lines_are_columns() -> None:
    lines = [json.dumps({"user": {"ssn": f"12345678{row}"}, "cards": [NUMBER], "n": row}) for row in range(5)]
    told = classified("train.jsonl", "\n".join(lines).encode())
    assert [(each.column, each.identifier, each.count) for each in told.findings] == [
        ("cards[]", "card", 5),
        ("user.ssn", "nine", 5),
    ]
    assert told.records == 5
    assert NUMBER not in repr(told)


def test_lines_that_are_no_json_are_read_as_text() -> None:
    told = classified("train.jsonl", f'{{"a": 1}}\n{{"card": {NUMBER}, \n{{"a": 2}}'.encode())
    assert [(each.column, each.identifier) for each in told.findings] == [("", "card")]
    assert not told.gaps


def test_documents_within_texts_are_read_by_their_paths() -> None:
    body = json.dumps({"inputText": "x", "customer": {"ssn": "123456789"}})
    told = classified("log.json", json.dumps({"input": {"inputBodyJson": body}}).encode())
    assert [(each.column, each.identifier) for each in told.findings] == [("input.inputBodyJson.customer.ssn", "nine")]


def test_a_table_has_the_names_of_its_first_row() -> None:
    told = classified("people.csv", b"id,ssn,note\n1,123456789,x\n2,987654321,y\n")
    assert [(each.column, each.at, each.count) for each in told.findings] == [("ssn", "row 0", 2)]
    assert told.records == 2


def test_a_table_without_names_goes_by_numbers() -> None:
    told = classified("part-0000", f"1;{NUMBER};a\n2;{NUMBER};b\n3;{NUMBER};c\n".encode())
    assert [(each.column, each.count) for each in told.findings] == [("column 2", 3)]


def test_members_of_containers_are_read() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("data/notes.txt.gz", gzip.compress(f"card number {NUMBER}".encode()))
    told = classified("all.zip", packed.getvalue())
    (finding,) = told.findings
    assert finding.place[:2] == ("all.zip", "data/notes.txt.gz")


def test_an_unknown_format_is_a_gap_and_never_clean() -> None:
    told = classified("image.raw", bytes(range(256)))
    assert [each.reason for each in told.gaps] == ["no format that is read here"]
    assert told.data_class is None


def test_a_large_text_is_sampled_the_same_way_each_time() -> None:
    content = b"".join(b"line %d\n" % number for number in range(2_000))
    plan = Plan(sample=3_000, seed=1)
    told = classified("long.txt", content, plan)
    assert told.method is Method.SAMPLE
    assert 0 < told.bytes_read <= 3_000
    assert told == classified("long.txt", content, plan)
