"""Model files and images of the lab: what is wrong with the fraud model's is told on model and endpoint, by the scan and by `inspect`."""

from __future__ import annotations

import json
from pathlib import Path

from tests.e2e.conftest import modelkeep

from modelkeep.lab.advisories import index
from modelkeep.lab.seed.signing import TRUSTED

KEYS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
ROLE = "arn:aws:iam::222233334444:role/ModelkeepReadOnly"
MODEL = "arn:aws:sagemaker:us-east-1:222233334444:model/fraud-scoring-7"
ASKED = (
    "--control", "SM-MODEL-07", "--control", "SM-MODEL-08", "--control", "SM-EP-13-WEIGHTS", "--control", "VULN-01", "--inspect",
    "--vulnerabilities",
)  # fmt: skip
REACHING = ("--role", ROLE, "--region", "us-east-1")


def test_a_poisoned_artifact_and_a_vulnerable_image_are_told_on_their_model(seeded: str, tmp_path: Path) -> None:
    told = {**KEYS, "AWS_ENDPOINT_URL": seeded}
    data = str(index(tmp_path / "vulndb"))
    scan = modelkeep(
        tmp_path, "scan", *REACHING, *ASKED, "--vulndb", data, "--trust-kms", TRUSTED, "--format", "jsonl", **told
    )
    assert scan.returncode == 14, scan.stderr
    every = [json.loads(each) for each in scan.stdout.splitlines()]
    found = {each["name"]: each for each in every if each["control"] == "SM-MODEL-08"}
    assert found["fraud-scoring-7"]["verdict"] == "FAIL"
    assert "model.pkl: calls posix.system" in found["fraud-scoring-7"]["reason"]
    assert found["fraud-scoring-7"]["models"] == [MODEL]
    assert found["fraud-batch-2"]["verdict"] == "UNKNOWN"
    assert "no such bucket" in found["fraud-batch-2"]["reason"]

    told_on = {
        (each["control"], each["name"]): (each["verdict"], each["reason"].partition(": s3:")[0]) for each in every
    }
    changed = ("FAIL", "the signature does not verify (failed: model.tar.gz differs)")
    assert told_on["SM-MODEL-07", "fraud-scoring-7"] == changed
    assert told_on["SM-MODEL-07", "fraud-batch-2"] == ("FAIL", "not signed")
    assert told_on["SM-EP-13-WEIGHTS", "fraud-scoring-next"][0] == "UNKNOWN", (
        "its package is of an account that was not scanned"
    )

    exploited = {each["name"]: each for each in every if each["control"] == "VULN-01"}
    live = exploited["fraud-scoring"]
    assert (live["verdict"], live["models"]) == ("FAIL", [MODEL])
    assert "CVE-2023-4911 in libc6 2.36-9+deb12u1 (fixed in 2.36-9+deb12u3)" in live["reason"]
    assert exploited["fraud-batch"]["verdict"] == "UNKNOWN"
    both = modelkeep(
        tmp_path,
        "sql",
        "--format",
        "json",
        "SELECT DISTINCT sources FROM vulnerability WHERE package = 'libc6' ORDER BY len(sources)",
    )
    assert {"sources": ["osv", "inspector"]} in json.loads(both.stdout), both.stderr

    imported = (
        "sql",
        "SELECT signature, signer LIKE 'arn:aws:kms:us-east-1:222233334444:key/%' AS ours FROM artifact_scan WHERE signed",
    )
    signed = modelkeep(tmp_path, *imported, "--format", "json")
    assert json.loads(signed.stdout) == [{"signature": "verified: 2 files as signed", "ours": True}], signed.stderr

    inspected = modelkeep(tmp_path, "inspect", "--model", "fraud-scoring-7", *REACHING[:2], "--format", "json", **told)
    assert inspected.returncode == 14, inspected.stderr
    (file,) = map(json.loads, inspected.stdout.splitlines())
    assert file["path"].endswith("/output/model.tar.gz")
    assert file["issues"][0]["place"][-1] == "model.pkl"
    assert file["models"] == [MODEL]
