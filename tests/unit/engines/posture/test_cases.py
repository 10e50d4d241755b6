"""The denials that every control's cases go through."""

from __future__ import annotations

from pathlib import Path

from modelkeep.core.control import Control
from modelkeep.core.verdict import Practice, Severity
from modelkeep.engines.posture.cases import denials

PLACE = {"account": "111122223333", "region": "us-east-1"}


def control_over(*tables: str) -> Control:
    return Control(
        id="X-1", title="", severity=Severity.LOW, practice=Practice.ACCESS, why="", fix="", subject=tables[0], sql="", maps={},
        tables=frozenset(tables), path=Path("X-1.sql"), sql_line=1,
    )  # fmt: skip


def test_a_call_that_fills_a_table_by_itself_is_not_denied_per_resource() -> None:
    """DescribeTrails lists, whatever its name: it cannot be denied for one trail."""
    rows = {"cloudtrail_trail": [{"arn": "t", **PLACE}], "cloudtrail_trail_status": [{"arn": "t", **PLACE}]}
    denied = [what for what, _ in denials(control_over("cloudtrail_trail", "cloudtrail_trail_status"), rows)]
    assert denied == [
        "cloudtrail:DescribeTrails denied",
        "cloudtrail:GetTrailStatus denied",
        "cloudtrail:GetTrailStatus denied for t",
    ]


def test_a_denial_comes_on_top_of_what_the_estate_lacks_already() -> None:
    earlier = {"call": "s3:ListBuckets", **PLACE}
    rows = {"cloudtrail_trail": [{"arn": "t", **PLACE}], "read": [earlier]}
    for _, denied in denials(control_over("cloudtrail_trail"), rows):
        assert denied["read"][0] == earlier
        assert len(denied["read"]) == 2
