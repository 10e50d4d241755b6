"""Judge what files declare, before it exists.

The tables hold what the files say, and nothing of what else the account has. So, other than for an estate that was read:

- A control is asked only where files can answer: every table that it reads must be among `told`, and of its own kind every
  column.
- A resource's settings are those that the files give it, AWS's defaults otherwise: it is about to be made so.
- PASS that rests on a resource that the files do not declare is UNKNOWN. Controls say by `uses` on what they rest; without it,
  any other kind that a control reads makes its PASS UNKNOWN.
- FAIL because no row of another kind is there (`complete`) is UNKNOWN: it may exist outside of the files.
- What engines analyse, such as who can do what, is analysed of accounts only. A control that asks for it is asked where it says
  itself what holds without (`is_analysed`), and its PASS is UNKNOWN.
- What a file leaves open (`untold`) makes PASS UNKNOWN where rows may be missing; where a column is not known, SQL has said so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

from modelkeep.core.analyses import ANALYSES
from modelkeep.core.control import Control, Scope
from modelkeep.core.kinds import calls_for, tables
from modelkeep.core.tables import Role
from modelkeep.engines.posture.evaluate import FINDING_COLUMNS, filled_tables, kind_of, rows_about
from modelkeep.engines.posture.parallel import execute_all
from modelkeep.engines.posture.schema import create_filled
from modelkeep.engines.posture.verdict_sql import ALL_USES, FAILED, FINDINGS, WORST, told_failure

Told = Mapping[str, frozenset[str]]
"""The columns that files can tell, by table."""

_WORD = re.compile(r"\w+")
_LEFT_BY_JOBS = "'trained_by'"
"""The relation that training jobs leave, which no file declares: what asks for it is never answered."""
_DOES_WITHOUT = "is_analysed("
"""The macro by which a control tells an account that was analysed from one that was not."""
_ASKED = (
    "control VARCHAR, title VARCHAR, practice VARCHAR, severity VARCHAR, kind VARCHAR, filtered BOOLEAN, others BOOLEAN, "
    "absence BOOLEAN, absent_part BOOLEAN, analyses VARCHAR"
)
_ASKED_COLUMN = "control VARCHAR, table_name VARCHAR, own BOOLEAN, column_name VARCHAR, turn INTEGER"
_ANSWERED = "COLUMNS(lambda c: c IN ('resource', 'passed', 'reason', 'uses'))"


def answerable(control: Control, told: Told) -> bool:
    """Whether files can answer a control at all; the others ask what only a running account shows."""
    declared, own = tables(), _owners(control)
    beside = {Role.DERIVED, Role.ANALYSIS} if _DOES_WITHOUT in control.sql else {Role.DERIVED}
    asked = [name for name in control.tables if declared[name].role not in beside]
    return _LEFT_BY_JOBS not in control.sql and all(
        name in told and (_owner(name) not in own or _columns_read(control.sql, name) <= told[name]) for name in asked
    )


def evaluate_declared(
    connection: duckdb.DuckDBPyConnection,
    controls: Sequence[Control],
    *,
    everything: bool = False,
) -> None:
    """Fill `finding` and `finding_place` with the verdicts of controls that are answerable.

    The estate must have been through `lineage.derive` and `load_macros`.
    """
    connection.execute(f"CREATE OR REPLACE TABLE finding ({FINDING_COLUMNS})")
    filled = filled_tables(connection, {name for control in controls for name in _owners(control)})
    controls = [control for control in controls if _owners(control) & filled]
    connection.execute(
        "CREATE OR REPLACE TABLE answer "
        "(control VARCHAR, resource VARCHAR, passed BOOLEAN, reason VARCHAR, uses VARCHAR[])"
    )
    _ask(connection, controls, everything=everything)
    failed = execute_all(
        connection,
        {
            control.id: (
                f"INSERT INTO answer BY NAME SELECT ? AS control, {_ANSWERED} FROM ({control.sql}\n)",
                [control.id],
            )
            for control in controls
        },
    )
    for control in controls:
        if control.id in failed:
            connection.execute(
                f'INSERT INTO answer SELECT DISTINCT ?, arn, NULL::BOOLEAN, ?, NULL FROM "{_owner(control.subject)}"',
                [control.id, told_failure(failed[control.id])],
            )
    for statement in _JUDGE:
        connection.execute(statement)
    _may_apply(connection, controls)
    for statement in _KEEP:
        connection.execute(statement)
    connection.execute("DROP TABLE answer")


@dataclass(frozen=True, slots=True)
class _Rests:
    """On what else than its own kind a control rests."""

    others: bool
    """It reads other kinds."""
    absence: bool
    """It FAILs where no resource of some kind is there."""
    absent_part: bool
    """It FAILs where a resource of another kind has no such setting."""

    @classmethod
    def of(cls, control: Control) -> _Rests:
        declared, own = tables(), _owners(control)
        others = [name for name in control.complete if _owner(name) not in own]
        parts = {name for name in others if declared[name].role in (Role.FACET, Role.PART)}
        return cls(
            others=any(_owner(name) not in own for name in control.tables),
            absence=bool(set(others) - parts) or any(declared[name].role is Role.KIND for name in control.complete),
            absent_part=bool(parts),
        )


def _analyses(control: Control) -> str:
    """What a control asks that is analysed of accounts only, in words; '' for nothing."""
    declared = tables()
    calls = calls_for(name for name in control.tables if declared[name].role is Role.ANALYSIS)
    return " and ".join(ANALYSES[call].subject for call in sorted(calls))


def _owner(name: str) -> str:
    return tables()[name].of or name


def _owners(control: Control) -> frozenset[str]:
    """The kinds that a control's rows are about."""
    return frozenset(_owner(name) for name in rows_about(control))


def _columns_read(sql: str, table: str) -> frozenset[str]:
    """The columns of a table whose names occur in the SQL: at least those that it reads."""
    words = set(_WORD.findall(sql))
    return frozenset(column.name for column in tables()[table].columns if column.name in words)


def _ask(connection: duckdb.DuckDBPyConnection, controls: Sequence[Control], *, everything: bool) -> None:
    """What is asked: one row per control, and per table and column that it reads with the column's turn in its verdict."""
    rows: list[tuple[object, ...]] = []
    columns: list[tuple[object, ...]] = []
    for control in controls:
        rests = _Rests.of(control)
        filtered = control.scope is Scope.AI and not everything
        rows.append((
            control.id, control.title, control.practice.value, control.severity.value, kind_of(control), filtered,
            rests.others, rests.absence, rests.absent_part, _analyses(control),
        ))  # fmt: skip
        own = _owners(control)
        words = _WORD.findall(control.sql)
        for table in control.tables:
            columns.append((control.id, table, _owner(table) in own, "", -1))
            columns += [
                (control.id, table, _owner(table) in own, column, words.index(column))
                for column in _columns_read(control.sql, table)
            ]
    create_filled(connection, "asked", _ASKED, rows)
    create_filled(connection, "asked_column", _ASKED_COLUMN, columns)


_JUDGE = (
    f"""
    CREATE OR REPLACE TEMP TABLE verdict AS
    SELECT v.* FROM ({WORST.format(by="control, ", uses=ALL_USES, answers="answer")}) v JOIN asked a USING (control)
    WHERE NOT a.filtered OR v.resource IN (SELECT arn FROM ai_relevant)
    """,
    """
    CREATE OR REPLACE TEMP TABLE used AS
    SELECT DISTINCT control, resource, arn FROM (SELECT control, resource, unnest(uses) AS arn FROM verdict) WHERE arn <> ''
    """,
    # What keeps a verdict from being known: rows that may be missing, and columns that are not known.
    """
    CREATE OR REPLACE TEMP TABLE doubt AS
    WITH open_end AS (
        SELECT c.control, u.arn, u.column_name = '' AS of_rows, u.why, c.own
        FROM untold u JOIN asked_column c ON c.table_name = u.table_name AND c.column_name = u.column_name
    )
    SELECT control, resource, bool_or(of_rows) AS of_rows, min(why) AS why FROM (
        SELECT v.control, v.resource, o.of_rows, 'not known from the file: ' || o.why AS why
        FROM verdict v JOIN open_end o ON o.control = v.control AND o.arn = v.resource AND o.own
        UNION ALL
        SELECT s.control, s.resource, o.of_rows, 'not known from the file: ' || o.why
        FROM used s JOIN open_end o ON o.control = s.control AND o.arn = s.arn
        UNION ALL
        SELECT s.control, s.resource, true, 'rests on ' || s.arn || ', which may not exist: ' || u.why
        FROM used s JOIN untold u ON u.arn = s.arn AND u.table_name = '' AND s.arn <> s.resource
        UNION ALL
        SELECT s.control, s.resource, true, 'rests on ' || s.arn || ', which the files do not declare'
        FROM used s ANTI JOIN resource_index i ON i.arn = s.arn
        UNION ALL
        SELECT v.control, v.resource, true, 'rests on what else is in the account, which files do not tell'
        FROM verdict v JOIN asked a USING (control) WHERE a.others AND v.uses IS NULL
        UNION ALL
        SELECT v.control, v.resource, true, 'rests on ' || a.analyses || ', which a scan of the account tells'
        FROM verdict v JOIN asked a USING (control) WHERE a.analyses <> ''
    ) GROUP BY ALL
    """,
    f"""
    CREATE OR REPLACE TEMP TABLE judged AS
    SELECT v.control, v.resource,
           CASE WHEN v.verdict = 'PASS' AND d.of_rows THEN 'UNKNOWN'
                WHEN v.verdict = 'FAIL' AND (a.absence OR (a.absent_part AND d.of_rows)) THEN 'UNKNOWN'
                ELSE v.verdict END AS verdict,
           CASE WHEN v.verdict = 'FAIL' AND a.absence THEN 'the files declare none, the account may have one: ' || v.reason
                WHEN v.verdict = 'FAIL' AND a.absent_part AND d.of_rows THEN d.why
                WHEN v.verdict = 'PASS' AND d.of_rows THEN d.why
                WHEN starts_with(v.reason, '{FAILED}') THEN v.reason
                WHEN v.verdict = 'UNKNOWN' THEN coalesce(d.why, v.reason, 'the file does not tell it')
                ELSE v.reason END AS reason
    FROM verdict v JOIN asked a USING (control) LEFT JOIN doubt d USING (control, resource)
    """,
)


def _may_apply(connection: duckdb.DuckDBPyConnection, controls: Sequence[Control]) -> None:
    """UNKNOWN for resources that gave no row although something that decides about it is not known.

    Where a part's rows may be missing, that is so. Where a column is not known, the control's filters are asked again with what
    they do not know taken for true.
    """
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE silent AS
        SELECT c.control, u.arn, bool_or(u.column_name = '') AS of_rows, 'not known from the file: ' || min(u.why) AS why
        FROM untold u JOIN asked_column c ON c.table_name = u.table_name AND c.column_name = u.column_name AND c.own
        JOIN asked a ON a.control = c.control
        WHERE (NOT a.filtered OR u.arn IN (SELECT arn FROM ai_relevant))
        GROUP BY c.control, u.arn HAVING NOT EXISTS (SELECT 1 FROM answer r WHERE r.control = c.control AND r.resource = u.arn)
        """
    )
    connection.execute("INSERT INTO judged SELECT control, arn, 'UNKNOWN', why FROM silent WHERE of_rows")
    left = {row[0] for row in connection.execute("SELECT DISTINCT control FROM silent WHERE NOT of_rows").fetchall()}
    for control in controls:
        if control.id in left:
            connection.execute(
                f"INSERT INTO judged SELECT s.control, s.arn, 'UNKNOWN', s.why FROM silent s WHERE s.control = ? "
                f"AND NOT s.of_rows AND s.arn IN (SELECT resource FROM ({_lenient(connection, control.sql)}\n))",
                [control.id],
            )


def _lenient(connection: duckdb.DuckDBPyConnection, sql: str) -> str:
    """The SQL with every WHERE true where it is not known."""
    row = connection.execute("SELECT json_serialize_sql(?)", [sql]).fetchone()
    tree = json.loads(row[0]) if row else {}
    _loosen(tree)
    found = connection.execute("SELECT json_deserialize_sql(?::JSON)", [json.dumps(tree)]).fetchone()
    return str(found[0]) if found else sql


def _loosen(node: object) -> None:
    if isinstance(node, dict):
        if where := node.get("where_clause"):
            node["where_clause"] = {
                "class": "OPERATOR", "type": "OPERATOR_COALESCE", "alias": "", "children": [where, _TRUE],
            }  # fmt: skip
            _loosen(where)
        for key, each in node.items():
            if key != "where_clause":
                _loosen(each)
    elif isinstance(node, list):
        for each in node:
            _loosen(each)


_TRUE = {
    "class": "CONSTANT", "type": "VALUE_CONSTANT", "alias": "",
    "value": {"type": {"id": "BOOLEAN", "type_info": None}, "is_null": False, "value": True},
}  # fmt: skip


_KEEP = (
    FINDINGS.format(verdicts="judged"),
    # The property that comes first in the control and is there, else the resource.
    """
    INSERT INTO finding_place BY NAME
    SELECT f.id AS arn, '' AS account, '' AS region, min_by(o.file, coalesce(c.turn, 1000000)) AS file,
           min_by(o.line, coalesce(c.turn, 1000000)) AS line, min_by(o.address, coalesce(c.turn, 1000000)) AS address
    FROM finding f JOIN located o ON o.arn = f.resource
    LEFT JOIN asked_column c ON c.control = f.control AND c.own AND c.turn >= 0 AND c.column_name = o.property
        AND f.verdict <> 'PASS'
    WHERE o.property = '' OR c.turn >= 0
    GROUP BY f.id
    """,
)
