"""A bill tells what a snapshot knows, and never leaves out that it does not know the rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import duckdb
import pytest
from tests.fakes.bom_estate import (
    DIGEST,
    ENDPOINT,
    FILE,
    IMAGE,
    JOB,
    MODEL,
    OPENSSL,
    PLACE,
    REPOSITORY,
    WEIGHTS,
    changed,
    estate,
    made_bill,
)

from modelkeep.core.bom import Bill, Completeness, Part, PartType
from modelkeep.engines.bom.cyclonedx import cyclonedx
from modelkeep.engines.bom.soundness import problems

TORCH, NUMPY = "pkg:pypi/torch@2.1.0", "pkg:pypi/numpy"
DATA = "data:s3://acme-training/payments"


@pytest.fixture(scope="module", name="known")
def known_estate() -> Iterator[duckdb.DuckDBPyConnection]:
    with estate() as connection:
        yield connection


@pytest.fixture(scope="module", name="bill")
def whole_bill(known: duckdb.DuckDBPyConnection) -> Bill:
    return made_bill(known)


def parts(bill: Bill) -> dict[str, Part]:
    return {each.ref: each for each in bill.parts}


def test_everything_that_is_known_is_told(bill: Bill) -> None:
    assert set(parts(bill)) == {f"image:{REPOSITORY}", FILE, DATA, TORCH, NUMPY, OPENSSL}
    assert list(bill.gaps()) == []
    assert (bill.model.completeness, bill.vulnerabilities_told) == (Completeness.COMPLETE, Completeness.COMPLETE)
    assert (bill.model.version, bill.model.digest) == ("7", WEIGHTS)
    assert set(bill.model.needs) == {f"image:{REPOSITORY}", FILE, DATA}
    image = parts(bill)[f"image:{REPOSITORY}"]
    assert (image.type, image.version, image.digest) == (PartType.CONTAINER, "7", DIGEST)
    assert image.needs == (OPENSSL, TORCH)
    assert parts(bill)[FILE].needs == (NUMPY, TORCH)


def test_a_package_of_two_places_is_one_part(bill: Bill) -> None:
    torch = parts(bill)[TORCH]
    assert [(each.holder, each.evidence) for each in torch.occurrences] == [
        (FILE, "locked"),
        (f"image:{REPOSITORY}", "installed"),
    ]
    assert torch.occurrences[1].layer == DIGEST
    assert torch.licences == ("BSD-3-Clause",)


def test_a_package_without_a_version_tells_what_is_asked_for(bill: Bill) -> None:
    numpy = parts(bill)[NUMPY]
    assert numpy.version == ""
    assert dict(numpy.facts)["modelkeep:requirement"] == ">=1.20"


def test_the_card_is_what_people_state(bill: Bill) -> None:
    card = bill.card
    assert (card.task, card.inputs, card.outputs) == ("CLASSIFICATION", ("text/csv",), ("application/json",))
    assert (card.uses, card.limitations) == (("Scores payments.",), ("Payments of companies.",))
    assert card.metrics == (("june auc", "0.91"),)
    assert (card.datasets, card.stated_datasets) == ((DATA,), ("labels of the fraud team",))


def test_data_are_told_with_class_and_owner(known: duckdb.DuckDBPyConnection, bill: Bill) -> None:
    data = parts(bill)[DATA].data
    assert data is not None
    assert (data.use, data.classes, data.owner) == ("training", ("iban",), "payments")
    with changed(known, "UPDATE sensitive_data SET classes = []") as other:
        assert parts(other)[DATA].data == replace(data, classes=())
    with changed(known, "UPDATE sensitive_data SET classes = [], complete = false") as other:
        assert parts(other)[DATA].data == replace(data, classes=None)


def test_the_job_leads_from_the_data_to_the_file(bill: Bill) -> None:
    (run,) = bill.runs
    assert (run.ref, run.inputs, run.outputs) == (JOB, (DATA,), (FILE,))


def test_vulnerabilities_are_told_with_what_vex_says(bill: Bill) -> None:
    first, second = bill.vulnerabilities
    assert (first.id, first.severity, first.exploited) == ("CVE-2026-1", "high", True)
    assert [(each.ref, each.fixed, each.open) for each in first.affects] == [(TORCH, "2.2.0", True)]
    assert [(each.ref, each.open) for each in second.affects] == [(OPENSSL, False)]


def test_what_is_open_in_one_place_is_open(known: duckdb.DuckDBPyConnection) -> None:
    again = (
        "INSERT INTO vulnerability BY NAME SELECT * REPLACE ('{}' AS arn, {} AS open, 'fixed (x)' AS statement) "
        "FROM vulnerability WHERE vulnerability = 'CVE-2026-1'"
    )
    with changed(known, again.format(FILE, "false")) as bill:
        assert bill.vulnerabilities[0].affects[0].open


def test_a_package_that_only_vulnerability_data_name_is_a_part(known: duckdb.DuckDBPyConnection) -> None:
    with changed(known, "UPDATE vulnerability SET package = 'zlib1g' WHERE package = 'libssl3'") as bill:
        (ref,) = [each.ref for each in bill.vulnerabilities[1].affects]
        assert ref == "pkg:deb/debian/zlib1g@3.0.11-1?distro=debian-12"
        assert parts(bill)[ref].name == "zlib1g"


@pytest.mark.parametrize(
    ("statement", "ref", "reason"),
    [
        (f"DELETE FROM component_scan WHERE arn = '{IMAGE}'", f"image:{REPOSITORY}", "scan with --vulnerabilities"),
        ("UPDATE component_scan SET complete = false, reason = 'a layer is truncated'", FILE, "a layer is truncated"),
        ("DELETE FROM artifact_scan", FILE, "scan with --inspect"),
        ("UPDATE artifact_scan SET complete = false, reason = 'encrypted'", FILE, "encrypted"),
        ("UPDATE component_scan SET no_data = NULL", MODEL, "no vulnerabilities were looked up"),
        ("UPDATE component_scan SET no_data = 3", MODEL, "do not know 3 packages"),
        ("DELETE FROM sagemaker_training_job_input", MODEL, "no job is known that trained it"),
        ("UPDATE sagemaker_training_job_input SET s3_uri = NULL", MODEL, "the place of some of its data"),
        ("UPDATE sagemaker_model_container SET image = NULL; DELETE FROM component_scan", MODEL, "which image it runs is not known"),
        ("UPDATE sagemaker_model_container SET model_data_url = ''; DELETE FROM component_scan", MODEL, "which files it loads"),
        ("INSERT INTO component_use BY NAME SELECT '' AS arn, model FROM component_use LIMIT 1", MODEL, "not all that it is built from"),
        ("UPDATE read SET outcome = 'denied' WHERE call = 'sagemaker:DescribeTrainingJob'", MODEL, "sagemaker:DescribeTrainingJob"),
        (f"DELETE FROM resource_index WHERE arn = '{JOB}'", MODEL, f"{JOB} belongs to it, and was not read"),
        ("DELETE FROM read WHERE call = 'sagemaker:ListModelCards'", MODEL, "sagemaker:ListModelCards: not asked"),
    ],
)  # fmt: skip
def test_what_is_not_known_is_told(known: duckdb.DuckDBPyConnection, statement: str, ref: str, reason: str) -> None:
    with changed(known, statement) as bill:
        assert any(found == ref and reason in told for found, told in bill.gaps()), list(bill.gaps())


def test_what_was_partly_read_is_incomplete_and_what_was_not_is_unknown(known: duckdb.DuckDBPyConnection) -> None:
    image = f"image:{REPOSITORY}"
    with changed(known, "UPDATE component_scan SET complete = false") as bill:
        assert parts(bill)[image].completeness is Completeness.INCOMPLETE
    with changed(known, "UPDATE component_scan SET complete = false", "DELETE FROM component") as bill:
        assert parts(bill)[image].completeness is Completeness.UNKNOWN
    with changed(known, "DELETE FROM component_scan") as bill:
        assert parts(bill)[image].completeness is Completeness.UNKNOWN
        assert bill.vulnerabilities_told is Completeness.UNKNOWN


def test_a_tag_that_led_elsewhere_is_a_part_of_its_own(known: duckdb.DuckDBPyConnection) -> None:
    other = IMAGE.replace("a" * 64, "c" * 64)
    with changed(
        known, f"INSERT INTO component_scan BY NAME SELECT * REPLACE ('{other}' AS arn, 'sha256:{'c' * 64}' AS digest) "
        f"FROM component_scan WHERE arn = '{IMAGE}'"
    ) as bill:  # fmt: skip
        assert parts(bill)[f"image:{REPOSITORY}@sha256:{'c' * 64}"].digest == f"sha256:{'c' * 64}"


def test_a_model_of_jumpstart_names_what_it_was_made_from(known: duckdb.DuckDBPyConnection) -> None:
    tags = "MAP {'sagemaker-sdk:jumpstart-model-id': 'huggingface-llm-x', 'sagemaker-sdk:jumpstart-model-version': '2.0.1'}"
    with changed(known, f"UPDATE sagemaker_model SET tags = {tags}") as bill:
        assert [(each.ref, each.version) for each in bill.ancestors] == [("jumpstart:huggingface-llm-x", "2.0.1")]
    with changed(
        known,
        f"UPDATE sagemaker_model_container SET model_data_url = replace('{PLACE}', 'acme-models', 'jumpstart-cache-prod-eu')",
    ) as bill:
        assert [each.ref for each in bill.ancestors] == ["jumpstart:fraud/7/model.tar.gz"]


def test_a_function_in_front_that_was_looked_into_is_a_part_and_a_service(known: duckdb.DuckDBPyConnection) -> None:
    front = "arn:aws:lambda:eu-central-1:111122223333:function:front"
    with changed(
        known,
        f"INSERT INTO relation BY NAME SELECT '{front}' AS arn, 'invokes' AS kind, '{ENDPOINT}' AS dst",
        f"INSERT INTO component_use BY NAME SELECT '{front}' AS arn, '{MODEL}' AS model",
        f"INSERT INTO component_scan BY NAME SELECT '{front}' AS arn, '{front}' AS subject, true AS complete, 0 AS no_data",
    ) as bill:
        assert parts(bill)[front].type is PartType.APPLICATION
        assert [each.needs for each in bill.services if each.ref == f"service:{front}"] == [(front, ENDPOINT)]
        assert front not in bill.model.needs
        assert problems(cyclonedx(bill)) == ()


def test_documents_that_an_agent_looks_up_are_all_told(known: duckdb.DuckDBPyConnection) -> None:
    with changed(
        known,
        f"INSERT INTO model_resource BY NAME SELECT 'source' AS arn, '{MODEL}' AS model, 2 AS distance",
        "INSERT INTO bedrock_data_source BY NAME SELECT 'source' AS arn, 'help' AS name, "
        "['https://a.example/', 'https://b.example/'] AS web_seed_urls",
    ) as bill:
        assert {ref for ref, each in parts(bill).items() if each.data and each.data.use == "retrieval"} == {
            "data:https://a.example/",
            "data:https://b.example/",
        }
        assert bill.card.datasets == (DATA,)
        assert bill.model.completeness is Completeness.COMPLETE


def test_a_signature_is_a_link_where_there_is_one(known: duckdb.DuckDBPyConnection, bill: Bill) -> None:
    (link,) = [each for each in parts(bill)[FILE].links if each.type == "digital-signature"]
    assert (link.url, link.comment) == (f"{PLACE}.sig", "verified")
    with changed(
        known, "UPDATE artifact_scan SET signed = NULL, signature = 'not-verifiable: no key is trusted'"
    ) as bill:
        assert [each.type for each in parts(bill)[FILE].links] == ["distribution"]
        assert dict(parts(bill)[FILE].facts)["modelkeep:signature"].startswith("not-verifiable")
