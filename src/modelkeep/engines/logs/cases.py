"""A detection rule's test cases: events at which it fires, and near misses at which it must not.

A case file is YAML named `<rule>.yaml`:

    fires:
      - events: [{eventSource: bedrock.amazonaws.com, eventName: DeleteGuardrail}]
        alerts: 1
    silent:
      - events: [{eventSource: bedrock.amazonaws.com, eventName: GetGuardrail}]

An event is a minimal record of the rule's source, or of the one that its key `source` names (`bedrock-invocation`); ids, times, account
and region are filled in. Events come in order, a minute apart; `at` moves one: an offset from the first (`+10m`, `-2d`). With `repeat:
500` an event comes so many times, a second apart, with the number in place of every `{n}`. `history` holds events from before: they begin
a day before the longest history that the rule looks at, unless `at` says otherwise. `estate: {placeholders: {name: [...]}}` gives what a
snapshot would tell. `alerts` is how many alerts are about the events; without it, one or more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import yaml

from modelkeep.core.errors import CatalogueError
from modelkeep.engines.logs.alerts import build
from modelkeep.engines.logs.detecting import prepare, rows
from modelkeep.engines.logs.sigma.parsing import Book, placeholders
from modelkeep.engines.logs.sigma.program import SERVICES, CompiledRule, Compiler, Program

ACCOUNT, REGION = "111122223333", "eu-west-1"
START = datetime(2026, 11, 20, 10, 5, tzinfo=UTC)
SECTIONS = ("fires", "silent")
Open = Callable[[Mapping[str, Sequence[bytes]]], duckdb.DuckDBPyConnection]
"""Makes log tables of records, by table."""
_OFFSET = re.compile(r"([+-])([0-9]+)([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_KEYS = frozenset({"events", "alerts", "estate", "history"})


@dataclass(frozen=True, slots=True)
class Case:
    """One series of events and what is expected of it. `alerts` is None for one or more."""

    section: str
    number: int
    events: tuple[Mapping[str, Any], ...]
    history: tuple[Mapping[str, Any], ...]
    known: Mapping[str, Sequence[str]]
    alerts: int | None


@dataclass(frozen=True, slots=True)
class Broken:
    """A case that does not hold."""

    rule: str
    case: str
    message: str


def load_cases(path: Path) -> tuple[Case, ...]:
    """The cases of a file. Raises CatalogueError for one that is missing, wrong, or lacks a case that fires or one that must not."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)  # a safe loader
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise CatalogueError(path, 1, f"the cases cannot be read: {error}", remedy="Write the rule's cases.") from error
    if not isinstance(content, dict) or set(content) != set(SECTIONS) or not all(content.values()):
        raise CatalogueError(path, 1, "cases are lists under `fires` and `silent`, none of them empty")
    return tuple(
        _case(path, section, number, told) for section in SECTIONS for number, told in enumerate(content[section], 1)
    )


def _case(path: Path, section: str, number: int, told: Any) -> Case:
    if not isinstance(told, dict) or not told.get("events") or told.keys() - _KEYS:
        raise CatalogueError(
            path, 1, f"{section} {number} has to have `events`; it may have alerts, estate and history"
        )
    estate = told.get("estate") or {}
    known = {str(key): tuple(map(str, values)) for key, values in (estate.get("placeholders") or {}).items()}
    alerts = told.get("alerts") if section == "fires" else 0
    return Case(section, number, tuple(told["events"]), tuple(told.get("history") or ()), known, alerts)


class Bench:
    """All cases of some rules. Their events are read once; each case then sees its own by the ids that they were given."""

    def __init__(self, book: Book, cases: Mapping[str, Sequence[Case]], open_tables: Open) -> None:
        self._book = book
        self._cases = cases
        self._programs: dict[tuple[str, str], Program] = {}
        records: dict[str, list[bytes]] = {}
        self._events: dict[tuple[str, str, int], set[str]] = {}
        for name, some in cases.items():
            for case in some:
                self._events[name, case.section, case.number] = self._add(records, name, case)
        self._tables = tuple(records)
        self._connection = open_tables(records)
        for table in self._tables:
            self._connection.execute(f"ALTER TABLE {table} RENAME TO every_{table}")

    def run(self, name: str) -> Iterator[Broken]:
        """What of a rule's cases does not hold. The rule is compiled once for each estate that the cases know."""
        for case in self._cases[name]:
            shown = f"{case.section} {case.number}"
            program = self._program(name, case)
            if program.troubles:
                yield Broken(name, shown, program.troubles[0].told)
                continue
            if unused := case.known.keys() - _placeholders(self._book, name):
                yield Broken(name, shown, f"the rule has no placeholder {', '.join(sorted(unused))}")
            found = self._alerts(program, name, case)
            if case.alerts is None and not found:
                yield Broken(name, shown, "it does not fire")
            elif case.alerts is not None and found != case.alerts:
                yield Broken(name, shown, f"{found} alerts instead of {case.alerts}")

    def _program(self, name: str, case: Case) -> Program:
        key = name, repr(sorted(case.known.items()))
        if key not in self._programs:
            self._programs[key] = Compiler(self._book, case.known).compile((name,))
        return self._programs[key]

    def _alerts(self, program: Program, name: str, case: Case) -> int:
        prefix = _prefix(name, case).replace("'", "''")
        for table in self._tables:
            mine = f"SELECT * FROM every_{table} WHERE starts_with(event_id, '{prefix}')"
            self._connection.execute(f"CREATE OR REPLACE TEMP VIEW {table} AS {mine}")
        prepare(self._connection, program)
        ids = self._events[name, case.section, case.number]
        alerts = build(program.rules, rows(self._connection, program))
        return sum(1 for alert in alerts if any(each.startswith(tuple(ids)) for each in alert.events))

    def _add(self, records: dict[str, list[bytes]], name: str, case: Case) -> set[str]:
        """Add a case's records; returns what the ids of its events begin with."""
        program = self._program(name, case)
        for table, some in case_records(name, case, program.rules[0] if program.rules else None).items():
            records.setdefault(table, []).extend(some)
        prefix = _prefix(name, case)
        return {f"{prefix}e{number}." for number in range(len(case.events))}


def case_records(name: str, case: Case, rule: CompiledRule | None) -> Mapping[str, list[bytes]]:
    """The records of a case of a rule, by log table. All of them are of the account ACCOUNT unless they say otherwise."""
    records: dict[str, list[bytes]] = {}
    table = rule.tables[0] if rule else "cloudtrail"
    back = max(rule.terms.history if rule and rule.terms else 0, rule.lookback if rule else 0) + 86_400
    start, prefix = START - timedelta(seconds=back), _prefix(name, case)
    for number, event in enumerate(case.history):
        _record(records, event, table, f"{prefix}h{number}.", start + timedelta(minutes=number))
    for number, event in enumerate(case.events):
        _record(records, event, table, f"{prefix}e{number}.", START + timedelta(minutes=number))
    return records


def _prefix(name: str, case: Case) -> str:
    return f"{name}.{case.section}.{case.number}."


def _placeholders(book: Book, name: str) -> set[str]:
    """Of every rule of the file: a correlation's placeholders are those of its rules."""
    path = book[name].path
    return {each for document in book.documents if document.path == path for each in placeholders(document)}


def _record(records: dict[str, list[bytes]], event: Mapping[str, Any], table: str, id_: str, at: datetime) -> None:
    """Add an event with what it leaves out, under an id of ours."""
    told = dict(event)
    if told.get("source") in SERVICES:
        table = SERVICES[told.pop("source")]
    if offset := told.pop("at", None):
        at = START + _offset(str(offset))
    if table not in _DEFAULTS:
        raise ValueError(f"events of {table} have no ids of their own: cases cannot tell them apart")
    times = int(told.pop("repeat", 1))
    text = msgspec.json.encode(told)
    for number in range(times):
        filled = _DEFAULTS[table](f"{id_}{number}", f"{at + timedelta(seconds=number):%Y-%m-%dT%H:%M:%SZ}")
        own = {each: filled[each] for each in _IDS[table]}
        mine = msgspec.json.decode(text.replace(b"{n}", str(number).encode()))
        records.setdefault(table, []).append(msgspec.json.encode({**filled, **mine, **own}))


def _offset(told: str) -> timedelta:
    found = _OFFSET.fullmatch(told)
    if found is None:
        raise ValueError(f"at: {told} is no offset such as +10m or -2d")
    span = timedelta(**{_UNITS[found[3]]: int(found[2])})
    return -span if found[1] == "-" else span


def _cloudtrail(id_: str, at: str) -> dict[str, Any]:
    return {
        "eventVersion": "1.11", "eventID": id_, "eventTime": at, "recipientAccountId": ACCOUNT, "awsRegion": REGION,
        "eventType": "AwsApiCall", "eventCategory": "Management", "sourceIPAddress": "198.51.100.7",
        "userIdentity": {"type": "IAMUser", "arn": f"arn:aws:iam::{ACCOUNT}:user/ana", "accountId": ACCOUNT, "userName": "ana"},
        "eventSource": "sts.amazonaws.com", "eventName": "GetCallerIdentity",
    }  # fmt: skip


def _bedrock(id_: str, at: str) -> dict[str, Any]:
    return {
        "schemaType": "ModelInvocationLog", "schemaVersion": "1.0", "requestId": id_, "timestamp": at, "accountId": ACCOUNT,
        "region": REGION, "operation": "Converse", "modelId": "anthropic.claude-3-5-sonnet-20240620-v1:0",
        "identity": {"arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/assistant/session"},
    }  # fmt: skip


def _capture(id_: str, at: str) -> dict[str, Any]:
    return {
        "captureData": {}, "eventVersion": "0", "eventMetadata": {"eventId": id_, "inferenceTime": at},
    }  # fmt: skip


def _finding(id_: str, at: str) -> dict[str, Any]:
    return {
        "schemaVersion": "2.0", "accountId": ACCOUNT, "region": REGION, "id": id_, "severity": 8, "createdAt": at, "updatedAt": at,
        "service": {"serviceName": "guardduty", "archived": False, "count": 1},
    }  # fmt: skip


_DEFAULTS: Mapping[str, Callable[[str, str], dict[str, Any]]] = {
    "cloudtrail": _cloudtrail,
    "bedrock_invocation": _bedrock,
    "sagemaker_capture": _capture,
    "guardduty": _finding,
}
_IDS: Mapping[str, tuple[str, ...]] = {
    "cloudtrail": ("eventID",),
    "bedrock_invocation": ("requestId",),
    "sagemaker_capture": ("eventMetadata",),
    "guardduty": ("id",),
}
