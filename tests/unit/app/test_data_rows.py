"""The analysis of data within a scan: each object is read once, models have the class of what they are made of, and nothing that was
not read looks good."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import duckdb
import pytest
from tests.fakes.blank import blank_estate

from modelkeep.app.data_rows import CLASSIFY_ENGINE, DataAnalysis
from modelkeep.bootstrap_classify import data_part, load_framework
from modelkeep.core.artifacts import Artifact, Gap
from modelkeep.core.coverage import Outcome
from modelkeep.core.data import Classified, DataClass, DataFinding, Method, Span
from modelkeep.core.errors import AccessError, EmptyPlaceError
from modelkeep.core.verdict import Severity
from modelkeep.engines.posture.lineage import derive, index
from modelkeep.engines.posture.schema import insert_rows
from modelkeep.ports import Silent

NOW = datetime(2026, 11, 21, tzinfo=UTC)
ONE = "111122223333"
HERE = {"account": ONE, "region": "eu-west-1"}
FRAUD, CUSTOM, GONE = (f"arn:aws:bedrock:eu-west-1:{ONE}:custom-model/{name}" for name in ("fraud", "custom", "gone"))
BUCKET = "arn:aws:s3:::data"
PART, FRAMEWORK = data_part(), load_framework()


def finding(place: str, identifier: str, data_class: DataClass, column: str = "") -> DataFinding:
    return DataFinding(
        identifier=identifier, data_class=data_class, severity=Severity.HIGH, place=(place,), column=column, at="row 0", count=3,
        examined=3, confidence=0.9, masked="###-##-####", keyed="00",
    )  # fmt: skip


@dataclass
class Scripted:
    """Lists and classifies what the test says, and remembers what was read."""

    objects: Mapping[str, Sequence[DataFinding] | str]
    """Findings, or why it cannot be read, by address."""
    closed: frozenset[str] = frozenset()
    partly: bool = False
    read: list[str] = field(default_factory=list)

    def listed(self, place: str, account: str = "") -> Iterator[Artifact]:
        if any(place.startswith(f"s3://{each}/") for each in self.closed):
            raise AccessError("AccessDenied", remedy="The principal needs s3:ListBucket.")
        found = [each for each in self.objects if each.startswith(place)]
        if not found:
            raise EmptyPlaceError(f"{place} holds no objects", remedy="Check it.")
        yield from (Artifact(each, 9, "tag", account, NOW) for each in found)

    def classify(self, artifacts: Iterable[Artifact]) -> Iterator[tuple[Artifact, Classified, Sequence[Span]]]:
        for each in artifacts:
            self.read.append(each.place)
            told = self.objects[each.place]
            gaps = (Gap((each.place,), told),) if isinstance(told, str) else ()
            yield (
                each,
                Classified(
                    place=each.place, size=9, tag="", formats=(), findings=() if isinstance(told, str) else tuple(told), gaps=gaps,
                    method=Method.SAMPLE if self.partly else Method.FULL, bytes_read=9,
                ),
                (),
            )  # fmt: skip


@pytest.fixture
def estate() -> Iterator[duckdb.DuckDBPyConnection]:
    """Three models of Bedrock, made of a prefix, of an object and of what was not read."""
    with blank_estate() as connection:
        rows: dict[str, list[dict[str, Any]]] = {
            "bedrock_custom_model": [
                {"arn": FRAUD, "training_data_s3_uri": "s3://data/fraud/", "validation_data_s3_uris": []},
                {"arn": CUSTOM, "training_data_s3_uri": "s3://data/custom.jsonl", "validation_data_s3_uris": []},
                {"arn": GONE, "training_data_s3_uri": None, "validation_data_s3_uris": []},
            ],
            "s3_bucket": [{"arn": BUCKET, "tags": {"Legal-Basis": "contract"}}],
        }
        for table, each in rows.items():
            insert_rows(connection, table, [{**row, **HERE} for row in each])
        derive(connection, ())
        yield connection


def analysed(
    connection: duckdb.DuckDBPyConnection, data: Scripted, objects: int = 300
) -> dict[str, tuple[str | None, bool]]:
    """Class and completeness by ARN."""
    how = DataAnalysis(data=lambda _: nullcontext(data), part=PART, framework=FRAMEWORK, objects=objects)
    (read,) = how.analyse(connection, [ONE], NOW, Silent())
    assert (read.call, read.outcome) == (CLASSIFY_ENGINE, Outcome.OK)
    rows = connection.execute("SELECT arn, data_class, complete FROM data_class").fetchall()
    return {arn: (told, complete) for arn, told, complete in rows}


CARDS = "s3://data/fraud/cards.csv"
CLEAN = {CARDS: (), "s3://data/custom.jsonl": ()}


def test_a_model_has_the_class_of_what_it_was_trained_on(estate: duckdb.DuckDBPyConnection) -> None:
    data = Scripted({**CLEAN, CARDS: [finding(CARDS, "us_ssn", DataClass.RESTRICTED, "ssn")]})
    told = analysed(estate, data)
    assert told[FRAUD] == ("restricted", True)
    assert told[f"{BUCKET}/fraud/"] == told[BUCKET] == ("restricted", True)
    assert told[CUSTOM] == told[f"{BUCKET}/custom.jsonl"] == ("public", True)
    assert told[GONE] == (None, False)
    assert sorted(data.read) == sorted(CLEAN)  # once each, though bucket and prefix hold them
    ((reasons,),) = estate.execute("SELECT reasons FROM data_class WHERE arn = ?", [FRAUD]).fetchall()
    assert reasons == ["trained on restricted data: s3://data/fraud/"]
    assert estate.execute("SELECT complete, classes FROM sensitive_data").fetchall() == [(True, ["us_ssn"])]
    query = "SELECT legal_basis, owes, oldest_at = ? FROM data_class WHERE arn = ?"
    ((basis, owes, oldest),) = estate.execute(query, [NOW, BUCKET]).fetchall()
    assert (basis, oldest) == ("contract", True)
    assert "legal-basis" in owes
    assert estate.execute('SELECT arn, place, "column", identifier FROM data_finding').fetchall() == [
        (BUCKET, CARDS, "ssn", "us_ssn")
    ]
    assert estate.execute("SELECT doubt FROM data_use WHERE arn = ''").fetchall() == [
        ("where the data lie was not read",)
    ]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (Scripted({**CLEAN, CARDS: "it is encrypted"}), "it is encrypted"),
        (Scripted(CLEAN, partly=True), "read in part"),
        (Scripted(CLEAN, closed=frozenset({"data"})), "AccessDenied"),
    ],
)
def test_what_was_not_read_is_not_public(estate: duckdb.DuckDBPyConnection, data: Scripted, why: str) -> None:
    told = analysed(estate, data)
    assert told[BUCKET] == told[FRAUD] == (None, False)
    ((reasons, bound, oldest),) = estate.execute(
        "SELECT reasons, bound, oldest_at FROM data_class WHERE arn = ?", [BUCKET]
    ).fetchall()
    assert why in reasons[0]
    assert (oldest is None) is ("AccessDenied" in why)  # what could not be listed has no oldest object
    assert bound is None
    assert estate.execute("SELECT complete, classes FROM sensitive_data").fetchall() == [(False, [])]


def test_what_a_manifest_names_and_a_log_group_holds_is_not_read(estate: duckdb.DuckDBPyConnection) -> None:
    job = "arn:aws:sagemaker:eu-west-1:111122223333:training-job/fraud"
    uri = "s3://data/custom.jsonl"
    for number, kind in enumerate(("ManifestFile", "AugmentedManifestFile", "S3Prefix")):
        row = {"arn": f"{job}-{number}", "s3_uri": uri, "s3_data_type": kind, "channel_name": "train"}
        insert_rows(estate, "sagemaker_training_job_input", [{**row, **HERE}])
        insert_rows(estate, "sagemaker_training_job", [{"arn": row["arn"], **HERE}])
    index(estate)
    logging = {"arn": "logging", "enabled": True, "log_group_arn": "arn:aws:logs:eu-west-1:1:log-group:prompts"}
    logging |= {"s3_bucket_name": "", "large_data_bucket_name": ""}
    insert_rows(estate, "bedrock_model_invocation_logging_configuration", [{**logging, **HERE}])
    told = analysed(estate, Scripted(CLEAN))
    assert [told[f"{job}-{number}"] for number in range(3)] == [(None, False), (None, False), ("public", True)]
    doubts = estate.execute("SELECT doubt FROM data_use WHERE model = ? AND doubt <> ''", [f"{job}-0"]).fetchall()
    assert doubts == [(f"the objects that the manifest {uri} names were not read",)]
    logs = estate.execute("SELECT arn, doubt FROM data_use WHERE \"use\" = 'invocation-log' AND model = ?", [FRAUD])
    assert logs.fetchall() == [("", "the data do not lie in S3")]


def test_an_empty_bucket_holds_nothing_but_a_model_was_made_of_something(estate: duckdb.DuckDBPyConnection) -> None:
    told = analysed(estate, Scripted({}))
    assert told[BUCKET] == ("public", True)
    assert told[FRAUD] == (None, False)


@pytest.mark.parametrize(("objects", "complete"), [(100, False), (299, True)])
def test_a_sample_rules_out_what_its_bound_allows(
    estate: duckdb.DuckDBPyConnection, objects: int, complete: bool
) -> None:
    data = Scripted({f"s3://data/fraud/{each}.csv": () for each in range(400)})
    assert analysed(estate, data, objects)[BUCKET] == ("public" if complete else None, complete)
    assert len(data.read) < 400
    ((bound, read),) = estate.execute("SELECT bound, objects_read FROM data_class WHERE arn = ?", [BUCKET]).fetchall()
    assert (bound <= 0.01) is complete
    assert read == len(data.read)


def test_a_list_that_was_not_read_leaves_the_account_unanalysed(estate: duckdb.DuckDBPyConnection) -> None:
    denied = {"call": "bedrock:ListCustomModels", "outcome": "denied", "code": "AccessDenied", "at": NOW, **HERE}
    insert_rows(estate, "read", [denied])
    how = DataAnalysis(data=lambda _: nullcontext(Scripted(CLEAN)), part=PART, framework=FRAMEWORK, objects=9)
    (read,) = how.analyse(estate, [ONE], NOW, Silent())
    assert read.outcome is Outcome.NOT_ANALYSED
    assert "bedrock:ListCustomModels" in (read.message or "")


def macie_found(place: str, name: str, category: str = "PERSONAL_INFORMATION") -> dict[str, Any]:
    return {
        **HERE,
        "arn": BUCKET,
        "finding": "f",
        "place": place,
        "category": category,
        "type": name,
        "column": "c",
        "count": 7,
    }


def test_macies_findings_raise_a_class_and_say_nothing_else(estate: duckdb.DuckDBPyConnection) -> None:
    gone = "s3://data/fraud/gone.csv"
    insert_rows(estate, "macie_finding", [macie_found(CARDS, "USA_SOCIAL_SECURITY_NUMBER"), macie_found(gone, "NAME")])
    told = analysed(estate, Scripted(CLEAN))
    assert told[FRAUD] == told[f"{BUCKET}/fraud/"] == told[BUCKET] == ("restricted", True)
    assert told[f"{BUCKET}/custom.jsonl"] == ("public", True)
    ((reasons, identifiers, read),) = estate.execute(
        "SELECT reasons, identifiers, objects_read FROM data_class WHERE arn = ?", [BUCKET]
    ).fetchall()
    assert (reasons, identifiers, read) == ([f"{CARDS}: us_ssn in c (us_ssn: told by Macie)"], ["us_ssn"], 2)
    rows = estate.execute('SELECT place, identifier, "count", source, confidence FROM data_finding').fetchall()
    assert rows == [(CARDS, "us_ssn", 7, "macie", None)]
    assert estate.execute("SELECT classes FROM sensitive_data").fetchall() == [(["us_ssn"],)]


def test_what_macie_has_another_name_for_is_told_and_leaves_the_class_open(estate: duckdb.DuckDBPyConnection) -> None:
    custom = macie_found("s3://data/custom.jsonl", "NAME", "CUSTOM_IDENTIFIER")
    insert_rows(estate, "macie_finding", [macie_found(CARDS, "MARTIAN_PASSPORT"), custom])
    told = analysed(estate, Scripted(CLEAN))
    assert told[FRAUD] == told[CUSTOM] == told[BUCKET] == (None, False)
    ((reasons,),) = estate.execute("SELECT reasons FROM data_class WHERE arn = ?", [f"{BUCKET}/fraud/"]).fetchall()
    assert reasons == [f"{CARDS}: Macie found MARTIAN_PASSPORT, of which no class is known"]


def test_macies_silence_completes_nothing(estate: duckdb.DuckDBPyConnection) -> None:
    insert_rows(estate, "macie_bucket", [{**HERE, "arn": BUCKET, "objects": 2, "classifiable": 2, "in_job": "TRUE"}])
    assert analysed(estate, Scripted({**CLEAN, CARDS: "it is encrypted"}))[BUCKET] == (None, False)
