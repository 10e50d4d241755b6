"""Run controls over an estate: SQL's three values become verdicts, and gaps in what was read keep them honest.

How a gap (a read that failed) bears on a control:

- A table is the control's *own* when it is the subject, or a facet or part of it. A gap about one resource in an own table
  bears on that resource alone. A subject whose list call failed, or a call about the account that comes before it,
  gives one UNKNOWN for the account and region. A facet that is read in bulk bears on all rows of its account and region
  when that call failed.
- A gap in any other table that the control reads bears on every row of the same account and region (global services: of
  the whole account; Organizations: of all accounts; edges that must be complete for a FAIL: of every account and region,
  as edges cross them). A control that returns `uses`, the ARNs on which each row rests,
  narrows that to rows which use the unread resource. Without `uses`, rows may also be missing: one UNKNOWN says so.
- PASS under a gap is UNKNOWN. FAIL stays, unless the gap is in a table that the control names in `complete`.
- An analysis that no engine made is a gap like any other, said in its own words; a read that failed is named before it.
- For controls on AI-relevant resources, a gap in the lineage means that relevance itself is unknown: one UNKNOWN for the
  account and region, where rows that did not pass were left out or the gap is in the control's own tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.resources import files

import duckdb

from modelkeep.core.control import Control, Scope
from modelkeep.core.coverage import KNOWN
from modelkeep.core.kinds import tables
from modelkeep.engines.posture.calls import Calls, calls_behind
from modelkeep.engines.posture.parallel import execute_all
from modelkeep.engines.posture.schema import create_filled
from modelkeep.engines.posture.verdict_sql import ALL_USES, FINDINGS, ID, NO_USES, TOLD, VERDICT, WORST, told_failure

FINDING_COLUMNS = (
    "id VARCHAR, control VARCHAR, title VARCHAR, practice VARCHAR, severity VARCHAR, verdict VARCHAR, resource VARCHAR, "
    "name VARCHAR, kind VARCHAR, account VARCHAR, region VARCHAR, reason VARCHAR, call VARCHAR, code VARCHAR"
)
ENTER_ACCOUNT = "sts:AssumeRole"
_KNOWN = ", ".join(f"'{outcome}'" for outcome in sorted(KNOWN))


def load_macros(connection: duckdb.DuckDBPyConnection) -> None:
    """Define the macros that controls may use."""
    connection.execute((files(__package__) / "macros.sql").read_text(encoding="utf-8"))


def evaluate(
    connection: duckdb.DuckDBPyConnection,
    controls: Sequence[Control],
    lineage: frozenset[str],
    *,
    everything: bool = False,
) -> None:
    """Fill the table `finding` with the verdicts of all controls; `lineage` are the tables on which AI-relevance rests.

    The estate must have been through `lineage.derive` and `load_macros`.
    """
    connection.execute(f"CREATE OR REPLACE TABLE finding ({FINDING_COLUMNS})")
    gaps = _gaps(connection)
    gap_calls = {call for call, _ in gaps}
    lineage_calls = frozenset(call for name in lineage for call in tables()[name].calls)
    filled = filled_tables(connection, {name for control in controls for name in rows_about(control)})
    plain: list[Control] = []
    for control in controls:
        calls = calls_behind(control, lineage)
        filtered = control.scope is Scope.AI and not everything
        relevant = (
            calls.subject | calls.own | calls.other | {ENTER_ACCOUNT} | (lineage_calls if filtered else frozenset())
        )
        if not gap_calls & relevant and filled & rows_about(control):
            plain.append(control)
            continue
        if gap_calls & relevant:
            try:
                _with_gaps(connection, control, calls, lineage_calls, gaps, filtered=filtered)
            except duckdb.Error as error:
                _not_judged(connection, control, error)
    _without_gaps(connection, plain, everything=everything)


def _gaps(connection: duckdb.DuckDBPyConnection) -> frozenset[tuple[str, bool]]:
    """The table `gap`: the reads that failed; `turn` tells which is named first. Returns their calls, and whether they are about one
    resource."""
    failed = f'FROM "read" WHERE outcome NOT IN ({_KNOWN})'
    found = connection.execute(f"SELECT DISTINCT call, coalesce(resource, '') <> '' {failed}").fetchall()
    if found:
        connection.execute(
            f"""
            CREATE OR REPLACE TEMP TABLE gap AS
            SELECT *, CASE WHEN is_analysis THEN told ELSE 'not read: ' || told END AS unread,
                   CASE WHEN is_analysis THEN told ELSE 'could not be listed: ' || told END AS unlisted
            FROM (
                SELECT account, region, resource, call, code, outcome = 'not-analysed' AS is_analysis,
                       starts_with(call, 'organizations:') AS everywhere,
                       CASE outcome WHEN 'not-analysed' THEN 'not analysed: ' || message
                            ELSE call || ' ' || outcome || CASE WHEN code <> '' THEN ' (' || code || ')' ELSE '' END END AS told,
                       concat_ws(' ', (outcome = 'not-analysed')::INTEGER, call, resource) AS turn
                {failed}
            )
            """
        )
    return frozenset((str(call), bool(alone)) for call, alone in found)


def rows_about(control: Control) -> frozenset[str]:
    """The tables whose resources a control's rows are about: where they are empty, it has nothing to say."""
    owner = tables()[control.subject].of
    return frozenset({control.subject, owner, *control.also} - {""})


def filled_tables(connection: duckdb.DuckDBPyConnection, names: Iterable[str]) -> frozenset[str]:
    """Those of the tables that have rows."""
    query = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in sorted(names))
    return frozenset(str(row[0]) for row in connection.execute(query).fetchall()) if query else frozenset()


def _has_rows(connection: duckdb.DuckDBPyConnection, relation: str) -> bool:
    """Whether a table or query has rows."""
    return connection.execute(f"SELECT 1 FROM {relation} LIMIT 1").fetchone() is not None


def _without_gaps(connection: duckdb.DuckDBPyConnection, controls: Sequence[Control], *, everything: bool) -> None:
    """Add the verdicts of all controls on which no gap bears to the findings.

    Planning a control's SQL is what costs time: each is planned once, and the rest is done for all at once.
    """
    if not controls:
        return
    connection.execute(
        "CREATE OR REPLACE TABLE plain (control VARCHAR, resource VARCHAR, passed BOOLEAN, reason VARCHAR)"
    )
    failed = execute_all(
        connection,
        {
            control.id: (f"INSERT INTO plain SELECT ?, resource, passed, reason FROM ({control.sql}\n)", [control.id])
            for control in controls
        },
    )
    _keep_plain(connection, controls, everything=everything)
    connection.execute("DROP TABLE plain")
    for control in controls:
        if control.id in failed:
            _not_judged(connection, control, failed[control.id])


def _keep_plain(connection: duckdb.DuckDBPyConnection, controls: Sequence[Control], *, everything: bool) -> None:
    filtered = [control.scope is Scope.AI and not everything for control in controls]
    create_filled(
        connection,
        "asked",
        "control VARCHAR, title VARCHAR, practice VARCHAR, severity VARCHAR, kind VARCHAR, filtered BOOLEAN",
        [
            (c.id, c.title, c.practice.value, c.severity.value, _one_kind(c), only_ai)
            for c, only_ai in zip(controls, filtered, strict=True)
        ],
    )
    verdicts = f"SELECT control, resource, {VERDICT}, reason FROM plain"
    several = "SELECT control, resource FROM plain GROUP BY ALL HAVING count(*) > 1"
    if _has_rows(connection, f"({several})"):
        connection.execute(f"CREATE OR REPLACE TEMP TABLE several AS {several}")
        worst = WORST.format(by="control, ", uses="", answers="plain SEMI JOIN several USING (control, resource)")
        verdicts += f" ANTI JOIN several USING (control, resource) UNION ALL {worst}"
    if any(filtered):
        verdicts = (
            f"SELECT p.* FROM ({verdicts}) p JOIN asked a USING (control) "
            f"WHERE NOT a.filtered OR resource IN (SELECT arn FROM ai_relevant)"
        )
    connection.execute(FINDINGS.format(verdicts=f"({verdicts})"))


def _with_gaps(
    connection: duckdb.DuckDBPyConnection,
    control: Control,
    calls: Calls,
    lineage_calls: frozenset[str],
    gaps: frozenset[tuple[str, bool]],
    *,
    filtered: bool,
) -> None:
    """Add the verdicts of a control on which some gap bears to the findings."""
    uses = _verdicts(connection, control)
    _bear(connection, calls, gaps)
    if any(call in calls.other or (call in calls.own and (alone or call not in calls.subject)) for call, alone in gaps):
        _doubt(connection)
    if filtered:
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE left_out AS SELECT account, region, verdict FROM verdict "
            "WHERE resource NOT IN (SELECT arn FROM ai_relevant)"
        )
        connection.execute("DELETE FROM verdict WHERE resource NOT IN (SELECT arn FROM ai_relevant)")
    if any(alone and call in calls.own - calls.other for call, alone in gaps):
        _unlisted(connection, control, filtered=filtered)
    missing_rows = _rows_missing(control, calls, gaps, uses=uses, filtered=filtered)
    if missing_rows:
        _placeholder(
            connection,
            control,
            f"SELECT account, region, min_by(unlisted, turn) AS reason, min_by(call, turn) AS call, min_by(code, turn) AS code "
            f"FROM bearing b WHERE {missing_rows} GROUP BY account, region",
        )
    if filtered:
        _relevance_unknown(connection, control, lineage_calls)
    if any(call == ENTER_ACCOUNT for call, _ in gaps):
        _shut_accounts(connection, control)
    _keep(connection, control)


def _not_judged(connection: duckdb.DuckDBPyConnection, control: Control, error: duckdb.Error) -> None:
    """A control whose SQL fails on what was read says nothing about any account: one UNKNOWN for each."""
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE verdict AS SELECT DISTINCT account || '/*/{control.subject}/*' AS resource, "
        "'UNKNOWN' AS verdict, ? AS reason, NULL::VARCHAR[] AS uses, account, '' AS region, '' AS name, ? AS kind, "
        "'' AS call, 'ControlFailed' AS code FROM scope_account",
        [told_failure(error), kind_of(control)],
    )
    _keep(connection, control)


def _keep(connection: duckdb.DuckDBPyConnection, control: Control) -> None:
    """Add the verdicts to the findings."""
    connection.execute(
        f"INSERT INTO finding SELECT {ID.format(control='?')}, ?, ?, ?, ?, verdict, resource, "
        "coalesce(name, ''), coalesce(nullif(?, ''), kind, ''), coalesce(account, ''), coalesce(region, ''), "
        "reason, call, code FROM verdict",
        [
            control.id, control.id, control.title, control.practice.value, control.severity.value, _one_kind(control),
        ],
    )  # fmt: skip


def kind_of(control: Control) -> str:
    """The CloudFormation type that the control's rows are about; a facet's or part's is its kind's."""
    subject = tables()[control.subject]
    return tables()[subject.of].cfn_type if subject.of else subject.cfn_type


def _one_kind(control: Control) -> str:
    """The type of all resources that a control is about; '' where there are several, and each is of its own."""
    return "" if control.also else kind_of(control)


def _verdicts(connection: duckdb.DuckDBPyConnection, control: Control) -> bool:
    """The table `verdict`, one row per resource. Returns whether the control gives `uses`."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE answer AS {control.sql}")
    columns = connection.execute("SELECT * FROM answer LIMIT 0").description or ()
    uses = any(column[0] == "uses" for column in columns)
    if _has_rows(connection, "(SELECT 1 FROM answer GROUP BY resource HAVING count(*) > 1)"):
        verdicts = f"({WORST.format(by='', uses=ALL_USES if uses else NO_USES, answers='answer')})"
    else:
        verdicts = (
            f"(SELECT resource, {VERDICT}, reason {', uses::VARCHAR[] AS uses' if uses else NO_USES} FROM answer)"
        )
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE verdict AS SELECT v.resource, v.verdict, {TOLD.format(title='?')} AS reason, v.uses, "
        f"i.account, i.region, i.name, i.kind, '' AS call, '' AS code FROM {verdicts} v LEFT JOIN resource_index i ON i.arn = v.resource",
        [control.title],
    )
    return uses


def _bear(connection: duckdb.DuckDBPyConnection, calls: Calls, gaps: frozenset[tuple[str, bool]]) -> None:
    """The table `bearing`: the gaps that bear on the control, and how."""
    failed = {call for call, _ in gaps}
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE bearing AS
        SELECT *, list_contains($subject, call) AS is_subject, list_contains($own, call) AS is_own,
               list_contains($other, call) AS is_other, list_contains($complete, call) AS is_complete,
               list_contains($anywhere, call) AS is_anywhere
        FROM gap WHERE list_contains($all, call)
        """,
        {
            "subject": sorted(calls.subject & failed), "own": sorted(calls.own & failed),
            "other": sorted(calls.other & failed), "complete": sorted(calls.complete & failed),
            "anywhere": sorted(calls.anywhere & failed),
            "all": sorted((calls.subject | calls.own | calls.other) & failed),
        },
    )  # fmt: skip


def _doubt(connection: duckdb.DuckDBPyConnection) -> None:
    """Verdicts that rest on something unread become UNKNOWN."""
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE doubt AS
        SELECT v.resource, min_by(b.call, b.turn) AS call, min_by(b.code, b.turn) AS code, min_by(b.unread, b.turn) AS unread
        FROM verdict v JOIN bearing b ON
            (b.is_own AND b.resource <> '' AND b.resource = v.resource)
            OR (b.is_own AND NOT b.is_subject AND b.resource = '' AND b.account = v.account
                AND (b.region = v.region OR b.region = 'global' OR v.region = 'global'))
            OR (b.is_other
                AND (b.everywhere OR (b.is_anywhere AND v.verdict = 'FAIL') OR (b.account = v.account
                                      AND (b.region = v.region OR b.region = 'global' OR v.region = 'global')))
                AND (v.uses IS NULL OR b.resource = '' OR list_contains(v.uses, b.resource)))
        WHERE v.verdict = 'PASS' OR (v.verdict = 'UNKNOWN' AND v.call = '') OR (v.verdict = 'FAIL' AND b.is_complete)
        GROUP BY v.resource
        """
    )
    connection.execute(
        "UPDATE verdict SET verdict = 'UNKNOWN', call = doubt.call, code = doubt.code, reason = doubt.unread "
        "FROM doubt WHERE doubt.resource = verdict.resource"
    )


def _unlisted(connection: duckdb.DuckDBPyConnection, control: Control, *, filtered: bool) -> None:
    """UNKNOWN rows for resources that gave no row because something about them was not read."""
    relevant = _RELEVANT if filtered else ""
    connection.execute(
        f"""
        INSERT INTO verdict
        SELECT b.resource, 'UNKNOWN', min_by(b.unread, b.turn), NULL, any_value(b.account), any_value(b.region),
               any_value(i.name), ?, min_by(b.call, b.turn), min_by(b.code, b.turn)
        FROM bearing b LEFT JOIN resource_index i ON i.arn = b.resource
        WHERE b.is_own AND NOT b.is_other AND b.resource <> '' {relevant}
              AND b.resource NOT IN (SELECT resource FROM verdict) AND b.resource NOT IN ({_parents(control)})
        GROUP BY b.resource
        """,
        [kind_of(control)],
    )


def _rows_missing(
    control: Control, calls: Calls, gaps: frozenset[tuple[str, bool]], *, uses: bool, filtered: bool
) -> str:
    """Which gaps in `bearing` mean that rows are missing from their account and region; '' where none can."""
    conditions = {
        "b.is_subject AND b.resource = ''": any(call in calls.subject and not alone for call, alone in gaps),
        "b.is_other": not uses and any(call in calls.other for call, _ in gaps),
        f"b.is_subject AND b.resource IN ({_parents(control)}) {_RELEVANT if filtered else ''}": any(
            call in calls.subject and alone for call, alone in gaps
        ),
        _SHUT_GATE: not rows_about(control) & {"scope_account", "scope_region"}
        and any(call in calls.subject & calls.other for call, _ in gaps),
        "b.is_own AND b.resource = '' AND NOT EXISTS "
        "(SELECT 1 FROM verdict v WHERE v.account = b.account AND v.region = b.region)": any(
            call in calls.own and not alone for call, alone in gaps
        ),
    }
    return " OR ".join(f"({condition})" for condition, may_be in conditions.items() if may_be)


_RELEVANT = "AND b.resource IN (SELECT arn FROM ai_relevant)"

# A call about the account itself that must succeed before the subjects are listed. An account that another one lists as a member
# of its organisation would have listed nobody.
_SHUT_GATE = """
    b.is_subject AND b.is_other
    AND EXISTS (SELECT 1 FROM resource_index i WHERE i.arn = b.resource AND i.source_table IN ('scope_account', 'scope_region'))
    AND NOT (b.everywhere AND EXISTS (
        SELECT 1 FROM resource_index i WHERE i.source_table = 'organizations_account' AND i.account = b.account))
"""


def _parents(control: Control) -> str:
    """A query for the resources of other kinds: calls that list a control's subjects one by one are about those, not about a subject."""
    others = ", ".join(_literal(name) for name in sorted(rows_about(control) | {"scope_account", "scope_region"}))
    return f"SELECT arn FROM resource_index WHERE source_table NOT IN ({others})"


def _relevance_unknown(connection: duckdb.DuckDBPyConnection, control: Control, lineage_calls: frozenset[str]) -> None:
    _placeholder(
        connection,
        control,
        f"SELECT g.account, g.region, 'whether a model depends on these is unknown, not read: ' || min(g.call || ' ' || g.code) "
        f"AS reason, min(g.call) AS call, min_by(g.code, g.call) AS code FROM gap g "
        f"WHERE g.call IN ({', '.join(_literal(call) for call in sorted(lineage_calls))}) "
        f"AND (EXISTS (SELECT 1 FROM left_out l WHERE l.verdict <> 'PASS' AND l.account = g.account) "
        f"OR EXISTS (SELECT 1 FROM bearing b WHERE b.is_own AND b.resource <> '' AND b.call = g.call "
        f"AND b.resource = g.resource AND b.resource NOT IN (SELECT arn FROM ai_relevant))) GROUP BY g.account, g.region",
    )


def _shut_accounts(connection: duckdb.DuckDBPyConnection, control: Control) -> None:
    _placeholder(
        connection,
        control,
        f"SELECT account, region, 'the account could not be entered: ' || min(code) AS reason, min(call) AS call, "
        f"min(code) AS code FROM gap WHERE call = '{ENTER_ACCOUNT}' GROUP BY account, region",
    )


def _placeholder(connection: duckdb.DuckDBPyConnection, control: Control, select: str) -> None:
    """Add one UNKNOWN per account and region that the select gives, unless there is one already."""
    connection.execute(
        f"INSERT INTO verdict SELECT account || '/' || region || '/{control.subject}/*' AS stands_for, 'UNKNOWN', reason, NULL, "
        f"account, region, '', ?, call, code FROM ({select}) "
        f"WHERE stands_for NOT IN (SELECT resource FROM verdict)",
        [kind_of(control)],
    )


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
