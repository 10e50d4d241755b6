"""Investigations over a small lake."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.unit.adapters.lake.lakes import fill
from tests.unit.engines.logs.investigation.records import HOME, OTHER, PROD, write

from modelkeep.adapters.export import investigation_json
from modelkeep.adapters.export.investigation_html import write_html
from modelkeep.adapters.export.investigation_text import write_text
from modelkeep.adapters.lake.investigation import LakeHistory
from modelkeep.app.investigate import exit_code, investigate
from modelkeep.core.errors import UsageError
from modelkeep.core.logs.alert import Alert
from modelkeep.core.logs.investigation import Investigation, OriginKind, SubjectKind
from modelkeep.core.verdict import Severity

AT = datetime(2026, 11, 1, 8, 30)  # noqa: DTZ001  # times of the lake are UTC without a zone
PROD_ROLE = f"arn:aws:iam::{OTHER}:role/prod"
ALERT = Alert(
    id="mka-" + "0" * 20, rule="AID-010", version=1, title="Models <listed>", severity=Severity.HIGH, entity=(PROD_ROLE,), window_start=AT,
    window_end=AT, count=2, events=("p1", "p2"), techniques=(), first=AT + timedelta(minutes=1), last=AT + timedelta(minutes=2),
)  # fmt: skip
MODEL = f"arn:aws:sagemaker:eu-west-1:{HOME}:model/fraud"
MODELS = {MODEL: (MODEL,), f"arn:aws:sagemaker:eu-west-1:{HOME}:endpoint/fraud-live": (MODEL,)}


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake of the records."""
    folder = tmp_path_factory.mktemp("investigate")
    write(folder / "logs")
    fill(folder / "logs", folder / "lake")
    return folder / "lake"


def ask(lake: Path, asked: str, alerts: Sequence[Alert] = (ALERT,), **more: Any) -> Investigation:
    return investigate(
        lambda since, until: LakeHistory(lake, since, until), asked, alerts=alerts, **{"models": MODELS, **more}
    )


def ids(found: Investigation, relation: str) -> set[str]:
    return {event for each in found.groups if each.relation == relation for event in each.events}


def test_a_key_is_followed_back_to_the_human_and_into_every_log(lake: Path) -> None:
    found = ask(lake, PROD["accessKeyId"])
    (chain,) = found.chains
    assert (chain.origin.kind, chain.origin.name, chain.events) == (OriginKind.HUMAN, "maria@example.com", 4)
    assert [hop.account for hop in chain.hops] == [HOME, HOME, OTHER]
    assert ids(found, "by") == {"p0", "p1", "p2", "p9", "r1"}
    assert "d2" in ids(found, "about")
    assert {each.source for each in found.groups} == {"cloudtrail", "bedrock_invocation", "guardduty"}
    calls = next(each for each in found.groups if "p0" in each.events)
    assert (calls.count, calls.model, calls.alerts) == (3, "anthropic.claude-x", (ALERT.id,))
    assert found.alerts == (ALERT,)
    assert [each.value for each in found.firsts if each.what == "address"] == ["192.0.2.9"]
    assert found.summary.models == {"anthropic.claude-x": 3, "fraud": 1}


def test_what_was_done_with_obtained_credentials_is_shown(lake: Path) -> None:
    found = ask(lake, "maria@example.com")
    assert ids(found, "by") == {"m1", "m2"}
    assert ids(found, "then") == {"d1", "p0", "p1", "p2", "p9"}
    assert "5 events with credentials that were obtained in this way." in found.notes


@pytest.mark.parametrize("asked", [PROD_ROLE, PROD["arn"], "prod"])
def test_a_role_by_arn_session_or_name(lake: Path, asked: str) -> None:
    assert ids(ask(lake, asked), "by") == {"p0", "p1", "p2", "p9", "r1"}


def test_an_address(lake: Path) -> None:
    assert ids(ask(lake, "192.0.2.9"), "by") == {"p9"}
    for end in ("10.0.0.5", "203.0.113.9"):
        (flow,) = ask(lake, end).groups
        assert (flow.source, flow.action, flow.ip, flow.asset) == (
            "vpc_flow",
            "ACCEPT to port 49152",
            "10.0.0.5",
            "203.0.113.9",
        )


@pytest.mark.parametrize("asked", ["fraud", MODEL])
def test_a_model_is_looked_for_with_its_lineage(lake: Path, asked: str) -> None:
    found = ask(lake, asked)
    assert found.subject.kind is SubjectKind.MODEL
    assert "g1" in ids(found, "by")
    assert "m1" in ids(found, "by")
    assert "p0" not in ids(found, "by")
    unknown = ask(lake, "fraud-live", models=None)
    assert ids(unknown, "by") == {"g1"}
    assert any("there is no snapshot" in each for each in unknown.notes)


def test_an_alert_with_what_stands_around_it(lake: Path) -> None:
    found = ask(lake, ALERT.id)
    assert ids(found, "by") == {"p1", "p2", "r1"}
    assert ids(found, "context") == {"p0"}
    with pytest.raises(UsageError):
        ask(lake, "mka-" + "1" * 20)


def test_who_is_not_known_is_said_so(lake: Path) -> None:
    found = ask(lake, "ASIAGHOST0000001")
    assert found.chains[0].origin.kind is OriginKind.UNKNOWN
    assert exit_code(found) == 4


def test_the_assume_role_event_of_the_day_before_is_found(lake: Path) -> None:
    found = ask(lake, PROD["accessKeyId"], since=datetime(2026, 11, 1, 8, 31, tzinfo=UTC))
    assert "p0" not in ids(found, "by")
    assert found.chains[0].origin.name == "maria@example.com"


def test_coverage_tells_lacking_days_and_sources(lake: Path) -> None:
    found = ask(lake, PROD["accessKeyId"], until=datetime(2026, 11, 5, tzinfo=UTC))
    sources = {each.source: each for each in found.coverage.sources}
    assert sources["cloudtrail"].lacking[OTHER] == [date(2026, 11, 2), date(2026, 11, 4)]
    assert not sources["sagemaker_capture"].events
    assert not found.coverage.complete
    assert exit_code(found) == 4
    nothing = ask(lake, "nobody")
    assert exit_code(nothing) == 4
    assert any("does not say that nothing happened" in each for each in nothing.notes)


def test_text_fits_and_tells_how_much_more_there_is(lake: Path) -> None:
    out = io.StringIO()
    write_text(ask(lake, PROD["accessKeyId"]), out, 2)
    lines = out.getvalue().splitlines()
    assert max(map(len, lines)) <= 80
    assert "  human maria@example.com" in lines
    assert any("AssumeRole: role prod in 444455556666" in each for each in lines)
    assert any(re.match(r"! 08:30:00 +3x bedrock InvokeModel", each) for each in lines)
    assert any(re.match(r"\d+ lines more", each) for each in lines)
    assert "SECRET PROMPT" not in out.getvalue()


def test_json_is_complete(lake: Path) -> None:
    found, out = ask(lake, PROD["accessKeyId"]), io.StringIO()
    investigation_json.write(found, out)
    told = json.loads(out.getvalue())
    assert len(told["timeline"]) == len(found.groups)
    assert told["chains"][0]["origin"] == {
        "kind": "human", "name": "maria@example.com", "told": "a user of Identity Center, by permission set DataScientist",
    }  # fmt: skip
    assert told["coverage"]["sources"][0]["events"] == 9
    assert "SECRET PROMPT" not in out.getvalue()


def test_the_page_is_one_file_with_pictures_that_tell(lake: Path) -> None:
    out = io.StringIO()
    write_html(ask(lake, PROD["accessKeyId"]), out, 60, "1")
    page = out.getvalue()
    assert "default-src 'none'" in page
    assert not re.search(r"<script|<link|<img|@import|url\(|\sstyle=|\son\w+=", page)
    assert page.count('<svg class="lanes"') >= 1
    for labelled in re.findall(r'aria-labelledby="((?:chain|lanes)[^"]*)"', page):
        assert all(f'id="{each}"' in page for each in labelled.split())
    assert "Models &lt;listed&gt;" in page
    assert "Models <listed>" not in page
    assert page.count('class="fill-high" d="M') >= 1
    assert "SECRET PROMPT" not in page
