"""Bills of materials of the lab's models."""

from __future__ import annotations

import json
from pathlib import Path

from tests.e2e.conftest import within


def test_every_model_of_the_lab_has_a_valid_bill(scanned: Path) -> None:
    run = within(scanned, "bom", "--all", "--out", "boms")
    assert run.returncode == 4, run.stderr
    assert "Not everything is known" in run.stderr
    files = sorted((scanned / "boms").glob("*.cdx.json"))
    assert [str(each.relative_to(scanned)) for each in files] == sorted(run.stdout.split())
    fraud = json.loads((scanned / "boms" / "fraud-scoring-7.cdx.json").read_text())
    assert {"file", "container"} <= {each["type"] for each in fraud["components"]}
    assert any(
        "/endpoints/fraud-scoring/invocations" in url for each in fraud["services"] for url in each.get("endpoints", ())
    )
    told = {each["aggregate"] for each in fraud["compositions"]}
    assert "unknown" in told


def test_a_bill_as_spdx_and_what_changed_between_two(scanned: Path) -> None:
    run = within(scanned, "bom", "support-tone", "--format", "spdx", "--quiet")
    assert run.returncode == 4, run.stderr
    assert run.stderr == ""
    assert {"ai_AIPackage", "dataset_DatasetPackage"} <= {each["type"] for each in json.loads(run.stdout)["@graph"]}
    run = within(scanned, "bom", "diff", "fraud-scoring-7@latest", "fraud-batch-2@latest")
    assert run.returncode == 10, run.stderr
