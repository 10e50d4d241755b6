"""Every API call denied in turn, on both estates: no verdict gets better, nothing disappears in silence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.e2e.conftest import SELECTION, ScannedLab, scanned
from tests.fakes.denials import Denials, calls_of, improved
from tests.fakes.replay import ReplayClients

from modelkeep.bootstrap import load_catalogue

CALLS = sorted({*calls_of(load_catalogue()), "sts:AssumeRole"})
UNSEEDED = {
    "ec2:GetManagedPrefixListEntries": "no security group of the lab refers to a prefix list of its own",
    "sagemaker:DescribeInferenceComponent": "no endpoint of the lab has inference components",
}
"""Calls that neither estate makes scans make: their controls' cases deny them, nothing here does."""
INSECURE_ONLY = ("guardduty:GetFindings", "s3:GetBucketAcl")
"""Calls that a scan makes only where something is wrong."""
BY_RELEVANCE = 3
"""Controls that are judged again per call because AI-relevance may be unknown; `benchmarks/deny.py` judges all."""


@pytest.fixture(scope="session")
def insecure_denials(insecure: ScannedLab) -> Iterator[Denials]:
    yield from _denials(insecure)


@pytest.fixture(scope="session")
def hardened_denials(hardened: ScannedLab) -> Iterator[Denials]:
    yield from _denials(hardened)


def _denials(lab: ScannedLab) -> Iterator[Denials]:
    denials = Denials(lab.recording, lab.catalogue, SELECTION)
    yield denials
    denials.close()


@pytest.mark.xdist_group("insecure")
@pytest.mark.parametrize("call", INSECURE_ONLY)
def test_in_the_insecure_estate(call: str, insecure: ScannedLab, insecure_denials: Denials) -> None:
    _check(call, insecure, insecure_denials)


@pytest.mark.parametrize("call", [call for call in CALLS if call not in {*UNSEEDED, *INSECURE_ONLY}])
def test_in_the_hardened_estate(call: str, hardened: ScannedLab, hardened_denials: Denials) -> None:
    _check(call, hardened, hardened_denials)


def _check(call: str, lab: ScannedLab, denials: Denials) -> None:
    assert call in lab.calls or call == "sts:AssumeRole", (
        "no scan of this estate makes the call: it would not be tested"
    )
    after, denied = denials.denied(call, BY_RELEVANCE)
    assert denied == {call}
    assert improved(call, lab.catalogue, denials.before, after) == {}


@pytest.mark.xdist_group("insecure")
def test_the_replay_without_denial_gives_what_the_lab_gave(
    insecure: ScannedLab, insecure_denials: Denials, tmp_path: Path
) -> None:
    findings, gaps, _ = scanned(
        ReplayClients(insecure.recording), insecure.catalogue, insecure.catalogue.controls, tmp_path
    )
    assert findings == insecure.findings
    assert gaps == insecure.gaps
    loaded = {(control, resource) for control, found in insecure_denials.before.items() for resource in found}
    assert loaded == {(finding.control, finding.resource) for finding in findings}
