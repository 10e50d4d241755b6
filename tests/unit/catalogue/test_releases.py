"""What is known of releases and ends of support."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from modelkeep.catalogue.loader import built_in_controls
from modelkeep.catalogue.releases import load_releases
from modelkeep.core.errors import CatalogueError

HEAD = 'source = "https://example.org"\nas_of = "2026-01-31"\n[[product]]\nname = "a"\n'


def test_every_fact_has_a_source_and_a_day() -> None:
    known = load_releases().known
    assert len(known) > 200
    assert all(each.source.name.startswith("https://") and each.source.as_of for each in known)
    assert all(each.newest or each.ends for each in known)


def test_the_ends_of_lambda_runtimes_are_those_of_the_control() -> None:
    sql = (built_in_controls() / "patching" / "AI-HOST-05.sql").read_text()
    dates = dict(re.findall(r"\('([^']+)', date '([^']+)'\)", sql))
    assert {each.line: str(each.ends) for each in load_releases().lines("lambda")} == dates


def test_the_ends_of_containers_are_those_of_the_control() -> None:
    sql = (built_in_controls() / "patching" / "SM-MODEL-15.sql").read_text()
    rows = re.findall(r"\('([^']+)', '([^']+)', date '([^']+)'\)", sql)
    known = {(each.product, each.line): str(each.ends) for each in load_releases().known if each.ends}
    assert {(product, line): day for product, line, day in rows} == {
        key: day for key, day in known.items() if key[0] != "lambda"
    }


def test_lines_say_the_newest_release_the_end_or_both(tmp_path: Path) -> None:
    text = f'{HEAD}lines = """\n2.6: newest 2.6.0, ends 2026-06-30\n2.5: ends 2025-10-29\n2.4: newest 2.4.1\n"""\n'
    (tmp_path / "a.toml").write_text(text)
    known = load_releases(tmp_path)
    both, end, newest = known.known
    assert (both.newest, both.ends) == ("2.6.0", date(2026, 6, 30))
    assert (end.newest, end.ends, newest.newest, newest.ends) == ("", date(2025, 10, 29), "2.4.1", None)
    assert known.of("a", "2.3") is None


@pytest.mark.parametrize(
    "lines", ["2.6", "2.6: ", "2.6: newest", "2.6: ends 2026-13-40", "2.6: ends soon", "2.6: newest 1\n2.6: newest 2"]
)
def test_a_line_that_says_nothing_or_too_much_is_an_error_with_its_place(tmp_path: Path, lines: str) -> None:
    (tmp_path / "a.toml").write_text(f'{HEAD}lines = """\n{lines}\n"""\n')
    with pytest.raises(CatalogueError) as raised:
        load_releases(tmp_path)
    assert "a.toml" in str(raised.value)
