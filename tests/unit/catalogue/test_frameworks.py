"""Framework files are checked when they are loaded; every error names file and line."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.estates import control

from modelkeep.catalogue.frameworks import framework_ids, load_framework, load_frameworks, unknown_maps
from modelkeep.core.errors import CatalogueError

GOOD = """id = "mine"
title = "My rules"
version = "1"
source = "https://example.org"

[[requirement]]
id = "1"
title = "Tidiness"
text = "Things are tidy."
manual = ""

[[requirement]]
id = "1.1"
parent = "1"
title = "Desks"
text = "Desks are tidy."
manual = "A photograph."
"""


def written(folder: Path, text: str = GOOD, name: str = "mine") -> Path:
    path = folder / f"{name}.toml"
    path.write_text(text)
    return path


def test_a_good_file_becomes_a_framework(tmp_path: Path) -> None:
    framework = load_framework(written(tmp_path))
    assert (framework.id, framework.title, framework.version, framework.whole) == ("mine", "My rules", "1", False)
    assert [(each.id, each.parent, each.manual) for each in framework.requirements] == [
        ("1", "", ""),
        ("1.1", "1", "A photograph."),
    ]


def test_a_folder_is_listed_without_reading_its_files(tmp_path: Path) -> None:
    written(tmp_path)
    written(tmp_path, "no TOML", "other")
    assert framework_ids(tmp_path) == ("mine", "other")
    with pytest.raises(CatalogueError, match=r"other\.toml:1: the file is not TOML"):
        load_frameworks(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('version = "1"\n', "", ":1: 'version' is missing"),
        ('version = "1"', "version = 1", ":3: version is to be a text"),
        ('version = "1"', 'version = "1"\nnote = "x"', ":4: unknown key 'note'"),
        ('version = "1"', 'version = "1"\nwhole = "yes"', ":4: whole is to be true or false"),
        ('id = "mine"', 'id = "other"', ":1: id 'other' is not the file's name"),
        ('title = "Desks"\n', "", ":12: 'title' is missing"),
        ('manual = "A photograph."\n', "", ":12: 'manual' is missing"),
        ('text = "Desks are tidy."', 'text = ""', ":16: text is to be a text"),
        ('title = "Desks"', 'title = "Desks"\ncontrols = "x"', ":16: unknown key 'controls'"),
        ('id = "1.1"', 'id = "1"', ":13: requirement '1' is there twice"),
        ('parent = "1"', 'parent = "2"', ":14: there is no requirement '2' above this one"),
        ('title = "Desks"', 'title = "Desks', ":15: the file is not TOML"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD
    with pytest.raises(CatalogueError) as caught:
        load_framework(written(tmp_path, GOOD.replace(old, new)))
    assert said in str(caught.value)


def test_a_file_without_requirements_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"holds no \[\[requirement\]\]"):
        load_framework(written(tmp_path, GOOD.split("\n\n", maxsplit=1)[0]))


def test_what_controls_map_to_and_no_framework_has_is_named(tmp_path: Path) -> None:
    frameworks = [load_framework(written(tmp_path))]
    controls = [
        control("A-1", maps={"mine": ("1", "1.1")}),
        control("A-2", maps={"mine": ("7",), "theirs": ("1",)}),
    ]
    assert unknown_maps(controls, frameworks) == (
        "A-2: mine has no requirement '7'",
        "A-2: there is no framework 'theirs'",
    )
