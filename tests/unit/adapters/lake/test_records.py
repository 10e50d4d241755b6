"""Records of every source become rows with the source's own values; what is none is refused, each with its reason."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.adapters.logs import samples
from tests.unit.adapters.logs.samples import ACCOUNT, REGION, ROLE, encoded

from modelkeep.adapters.lake.database import connect
from modelkeep.adapters.lake.events import Opened, load_records, open_records
from modelkeep.adapters.logs import flow
from modelkeep.core.logs import log_tables


def _at(*clock: int) -> datetime:
    """A time of the day of all samples, as the lake has it: UTC, without saying so."""
    hour, minute, second, micro = (*clock, 0, 0, 0)[:4]
    return datetime(2026, 11, 1, hour, minute, second, micro, tzinfo=UTC).replace(tzinfo=None)


EXPECTED: dict[str, tuple[bytes, dict[str, Any]]] = {
    "cloudtrail": (
        encoded(samples.cloudtrail()),
        {
            "event_id": "e1", "at": _at(10), "account": ACCOUNT, "region": REGION, "day": date(2026, 11, 1),
            "event_name": "CreateModel", "read_only": False, "management_event": True, "mfa": False, "principal": ROLE,
            "issuer_name": "trainer", "session_created": _at(9), "response_elements": None,
            "request_parameters": '{"modelName":"fraud","sizes":[1.0,123456789012345678901234567890]}',
            "rest": '{"apiVersion":"2017-07-24"}',
        },
    ),
    "guardduty": (
        encoded(samples.FINDING),
        {"finding_id": "f1", "at": _at(10, 3, 0, 500000), "severity": 8.0, "count": 3, "user_name": "trainer"},
    ),
    "security_hub": (encoded(samples.HUB), {"finding_id": "h1", "at": _at(10, 4), "severity": "HIGH"}),
    "ocsf": (encoded(samples.OCSF), {"event_id": "o1", "at": _at(10, 5), "operation": "CreateModel"}),
    "vpc_flow": (
        flow.record(flow.DEFAULT, samples.FLOW) or b"",
        {"at": _at(10, 6), "source_port": 443, "bytes": 840, "action": "ACCEPT", "account": ACCOUNT},
    ),
    "cloudwatch": (
        encoded({"id": "w0", "timestamp": 1793527800000, "message": "m", "owner": ACCOUNT, "logGroup": "g"}),
        {"event_id": "w0", "at": _at(10, 10), "message": "m", "log_group": "g"},
    ),
    "bedrock_invocation": (
        encoded(samples.BEDROCK),
        {
            "event_id": "b1", "input_path": "s3://logs/data/b1_input.json.gz", "input_body": None, "input_tokens": 12,
            "principal": ROLE, "output_read": True, "input_read": False,
            "output_body": '{"type":"message","role":"assistant","content":[{"type":"text","text":"hello"}]}',
        },
    ),
    "sagemaker_capture": (encoded(samples.CAPTURE), {"event_id": "c1", "input": "1,2", "output": "0.9", "endpoint": None}),
    "route53_resolver": (encoded(samples.QUERY), {"query_name": "models.example.com.", "instance_id": "i-1", "source_port": "5353"}),
}  # fmt: skip


@pytest.fixture(scope="module")
def opened() -> Opened:
    return open_records({name: [record] for name, (record, _) in EXPECTED.items()})


def test_no_source_is_left_out() -> None:
    assert EXPECTED.keys() == log_tables().keys()


@pytest.mark.parametrize("table", EXPECTED)
def test_a_record_is_a_row_with_its_values(opened: Opened, table: str) -> None:
    assert not opened.refused[table]
    result = opened.connection.execute(f'FROM "{table}"')
    names = [column[0] for column in result.description or ()]
    (row,) = result.fetchall()
    found = dict(zip(names, row, strict=True))
    expected = EXPECTED[table][1]
    assert {name: found[name] for name in expected} == expected
    assert found["event_id"]


def test_records_without_an_id_of_their_own_get_one_and_equal_ones_are_one(opened: Opened) -> None:
    record = flow.record(flow.DEFAULT, samples.FLOW) or b""
    connection = connect()
    assert not load_records(connection, "vpc_flow", [record, record, record.replace(b"443", b"444")])
    assert connection.execute("SELECT count(DISTINCT event_id), count(*) FROM vpc_flow").fetchone() == (2, 2)


def test_what_is_no_record_is_refused_and_everything_else_kept() -> None:
    good = [encoded(samples.cloudtrail(f"g{number}")) for number in range(20)]
    bad = {
        2: (b"nonsense", "no JSON"),
        5: (b"{}", "no time"),
        7: (encoded(samples.cloudtrail("x", eventTime="yesterday")), "its time (eventTime) cannot be read"),
        11: (encoded(samples.cloudtrail("y", managementEvent={"a": 1})), "one of managementEvent, readOnly"),
        13: (b'{"eventTime":"2026-11-01T10:00:00Z","eventTime":"2026-11-01T10:00:00Z"}', "twice"),
        19: (b'{"eventTime":"\xff"}', "UTF-8"),
    }
    records = [bad[number][0] if number in bad else record for number, record in enumerate(good)]
    connection = connect()
    refused = load_records(connection, "cloudtrail", records)
    assert [each.position for each in refused] == sorted(bad)
    assert all(bad[each.position][1] in each.reason for each in refused), refused
    kept = connection.execute("SELECT event_id FROM cloudtrail ORDER BY ALL").fetchall()
    assert kept == sorted((f"g{number}",) for number in range(20) if number not in bad)


def test_nothing_in_a_record_stands_for_what_ingest_knows() -> None:
    inside = samples.cloudtrail(
        "inside", recipientAccountId="", userIdentity={}, modelkeepAccount="9", modelkeepOrigin=7
    )
    closed = encoded(samples.cloudtrail("closed")) + b',"modelkeepAccount":"9"'
    connection = connect()
    refused = load_records(connection, "cloudtrail", [encoded(inside), closed])
    assert [(each.position, each.raw) for each in refused] == [(1, closed)]
    assert connection.execute("SELECT event_id, account, origin FROM cloudtrail").fetchall() == [("inside", "", None)]


def test_a_record_on_several_lines_and_one_without_an_id_are_kept() -> None:
    event = samples.cloudtrail()
    del event["eventID"]
    connection = connect()
    text = encoded(event).replace(b",", b",\n")
    assert not load_records(connection, "cloudtrail", [text])
    found = connection.execute("SELECT length(event_id), event_name FROM cloudtrail").fetchone()
    assert found == (32, "CreateModel")


def test_large_records_are_read() -> None:
    event = samples.cloudtrail(requestParameters={"text": "x" * (3 << 20)})
    connection = connect()
    assert not load_records(connection, "cloudtrail", [encoded(event)])
    assert connection.execute("SELECT length(request_parameters) FROM cloudtrail").fetchone() == ((3 << 20) + 11,)


@settings(max_examples=10, deadline=None)
@given(st.lists(st.one_of(st.binary(max_size=40).filter(bool), st.just(encoded(samples.cloudtrail()))), max_size=6))
def test_every_record_is_kept_or_refused(records: list[bytes]) -> None:
    connection = connect(threads=1)
    refused = load_records(connection, "cloudtrail", records)
    found = connection.execute("SELECT count(*) FROM cloudtrail").fetchone()
    good = records.count(encoded(samples.cloudtrail()))
    assert len(refused) == len(records) - good
    assert found == (min(good, 1),)


def test_an_opened_table_reaches_no_file(opened: Opened, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a\n1\n")
    with pytest.raises(Exception, match="disabled"):
        opened.connection.execute(f"FROM read_csv('{tmp_path}/x.csv')")
