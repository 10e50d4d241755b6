"""What the JSON around a value must hold: never more than a match needs."""

from __future__ import annotations

import pytest
from sigma.types import SigmaCasedString, SigmaRegularExpression, SigmaString, SigmaType

from modelkeep.engines.logs.sigma.hints import hints_of


@pytest.mark.parametrize(
    ("values", "before", "hints"),
    [
        (["Payroll/Model.tar.gz"], "", ("payroll/model.tar.gz",)),
        (["arn:aws:s3:::*/secret"], "", ("arn:aws:s3:::",)),
        (["one two", "three"], "", ("one two", "three")),
        (["ab"], "", ()),  # too short to spare anything
        (["long enough", "ab"], "", ()),  # the second may match without the first's hint
        (['say "cheese" twice'], "", ("cheese",)),  # quotes stand escaped in JSON
        (["größe"], "", ()),  # letters that lower() and escapes treat in their own way
        (["s3://models/a.bin"], "s3://", ("models/a.bin",)),  # what stands before is not in the record
        (["s3://models/a.bin", "AKIACANARY"], "s3://", ("models/a.bin",)),  # the second can match nothing
        (["*models"], "s3://", ()),  # the wildcard may cover a part of what stands before
        (["s3:*models"], "s3://", ()),
    ],
)
def test_hints_are_what_every_match_holds(values: list[str], before: str, hints: tuple[str, ...]) -> None:
    assert hints_of([SigmaString(each) for each in values], before) == hints


@pytest.mark.parametrize("value", [SigmaRegularExpression("long enough"), SigmaString("*")])
def test_what_may_match_anything_gives_no_hints(value: SigmaType) -> None:
    assert hints_of([SigmaCasedString("long enough"), value]) == ()


def test_many_values_are_not_searched_for() -> None:
    assert hints_of([SigmaString(f"value {number}") for number in range(21)]) == ()
