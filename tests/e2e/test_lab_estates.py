"""The lab's two estates: one that fails everything that the lab can show, one that fails nothing."""

from __future__ import annotations

from tests.e2e.conftest import ScannedLab


def test_the_insecure_estate_fails_every_control(insecure: ScannedLab) -> None:
    failed = {finding.control for finding in insecure.findings if finding.verdict == "FAIL"}
    assert sorted({control.id for control in insecure.catalogue.controls} - failed) == []


def test_the_hardened_estate_fails_nothing_and_leaves_nothing_unknown(hardened: ScannedLab) -> None:
    wrong = [finding for finding in hardened.findings if finding.verdict != "PASS"]
    assert wrong == []


def test_every_control_judges_something_in_the_hardened_estate(hardened: ScannedLab) -> None:
    judged = {finding.control for finding in hardened.findings}
    assert sorted({control.id for control in hardened.catalogue.controls} - judged) == []


def test_everything_in_the_lab_is_read(insecure: ScannedLab, hardened: ScannedLab) -> None:
    assert insecure.gaps == ()
    assert hardened.gaps == ()
