"""Records of processing in every format: complete, harmless, and honest about what is not known."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from modelkeep.adapters.export.processing import formats
from modelkeep.cli.recording import exit_code
from modelkeep.core.processing import PersonalData, ProcessingRecord, Purpose, Recipients, Retention

RECORD = ProcessingRecord(
    place="s3://data/<b>train", account="111122223333", region="us-east-1", country="United States", in_eea=False,
    data_class="restricted", complete=False, objects=3, objects_read=2,
    personal_data=(PersonalData(identifier="icd10", title="Diagnosis", category="health", gdpr="Art.9"),),
    purposes=(Purpose(use="training", model="arn:m", name="fraud", region="eu-west-1"),), purpose_tag=None, subjects="",
    legal_basis="=cmd()", recipients=Recipients(certain=("*",), possible=(), administrators=2), encryption=None,
    oldest_at=datetime(2024, 5, 6, tzinfo=UTC),
    measures={"TLS only": None}, copies=(), retention=Retention(read=True, versions=True, owed=True), unknown=("tags: not read",),
)  # fmt: skip


def written(name: str, format_name: str, *records: ProcessingRecord) -> str:
    out = io.StringIO()
    formats(name)[format_name](records, out)
    return out.getvalue()


def test_a_record_is_told_in_words() -> None:
    told = " ".join(written("records", "table", RECORD).split())
    for expected in (
        "restricted at least: not all was read", "United States (a third country: outside the EEA)", "used from eu-west-1",
        "Diagnosis, perhaps more", "Diagnosis (Art.9)", "training (fraud)", "purpose tag: tags were not read",
        "can read: everybody (*); 2 administrators", "TLS only: not known", "never; old versions: kept for ever",
        "deletion in time is owed, not done", "encryption: not read", "unknown: tags: not read",
    ):  # fmt: skip
        assert expected in told


def test_the_oldest_object_is_told_or_that_it_is_not_known() -> None:
    assert "oldest object: 2024-05-06" in written("retention", "table", RECORD)
    assert "oldest object: not known" in written("retention", "table", replace(RECORD, oldest_at=None))


def test_formats_keep_what_strangers_wrote_harmless() -> None:
    assert "&lt;b&gt;" in written("records", "html", RECORD)
    assert "<b>" not in written("retention", "html", RECORD)
    assert "\\<b>" in written("records", "markdown", RECORD)
    heading, row = csv.reader(io.StringIO(written("records", "csv", RECORD), newline=""))
    assert not row[heading.index("legal basis")].startswith("=")


def test_json_says_what_follows_from_it() -> None:
    (record,) = json.loads(written("records", "json", RECORD))["records"]
    assert (record["is_personal"], record["personal_data"][0]["is_special"]) == (True, True)
    assert (record["retention"]["ends"], record["retention"]["met"]) == (False, False)


@pytest.mark.parametrize(
    ("name", "records", "expected"),
    [
        ("records", (), 3),
        ("records", (RECORD,), 4),
        ("records", (replace(RECORD, unknown=()),), 0),
        ("retention", (RECORD, replace(RECORD, retention=Retention(read=False))), 12),
        ("retention", (replace(RECORD, retention=Retention(read=False)),), 4),
        ("retention", (replace(RECORD, retention=Retention(read=True, versions=False, owed=False)),), 0),
    ],
)
def test_it_ends_with_what_a_script_has_to_know(
    name: str, records: tuple[ProcessingRecord, ...], expected: int
) -> None:
    assert exit_code(name, records) == expected
