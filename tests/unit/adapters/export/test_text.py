"""Text that others chose neither hides, rearranges nor runs."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelkeep.adapters.export.text import disarmed, kind_words, milliseconds, stamp, visible
from modelkeep.core.words import plural


@pytest.mark.parametrize(
    ("given_text", "shown"),
    [
        ("plain", "plain"),
        ("a\nb\tc", "a b c"),
        ("\u202eabc", "<U+202E>abc"),
        ("\x1b[31m", "<U+001B>[31m"),
        ("a\u200bb\u2028", "a<U+200B>b<U+2028>"),
        ("\ud800", "<U+D800>"),
        ("Zürich 模型", "Zürich 模型"),
    ],
)
def test_visible(given_text: str, shown: str) -> None:
    assert visible(given_text) == shown


@given(st.text())
def test_visible_text_can_be_written_on_one_line_anywhere(text: str) -> None:
    shown = visible(text)
    assert shown.encode().decode() == shown
    assert len(shown.splitlines()) <= 1
    assert not {"\x1b", "\u202e"} & set(shown)


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"])  # noqa: RUF001
def test_formulas_are_disarmed(cell: str) -> None:
    assert disarmed(cell) == f"'{cell}"


def test_other_cells_stay() -> None:
    assert [disarmed(cell) for cell in ("", "a=1", "arn:aws:s3:::x")] == ["", "a=1", "arn:aws:s3:::x"]


def test_times_without_zone_are_utc() -> None:
    at = datetime(2026, 11, 21, 10, 0, 0)  # noqa: DTZ001
    assert stamp(at) == stamp(at.replace(tzinfo=UTC)) == "2026-11-21T10:00:00Z"
    assert milliseconds(at) == 1795255200000


def test_words() -> None:
    assert [plural(count, "policy") for count in (0, 1, 2000)] == ["0 policies", "1 policy", "2,000 policies"]
    assert plural(2, "day") == "2 days"


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("AWS::SageMaker::NotebookInstance", "SageMaker notebook instance"),
        ("AWS::EC2::VPCEndpoint", "EC2 VPC endpoint"),
        ("Modelkeep::Scope::Account", "account"),
        ("odd\x1b", "odd<U+001B>"),
        ("", ""),
    ],
)
def test_kinds_in_words(kind: str, words: str) -> None:
    assert kind_words(kind) == words
