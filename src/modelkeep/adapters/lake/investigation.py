"""The lake as an investigation asks it; see `ports.EventHistory`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from modelkeep.adapters.lake.database import connect
from modelkeep.adapters.lake.events import lake_files, open_lake
from modelkeep.adapters.lake.investigation_sql import CONDITIONS, FORM, ROWS, Condition
from modelkeep.adapters.lake.ledger import FILE, Ledger
from modelkeep.core.logs.alert import MOST_EVENTS, Alert
from modelkeep.core.logs.investigation import Group, Issue, LogCoverage, SourceCoverage, Subject, Used
from modelkeep.core.logs.lake import LakeFile
from modelkeep.engines.logs.investigation.links import ISSUING, LONGEST_HOURS, IssueRow, identity_of, issues

PAUSE = "INTERVAL 15 MINUTE"
"""Repeated calls with a longer pause between them are two groups."""
_MOST_STEPS = 8
"""How often credentials that were obtained with credentials are followed on."""
_FROM_STS = f"event_source = 'sts.amazonaws.com' AND event_name IN ({', '.join(repr(each) for each in ISSUING)})"


class LakeHistory:
    """`ports.EventHistory` over the lake in a folder, for a range of time (None: no bound)."""

    def __init__(self, folder: Path, since: datetime | None, until: datetime | None) -> None:
        self._folder, self._since, self._until = folder, since, until
        before = since - timedelta(hours=LONGEST_HOURS) if since else None
        self._spill = TemporaryDirectory(prefix="modelkeep-investigate-")
        self._connection = connect()
        self._connection.execute("SET temp_directory = ?", [self._spill.name])
        open_lake(folder, since=before, until=until, connection=self._connection)
        columns = ", ".join(f'"{name}" VARCHAR' for name in (*FORM, "event_id"))
        self._connection.execute(
            f'CREATE TEMP TABLE seen ({columns}, "at" TIMESTAMP, request_id VARCHAR, form UBIGINT)'
        )
        self._connection.execute("CREATE TEMP TABLE alerting (event_id VARCHAR, alert VARCHAR)")
        self._issued = False

    def close(self) -> None:
        """Let go of the lake, and of what did not fit into memory."""
        self._connection.close()
        self._spill.cleanup()

    def gather(self, subject: Subject) -> int:
        """See `ports.EventHistory`."""
        for table, condition_of in CONDITIONS.items():
            condition = condition_of(subject)
            if condition is not None:
                relation = f"CASE WHEN {condition.by} THEN 'by' ELSE 'about' END"
                self._add(table, condition, relation)
        ids = Condition(
            "event_id IN (SELECT request_id FROM seen WHERE source = 'cloudtrail' AND relation = 'by')", "TRUE"
        )
        self._add("bedrock_invocation", ids, "'by'")
        return self._count()

    def follow(self) -> int:
        """See `ports.EventHistory`."""
        self._read_issued()
        before, followed = self._count(), set[str]()
        for _ in range(_MOST_STEPS):
            rows = self._connection.execute(
                "WITH mine AS (SELECT i.* FROM issued i JOIN seen s ON s.event_id = i.event_id WHERE s.relation IN ('by', 'then')) "
                "SELECT key FROM mine WHERE key <> '' UNION SELECT i.key FROM issued i JOIN mine m ON i.shared = m.shared "
                "WHERE i.shared <> '' AND i.key <> ''"
            ).fetchall()
            keys = [key for (key,) in rows if key not in followed]
            if not keys:
                break
            followed.update(keys)
            self._add(
                "cloudtrail", Condition("access_key IN (SELECT unnest($keys))", "FALSE", {"keys": keys}), "'then'"
            )
        return self._count() - before

    def surround(self) -> int:
        """See `ports.EventHistory`."""
        before = self._count()
        sql = "principal IN (SELECT lane FROM seen) OR user_arn IN (SELECT session FROM seen WHERE session <> '')"
        self._add("cloudtrail", Condition(sql, "FALSE"), "'context'")
        return self._count() - before

    def mark(self, alerts: Sequence[Alert]) -> frozenset[str]:
        """See `ports.EventHistory`."""
        pairs = [(event, alert.id) for alert in alerts for event in alert.events]
        if pairs:
            self._connection.execute(
                "INSERT INTO alerting SELECT DISTINCT unnest($events), unnest($alerts)",
                {"events": [event for event, _ in pairs], "alerts": [alert for _, alert in pairs]},
            )
        rows = self._connection.execute(
            "SELECT DISTINCT alert FROM alerting SEMI JOIN seen USING (event_id)"
        ).fetchall()
        return frozenset(alert for (alert,) in rows)

    def used(self) -> Sequence[Used]:
        """See `ports.EventHistory`."""
        rows = self._connection.execute(
            'SELECT lane, session, key, arg_min(event_id, "at"), count(*), min("at"), max("at") FROM seen '
            "WHERE source = 'cloudtrail' AND relation IN ('by', 'then') GROUP BY 1, 2, 3"
        ).fetchall()
        identities = self._identities([row[3] for row in rows])
        return [
            Used(identity=identity_of(identities[event]), lane=lane, events=count, first=first, last=last)
            for lane, _, _, event, count, first, last in rows
        ]

    def issued(self, keys: Iterable[str]) -> Mapping[str, Issue]:
        """See `ports.EventHistory`."""
        self._read_issued()
        rows = self._connection.execute(
            "WITH asked AS (SELECT * FROM issued WHERE key IN (SELECT unnest($keys))) SELECT * FROM asked UNION "
            "SELECT i.* FROM issued i JOIN asked a ON a.shared = i.shared AND i.shared <> ''",
            {"keys": list(keys)},
        ).fetchall()
        identities = self._identities([row[2] for row in rows])
        return issues(
            IssueRow(key, shared, event, action, at, account, identities[event])
            for key, shared, event, action, at, account in rows
        )

    def groups(self) -> Sequence[Group]:
        """See `ports.EventHistory`."""
        form = ", ".join(f'any_value("{name}") AS "{name}"' for name in FORM)
        rows = self._connection.execute(f"""
WITH spaced AS (SELECT form, "at", event_id, coalesce("at" - lag("at") OVER w > {PAUSE}, TRUE)::INT AS fresh FROM seen
                WINDOW w AS (PARTITION BY form ORDER BY "at", event_id)),
     numbered AS (SELECT *, sum(fresh) OVER (PARTITION BY form ORDER BY "at", event_id ROWS UNBOUNDED PRECEDING) AS part FROM spaced),
     told AS (SELECT event_id, list(alert) AS alerts FROM alerting GROUP BY 1),
     parts AS (SELECT form, count(*) AS n, min("at") AS first, max("at") AS last,
                      list(event_id ORDER BY "at", event_id)[1:{MOST_EVENTS}] AS events,
                      list_sort(list_distinct(flatten(list(coalesce(alerts, []))))) AS alerts
               FROM numbered LEFT JOIN told USING (event_id) GROUP BY form, part)
SELECT forms.* EXCLUDE (form), n, first, last, events, alerts
FROM parts JOIN (SELECT form, {form} FROM seen GROUP BY form) forms USING (form)
ORDER BY first, last, source, lane, service, action, events[1]
""").fetchall()
        return [
            Group(
                **dict(zip(FORM, row[:-5], strict=True)), count=row[-5], first=row[-4], last=row[-3], events=tuple(row[-2]),
                alerts=tuple(row[-1]),
            )
            for row in rows
        ]  # fmt: skip

    def coverage(self) -> LogCoverage:
        """See `ports.EventHistory`."""
        files = [file for file in lake_files(self._folder, since=self._since, until=self._until) if file.day]
        known = {file.account for file in lake_files(self._folder, table="cloudtrail")}
        days = [file.day for file in files if file.day]
        first = self._since.date() if self._since else min(days, default=None)
        last = (self._until - timedelta(microseconds=1)).date() if self._until else max(days, default=None)
        every = [first + timedelta(days=n) for n in range((last - first).days + 1)] if first and last else []
        categories = self._connection.execute(
            "SELECT 1 FROM cloudtrail WHERE event_category = 'Data' OR management_event = FALSE LIMIT 1"
        ).fetchone()
        return LogCoverage(
            first=first, last=last, quarantined=self._quarantined(), data_events=categories is not None,
            sources=tuple(
                _source(name, [file for file in files if file.table == name], known if name == "cloudtrail" else set(), every)
                for name in CONDITIONS
            ),
        )  # fmt: skip

    def _add(self, table: str, condition: Condition, relation: str) -> None:
        """Put the events of a condition that are not there yet into `seen`."""
        values: dict[str, Any] = dict(condition.values)
        bounds = []
        for name, sign, bound in (("since", ">=", self._since), ("until", "<", self._until)):
            if bound is not None:
                bounds.append(f'"at" {sign} ${name}')
                values[name] = bound
        where = " AND ".join((f"({condition.any})", *bounds))
        form = ", ".join(f'"{name}"' for name in FORM)
        self._connection.execute(
            f"INSERT INTO seen SELECT n.*, hash({form}) FROM ({ROWS[table] % {'relation': relation}} WHERE {where}) n "
            f"ANTI JOIN (SELECT event_id FROM seen WHERE source = '{table}') known USING (event_id)",
            values,
        )

    def _count(self) -> int:
        row = self._connection.execute("SELECT count(*) FROM seen").fetchone()
        return int(row[0]) if row else 0

    def _read_issued(self) -> None:
        """Which event handed out which key. Keys alone are kept: records of many sessions would not fit into memory."""
        if not self._issued:
            self._connection.execute(
                "CREATE TEMP TABLE issued AS SELECT coalesce(json_extract_string(response_elements, '$.credentials.accessKeyId'), '') "
                "AS key, coalesce(shared_event_id, '') AS shared, event_id, event_name, \"at\", coalesce(account, '') AS account "
                f"FROM cloudtrail WHERE {_FROM_STS} AND error_code IS NULL"
            )
            self._issued = True

    def _identities(self, events: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
        rows = self._connection.execute(
            "SELECT event_id, user_identity FROM cloudtrail WHERE event_id IN (SELECT unnest($events))",
            {"events": list(events)},
        ).fetchall()
        decode = msgspec.json.Decoder(dict[str, Any]).decode
        return {event: decode(told) if told else {} for event, told in rows}

    def _quarantined(self) -> int:
        if not (self._folder / FILE).exists():
            return 0
        ledger = Ledger(self._folder)
        try:
            return ledger.totals()[1]
        finally:
            ledger.close()


def _source(name: str, files: Sequence[LakeFile], known: Set[str], every: Sequence[date]) -> SourceCoverage:
    """A source's accounts and days; the `known` accounts lack the days without a file. Accounts are known of CloudTrail alone: a day
    without a finding or an invocation is usual, one without a call is not."""
    there: dict[str, set[date]] = defaultdict(set)
    for file in files:
        if file.day:
            there[file.account].add(file.day)
    lacking = {account: [day for day in every if day not in there.get(account, ())] for account in sorted(known)}
    return SourceCoverage(
        source=name, events=sum(file.rows for file in files), accounts=tuple(sorted(there)), days=len(set().union(*there.values())),
        lacking={account: days for account, days in lacking.items() if days},
    )  # fmt: skip
