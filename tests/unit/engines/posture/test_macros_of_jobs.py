"""The macros for SageMaker jobs: local disks, own keys, recent jobs."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest
from tests.fakes.blank import blank_estate


@pytest.fixture(scope="module")
def sql() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = blank_estate()
    yield connection
    connection.close()


def value(sql: duckdb.DuckDBPyConnection, expression: str, *parameters: object) -> object:
    row = sql.execute(f"SELECT {expression}", list(parameters)).fetchone()
    assert row is not None
    return row[0]


@pytest.mark.parametrize(
    ("instance_type", "local"),
    [
        ("ml.m5.xlarge", False), ("ml.m5d.xlarge", True), ("ml.t3.medium", False), ("ml.r5n.large", False),
        ("ml.m6id.large", True), ("ml.g4dn.xlarge", True), ("ml.g5.xlarge", True), ("ml.g6e.xlarge", True),
        ("ml.p2.xlarge", False), ("ml.p3.2xlarge", False), ("ml.p3dn.24xlarge", True), ("ml.p4d.24xlarge", True),
        ("ml.p4de.24xlarge", True), ("ml.p5.48xlarge", True), ("ml.p6-b200.48xlarge", True), ("ml.inf2.xlarge", False),
        ("ml.trn1.2xlarge", True), ("ml.trn2.48xlarge", True), ("", False), (None, None),
    ],
)  # fmt: skip
def test_local_disks(sql: duckdb.DuckDBPyConnection, instance_type: str | None, local: bool | None) -> None:
    assert value(sql, "has_local_storage(?::VARCHAR)", instance_type) is local


def test_all_instance_types_must_have_local_disks(sql: duckdb.DuckDBPyConnection) -> None:
    assert value(sql, "have_local_storage(['ml.g5.xlarge', 'ml.p5.48xlarge'])") is True
    assert value(sql, "have_local_storage(['ml.g5.xlarge', 'ml.m5.xlarge'])") is False
    assert value(sql, "have_local_storage([]::VARCHAR[])") is False
    assert value(sql, "have_local_storage(NULL::VARCHAR[])") is None


@pytest.mark.parametrize(
    ("key", "known", "manager", "own"),
    [
        ("", None, None, False), (None, None, None, None), ("alias/aws/s3", None, None, False),
        ("arn:aws:kms:eu-west-1:1:alias/aws/s3", None, None, False), ("alias/mine", None, None, True),
        ("k", "arn", "CUSTOMER", True), ("k", "arn", "AWS", False), ("k", "arn", None, None), ("k", None, None, True),
    ],
)  # fmt: skip
def test_own_keys(
    sql: duckdb.DuckDBPyConnection, key: str | None, known: str | None, manager: str | None, own: bool | None
) -> None:
    assert value(sql, "is_own_key(?::VARCHAR, ?::VARCHAR, ?::VARCHAR)", key, known, manager) is own


@pytest.mark.parametrize(
    ("status", "created", "recent"),
    [
        ("Completed", "2026-05-01", True), ("Completed", "2026-01-01", False), ("InProgress", "2026-01-01", True),
        ("Completed", None, True), (None, None, True),
    ],
)  # fmt: skip
def test_recent_jobs(sql: duckdb.DuckDBPyConnection, status: str | None, created: str | None, recent: bool) -> None:
    expression = "is_recent_job(?::VARCHAR, ?::TIMESTAMP, TIMESTAMP '2026-06-01')"
    assert value(sql, expression, status, created) is recent
