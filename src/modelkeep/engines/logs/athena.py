"""The lake as Athena knows it: what makes its tables over a copy of the lake in S3.

Account, region and day are taken from the folders' names, as Athena demands of partitions. Their values are counted up in the table's
properties (partition projection), so that no partition has to be added when a day passes; or each partition is listed.
https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from modelkeep.core.logs.tables import DATE, NUMBER, TEXT, TIME, TRUTH, WHOLE, LogTable

PARTITION = ("account", "region", "day")
FIRST_DAY = "2013-11-01"
"""From when on days are looked for where the lake holds none: CloudTrail is not older."""
_TYPES = {
    TEXT: "string",
    TIME: "timestamp",
    DATE: "date",
    WHOLE: "bigint",
    NUMBER: "double",
    TRUTH: "boolean",
    f"{TEXT}[]": "array<string>",
}


@dataclass(frozen=True, slots=True, order=True)
class Folder:
    """A partition by what its folders are named: values are encoded as they are there."""

    account: str
    region: str
    day: str


def folder_of(name: str) -> Folder:
    """The partition of a file of the lake, by its path in it. Raises ValueError for a path that is none of a log table's."""
    values = dict(part.split("=", 1) for part in name.split("/")[1:-1])
    if tuple(values) != PARTITION:
        raise ValueError(f"{name} is in no partition")
    return Folder(**values)


def create_table(table: LogTable, location: str, database: str, folders: Iterable[Folder]) -> str:
    """CREATE EXTERNAL TABLE with the partitions counted up: the accounts and regions that the lake holds, every day from its first on."""
    known = sorted(set(folders))
    columns = ",\n".join(
        f"  `{column.name}` {_TYPES[column.type]}" for column in table.all if column.name not in PARTITION
    )
    base = f"{location.rstrip('/')}/{table.name}"
    properties = {
        "projection.enabled": "true",
        "projection.account.type": "enum",
        "projection.account.values": _values([each.account for each in known]),
        "projection.region.type": "enum",
        "projection.region.values": _values([each.region for each in known]),
        "projection.day.type": "date",
        "projection.day.format": "yyyy-MM-dd",
        "projection.day.range": f"{min((each.day for each in known), default=FIRST_DAY)},NOW",
        "storage.location.template": f"{base}/account=${{account}}/region=${{region}}/day=${{day}}/",
    }
    return (
        f"CREATE EXTERNAL TABLE IF NOT EXISTS `{database}`.`{table.name}` (\n{columns}\n)\n"
        "PARTITIONED BY (`account` string, `region` string, `day` date)\nSTORED AS PARQUET\n"
        f"LOCATION {_text(base + '/')}\nTBLPROPERTIES (\n"
        + ",\n".join(f"  {_text(name)} = {_text(value)}" for name, value in properties.items())
        + "\n);"
    )


def add_partitions(
    table: LogTable, location: str, database: str, folders: Iterable[Folder], most: int = 100
) -> Iterator[str]:
    """ALTER TABLE statements that list every partition, so many in each, for a table that does not count them up."""
    known = sorted(set(folders))
    base = f"{location.rstrip('/')}/{table.name}"
    for start in range(0, len(known), most):
        parts = "".join(
            f"\n  PARTITION (`account` = {_text(each.account)}, `region` = {_text(each.region)}, `day` = {_text(each.day)})"
            f" LOCATION {_text(f'{base}/account={each.account}/region={each.region}/day={each.day}/')}"
            for each in known[start : start + most]
        )
        yield f"ALTER TABLE `{database}`.`{table.name}` ADD IF NOT EXISTS{parts};"


def _values(values: Sequence[str]) -> str:
    return ",".join(dict.fromkeys(sorted(values)))


def _text(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
