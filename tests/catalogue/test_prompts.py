"""Every pattern finds its examples and leaves their near misses, as the reader looks at text."""

from pathlib import Path

import pytest

from modelkeep.catalogue.prompts import built_in_prompt_patterns, load_prompt_patterns
from modelkeep.core.errors import CatalogueError
from modelkeep.core.logs.prompt_patterns import MARKERS, RISKS
from modelkeep.engines.logs.prompts.markers import Markers
from modelkeep.engines.logs.prompts.normal import normal

PATTERNS = load_prompt_patterns(built_in_prompt_patterns())


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda each: each.id)
def test_a_pattern_finds_its_examples_and_leaves_its_near_misses(pattern: object) -> None:
    (one,) = (each for each in PATTERNS if each is pattern)
    markers = Markers([one], (one.kind,))
    assert [each for each in one.matches if not markers.find(normal(each).text)] == []
    assert [each for each in one.misses if markers.find(normal(each).text)] == []


def test_every_kind_has_patterns() -> None:
    assert {each.kind for each in PATTERNS} == {*MARKERS, *RISKS}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('id = "a"\nkind = "injection"\npattern = "("\nmatches = ["x"]\nmisses = ["y"]', r"RE2 does not know"),
        ('id = "a"\nkind = "poetry"\npattern = "a"\nmatches = ["x"]\nmisses = ["y"]', r"the kind is to be"),
        ('id = "A b"\nkind = "injection"\npattern = "a"\nmatches = ["x"]\nmisses = ["y"]', r"the id is taken"),
        ('id = "a"\nkind = "injection"\npattern = "a"\nmatches = ["x"]', r"'misses' is missing"),
        ('id = "a"\nkind = "injection"\npattern = "(?=a)b"\nmatches = ["x"]\nmisses = ["y"]', r"RE2 does not know"),
    ],
)
def test_what_is_no_pattern_is_told_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "x.toml").write_text(f"[[pattern]]\n{text}\n")
    with pytest.raises(CatalogueError, match=rf"x\.toml:\d: .*{message}"):
        load_prompt_patterns(tmp_path)
