"""What a template imports from another one of the same run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.unit.adapters.iac.test_source import collected

EXPORTER = """
Parameters:
  Stage: {Type: String, Default: test}
  Open: {Type: String}
Conditions:
  IsOpen: !Equals [!Ref Open, "yes"]
Resources:
  Key: {Type: AWS::KMS::Key}
Outputs:
  Key: {Value: !GetAtt Key.Arn, Export: {Name: !Sub "${Stage}-key"}}
  Perhaps: {Condition: IsOpen, Value: !GetAtt Key.Arn, Export: {Name: perhaps}}
  Open: {Value: !Ref Open, Export: {Name: open}}
  Nameless: {Value: x, Export: {Name: !Ref Open}}
  Kept: {Value: not exported}
"""
IMPORTER = """
Resources:
  Lab:
    Type: AWS::SageMaker::NotebookInstance
    Properties: {RoleArn: r, KmsKeyId: !ImportValue NAME}
"""


def key_of(tmp_path: Path, name: str, **files: str) -> tuple[Any, str, list[str]]:
    """The notebook's key, why it is not known, and the ARNs of the keys that are declared."""
    (tmp_path / "z.yaml").write_text(IMPORTER.replace("NAME", name))
    for file, text in files.items():
        (tmp_path / f"{file}.yaml").write_text(text)
    read, journal = collected(tmp_path)
    assert not read.troubles
    (found,) = (row["kms_key_id"] for table, row in journal.rows if table == "sagemaker_notebook_instance")
    why = [row["why"] for table, row in journal.rows if table == "untold" and row["column_name"] == "kms_key_id"]
    return found, " ".join(why), [row["arn"] for table, row in journal.rows if table == "kms_key"]


def test_an_import_is_what_the_one_other_file_exports(tmp_path: Path) -> None:
    found, why, (key,) = key_of(tmp_path, "test-key", a=EXPORTER)
    assert (found, why) == (key, "")


@pytest.mark.parametrize(
    ("name", "files", "reason"),
    [
        ("prod-key", {"a": EXPORTER}, "another stack exports it"),
        ("!Ref AWS::StackName", {"a": EXPORTER}, "another stack exports it"),
        ("test-key", {"a": EXPORTER, "b": EXPORTER}, "export test-key"),
        ("perhaps", {"a": EXPORTER}, "a.yaml exports it: the parameter Open has no default"),
        ("open", {"a": EXPORTER}, "a.yaml exports it: the parameter Open has no default"),
    ],
)
def test_an_import_is_not_known_otherwise(tmp_path: Path, name: str, files: dict[str, str], reason: str) -> None:
    found, why, _ = key_of(tmp_path, name.replace("!Ref AWS::StackName", "{Ref: AWS::StackName}"), **files)
    assert found is None
    assert reason in why


def test_what_a_nested_stack_exports_is_what_its_parent_makes_of_it(tmp_path: Path) -> None:
    parent = """
    Resources:
      Inner: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: nested.yaml, Parameters: {Stage: prod, Open: "no"}}}
    """
    found, _, (key,) = key_of(tmp_path, "prod-key", parent=parent, nested=EXPORTER)
    assert found == key
    assert key_of(tmp_path, "test-key", parent=parent, nested=EXPORTER)[0] is None
    assert key_of(tmp_path, "perhaps", parent=parent, nested=EXPORTER)[:2] == (None, "another stack exports it")


def test_types_of_sam_are_located_and_counted(tmp_path: Path) -> None:
    text = "Transform: AWS::Serverless-2016-10-31\nResources:\n  F:\n    Type: AWS::Serverless::Function\n  K: {Type: AWS::KMS::Key}\n"
    (tmp_path / "sam.yaml").write_text(text)
    read, _ = collected(tmp_path)
    (trouble,) = read.troubles
    assert (trouble.place.line, read.tally.files, read.tally.resources) == (4, 1, 1)
    assert "F is not read: AWS::Serverless::Function" in trouble.message
