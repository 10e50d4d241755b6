"""The lab's two estates: one that fails everything that the lab can show, one that fails nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from tests.e2e.conftest import ScannedLab, needs_analysis

from modelkeep import bootstrap
from modelkeep.app.model_verbs import ModelVerbs
from modelkeep.app.patch_status import patch_status
from modelkeep.bootstrap_access import model_verbs, verb_names
from modelkeep.bootstrap_components import built_from_part
from modelkeep.catalogue.releases import load_releases
from modelkeep.core.releases import Standing


def test_the_insecure_estate_fails_every_control(insecure: ScannedLab) -> None:
    failed = {finding.control for finding in insecure.findings if finding.verdict == "FAIL"}
    expected = {control.id for control in insecure.catalogue.controls if not needs_analysis(control)}
    assert sorted(expected - failed) == []


def test_what_takes_an_analysis_never_passes_in_the_insecure_estate(insecure: ScannedLab) -> None:
    ids = {control.id for control in insecure.catalogue.controls if needs_analysis(control)}
    judged = [finding for finding in insecure.findings if finding.control in ids]
    assert {finding.control for finding in judged} == ids
    assert {finding.verdict for finding in judged} == {"UNKNOWN"}


def test_the_hardened_estate_fails_nothing(hardened: ScannedLab) -> None:
    assert [finding for finding in hardened.findings if finding.verdict == "FAIL"] == []


CLOSED_TO_ALL_BUT_THEIR_OWN = {
    "BR-GR-13", "KMS-04", "SM-CL-03", "SM-EP-06", "SM-IAM-03", "SM-IAM-04", "SM-IAM-06", "SM-IAM-07", "SM-MODEL-10", "SM-REG-04",
    "SM-REG-05",
}  # fmt: skip


def test_who_can_do_what_is_answered_in_the_hardened_estate(hardened: ScannedLab) -> None:
    verdicts = {
        (each.control, each.verdict) for each in hardened.findings if each.control in CLOSED_TO_ALL_BUT_THEIR_OWN
    }
    assert verdicts == {(control, "PASS") for control in CLOSED_TO_ALL_BUT_THEIR_OWN}


def test_the_hardened_estate_leaves_unknown_just_what_was_not_analysed(hardened: ScannedLab) -> None:
    ids = {control.id for control in hardened.catalogue.controls if needs_analysis(control)}
    unknown = [finding for finding in hardened.findings if finding.verdict == "UNKNOWN"]
    assert [finding for finding in unknown if not finding.reason.startswith("not analysed: ")] == []
    assert {finding.control for finding in unknown} == ids
    assert [finding for finding in hardened.findings if finding.control in ids and finding.verdict == "PASS"] == []


def test_the_files_of_the_hardened_estate_are_signed_and_those_that_were_approved(hardened: ScannedLab) -> None:
    judged = {(each.control, each.resource.rpartition("/")[2], each.verdict) for each in hardened.inspected}
    (imported,) = {each.resource.rpartition("/")[2] for each in hardened.inspected if each.control == "BR-MD-10"}
    assert judged == {
        ("BR-MD-10", imported, "PASS"),
        ("SM-EP-13-WEIGHTS", "fraud-scoring", "PASS"),
        ("SM-EP-13-WEIGHTS", "fraud-batch", "PASS"),
        ("SM-MODEL-07", "fraud-scoring-7", "PASS"),
        ("SM-MODEL-08", "fraud-scoring-7", "PASS"),
    }
    assert {each.reason.partition(":key/")[0] for each in hardened.inspected if each.control == "SM-MODEL-07"} == {
        "signed by arn:aws:kms:us-east-1:222233334444"
    }


@pytest.fixture(scope="module")
def asked(insecure: ScannedLab) -> Iterator[ModelVerbs]:
    with model_verbs(insecure.folder, "latest") as verbs:
        yield verbs


@pytest.mark.parametrize("verb", verb_names())
def test_the_models_of_the_lab_answer_every_verb(asked: ModelVerbs, verb: str) -> None:
    answers = [answer for model in asked.models() for answer in asked.who_can(model, [verb]).answers]
    ways = {way.how: way for answer in answers for way in answer.ways if way.resources}
    assert ways, "no model gives an occasion"
    assert any(answer.grants for answer in answers)


NOTHING_TO_JUDGE = {
    "BR-IAM-02": "nobody has a Bedrock API key",
    "BR-IAM-03": "nobody may subscribe to marketplace models",
    "IAM-11": "nobody has an access key",
    "IAM-11-TWO": "nobody has an access key",
    "IAM-11-UNUSED": "nobody has an access key",
    "IDC-01": "there is no Identity Center",
    "IDC-02": "there is no Identity Center",
    "SM-DOM-05": "people sign in to Studio through IAM Identity Center, not by links",
    "SM-EP-15": "no endpoint writes core dumps",
    "SM-MODEL-15": "no model runs an image of AWS's Deep Learning Containers",
    "SM-MODEL-16": "no model comes from JumpStart",
    "SM-IAM-08": "nobody may create SageMaker resources freely",
    "SM-NB-09": "no notebook is stopped",
}
"""Controls on things that a hardened estate does not have."""


def test_every_other_control_judges_something_in_the_hardened_estate(hardened: ScannedLab) -> None:
    judged = {finding.control for finding in hardened.findings}
    assert {control.id for control in hardened.catalogue.controls} - judged == set(NOTHING_TO_JUDGE)


def test_everything_in_the_insecure_estate_is_read(insecure: ScannedLab) -> None:
    assert insecure.gaps == ()


def test_everything_in_the_hardened_estate_is_read(hardened: ScannedLab) -> None:
    assert hardened.gaps == ()


def patch_standings(lab: ScannedLab) -> dict[str, set[Standing]]:
    """The standings of the parts of each model or host, by name."""
    with bootstrap.open_workspace(lab.folder).snapshot("latest").open() as connection:
        found = patch_status(connection, load_releases(), built_from_part().sql, datetime.now(UTC))
    return {each.name: {part.standing for part in each.parts} for each in found}


def test_what_is_old_in_the_insecure_estate_is_told_model_by_model(insecure: ScannedLab) -> None:
    found = patch_standings(insecure)
    assert {Standing.ENDED, Standing.BEHIND} <= found["demonstration"], (
        "a container past its end, JumpStart's older version"
    )
    assert Standing.ENDING in found["assistant-old"], "a legacy foundation model"
    assert Standing.BEHIND in found["llama-serving"], "a host that lacks patches"


def test_nothing_is_old_in_the_hardened_estate(hardened: ScannedLab) -> None:
    old = {Standing.ENDED, Standing.ENDING, Standing.BEHIND}
    assert {name: each & old for name, each in patch_standings(hardened).items() if each & old} == {}
