"""The files that models load: listed once, told for each model, and nothing that was not read is left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import duckdb
import pytest
from tests.fakes.blank import blank_estate

from modelkeep.app.artifact_rows import analyse_artifacts
from modelkeep.app.loaded_files import loaded, look_loaded, unread
from modelkeep.bootstrap_inspect import loaded_part
from modelkeep.core.artifacts import Artifact, Inspection, Issue
from modelkeep.core.errors import AccessError, UsageError
from modelkeep.core.verdict import Severity
from modelkeep.engines.posture.lineage import derive
from modelkeep.engines.posture.schema import insert_rows
from modelkeep.ports import Silent

NOW = datetime(2026, 11, 21, tzinfo=UTC)
PART = loaded_part()
ONE, TWO = "111122223333", "444455556666"
FRAUD, CHURN = (
    f"arn:aws:sagemaker:eu-west-1:{account}:model/{name}" for account, name in ((ONE, "fraud"), (TWO, "churn"))
)
POISON = Issue(
    rule="pickle-call", title="A pickle calls", severity=Severity.CRITICAL, place=("s3://b/m.tar.gz", "m.pkl"), message="os.system",
    fix="Do not load it.", evidence="os.system('id')",
)  # fmt: skip


@dataclass
class Scripted:
    """Lists and inspects what the test says."""

    objects: Mapping[str, tuple[str, ...]]
    issues: tuple[Issue, ...] = ()
    asked: list[str] = field(default_factory=list)

    def listed(self, place: str, account: str = "") -> Iterator[Artifact]:
        """The objects of a place, or that it may not be listed."""
        if place not in self.objects:
            raise AccessError(f"{place}: AccessDenied", remedy="The principal needs s3:ListBucket.")
        return (Artifact(each, 5, "tag", account) for each in self.objects[place])

    def inspect(self, artifacts: Iterable[Artifact]) -> Iterator[tuple[Artifact, Inspection]]:
        """Every object has the issues."""
        for each in artifacts:
            self.asked.append(each.place)
            yield each, Inspection(path=each.place, size=5, formats=("tar",), issues=self.issues, gaps=(), sha256="ab")


@pytest.fixture
def estate() -> Iterator[duckdb.DuckDBPyConnection]:
    """Two accounts whose models share an object; one more has a file whose place was not read."""
    with blank_estate() as connection:
        models = [{"arn": FRAUD, "account": ONE, "name": "fraud"}, {"arn": CHURN, "account": TWO, "name": "churn"}]
        insert_rows(connection, "sagemaker_model", models)
        containers: list[dict[str, object]] = [
            {"arn": FRAUD, "account": ONE, "model_data_url": "s3://b/m.tar.gz", "additional_model_data_urls": ["s3://b/lora/"]},
            {"arn": CHURN, "account": TWO, "model_data_url": "s3://b/m.tar.gz", "additional_model_data_urls": []},
            {"arn": CHURN, "account": TWO, "position": 1, "model_data_url": None, "additional_model_data_urls": []},
        ]  # fmt: skip
        insert_rows(connection, "sagemaker_model_container", containers)
        derive(connection, ())
        yield connection


def test_places_are_those_of_each_account(estate: duckdb.DuckDBPyConnection) -> None:
    assert [(each.place, each.account, each.models) for each in loaded(estate, PART)] == [
        ("s3://b/lora/", ONE, (FRAUD,)),
        ("s3://b/m.tar.gz", ONE, (FRAUD,)),
        ("s3://b/m.tar.gz", TWO, (CHURN,)),
    ]
    assert [each.place for each in loaded(estate, PART, "churn")] == ["s3://b/m.tar.gz"]
    with pytest.raises(UsageError):
        loaded(estate, PART, "nothing")


def test_what_was_not_read_is_told(estate: duckdb.DuckDBPyConnection) -> None:
    reasons = {each.path: each.gaps[0].reason for each in unread(estate, PART)}
    assert reasons[CHURN].startswith("the place of a file")
    assert "was not asked" in reasons["sagemaker:DescribeModel"]
    call = {
        "call": "sagemaker:DescribeModel",
        "account": ONE,
        "region": "eu-west-1",
        "outcome": "denied",
        "code": "AccessDenied",
    }
    insert_rows(estate, "read", [call])
    assert f"{ONE}/eu-west-1/sagemaker:DescribeModel" in {each.path for each in unread(estate, PART)}


def test_an_object_of_two_models_is_looked_into_once(estate: duckdb.DuckDBPyConnection) -> None:
    looking = Scripted({"s3://b/m.tar.gz": ("s3://b/m.tar.gz",), "s3://b/lora/": ("s3://b/lora/1", "s3://b/lora/2")})
    looked = list(look_loaded(looking, loaded(estate, PART)))
    assert sorted(looking.asked) == ["s3://b/lora/1", "s3://b/lora/2", "s3://b/m.tar.gz"]
    assert sorted((each.inspection.path, each.models) for _, each in looked) == [
        ("s3://b/lora/1", (FRAUD,)), ("s3://b/lora/2", (FRAUD,)), ("s3://b/m.tar.gz", (FRAUD,)), ("s3://b/m.tar.gz", (CHURN,)),
    ]  # fmt: skip


def test_a_place_that_cannot_be_listed_is_not_analysed(estate: duckdb.DuckDBPyConnection) -> None:
    looked = list(look_loaded(Scripted({"s3://b/m.tar.gz": ("s3://b/m.tar.gz",)}), loaded(estate, PART, "fraud")))
    told = {each.inspection.path: each.inspection.gaps for _, each in looked}
    assert "AccessDenied" in told["s3://b/lora/"][0].reason
    assert told["s3://b/m.tar.gz"] == ()


def test_rows_say_what_was_found_and_what_was_not_read(estate: duckdb.DuckDBPyConnection) -> None:
    looking = Scripted({"s3://b/m.tar.gz": ("s3://b/m.tar.gz",)}, issues=(POISON,))
    reads = analyse_artifacts(estate, PART, looking, [ONE, TWO], NOW, Silent())
    assert [(each.call, each.account, each.outcome.value) for each in reads] == [
        ("engine:artifacts", ONE, "ok"), ("engine:artifacts", TWO, "ok"),
    ]  # fmt: skip
    scans = estate.execute("SELECT arn, files, complete, digest, reason FROM artifact_scan ORDER BY arn").fetchall()
    assert scans[0][:4] == ("arn:aws:s3:::b/lora/", 1, False, None)
    assert "AccessDenied" in scans[0][4]
    assert scans[1] == ("arn:aws:s3:::b/m.tar.gz", 1, True, "sha256:ab", "")
    issues = estate.execute("SELECT arn, rule, severity, review, place FROM artifact_issue").fetchall()
    assert issues == [("arn:aws:s3:::b/m.tar.gz", "pickle-call", "critical", False, "s3://b/m.tar.gz > m.pkl")]
