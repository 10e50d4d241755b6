"""Model files of the lab: what somebody put into the fraud model is told on the model, by the scan and by `inspect`."""

from __future__ import annotations

import json
from pathlib import Path

from tests.e2e.conftest import modelkeep

KEYS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
ROLE = "arn:aws:iam::222233334444:role/ModelkeepReadOnly"
MODEL = "arn:aws:sagemaker:us-east-1:222233334444:model/fraud-scoring-7"
REACHING = ("--role", ROLE, "--region", "us-east-1")


def test_a_poisoned_artifact_is_told_on_its_model(seeded: str, tmp_path: Path) -> None:
    told = {**KEYS, "AWS_ENDPOINT_URL": seeded}
    scan = modelkeep(tmp_path, "scan", *REACHING, "--control", "SM-MODEL-08", "--inspect", "--format", "jsonl", **told)
    assert scan.returncode == 14, scan.stderr
    found = {each["name"]: each for each in map(json.loads, scan.stdout.splitlines())}
    assert found["fraud-scoring-7"]["verdict"] == "FAIL"
    assert "model.pkl: calls posix.system" in found["fraud-scoring-7"]["reason"]
    assert found["fraud-scoring-7"]["models"] == [MODEL]
    assert found["fraud-batch-2"]["verdict"] == "UNKNOWN"
    assert "no such bucket" in found["fraud-batch-2"]["reason"]

    inspected = modelkeep(tmp_path, "inspect", "--model", "fraud-scoring-7", *REACHING[:2], "--format", "json", **told)
    assert inspected.returncode == 14, inspected.stderr
    (file,) = map(json.loads, inspected.stdout.splitlines())
    assert file["path"].endswith("/output/model.tar.gz")
    assert file["issues"][0]["place"][-1] == "model.pkl"
    assert file["models"] == [MODEL]
