"""The lab's two estates: one that fails everything that the lab can show, one that fails nothing."""

from __future__ import annotations

import pytest
from tests.e2e.conftest import ScannedLab


@pytest.mark.xdist_group("insecure")
def test_the_insecure_estate_fails_every_control(insecure: ScannedLab) -> None:
    failed = {finding.control for finding in insecure.findings if finding.verdict == "FAIL"}
    assert sorted({control.id for control in insecure.catalogue.controls} - failed) == []


@pytest.mark.xdist_group("hardened")
def test_the_hardened_estate_fails_nothing_and_leaves_nothing_unknown(hardened: ScannedLab) -> None:
    wrong = [finding for finding in hardened.findings if finding.verdict != "PASS"]
    assert wrong == []


@pytest.mark.xdist_group("hardened")
def test_every_control_judges_something_in_the_hardened_estate(hardened: ScannedLab) -> None:
    judged = {finding.control for finding in hardened.findings}
    assert sorted({control.id for control in hardened.catalogue.controls} - judged) == []


@pytest.mark.xdist_group("insecure")
def test_everything_in_the_insecure_estate_is_read(insecure: ScannedLab) -> None:
    assert insecure.gaps == ()


@pytest.mark.xdist_group("hardened")
def test_everything_in_the_hardened_estate_is_read(hardened: ScannedLab) -> None:
    assert hardened.gaps == ()
