"""The lab's two estates: one that fails everything that the lab can show, one that fails nothing."""

from __future__ import annotations

import pytest
from tests.e2e.conftest import ScannedLab


@pytest.mark.xdist_group("insecure")
def test_the_insecure_estate_fails_every_control(insecure: ScannedLab) -> None:
    failed = {finding.control for finding in insecure.findings if finding.verdict == "FAIL"}
    assert sorted({control.id for control in insecure.catalogue.controls} - failed) == []


def test_the_hardened_estate_fails_nothing_and_leaves_nothing_unknown(hardened: ScannedLab) -> None:
    wrong = [finding for finding in hardened.findings if finding.verdict != "PASS"]
    assert wrong == []


NOTHING_TO_JUDGE = {
    "BR-IAM-02": "nobody has a Bedrock API key",
    "BR-IAM-03": "nobody may subscribe to marketplace models",
    "IAM-11": "nobody has an access key",
    "IAM-11-TWO": "nobody has an access key",
    "IAM-11-UNUSED": "nobody has an access key",
    "SM-DOM-05": "people sign in to Studio through IAM Identity Center, not by links",
    "SM-EP-15": "no endpoint writes core dumps",
    "SM-IAM-08": "nobody may create SageMaker resources freely",
    "SM-NB-09": "no notebook is stopped",
}
"""Controls on things that a hardened estate does not have."""


def test_every_other_control_judges_something_in_the_hardened_estate(hardened: ScannedLab) -> None:
    judged = {finding.control for finding in hardened.findings}
    assert {control.id for control in hardened.catalogue.controls} - judged == set(NOTHING_TO_JUDGE)


@pytest.mark.xdist_group("insecure")
def test_everything_in_the_insecure_estate_is_read(insecure: ScannedLab) -> None:
    assert insecure.gaps == ()


def test_everything_in_the_hardened_estate_is_read(hardened: ScannedLab) -> None:
    assert hardened.gaps == ()
