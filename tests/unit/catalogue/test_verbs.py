"""Verb files are checked when they are loaded; every error names file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from modelkeep.catalogue.loader import load_relations
from modelkeep.catalogue.verbs import built_in_parts, load_verbs
from modelkeep.core.errors import CatalogueError

PARTS = load_relations(built_in_parts(), None)
GOOD = """id: copy
title: Copy the model
means: Take it away.
source: https://docs.aws.amazon.com/
ways:
  - how: reads it
    where: [{artifact: ["{model}", "{object}"]}]
    needs:
      - {action: s3:GetObject, resource: "{object}", with: {"aws:SourceIp": "{object_region}"}}
"""


def test_a_good_file_becomes_a_verb(tmp_path: Path) -> None:
    (tmp_path / "copy.yml").write_text(GOOD)
    (verb,) = load_verbs(tmp_path, PARTS)
    assert (verb.id, verb.means) == ("copy", "Take it away.")
    (way,) = verb.ways
    assert way.where[0].terms == ("{model}", "{object}")
    assert way.needs[0].context == {"aws:sourceip": ("{object_region}",)}


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("id: copy", "id: copies", 1, "is not the file's name"),
        ("title: Copy the model", "title: ' '", 2, "title is to be a text"),
        ("means: Take it away.\n", "", 1, "'means' is missing"),
        ("means:", "colour: red\nmeans:", 3, "unknown key 'colour'"),
        ("https://", "http://", 4, "is to be an https URL"),
        ("title: Copy", "title: [Copy", 3, "the file is not YAML"),
        ("{artifact:", "{artefact:", 7, "unknown part 'artefact'"),
        ('["{model}", "{object}"]', '["{model}"]', 6, "takes two variables"),
        ("s3:GetObject", "GetObject", 6, "'GetObject' is no action"),
        ('resource: "{object}"', 'resource: "{bucket}"', 6, "nothing of where says what {bucket} is"),
        ('"{object_region}"', '"{key_region}"', 6, "nothing of where says what {key_region} is"),
        ("    needs:", "    wants: 1\n    needs:", 5, "each way is to have how, where and needs"),
    ],
)
def test_errors_name_file_and_line(tmp_path: Path, old: str, new: str, line: int, message: str) -> None:
    path = tmp_path / "copy.yml"
    assert old in GOOD
    path.write_text(GOOD.replace(old, new, 1))
    with pytest.raises(CatalogueError) as caught:
        load_verbs(tmp_path, PARTS)
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert message in str(caught.value)
