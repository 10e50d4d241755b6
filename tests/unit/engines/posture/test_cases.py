"""The denials that every control's cases go through."""

from __future__ import annotations

from pathlib import Path

from modelkeep.core.control import Control
from modelkeep.core.verdict import Practice, Severity
from modelkeep.engines.posture.cases import denials, load_cases, with_analyses

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


def test_an_analysis_counts_as_made_where_a_case_says_so(tmp_path: Path) -> None:
    path = tmp_path / "X-1.yaml"
    path.write_text(
        "pass:\n- iam_role: [{arn: r}]\n  analysed: [access]\n"
        "fail:\n- iam_role: [{arn: r}]\n  access: [{arn: b, principal: r}]\n"
        "not_applicable:\n- {}\nunknown:\n- iam_role: [{arn: r}]\n",
        encoding="utf-8",
    )
    control = control_over("iam_role", "access")
    reads = {each.section: with_analyses(control, each.rows).get("read", ()) for each in load_cases(path)}
    told = {
        section: [(read["call"], read["region"], read["outcome"]) for read in found] for section, found in reads.items()
    }
    assert told["pass"] == told["fail"] == [("engine:access", "global", "ok")]
    assert told["unknown"] == [("engine:access", "global", "not-analysed")]


def test_a_control_that_rests_on_no_analysis_lacks_none() -> None:
    rows = {"iam_role": [{"arn": "r", **PLACE}]}
    assert with_analyses(control_over("iam_role"), rows) == rows
