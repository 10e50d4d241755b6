"""A passport shows lineage, standing and what is unknown; it never says nobody where nothing was analysed."""

from __future__ import annotations

import io
import json

import duckdb
import pytest
from tests.unit.estates import Estate, bucket_arn, denied, model_arn, unlisted

from modelkeep.adapters.export.passport_view import PASSPORT_FORMATS
from modelkeep.app.passport import passport, short_name
from modelkeep.bootstrap_inspect import loaded_part
from modelkeep.core.errors import UsageError
from modelkeep.core.passport import LineageNode, Reach
from modelkeep.core.verdict import Practice, Verdict
from modelkeep.engines.posture.evaluate import load_macros
from modelkeep.engines.posture.schema import insert_rows

FRAUD = model_arn("fraud")
DATA, WEIGHTS = bucket_arn("data"), bucket_arn("weights")
JOB = "arn:aws:sagemaker:us-east-1:111122223333:training-job/fraud-1"
ROLE = "arn:aws:iam::111122223333:role/fraud"
LAMBDA = "arn:aws:lambda:us-east-1:111122223333:function:front"


def estate() -> Estate:
    return Estate(
        findings=[
            {"control": "A-1", "resource": FRAUD, "practice": "network"},
            {"control": "A-2", "resource": DATA, "practice": "access", "verdict": "UNKNOWN"},
            {"control": "A-3", "resource": ROLE, "practice": "access", "verdict": "PASS"},
            {"control": "A-4", "resource": bucket_arn("other")},
            unlisted(control="A-5"),
            unlisted(control="A-6", account="222233334444"),
        ],
        reads=[{}, denied(), denied("s3:GetBucketPolicy", account="222233334444")],
        models=[{"arn": FRAUD, "name": "fraud"}],
        edges=[
            (FRAUD, "trained_by", JOB), (FRAUD, "runs_as", ROLE), (FRAUD, "stored_in", WEIGHTS),
            (JOB, "trained_from", DATA), (JOB, "runs_as", ROLE), (JOB, "produces", FRAUD), (WEIGHTS, "replicated_to", DATA),
            (DATA, "replicated_to", WEIGHTS), (LAMBDA, "invokes", FRAUD),
        ],
        resources=[
            {"arn": JOB, "name": "fraud-1", "kind": "AWS::SageMaker::TrainingJob"},
            {"arn": DATA, "name": "data", "kind": "AWS::S3::Bucket"},
            {"arn": ROLE, "name": "fraud", "kind": "AWS::IAM::Role"},
        ],
    )  # fmt: skip


def nodes(node: LineageNode) -> list[LineageNode]:
    return [node, *(each for child in node.children for each in nodes(child))]


def test_lineage_is_a_tree_even_where_it_is_a_circle() -> None:
    tree = passport(estate().connection(), "fraud").lineage
    each = nodes(tree)
    assert {node.arn for node in each} == {FRAUD, JOB, ROLE, DATA, WEIGHTS}
    assert tree.children[0].edge == "runs_as"
    again = [node for node in each if node.repeated]
    assert again
    assert all(not node.children for node in again)


def test_a_resource_that_is_only_named_is_marked_as_unread() -> None:
    read = {node.arn: node.read for node in nodes(passport(estate().connection(), FRAUD).lineage)}
    assert read == {FRAUD: True, JOB: True, ROLE: True, DATA: True, WEIGHTS: False}


def test_findings_of_the_lineage_and_of_nothing_else() -> None:
    found = passport(estate().connection(), "fraud")
    assert [each.control for each in found.open] == ["A-1"]
    assert [each.control for each in found.unknown] == ["A-2"]
    assert [each.control for each in found.unlisted] == ["A-5"]
    assert [gap.call for gap in found.gaps] == ["sagemaker:ListModels"]
    assert (found.total.failed, found.total.unknown, found.total.passed) == (1, 1, 1)
    assert found.practices[Practice.ACCESS].unknown == 1


def test_roles_and_fronts_are_named_and_reach_is_not_analysed() -> None:
    found = passport(estate().connection(), "fraud")
    assert [(use.resource, use.role) for use in found.roles] == [(FRAUD, ROLE), (JOB, ROLE)]
    assert found.fronts == (LAMBDA,)
    assert found.reach is None


def test_who_can_reach_it_is_asked_of_the_model_that_was_named() -> None:
    asked: list[str] = []

    def reach(arn: str) -> tuple[Reach, ...]:
        asked.append(arn)
        return (Reach(verb="invoke", title="Ask", certain=1, conditional=0, unknown=2, names=("a",)),)

    found = passport(estate().connection(), "fraud", reach)
    assert asked == [FRAUD]
    assert found.reach is not None
    assert [(each.verb, each.count) for each in found.reach] == [("invoke", 3)]


def test_unknown_and_ambiguous_names() -> None:
    two = Estate(models=[{"arn": FRAUD, "name": "fraud"}, {"arn": model_arn("x", "222233334444"), "name": "fraud"}])
    with pytest.raises(UsageError) as caught:
        passport(two.connection(), "fraud")
    assert "222233334444" in caught.value.remedy
    assert passport(two.connection(), FRAUD).arn == FRAUD
    with pytest.raises(UsageError, match="'frau'") as caught:
        passport(two.connection(), "frau")
    assert "fraud" in caught.value.remedy
    with pytest.raises(UsageError) as caught:
        passport(Estate().connection(), "fraud")
    assert "holds no model" in caught.value.remedy


def test_tags_that_were_not_read_are_none() -> None:
    assert passport(estate().connection(), "fraud").tags is None


@pytest.mark.parametrize(
    ("arn", "name"),
    [
        (JOB, "fraud-1"),
        (DATA, "data"),
        ("no-arn", "no-arn"),
        ("arn:aws:bedrock:us-east-1::foundation-model/acme.chat-v1:0", "acme.chat-v1:0"),
        ("arn:aws:logs:us-east-1:111122223333:log-group:audit", "audit"),
        ("arn:aws:bedrock:us-east-1:111122223333:guardrail/", "arn:aws:bedrock:us-east-1:111122223333:guardrail/"),
    ],
)
def test_short_name(arn: str, name: str) -> None:
    assert short_name(arn) == name


SIGNED = {
    "signed": True,
    "signature": "verified: 1 file as signed",
    "signer": "sha256:1f (key)",
    "registry": "as registered with p/1",
}
CARDS = "arn:aws:s3:::data/cards/"
IMAGE, FILE = "arn:aws:ecr:us-east-1:111122223333:repository/fraud@sha256:aa", "arn:aws:s3:::weights/m.tar.gz"


def looked_into() -> duckdb.DuckDBPyConnection:
    """The estate after `scan --inspect --vulnerabilities`."""
    made = estate()
    made.findings = [
        *made.findings,
        {"control": "S3-13", "resource": DATA},
        {"control": "S3-02", "resource": DATA, "verdict": "PASS"},
        {"control": "S3-01-BUCKET", "resource": DATA, "verdict": "UNKNOWN"},
    ]
    made.reads = [
        {},
        *({"call": f"engine:{name}", "region": "global"} for name in ("components", "artifacts", "classify")),
    ]
    connection = made.connection()
    load_macros(connection)
    hole = {"arn": IMAGE, "package": "p", "version": "1", "open": True}
    rows: dict[str, list[dict[str, object]]] = {
        "component_use": [
            {"arn": IMAGE, "model": FRAUD, "runner": "endpoint"}, {"arn": "", "model": FRAUD, "runner": ""},
            {"arn": "other", "model": "other", "runner": ""},
        ],
        "component_scan": [{"arn": IMAGE, "subject": "fraud:1", "complete": True, "components": 40, "no_data": 3}],
        "vulnerability": [
            {**hole, "vulnerability": "CVE-1", "severity": "critical", "exploited": True},
            {**hole, "vulnerability": "CVE-1", "severity": "critical", "exploited": True, "package": "q"},
            {**hole, "vulnerability": "CVE-2", "severity": ""},
            {**hole, "vulnerability": "CVE-3", "severity": "high", "open": False},
        ],
        "sagemaker_model_container": [
            {"arn": FRAUD, "model_data_url": "s3://weights/m.tar.gz", "additional_model_data_urls": ["s3://weights/lora/"]}
        ],
        "artifact_scan": [{"arn": FILE, "files": 1, "complete": True, **SIGNED}],
        "artifact_issue": [
            {"arn": FILE, "severity": "critical", "review": False}, {"arn": FILE, "severity": "high", "review": True},
        ],
    }  # fmt: skip
    rows |= {
        "data_use": [
            {"arn": CARDS, "model": FRAUD, "use": "training"}, {"arn": "", "model": FRAUD, "use": "capture", "doubt": "not read"},
        ],
        "data_class": [
            {"arn": CARDS, "type": "data", "data_class": "restricted", "complete": True, "objects": 3, "objects_read": 2, "bound": 0.5,
             "owes": ["no-public-access", "retention", "tls-only"]},
            {"arn": FRAUD, "type": "model", "data_class": "restricted", "complete": False, "reasons": ["trained on restricted data"]},
        ],
        "data_finding": [
            {"arn": "arn:aws:s3:::data", "place": f"s3://data/{name}.csv", "column": "ssn", "identifier": "us_ssn",
             "data_class": "restricted", "count": 7} for name in ("cards/one", "others/two")
        ] + [
            {"arn": "arn:aws:s3:::data", "place": "s3://data/cards/one.csv", "column": "", "identifier": "person_name",
             "data_class": "confidential", "count": 2, "source": "macie"},
        ],
    }  # fmt: skip
    for table, each in rows.items():
        insert_rows(connection, table, each)
    return connection


def test_what_a_model_is_built_from_and_loads_is_told_with_what_is_wrong_with_it() -> None:
    found = passport(looked_into(), FRAUD, loads=loaded_part())
    assert found.software is not None
    unread, image = found.software
    assert (unread.subject, unread.vulnerabilities, unread.reason) == ("", None, "what it is built from was not read")
    assert (image.packages, image.unknown, image.exploited, image.runners) == (40, 3, 1, ("endpoint",))
    assert image.vulnerabilities == {"critical": 1, "": 1}
    assert found.files is not None
    lora, weights = found.files
    assert (lora.place, lora.reason) == ("s3://weights/lora/", "not looked into")
    assert (weights.issues, weights.review, weights.signature) == ({"critical": 1, "high": 1}, 1, SIGNED["signature"])
    assert (weights.signed, lora.signed) == (True, None)
    out = io.StringIO()
    PASSPORT_FORMATS["text"](found, out)
    for each in (
        "1 critical, 1 not rated, 1 known to be exploited",
        "no data on 3",
        "1 of them to be reviewed",
        "by sha256:1f (key)",
        "registry: as",
    ):
        assert each in out.getvalue()


def test_the_class_of_its_data_is_traced_to_objects_and_columns() -> None:
    found = passport(looked_into(), FRAUD)
    assert found.data is not None
    assert (found.data.data_class, found.data.complete) == ("restricted", False)
    lost, cards = found.data.places
    assert (lost.place, lost.data_class, lost.complete, lost.doubt) == ("", None, False, "not read")
    assert [(each.place, each.column) for each in cards.found] == [
        ("s3://data/cards/one.csv", each) for each in ("ssn", "")
    ]
    assert cards.owed == {"no-public-access": Verdict.UNKNOWN, "retention": None, "tls-only": Verdict.FAIL}
    out = io.StringIO()
    PASSPORT_FORMATS["text"](found, out)
    for each in (
        "restricted at least: not everything was read",
        "2 of 3 objects read, at most 50.0% hold what was not seen",
        "us_ssn 7 in s3://data/cards/one.csv, ssn",
        "person_name 2 in s3://data/cards/one.csv, told by Macie",
        "owed and missing: tls-only",
        "not known whether it is there: no-public-access, retention",
    ):
        assert each in out.getvalue()
    out = io.StringIO()
    PASSPORT_FORMATS["json"](found, out)
    assert json.loads(out.getvalue())["data"]["places"][1]["found"][0]["column"] == "ssn"


def test_what_no_scan_looked_into_is_said_so() -> None:
    found = passport(estate().connection(), FRAUD, loads=loaded_part())
    assert (found.software, found.files, found.data) == (None, None, None)
    out = io.StringIO()
    PASSPORT_FORMATS["text"](found, out)
    assert "not looked into: scan with --vulnerabilities" in out.getvalue()
