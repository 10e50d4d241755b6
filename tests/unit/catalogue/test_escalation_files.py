"""Technique files: what is read from them, and where errors point to."""

from __future__ import annotations

from pathlib import Path

import pytest

from modelkeep.catalogue.escalations import load_escalations
from modelkeep.core.errors import CatalogueError
from modelkeep.core.escalation import Gained, Need, Predicate

GOOD = """\
id: x-001
title: A title
source: https://example.org/x
why: >
  One sentence.
  Another one.
needs:
  - {action: iam:PassRole, resource: "{role}", with: {iam:PassedToService: x.amazonaws.com}}
  - {action: x:Create}
where:
  - trusts: ["{role}", x.amazonaws.com]
when: it is started
gains: {role: "{role}"}
ordinary: true
maps: {mitre-atlas: [AML.T0012]}
"""


def test_everything_that_a_file_says_is_read(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "x-001.yml").write_text(GOOD, encoding="utf-8")
    (technique,) = load_escalations(tmp_path)
    assert (technique.id, technique.title, technique.why) == ("x-001", "A title", "One sentence. Another one.")
    assert technique.needs == (
        Need("iam:PassRole", "{role}", {"iam:passedtoservice": ("x.amazonaws.com",)}),
        Need("x:Create", "", {}),
    )
    assert technique.where == (Predicate("trusts", ("{role}", "x.amazonaws.com")),)
    assert (technique.gains, technique.when, technique.ordinary) == ({Gained.ROLE: "{role}"}, "it is started", True)
    assert technique.maps == {"mitre-atlas": ("AML.T0012",)}


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("id: x-001", "id: x-002", 1, "is not the file's name"),
        ("title: A title\n", "", 1, "'title' is missing"),
        ("title: A title", "title: ''", 2, "title is to be a text"),
        ("https://", "http://", 3, "https URL"),
        ("{action: x:Create}", "{action: Create}", 9, "'Create' is no action"),
        ("{action: x:Create}", "{action: x:Create, on: y}", 7, "may have `resource` and `with`"),
        ("{action: x:Create}", "{action: x:Create, resource: ''}", 9, "is to be a text"),
        ("with: {iam:PassedToService: x.amazonaws.com}", "with: [x]", 8, "is to map condition keys"),
        ('resource: "{role}"', 'resource: "{rule}"', 8, "nothing of where says what {rule} is"),
        ("- trusts:", "- believes:", 11, "unknown relation 'believes'"),
        (", x.amazonaws.com]", "]", 11, "trusts has the terms role, service, not 1"),
        ('trusts: ["{role}", x.amazonaws.com]', "trusts: x", 11, "are to be a list of texts"),
        ('gains: {role: "{role}"}', 'gains: {everything: "{role}"}', 13, "unknown gain 'everything'"),
        ('gains: {role: "{role}"}', "gains: {role: role}", 13, "one variable in braces"),
        ('gains: {role: "{role}"}', 'gains: {role: "{rule}"}', 13, "nothing of where says what {rule} is"),
        ("ordinary: true", "ordinary: maybe", 14, "true or false"),
        ("maps: {mitre-atlas: [AML.T0012]}", "maps: AML.T0012", 15, "maps is to map"),
        ("maps:", "mops:", 15, "unknown key 'mops'"),
        ("id: x-001", "id: [", 3, "not YAML"),
    ],
)
def test_an_error_says_where_and_what(tmp_path: Path, old: str, new: str, line: int, message: str) -> None:
    assert old in GOOD
    path = tmp_path / "x-001.yml"
    path.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogueError) as raised:
        load_escalations(tmp_path)
    assert message in str(raised.value)
    assert raised.value.line == line, str(raised.value)


def test_an_id_is_there_once(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x-001.yml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(CatalogueError, match="is taken by"):
        load_escalations(tmp_path)


def test_what_is_no_text_and_no_mapping_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x-001.yml"
    path.write_bytes(b"\xff\xfe\xff")
    with pytest.raises(CatalogueError, match="cannot be read"):
        load_escalations(tmp_path)
    path.write_text("- a list\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match="is to be a mapping"):
        load_escalations(tmp_path)
