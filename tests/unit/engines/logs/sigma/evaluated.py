"""Rules over records in memory: what DuckDB answers, and what a walk over pySigma's tree in Python answers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import yaml
from sigma.conditions import ConditionAND, ConditionFieldEqualsValueExpression, ConditionNOT, ConditionOR
from sigma.rule import SigmaRule
from sigma.types import (
    SigmaBool,
    SigmaCasedString,
    SigmaCompareExpression,
    SigmaExists,
    SigmaNull,
    SigmaNumber,
    SigmaString,
    SpecialChars,
)

from modelkeep.core.logs.cloudtrail import CLOUDTRAIL
from modelkeep.core.logs.detection import RuleFile, RuleTrouble
from modelkeep.engines.logs.alerts import Row
from modelkeep.engines.logs.detecting import prepare, rows
from modelkeep.engines.logs.sigma.parsing import Book, read
from modelkeep.engines.logs.sigma.program import Compiler, Program

START = datetime(2026, 11, 20, 10)  # noqa: DTZ001  # the lake's times are UTC without a zone
HEADER = {"title": "A rule", "name": "R", "level": "high", "logsource": {"product": "aws", "service": "cloudtrail"}}


def book_of(*rules: Mapping[str, Any]) -> Book:
    text = "\n---\n".join(yaml.safe_dump(dict(rule), sort_keys=False) for rule in rules)
    return read([RuleFile(Path("rules.yml"), text)])


def rule(name: str, detection: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    told = {"condition": "s", **detection} if "condition" not in detection else dict(detection)
    return {**HEADER, "name": name, "detection": told, **more}


@cache
def connection() -> duckdb.DuckDBPyConnection:
    found = duckdb.connect(config={"threads": 1})
    found.execute("SET TimeZone = 'UTC'")
    return found


def fill(records: Sequence[Mapping[str, Any]]) -> duckdb.DuckDBPyConnection:
    """CloudTrail's table with these records: `t` gives a record's time in seconds, other keys are names of fields."""
    database = connection()
    columns = ", ".join(f'"{each.name}" {each.type}' for each in CLOUDTRAIL.all)
    database.execute(f"CREATE OR REPLACE TEMP TABLE cloudtrail ({columns})")
    for number, record in enumerate(records):
        row: dict[str, Any] = {
            "event_id": f"e{number}",
            "at": START + timedelta(microseconds=number),
            "account": "1" * 12,
        }
        for key, value in record.items():
            if key == "t":
                row["at"] = START + timedelta(seconds=value)
                continue
            place = CLOUDTRAIL.locate(key)
            assert place is not None, key
            row[place.column.name] = json.dumps(value) if place.column in CLOUDTRAIL.free else value
        names = ", ".join(f'"{each}"' for each in row)
        database.execute(f"INSERT INTO cloudtrail ({names}) VALUES ({', '.join('?' * len(row))})", list(row.values()))
    return database


def program_of(book: Book, known: Mapping[str, Sequence[str] | None] | None = None, engine: str = "duckdb") -> Program:
    return Compiler(book, known or {}, engine).compile()


def found(
    book: Book, records: Sequence[Mapping[str, Any]], known: Mapping[str, Sequence[str] | None] | None = None
) -> list[Row]:
    program = program_of(book, known)
    assert program.troubles == ()
    database = fill(records)
    prepare(database, program)
    return list(rows(database, program))


def matched(detection: Mapping[str, Any], records: Sequence[Mapping[str, Any]], **known: Sequence[str]) -> set[int]:
    """The positions of the records that a rule matches."""
    return {int(each.event[1:]) for each in found(book_of(rule("R", detection)), records, known)}


def trouble(*rules: Mapping[str, Any], **known: Sequence[str]) -> RuleTrouble:
    (only,) = program_of(book_of(*rules), known).troubles
    return only


def in_python(detection: Mapping[str, Any], record: Mapping[str, Any]) -> bool:
    """What Sigma says of a flat record, without SQL."""
    parsed = SigmaRule.from_dict(rule("R", detection)).detection.parsed_condition[0].parsed
    return _holds(parsed, record)


def _holds(node: object, record: Mapping[str, Any]) -> bool:
    if isinstance(node, ConditionAND):
        return all(_holds(each, record) for each in node.args)
    if isinstance(node, ConditionOR):
        return any(_holds(each, record) for each in node.args)
    if isinstance(node, ConditionNOT):
        return not _holds(node.args[0], record)
    assert isinstance(node, ConditionFieldEqualsValueExpression)
    value: Any = record.get("requestParameters", {}).get(node.field.removeprefix("requestParameters."))
    if not node.field.startswith("requestParameters."):
        value = record.get(node.field)
    values = value if isinstance(value, list) else [value]
    if isinstance(node.value, SigmaExists):
        return (value is not None) == bool(node.value)
    if isinstance(node.value, SigmaNull):
        return all(each is None for each in values)
    return any(_equals(node.value, each) for each in values if each is not None)


def _equals(wanted: object, value: Any) -> bool:
    told = json.dumps(value) if isinstance(value, bool) else str(value)
    if isinstance(wanted, SigmaBool):
        return told.lower() == str(wanted.boolean).lower()
    if isinstance(wanted, SigmaNumber | SigmaCompareExpression):
        try:
            number = float(told)
        except ValueError:
            return False
        if isinstance(wanted, SigmaNumber):
            return number == wanted.number
        limit = wanted.number.number
        return {"LT": number < limit, "LTE": number <= limit, "GT": number > limit, "GTE": number >= limit}[
            wanted.op.name
        ]
    assert isinstance(wanted, SigmaString)
    parts: list[Any] = list(wanted.s)
    if not isinstance(wanted, SigmaCasedString):
        parts, told = [each.lower() if isinstance(each, str) else each for each in parts], told.lower()
    return _like(parts, told)


def _like(parts: list[Any], told: str) -> bool:
    if not parts:
        return not told
    head, rest = parts[0], parts[1:]
    if isinstance(head, str):
        return told.startswith(head) and _like(rest, told[len(head) :])
    if head is SpecialChars.WILDCARD_SINGLE:
        return bool(told) and _like(rest, told[1:])
    return any(_like(rest, told[at:]) for at in range(len(told) + 1))
