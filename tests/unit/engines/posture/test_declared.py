"""What verdicts on declared resources become of controls that fail and of what is not declared at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.fakes.blank import blank_estate

from modelkeep.core.control import Control, Scope
from modelkeep.core.verdict import Practice, Severity
from modelkeep.engines.posture.declared import answerable, evaluate_declared
from modelkeep.engines.posture.lineage import index
from modelkeep.engines.posture.schema import insert_rows

ENDPOINT, VARIANT = "sagemaker_endpoint_config", "sagemaker_endpoint_config_production_variant"
BROKEN = f"select arn as resource, variant_name::INTEGER > 0 as passed, '' as reason from {VARIANT}"
THROWS = f"select arn as resource, error('torn') is null as passed, '' as reason from {ENDPOINT}"


def control(sql: str, subject: str) -> Control:
    return Control(
        id="T-1", title="it is so", severity=Severity.HIGH, practice=Practice.ACCESS, why="", fix="", subject=subject,
        sql=sql, scope=Scope.ALL, complete=(), maps={}, tables=frozenset({subject}), path=Path("T-1.sql"), sql_line=1,
    )  # fmt: skip


def judged(asked: Control, rows: Mapping[str, Sequence[dict[str, Any]]]) -> list[tuple[str, str, str]]:
    connection = blank_estate()
    for table, given in rows.items():
        insert_rows(connection, table, given)
    index(connection, rows)
    evaluate_declared(connection, [asked], everything=True)
    return connection.execute("SELECT resource, verdict, reason FROM finding ORDER BY 1").fetchall()


def test_a_control_that_fails_knows_nothing_about_any_resource() -> None:
    found = judged(control(THROWS, ENDPOINT), {ENDPOINT: [{"arn": "a"}, {"arn": "b"}]})
    assert [(resource, verdict) for resource, verdict, _ in found] == [("a", "UNKNOWN"), ("b", "UNKNOWN")]
    assert all(reason.startswith("the control itself failed: ") and "torn" in reason for _, _, reason in found)


def test_a_control_on_parts_that_fails_says_so_about_all_that_may_have_them() -> None:
    rows = {ENDPOINT: [{"arn": "a"}, {"arn": "b"}], VARIANT: [{"arn": "a", "variant_name": "not a number"}]}
    found = judged(control(BROKEN, VARIANT), rows)
    assert [(resource, verdict) for resource, verdict, _ in found] == [("a", "UNKNOWN"), ("b", "UNKNOWN")]


def test_a_control_is_not_asked_where_nothing_of_its_kind_is_declared() -> None:
    always = "select 'x' as resource, false as passed, 'asked' as reason"
    assert judged(control(always, VARIANT), {}) == []
    assert judged(control(always, VARIANT), {ENDPOINT: [{"arn": "a"}]}) == [("x", "FAIL", "asked")]


def test_what_is_analysed_of_accounts_only_leaves_a_pass_open_and_a_fail_standing() -> None:
    sql = (
        f"select arn as resource, arn = 'a' as passed, '' as reason, [arn] as uses from {ENDPOINT} "
        "where not is_analysed('access', account)"
    )
    asked = replace(control(sql, ENDPOINT), tables=frozenset({ENDPOINT, "access"}))
    found = {
        resource: (verdict, reason)
        for resource, verdict, reason in judged(asked, {ENDPOINT: [{"arn": "a"}, {"arn": "b"}]})
    }
    assert found["b"][0] == "FAIL"
    assert found["a"][0] == "UNKNOWN"
    assert found["a"][1].startswith("rests on who can do what")


def test_what_is_analysed_of_accounts_only_is_asked_where_the_control_does_without() -> None:
    told = {ENDPOINT: frozenset({"arn", "account"})}
    asks = replace(control(f"select arn as resource from {ENDPOINT}", ENDPOINT), tables=frozenset({ENDPOINT, "access"}))
    assert not answerable(asks, told)
    assert answerable(replace(asks, sql=f"{asks.sql} where is_analysed('access', account)"), told)
