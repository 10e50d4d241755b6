"""`modelkeep logs athena`: the SQL names what the lake holds."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp
from tests.unit.adapters.lake.lakes import write_events
from typer.testing import CliRunner

from modelkeep.cli import app
from modelkeep.core.errors import UsageError
from modelkeep.core.logs import log_tables
from modelkeep.engines.logs.athena import Folder, add_partitions, create_table, folder_of

RUN = CliRunner()
PLACE = "s3://acme-lake/lake"


def run(*words: str) -> str:
    result = RUN.invoke(app, list(words))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.stdout


def test_tables_count_up_what_the_lake_holds(tmp_path: Path) -> None:
    write_events(tmp_path / "in", files=1, each=2)
    run("logs", "ingest", str(tmp_path / "in"), "-w", str(tmp_path), "--workers", "1", "--quiet")
    told = run("logs", "athena", "--location", PLACE, "-w", str(tmp_path), "--partitions", "--table", "cloudtrail")
    files = [each.relative_to(tmp_path / "lake") for each in (tmp_path / "lake" / "cloudtrail").rglob("*.parquet")]
    folders = {folder_of(str(each)) for each in files}
    assert f"'projection.account.values' = '{','.join(sorted({each.account for each in folders}))}'" in told
    assert f"'projection.day.range' = '{min(each.day for each in folders)},NOW'" in told
    assert all(f"LOCATION '{PLACE}/{each.parent}/'" in told for each in files)
    assert "guardduty" not in told
    assert run("logs", "athena", "--location", PLACE, "-w", str(tmp_path)).count("CREATE EXTERNAL") == len(log_tables())


@pytest.mark.parametrize("name", log_tables())
def test_every_column_is_a_columns_or_a_partition(name: str) -> None:
    table = log_tables()[name]
    parsed = sqlglot.parse_one(create_table(table, PLACE, "security", []).rstrip(";"), read="athena")
    partition = parsed.find(exp.PartitionedByProperty)
    assert partition is not None
    names = [each.name for each in parsed.this.expressions]
    assert sorted([*names, *(each.name for each in partition.this.expressions)]) == sorted(
        each.name for each in table.all
    )
    assert {each.name for each in partition.this.expressions} == {"account", "region", "day"}


def test_partitions_are_listed_in_several_statements() -> None:
    folders = [Folder("111122223333", "eu-west-1", f"2026-11-{day:02}") for day in range(1, 6)]
    told = list(add_partitions(log_tables()["cloudtrail"], PLACE, "security", [*folders, folders[0]], most=2))
    assert [each.count("PARTITION (") for each in told] == [2, 2, 1]
    assert list(add_partitions(log_tables()["cloudtrail"], PLACE, "security", [])) == []


def test_a_path_without_partition_is_refused() -> None:
    with pytest.raises(ValueError, match="in no partition"):
        folder_of("quarantine/00000001.jsonl")


@pytest.mark.parametrize(
    "words",
    [
        ("--location", "https://x"),
        ("--location", "s3://acme-lake/a'b"),
        ("--location", PLACE, "--database", "Security`"),
        ("--location", PLACE, "--table", "nothing"),
    ],
)
def test_what_is_no_place_or_name_is_refused(words: tuple[str, ...], tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        run("logs", "athena", *words, "-w", str(tmp_path))
