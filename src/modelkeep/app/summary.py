"""A snapshot at a glance: counts per practice and severity, how each model stands, what was not read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import duckdb

from modelkeep.app.findings import MARKED, coverage
from modelkeep.app.history import trend
from modelkeep.app.suppressions import suppressions
from modelkeep.core.control import Control
from modelkeep.core.report import ModelClass, ModelStanding, ReportContext, Summary, Tally
from modelkeep.core.verdict import Practice, Severity
from modelkeep.ports import Manifest

_OPEN = "suppression IS NULL"
_TALLY = (
    f"count(*) FILTER (WHERE verdict = 'FAIL' AND {_OPEN}) AS failed, "
    f"count(*) FILTER (WHERE verdict = 'UNKNOWN' AND {_OPEN}) AS unknown, "
    "count(*) FILTER (WHERE verdict = 'PASS') AS passed, "
    f"count(*) FILTER (WHERE verdict = 'FAIL' AND NOT {_OPEN}) AS suppressed_failed, "
    f"count(*) FILTER (WHERE verdict = 'UNKNOWN' AND NOT {_OPEN}) AS suppressed_unknown, "
    + ", ".join(
        f"count(*) FILTER (WHERE verdict = 'FAIL' AND {_OPEN} AND severity = '{severity.value}') AS {severity.value}"
        for severity in Severity
    )
)


def summarise(connection: duckdb.DuckDBPyConnection) -> Summary:
    """The summary of a whole snapshot."""
    total = connection.execute(f"SELECT {_TALLY} FROM {MARKED}").fetchone()
    assert total is not None
    return Summary(
        total=tally(total),
        practices=practices(connection, f"SELECT * FROM {MARKED}"),
        models=_models(connection),
        coverage=coverage(connection),
    )


def practices(
    connection: duckdb.DuckDBPyConnection, select: str, parameters: Sequence[Any] = ()
) -> Mapping[Practice, Tally]:
    """The tally of each practice over the rows of MARKED that `select` returns, practices without one included."""
    found = {
        row[0]: tally(row[1:])
        for row in connection.execute(
            f"SELECT practice, {_TALLY} FROM ({select}) GROUP BY practice", list(parameters)
        ).fetchall()
    }
    return {practice: found.get(practice.value, Tally()) for practice in Practice}


def by_control(connection: duckdb.DuckDBPyConnection) -> Mapping[str, Tally]:
    """The tally of each control that found something to judge."""
    rows = connection.execute(f"SELECT control, {_TALLY} FROM {MARKED} GROUP BY control").fetchall()
    return {str(row[0]): tally(row[1:]) for row in rows}


def tally(row: Sequence[int]) -> Tally:
    """A row that `_TALLY` gives as a tally."""
    failed, unknown, passed, suppressed_failed, suppressed_unknown = (int(count) for count in row[:5])
    return Tally(
        failed=failed,
        unknown=unknown,
        passed=passed,
        by_severity={severity: int(count) for severity, count in zip(Severity, row[5:], strict=True) if count},
        suppressed_failed=suppressed_failed,
        suppressed_unknown=suppressed_unknown,
    )


def _models(connection: duckdb.DuckDBPyConnection) -> tuple[ModelStanding, ...]:
    by_severity = ", ".join(f"{severity.value} DESC" for severity in Severity)
    rows = connection.execute(
        f"SELECT o.arn, any_value(o.name), any_value(o.kind), any_value(o.account), any_value(o.region), {_TALLY} "
        f"FROM model o LEFT JOIN (SELECT DISTINCT model, arn FROM model_resource) m ON m.model = o.arn "
        f"LEFT JOIN {MARKED} f ON f.resource = m.arn GROUP BY o.arn ORDER BY {by_severity}, unknown DESC, o.arn"
    ).fetchall()
    data = _classes(connection)
    return tuple(
        ModelStanding(
            arn=row[0], name=row[1] or row[0], kind=row[2] or "", account=row[3] or "", region=row[4] or "",
            tally=tally(row[5:]), data=data.get(row[0]),
        )
        for row in rows
    )  # fmt: skip


def _classes(connection: duckdb.DuckDBPyConnection) -> Mapping[str, ModelClass]:
    """By the ARN of the model, those that are known to be made of something."""
    rows = connection.execute(
        "SELECT arn, data_class, complete, reasons[1] FROM data_class WHERE type = 'model'"
    ).fetchall()
    return {arn: ModelClass(name, bool(complete), reason or "") for arn, name, complete, reason in rows}


def report_context(
    manifest: Manifest,
    connection: duckdb.DuckDBPyConnection,
    controls: Iterable[Control],
    *,
    filtered: str = "",
) -> ReportContext:
    """What exporters need besides the findings; `filtered` is `Filter.told` where the findings are not all."""
    names = connection.execute("SELECT account, any_value(name) FROM scope_account GROUP BY account").fetchall()
    return ReportContext(
        snapshot=manifest.id,
        started=manifest.started,
        finished=manifest.finished,
        tool_version=manifest.tool_version,
        accounts=manifest.accounts,
        account_names={str(account): str(name) for account, name in names if name and name != account},
        regions=manifest.regions,
        everything=manifest.everything,
        profile=manifest.profile,
        reads_all_because=manifest.reads_all_because,
        controls={control.id: control for control in controls if control.id in manifest.controls},
        summary=summarise(connection),
        filtered=filtered,
        suppressions=suppressions(connection),
        trend=trend(connection),
    )
