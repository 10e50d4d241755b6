"""`modelkeep scan`: what its settings make of the analysis of data."""

from __future__ import annotations

from pathlib import Path

import pytest

from modelkeep.app.data_rows import DataAnalysis
from modelkeep.bootstrap import AwsOptions
from modelkeep.catalogue.classes import built_in_classes
from modelkeep.cli.scan_command import classifying_analysis
from modelkeep.cli.settings import resolve
from modelkeep.core.data import DataClass
from modelkeep.core.errors import CatalogueError

OWN = """id = "customer_number"
title = "Number of a customer"
category = "personal"
regions = ["any"]
class = "confidential"
severity = "medium"
keywords = ["customer number"]
references = ["https://example.com/numbers"]

[[shape]]
pattern = "KD-[0-9]{6}"
near = 0.9

[examples]
found = ["customer number KD-123456"]
not_found = ["customer number KD-12345"]
"""


def test_a_file_of_classes_may_name_an_identifier_of_ones_own(tmp_path: Path) -> None:
    classes, identifiers = tmp_path / "classes.toml", tmp_path / "customer_number.toml"
    more = 'most-readers = 3\n\n[identifiers]\ncustomer_number = "restricted"\n'
    classes.write_text(
        built_in_classes().read_text().replace("most-readers = 10", "").replace("[[class]]", more + "\n[[class]]", 1)
    )
    identifiers.write_text(OWN)
    told = {"workspace": str(tmp_path), "classify.classes": str(classes)}
    made = classifying_analysis(resolve({**told, "classify.identifiers": [str(identifiers)]}), AwsOptions())
    assert isinstance(made, DataAnalysis)
    assert made.framework.identifiers == {"customer_number": DataClass.RESTRICTED}
    assert made.framework.most_readers == 3
    with pytest.raises(CatalogueError, match="customer_number"):
        classifying_analysis(resolve(told), AwsOptions())
