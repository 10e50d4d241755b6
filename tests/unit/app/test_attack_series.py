import gzip
import json
from pathlib import Path

import pytest

from modelkeep.adapters.logs.delivery import SeriesFolder
from modelkeep.app.attack_series import ESTATE, LOGS, TRUTH, write_attack
from modelkeep.core.errors import UsageError


def test_logs_truth_and_estate_are_written_and_agree(tmp_path: Path) -> None:
    folder = tmp_path / "attack"
    written = write_attack("logging-off", folder, SeriesFolder(folder, LOGS), benign=100, seed=2)
    truth = [json.loads(line) for line in (folder / TRUTH).read_text().splitlines()]
    files = list((folder / LOGS).rglob("*.json.gz"))
    records = [
        record
        for file in files
        if "CloudTrail" in file.parts
        for record in json.loads(gzip.decompress(file.read_bytes()))["Records"]
    ]
    assert len(files) == written.files
    assert {each["event_id"] for each in truth} <= {each["eventID"] for each in records}
    assert "acme-ml-models" in json.loads((folder / ESTATE).read_text())["model_buckets"]


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").touch()
    with pytest.raises(UsageError, match="is not empty"):
        SeriesFolder(tmp_path, LOGS)
