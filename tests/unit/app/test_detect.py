"""Alerts become findings; what was not evaluated is UNKNOWN, never silent."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

import duckdb
import pytest

from modelkeep.adapters.detection.local import DuckDbEngine
from modelkeep.adapters.export import exporter
from modelkeep.adapters.export.alerts import write_lines, write_ocsf, write_table
from modelkeep.adapters.lake.estate import empty_estate
from modelkeep.adapters.lake.events import open_records
from modelkeep.app.detect import Detected, context_of, detect, findings_of
from modelkeep.app.own_findings import exit_code
from modelkeep.app.placeholders import PLACEHOLDERS, known_placeholders
from modelkeep.core.kinds import calls_for, tables
from modelkeep.core.logs.detection import TOLD_BY_PEOPLE, RuleFile
from modelkeep.core.suppression import suppression
from modelkeep.core.verdict import Severity, Verdict
from modelkeep.engines.logs.sigma.parsing import read
from modelkeep.engines.logs.sigma.program import Compiler

NOW = datetime(2026, 11, 21, tzinfo=UTC)
ROLE = "arn:aws:iam::111122223333:role/trainer"
MODEL = "arn:aws:sagemaker:eu-west-1:111122223333:model/fraud"
RULES = """
title: Guardrail deleted
name: R-1
level: high
tags: [attack.t1562.001, atlas.aml.t0054]
logsource: {product: aws, service: cloudtrail}
detection: {s: {eventName: DeleteGuardrail}, condition: s}
---
title: Tokens
name: R-2
logsource: {product: aws, service: bedrock-invocation}
detection: {s: {operation: Converse}, condition: s}
---
title: Wrong
name: R-3
logsource: {product: aws, service: cloudtrail}
detection: {s: {nothing: x}, condition: s}
"""


def event(number: int, name: str = "DeleteGuardrail", day: int = 20) -> bytes:
    identity = {
        "type": "AssumedRole",
        "arn": "arn:aws:sts::111122223333:assumed-role/trainer/s",
        "sessionContext": {"sessionIssuer": {"type": "Role", "arn": ROLE}},
    }
    return json.dumps(
        {
            "eventVersion": "1.11", "eventID": f"e{number}", "eventTime": f"2026-11-{day}T10:00:{number:02}Z", "eventType": "AwsApiCall",
            "recipientAccountId": "111122223333", "awsRegion": "eu-west-1", "eventSource": "bedrock.amazonaws.com", "eventName": name,
            "userIdentity": identity, "requestParameters": {"secret": "hunter2"},
        }
    ).encode()  # fmt: skip


def finding(number: int, **more: Any) -> bytes:
    told = {
        "schemaVersion": "2.0", "accountId": "111122223333", "region": "eu-west-1", "id": f"f{number}", "severity": 8, "title": "Odd",
        "arn": f"arn:aws:guardduty:eu-west-1:111122223333:detector/d/finding/f{number}", "type": "Exfiltration:S3/AnomalousBehavior",
        "createdAt": "2026-11-20T09:00:00Z", "updatedAt": f"2026-11-20T10:0{number}:00Z",
        "resource": {"resourceType": "S3Bucket", "s3BucketDetails": [{"arn": "arn:aws:s3:::weights", "name": "weights"}]},
        "service": {"serviceName": "guardduty", "archived": False, "count": 1},
    } | more  # fmt: skip
    return json.dumps(told).encode()


@cache
def lake() -> duckdb.DuckDBPyConnection:
    opened = open_records(
        {
            "cloudtrail": [event(1), event(2), event(3, "GetGuardrail"), event(4, day=10)],
            "guardduty": [
                finding(1),
                finding(
                    2, resource={"resourceType": "S3Bucket", "s3BucketDetails": [{"arn": "arn:aws:s3:::weights-not"}]}
                ),
                finding(3, service={"serviceName": "guardduty", "archived": True, "count": 1}),
            ],
        }
    )
    assert not any(opened.refused.values())
    return opened.connection


@cache
def detected(*names: str, since: datetime | None = None) -> Detected:
    program = Compiler(read([RuleFile(Path("rules.yml"), RULES)]), {}).compile(names)
    return detect(DuckDbEngine(lake()), program, {ROLE: (MODEL,), "arn:aws:s3:::weights": (MODEL,)}, since=since)


def test_an_alert_tells_who_when_and_which_models() -> None:
    first = next(each for each in detected().alerts if each.rule == "R-1" and each.first.day == 20)
    assert (first.count, first.events, first.entity, first.models) == (2, ("e1", "e2"), (ROLE,), (MODEL,))
    assert (first.window_start, first.window_end.hour) == (datetime(2026, 11, 20, 10), 11)  # noqa: DTZ001
    assert first.techniques == ("T1562.001", "AML.T0054")


def test_what_was_not_evaluated_is_unknown() -> None:
    found = {each.control: each for each in findings_of(detected(), (), NOW) if each.verdict is Verdict.UNKNOWN}
    assert found["R-2"].reason == "there are no events of bedrock_invocation"
    assert "has no field 'nothing'" in found["R-3"].reason
    assert (found["R-3"].file, found["R-3"].line) == ("rules.yml", 17)


def test_guardduty_is_joined_where_it_is_about_ai_and_not_archived() -> None:
    joined = [each for each in detected().alerts if each.rule.startswith("GD-")]
    assert len(joined) == 1
    assert all(each.startswith("f1") for each in joined[0].events)
    assert joined[0].rule == "GD-Exfiltration:S3/AnomalousBehavior"
    assert (joined[0].models, joined[0].severity) == ((MODEL,), Severity.HIGH)


def test_since_leaves_out_what_ended_before() -> None:
    late = detected("R-1", since=datetime(2026, 11, 15, tzinfo=UTC))
    assert {each.first.day for each in late.alerts} == {20}
    assert {each.id for each in late.alerts} < {each.id for each in detected().alerts}


def test_exit_codes() -> None:
    everything = findings_of(detected(), (), NOW)
    assert exit_code(everything) == 13
    accepted = [
        suppression(
            {"control": ["R-1", "GD-*"], "reason": "a drill", "expires": date(2026, 12, 1)}, origin="modelkeep.toml:1"
        )
    ]
    assert exit_code(findings_of(detected(), accepted, NOW)) == 4
    assert exit_code(findings_of(detected(), accepted, datetime(2027, 1, 1, tzinfo=UTC))) == 13
    assert exit_code([]) == 0


@pytest.mark.parametrize("name", ["csv", "sarif", "asff", "junit", "html", "jsonl"])
def test_alerts_are_findings_in_every_format(name: str) -> None:
    found = findings_of(detected(), (), NOW)
    out = StringIO()
    exporter(name)(found, context_of(detected(), found, now=NOW, version="1"), out)
    assert "R-1" in out.getvalue()
    assert "hunter2" not in out.getvalue()


def test_alerts_in_their_own_words() -> None:
    pairs = list(zip(detected().alerts, findings_of(detected(), (), NOW), strict=False))
    lines, ocsf, table = StringIO(), StringIO(), StringIO()
    write_lines(pairs, lines)
    write_ocsf(pairs, ocsf)
    write_table(pairs, 2, table)
    records = [json.loads(each) for each in lines.getvalue().splitlines()]
    assert {"rule", "events", "techniques", "id"} <= records[0].keys()
    assert {each["class_uid"] for each in json.loads(ocsf.getvalue())} == {2004}
    assert "3 alerts of 2 rules" in table.getvalue()
    assert "hunter2" not in lines.getvalue() + ocsf.getvalue() + table.getvalue()


def test_placeholders_are_unknown_without_a_snapshot() -> None:
    known = known_placeholders(None, {"canaries": ["x"]})
    assert known.keys() == {*PLACEHOLDERS, *TOLD_BY_PEOPLE}
    assert {name for name, values in known.items() if values is not None} == {"canaries"}


def test_what_a_snapshot_read_is_known_and_what_failed_is_not() -> None:
    estate = empty_estate()
    estate.execute(
        "INSERT INTO s3_bucket BY NAME SELECT 'arn:aws:s3:::weights' AS arn, 'weights' AS name, '111122223333' AS account"
    )
    assert known_placeholders(estate, {})["owned_buckets"] is None
    calls = dict.fromkeys(calls_for(tables()), "ok")
    calls |= {"sagemaker:ListEndpoints": "denied", "organizations:ListAccounts": "denied"}
    for call, outcome in calls.items():
        estate.execute(
            "INSERT INTO \"read\" BY NAME SELECT ? AS call, ? AS outcome, '111122223333' AS account, 'eu-west-1' AS region",
            [call, outcome],
        )
    known = known_placeholders(estate, {"release_roles": ["r"]})
    assert (known["owned_buckets"], known["owned_accounts"]) == (("weights",), ("111122223333",))
    assert (known["endpoints"], known["owned_networks"], known["release_roles"]) == (None, None, ["r"])
    assert {name for name in PLACEHOLDERS if known[name] is None} == {"endpoints", "captured_endpoints"}
