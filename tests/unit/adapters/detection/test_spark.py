"""What Spark is told, and what is said where it is not there. That it gives DuckDB's alerts: tests/contract/test_detection_engines.py."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from modelkeep.adapters.detection.spark import _TYPES, _literal, lake_paths
from modelkeep.adapters.spark_session import open_session
from modelkeep.bootstrap_detect import spark_engine
from modelkeep.cli import app
from modelkeep.core.errors import ConfigError, MissingExtraError, UsageError
from modelkeep.core.logs import log_tables
from modelkeep.core.logs.lake import LakeFile

NAME = "cloudtrail/account=111122223333/region=eu%2Dwest/day=2026-11-20/00000001-0000-0000.parquet"


def file(name: str = NAME) -> LakeFile:
    return LakeFile(
        table=name.partition("/")[0], account="111122223333", region="eu-west", day=date(2026, 11, 20), name=name, rows=1, bytes=1,
        first=None, last=None, batch=1, schema="",
    )  # fmt: skip


def test_files_are_read_where_the_ledger_says_or_where_the_copy_is(tmp_path: Path) -> None:
    staged = tmp_path / ".staging" / NAME.rpartition("/")[2]
    assert lake_paths([file()], tmp_path) == {"cloudtrail": [f"file://{tmp_path}/{NAME}"]}
    staged.parent.mkdir()
    staged.touch()
    assert lake_paths([file()], tmp_path) == {"cloudtrail": [f"file://{staged}"]}
    assert lake_paths([file()], tmp_path, "s3://b/lake/") == {"cloudtrail": [f"s3://b/lake/{NAME}"]}


def test_wildcards_in_a_path_mean_themselves() -> None:
    assert _literal("file:///a[1]/{b}*?.parquet") == r"file:///a\[1\]/\{b\}\*\?.parquet"


@pytest.mark.parametrize("name", log_tables())
def test_every_column_has_a_type_in_spark(name: str) -> None:
    assert {column.type for column in log_tables()[name].all} <= set(_TYPES)


def test_without_pyspark_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    monkeypatch.setitem(sys.modules, "pyspark.errors", None)
    with pytest.raises(MissingExtraError) as caught:
        open_session()
    assert "Java 17" in str(caught.value)
    assert "modelkeep[spark]" in caught.value.remedy


def test_without_java_its_package_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pytest.importorskip("pyspark")
    for name in ("JAVA_HOME", "PYSPARK_GATEWAY_PORT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError) as caught:
        open_session()
    assert "openjdk-17" in caught.value.remedy


def test_what_is_no_setting_of_spark_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"spark\.executor\.memory"):
        spark_engine(tmp_path, None, ["spark.executor.memory"], None)


def test_detect_starts_no_athena(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["detect", "--engine", "athena", "-w", str(tmp_path)])
    assert isinstance(result.exception, UsageError)
    assert "athena" in str(result.exception)
