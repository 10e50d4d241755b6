"""The bench on which one estate after the other is judged: nothing of the one before may be left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from modelkeep.core.control import Control
from modelkeep.core.verdict import Practice, Severity, Verdict
from modelkeep.engines.posture.bench import Bench, Rows

PLACE = {"account": "111122223333", "region": "us-east-1"}
DENIED = {
    "call": "sagemaker:ListNotebookInstances",
    "resource": "",
    "outcome": "denied",
    "code": "AccessDenied",
    **PLACE,
}
OPEN = "SELECT arn AS resource, direct_internet_access = 'Disabled' AS passed, '' AS reason FROM sagemaker_notebook_instance"


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    made = Bench()
    yield made
    made.close()


def control_of(sql: str) -> Control:
    return Control(
        id="X-1", title="", severity=Severity.LOW, practice=Practice.ACCESS, why="", fix="", subject="sagemaker_notebook_instance",
        sql=sql, maps={}, tables=frozenset({"sagemaker_notebook_instance"}), path=Path("X-1.sql"), sql_line=1,
    )  # fmt: skip


def notebooks(**access: str) -> Rows:
    return {
        "sagemaker_notebook_instance": [
            {"arn": arn, "direct_internet_access": each, **PLACE} for arn, each in access.items()
        ]
    }


def test_what_was_planned_for_one_estate_answers_the_next(bench: Bench) -> None:
    control = control_of(OPEN)
    assert bench.verdicts(control, {}) == {}
    assert bench.verdicts(control, notebooks(a="Disabled")) == {"a": Verdict.PASS}
    assert bench.verdicts(control, notebooks(a="Enabled", b="Disabled")) == {"a": Verdict.FAIL, "b": Verdict.PASS}
    assert bench.verdicts(control, {"sagemaker_notebook_instance": [{"arn": "c", **PLACE}]}) == {"c": Verdict.UNKNOWN}
    assert bench.verdicts(control, {}) == {}


def test_the_same_resources_with_other_reads(bench: Bench) -> None:
    control, estate = control_of(OPEN), notebooks(a="Disabled")
    unlisted = {"111122223333/us-east-1/sagemaker_notebook_instance/*": Verdict.UNKNOWN}
    assert bench.verdicts(control, estate) == {"a": Verdict.PASS}
    assert bench.verdicts(control, {**estate, "read": [DENIED]}) == {"a": Verdict.PASS} | unlisted
    assert bench.verdicts(control, estate) == {"a": Verdict.PASS}


def test_a_control_that_asks_for_reads_sees_those_of_its_estate(bench: Bench) -> None:
    control = control_of(
        """SELECT arn AS resource, NOT EXISTS (SELECT 1 FROM "read") AS passed, '' AS reason FROM sagemaker_notebook_instance"""
    )
    read = {**DENIED, "call": "s3:ListBuckets", "outcome": "ok"}
    assert bench.verdicts(control, notebooks(a="")) == {"a": Verdict.PASS}
    assert bench.verdicts(control, {**notebooks(a=""), "read": [read]}) == {"a": Verdict.FAIL}
    assert bench.verdicts(control, notebooks(a="")) == {"a": Verdict.PASS}


def test_a_control_that_fails_over_some_rows_fails_over_those_alone(bench: Bench) -> None:
    control = control_of(OPEN.replace("direct_internet_access = 'Disabled'", "direct_internet_access::INTEGER = 1"))
    account = {"scope_account": [{"arn": "arn:aws:iam::111122223333:root", **PLACE}]}
    assert bench.verdicts(control, notebooks(a="1")) == {"a": Verdict.PASS}
    failed = bench.verdicts(control, {**notebooks(a="one"), **account})
    assert failed == {"111122223333/*/sagemaker_notebook_instance/*": Verdict.UNKNOWN}
    assert bench.verdicts(control, notebooks(a="2")) == {"a": Verdict.FAIL}


def test_a_control_that_says_on_what_it_rests_is_in_doubt_only_where_that_was_not_read(bench: Bench) -> None:
    sql = "SELECT arn AS resource, true AS passed, '' AS reason, ['k-' || arn] AS uses FROM sagemaker_notebook_instance"
    control = control_of(sql)
    keys = replace(control, tables=control.tables | {"kms_key"})
    refused = {**DENIED, "call": "kms:DescribeKey", "resource": "k-a"}
    found = bench.verdicts(keys, {**notebooks(a="", b=""), "read": [refused]})
    assert found == {"a": Verdict.UNKNOWN, "b": Verdict.PASS}
