"""Snapshots made by hand: findings, reads, models and lineage as rows, without a scan."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
from tests.fakes.blank import blank_estate

from modelkeep.core.control import Control
from modelkeep.core.finding import finding_id
from modelkeep.core.kinds import tables
from modelkeep.core.tables import Role
from modelkeep.core.verdict import Practice, Severity
from modelkeep.engines.posture.evaluate import FINDING_COLUMNS
from modelkeep.engines.posture.history import KEPT, begin
from modelkeep.engines.posture.schema import create_tables, insert_rows
from modelkeep.ports import Manifest

ACCOUNT = "111122223333"
REGION = "us-east-1"
AT = "2026-11-21T10:00:00"
NO_KINDS = [
    name for name, table in tables().items() if table.role is Role.DERIVED or name in ("scope_account", "scope_region")
]
Rows = Iterable[Mapping[str, Any]]


def model_arn(name: str, account: str = ACCOUNT, region: str = REGION) -> str:
    """The ARN of a SageMaker model."""
    return f"arn:aws:sagemaker:{region}:{account}:model/{name}"


def bucket_arn(name: str) -> str:
    """The ARN of a bucket."""
    return f"arn:aws:s3:::{name}"


@dataclass(slots=True)
class Estate:
    """The rows of one snapshot. Columns left out of a row take sensible values; one good read is there unless reads are given."""

    findings: Rows = ()
    reads: Rows = ({},)
    models: Rows = ()
    edges: Iterable[tuple[str, str, str]] = ()
    """Source, kind, target."""
    resources: Rows = ()
    """`arn`, `name`, `kind`, `source_table`; models are resources already."""
    accounts: tuple[str, ...] = (ACCOUNT,)
    regions: tuple[str, ...] = (REGION,)
    controls: Mapping[str, str] = field(default_factory=dict)
    """Control id to hash; those of the findings are there already."""
    everything: bool = False
    kept: Mapping[str, Rows] = field(default_factory=dict)
    """Rows of the tables that a scan carries on: `history` and `trend`."""
    kinds: Iterable[str] | None = None
    """The tables of kinds and facets that are there too; None for all 270, which takes longer."""

    def connection(self) -> duckdb.DuckDBPyConnection:
        """The snapshot as a scan leaves it, opened."""
        if self.kinds is None:
            connection = blank_estate(macros=False)
        else:
            connection = duckdb.connect(":memory:", config={"threads": 1})
            create_tables(connection, [*NO_KINDS, "read", *self.kinds])
        connection.execute(f"CREATE TABLE finding ({FINDING_COLUMNS})")
        begin(connection)
        connection.execute(
            "CREATE TABLE resource_index (arn VARCHAR, account VARCHAR, region VARCHAR, name VARCHAR, kind VARCHAR, "
            "source_table VARCHAR, is_ai BOOLEAN)"
        )
        for account in self.accounts:
            root = {
                "arn": f"arn:aws:iam::{account}:root",
                "account": account,
                "region": "global",
                "name": f"acme-{account[:4]}",
            }
            insert_rows(connection, "scope_account", [root])
            insert_rows(
                connection,
                "scope_region",
                [{"arn": f"{account}/{each}", "account": account, "region": each} for each in self.regions],
            )
        connection.execute(
            f"INSERT INTO finding SELECT unnest(CAST(?::JSON AS STRUCT({FINDING_COLUMNS})[]), max_depth := 2)",
            [json.dumps([finding_row(**row) for row in self.findings])],
        )
        insert_rows(connection, "read", [read_row(**row) for row in self.reads])
        for name, rows in self.kept.items():
            connection.execute(
                f"INSERT INTO {name} SELECT unnest(CAST(?::JSON AS STRUCT({KEPT[name]})[]), max_depth := 2)",
                [json.dumps([{**dict.fromkeys(_names(KEPT[name])), **row} for row in rows])],
            )
        self._lineage(connection)
        return connection

    def _lineage(self, connection: duckdb.DuckDBPyConnection) -> None:
        edges = list(self.edges)
        insert_rows(connection, "relation", [{"arn": arn, "kind": kind, "dst": dst} for arn, kind, dst in edges])
        for row in self.models:
            model = {"account": ACCOUNT, "region": REGION, "kind": "AWS::SageMaker::Model", **row}
            insert_rows(connection, "model", [model])
            _index(connection, {**model, "source_table": "sagemaker_model"})
            reached, rim = {row["arn"]: 0}, [row["arn"]]
            while rim:
                near = rim.pop(0)
                for _, _, target in (edge for edge in edges if edge[0] == near and edge[2] not in reached):
                    reached[target] = reached[near] + 1
                    rim.append(target)
            insert_rows(
                connection,
                "model_resource",
                [{"arn": arn, "model": row["arn"], "distance": distance} for arn, distance in reached.items()],
            )
        for row in self.resources:
            _index(connection, row)

    def snapshot(self, name: str = "20261121T100000Z") -> FakeSnapshot:
        """The estate as a `ports.Snapshot`."""
        return FakeSnapshot(self, name)

    def manifest(self, name: str = "20261121T100000Z") -> Manifest:
        """What the snapshot would say about itself."""
        return Manifest(
            id=name,
            started=datetime(2026, 11, 21, 9, 58, tzinfo=UTC),
            finished=datetime(2026, 11, 21, 10, 0, tzinfo=UTC),
            tool_version="0.1.0",
            accounts=self.accounts,
            regions=self.regions,
            everything=self.everything,
            controls={**{finding_row(**row)["control"]: "0" for row in self.findings}, **self.controls},
            tables={},
            files={},
            reads={},
            verdicts={},
        )


@dataclass(slots=True)
class FakeSnapshot:
    """A `ports.Snapshot` over an estate made by hand."""

    estate: Estate
    name: str

    @property
    def manifest(self) -> Manifest:
        """See `ports.Snapshot`."""
        return self.estate.manifest(self.name)

    def open(self) -> duckdb.DuckDBPyConnection:
        """See `ports.Snapshot`."""
        return self.estate.connection()

    def lend(self, names: Sequence[str], folder: Path) -> None:
        """See `ports.Snapshot`."""
        folder.mkdir(parents=True, exist_ok=True)
        with self.open() as connection:
            for name in names:
                connection.execute(f"COPY \"{name}\" TO '{folder / name}.parquet' (FORMAT parquet)")


def finding_row(**given: Any) -> dict[str, Any]:
    """A finding as the table holds it; the id follows from control and resource."""
    row = {
        "id": "", "control": "SM-NB-01", "title": "Notebook instances have no direct internet access", "practice": "network",
        "severity": "high", "verdict": "FAIL", "resource": f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:notebook-instance/nb",
        "name": "nb", "kind": "AWS::SageMaker::NotebookInstance", "account": ACCOUNT, "region": REGION,
        "reason": "DirectInternetAccess is Enabled", "call": "", "code": "", **given,
    }  # fmt: skip
    row["id"] = row["id"] or finding_id(row["control"], row["resource"])
    return row


def read_row(**given: Any) -> dict[str, Any]:
    """A read as the table holds it."""
    return {
        "call": "sagemaker:ListNotebookInstances", "account": ACCOUNT, "region": REGION, "resource": "", "outcome": "ok",
        "code": "", "message": "", "at": AT, **given,
    }  # fmt: skip


def denied(call: str = "sagemaker:ListModels", **given: Any) -> dict[str, Any]:
    """A read that AWS refused."""
    return {"call": call, "outcome": "denied", "code": "AccessDeniedException", "message": "not authorized", **given}


def unlisted(
    table: str = "sagemaker_model", account: str = ACCOUNT, region: str = REGION, **given: Any
) -> dict[str, Any]:
    """The UNKNOWN that stands for resources that could not be listed."""
    return {
        "resource": f"{account}/{region}/{table}/*", "verdict": "UNKNOWN", "account": account, "region": region, "name": "",
        "reason": "could not be listed", "call": "sagemaker:ListModels", "code": "AccessDeniedException", **given,
    }  # fmt: skip


def control(control_id: str = "SM-NB-01", **given: Any) -> Control:
    """A control with just enough to be exported."""
    values: dict[str, Any] = {
        "id": control_id, "title": "Notebook instances have no direct internet access", "severity": Severity.HIGH,
        "practice": Practice.NETWORK, "why": "A notebook can send data anywhere.", "fix": "Create it again without.",
        "subject": "sagemaker_notebook_instance", "sql": "", "maps": {"aws-fsbp": ("SageMaker.1",)},
        "references": ("https://docs.aws.amazon.com/sagemaker/",), "tables": frozenset(), "path": Path("x.sql"), "sql_line": 1,
        **given,
    }  # fmt: skip
    return Control(**values)


def _names(definitions: str) -> list[str]:
    return [column.split()[0] for column in definitions.split(", ")]


def _index(connection: duckdb.DuckDBPyConnection, row: Mapping[str, Any]) -> None:
    whole = {"account": ACCOUNT, "region": REGION, "name": "", "kind": "", "source_table": "", **row}
    connection.execute(
        "INSERT INTO resource_index VALUES (?, ?, ?, ?, ?, ?, false)",
        [whole[key] for key in ("arn", "account", "region", "name", "kind", "source_table")],
    )
