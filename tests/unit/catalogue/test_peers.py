"""Peer files are checked when they are loaded, and held against the controls; every error names file and line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from modelkeep.app.peers import answers, chosen_peers
from modelkeep.bootstrap import load_catalogue
from modelkeep.catalogue.peers import load_peers
from modelkeep.core.control import Control
from modelkeep.core.errors import CatalogueError, UsageError

GOOD = """name = "Other tool"
version = "1.2"
scope = "All that it has."
source = "https://example.org"
elsewhere = ["iam-1"]

[[check]]
id = "notebook-1"
title = "Notebooks are tidy"

[[check]]
id = "notebook-2"
title = "Notebooks have a name"
answered_by = ["SM-NB-02"]
reason = "In another way."

[[check]]
id = "notebook-3"
title = "There are notebooks"
reason = "That protects nothing."

[[check]]
id = "notebook-4"
title = "Notebooks are quiet"
"""


@pytest.fixture(scope="module")
def controls() -> list[Control]:
    """Two controls, of which one answers a check of a peer called `other`."""
    every = {each.id: each for each in load_catalogue().controls}
    first = replace(every["SM-NB-01"], peers={"other": ("notebook-1", "iam-1")})
    return [first, replace(every["SM-NB-02"], peers={})]


def test_a_check_is_answered_by_header_by_file_or_by_a_reason(tmp_path: Path, controls: list[Control]) -> None:
    (tmp_path / "other.toml").write_text(GOOD)
    found = {each.check.id: each for each in answers(load_peers(tmp_path, controls), controls)}
    assert {check: (each.controls, each.is_hole) for check, each in found.items()} == {
        "notebook-1": (("SM-NB-01",), False),
        "notebook-2": (("SM-NB-02",), False),
        "notebook-3": ((), False),
        "notebook-4": ((), True),
    }


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ('name = "Other tool"', "name =", 1, "not TOML"),
        ('version = "1.2"\n', "", 1, "'version' is missing"),
        ('version = "1.2"', "version = 2", 2, "version is to be a text"),
        ('scope = "All', 'skope = "a"\nscope = "All', 3, "unknown key 'skope'"),
        ('elsewhere = ["iam-1"]', "elsewhere = [1]", 5, "a list of texts"),
        ('title = "Notebooks are tidy"\n', "", 7, "'title' is missing"),
        ('id = "notebook-3"', 'id = "notebook-1"', 18, "there twice"),
        ('reason = "In another way."\n', "", 14, "answered_by needs a reason"),
        ('answered_by = ["SM-NB-02"]', 'answered_by = ["SM-NB-77"]', 12, "answered by 'SM-NB-77', which there is not"),
        ('title = "There are notebooks"', 'title = ""', 19, "title is to be a text"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(
    tmp_path: Path, controls: list[Control], old: str, new: str, line: int, message: str
) -> None:
    assert old in GOOD
    path = tmp_path / "other.toml"
    path.write_text(GOOD.replace(old, new))
    with pytest.raises(CatalogueError) as caught:
        load_peers(tmp_path, controls)
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("peers", "message"),
    [
        ({"another": ("notebook-1",)}, "there is no peer 'another'"),
        ({"other": ("notebook-9",)}, "no check 'notebook-9'"),
    ],
)
def test_a_header_that_names_what_is_not_there_is_refused(
    tmp_path: Path, controls: list[Control], peers: dict[str, tuple[str, ...]], message: str
) -> None:
    (tmp_path / "other.toml").write_text(GOOD)
    with pytest.raises(CatalogueError, match=message) as caught:
        load_peers(tmp_path, [replace(controls[0], peers=peers), controls[1]])
    line = caught.value.line
    assert controls[0].path.read_text().splitlines()[line - 1].startswith("peers:")


def test_a_peer_that_there_is_not_is_a_usage_error(tmp_path: Path, controls: list[Control]) -> None:
    (tmp_path / "other.toml").write_text(GOOD)
    peers = load_peers(tmp_path, controls)
    assert chosen_peers(peers, []) == chosen_peers(peers, ["other"]) == peers
    with pytest.raises(UsageError, match="there is no peer 'othr'") as caught:
        chosen_peers(peers, ["othr"])
    assert "Did you mean other?" in caught.value.remedy
