"""What a suppression has to say, and what its globs match."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelkeep.core.suppression import pattern, suppression
from modelkeep.core.verdict import Verdict

GOOD: dict[str, Any] = {"control": "S3-01", "reason": "a test bucket", "expires": date(2027, 1, 31)}


def test_what_is_said_is_kept() -> None:
    found = suppression(
        {**GOOD, "resource": ["arn:aws:s3:::a-*", "arn:aws:s3:::b"], "tag": "env=dev", "status": "unknown"},
        origin="x:3",
    )
    assert (found.controls, found.tags) == (("S3-01",), ("env=dev",))
    assert found.resources == ("arn:aws:s3:::a-*", "arn:aws:s3:::b")
    assert found.verdicts == {Verdict.UNKNOWN}
    assert found.told == "suppressed until 2027-01-31: a test bucket (x:3)"


def test_without_a_status_fail_and_unknown_are_accepted() -> None:
    assert suppression(GOOD, origin="").verdicts == {Verdict.FAIL, Verdict.UNKNOWN}


def test_a_date_may_be_written_as_text() -> None:
    assert suppression({**GOOD, "expires": "2027-01-31"}, origin="") == suppression(GOOD, origin="")


def test_the_id_follows_from_what_is_covered_not_from_why() -> None:
    one = suppression({**GOOD, "tag": ["a", "b"]}, origin="x")
    other = suppression({**GOOD, "tag": ["b", "a"], "reason": "else", "expires": date(2028, 1, 1)}, origin="y")
    assert one.id == other.id
    assert one.id != suppression({**GOOD, "tag": ["a"]}, origin="x").id
    assert one.id != suppression({**GOOD, "tag": ["a", "b"], "status": "unknown"}, origin="x").id


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reson": "x"}, "unknown key 'reson'; did you mean 'reason'"),
        ({"zzz": "x"}, "unknown key 'zzz'; there are control, resource"),
        ({"control": None}, "neither control nor resource nor tag"),
        ({"control": ""}, "control is to be a text"),
        ({"control": []}, "control is empty"),
        ({"control": 3}, "control is to be a text"),
        ({"resource": ["a", 3]}, "resource is to be a text"),
        ({"tag": "=x"}, "tag is to be"),
        ({"reason": None}, "reason is required"),
        ({"reason": "  "}, "reason is required"),
        ({"reason": True}, "reason is required"),
        ({"expires": None}, "expires is required"),
        ({"expires": "soon"}, "expires is to be a date such as 2027-01-31, not 'soon'"),
        ({"expires": "2027-02-30"}, "not '2027-02-30'"),
        ({"expires": "20270131"}, "not '20270131'"),
        ({"expires": datetime(2027, 1, 31)}, "expires is to be a date"),  # noqa: DTZ001
        ({"expires": 2027}, "expires is to be a date"),
        ({"status": "pass"}, "status is to be fail or unknown"),
    ],
)
def test_mistakes_are_named(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        suppression({**GOOD, **changes}, origin="")


def matches(glob: str, text: str) -> bool:
    row = duckdb.execute("SELECT regexp_full_match(?, ?)", [text, pattern([glob])]).fetchone()
    assert row is not None
    return bool(row[0])


@pytest.mark.parametrize(
    ("glob", "text", "expected"),
    [
        ("arn:aws:s3:::dev-*", "arn:aws:s3:::dev-a/b", True),
        ("arn:aws:s3:::dev-*", "arn:aws:s3:::prod", False),
        ("arn:aws:s3:::dev-?", "arn:aws:s3:::dev-a", True),
        ("arn:aws:s3:::dev-?", "arn:aws:s3:::dev-ab", False),
        ("arn:aws:s3:::dev", "arn:aws:s3:::dev-a", False),
        ("a.c", "abc", False),
        ("[ab]", "a", False),
        ("a|b", "a", False),
    ],
)
def test_globs(glob: str, text: str, expected: bool) -> None:
    assert matches(glob, text) is expected


@given(st.text(st.characters(exclude_characters="*?\0", exclude_categories=["Cs"]), min_size=1))
def test_text_without_wildcards_matches_itself_alone(text: str) -> None:
    assert matches(text, text)
    assert not matches(text, text + "x")
    assert matches("*" + text + "*", "a\n" + text + "b")
