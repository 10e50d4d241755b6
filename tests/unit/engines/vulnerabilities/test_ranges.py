"""Ranges: the evaluation of OSV's specification, and what cannot be evaluated."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from tests.fakes.advisories import record

from modelkeep.engines.vulnerabilities.osv import read_record
from modelkeep.engines.vulnerabilities.ranges import Ruling, rule, still_affects
from modelkeep.engines.vulnerabilities.versions import PYPI


def ruled(told: Mapping[str, Any], version: str) -> Ruling:
    [entry] = read_record(json.dumps(told)).entries
    return rule(entry.affected, version, PYPI)


@pytest.mark.parametrize(
    ("events", "affected", "spared"),
    [
        ([{"introduced": "0"}], "0.0.1", None),
        ([{"introduced": "1.0"}, {"fixed": "2.0"}], "1.0", "0.9"),
        ([{"introduced": "1.0"}, {"fixed": "2.0"}], "2.0rc1", "2.0"),
        ([{"introduced": "1.0"}, {"last_affected": "2.0"}], "2.0", "2.0.1"),
        ([{"fixed": "3.1"}, {"introduced": "3.0"}, {"fixed": "2.1"}, {"introduced": "0"}], "3.0.5", "2.5"),
        ([{"introduced": "0"}, {"fixed": "2.0"}, {"introduced": "2.0"}, {"fixed": "3.0"}], "2.5", "3.0"),
        ([{"introduced": "0"}, {"limit": "2.0"}], "1.9", "2.0"),
        ([{"introduced": "0"}, {"limit": "*"}], "99", None),
        ([{"introduced": "0"}, {"fixed": "1!1.0"}], "2024.1", "1!1.0"),
        ([{"introduced": "0"}, {"fixed": "2.0.post1"}], "2.0", "2.0.post1"),
    ],
)
def test_events(events: list[dict[str, str]], affected: str, spared: str | None) -> None:
    told = record(events=events)
    assert ruled(told, affected).affected is True
    if spared is not None:
        assert ruled(told, spared).affected is False


def test_several_ranges_and_entries_are_one_or_the_other() -> None:
    told = record(events=[{"introduced": "1.0"}, {"fixed": "1.1"}])
    told["affected"][0]["ranges"].append({"type": "ECOSYSTEM", "events": [{"introduced": "3.0"}, {"fixed": "3.1"}]})
    told["affected"].append(record(events=[{"introduced": "5.0"}])["affected"][0])
    assert [ruled(told, each).affected for each in ("1.0", "2.0", "3.0", "4.0", "5.0")] == [
        True,
        False,
        True,
        False,
        True,
    ]
    assert ruled(told, "1.0").fixed == ("1.1", "3.1")


def test_a_list_decides_whatever_ranges_say() -> None:
    told = record(events=[{"introduced": "0"}, {"fixed": "1.0"}], versions=["1.5", "not a version"])
    assert ruled(told, "1.5.0").affected is True
    assert ruled(told, "1.4").affected is False
    assert ruled(told, "not a version").affected is True


@pytest.mark.parametrize(
    ("told", "version", "reason"),
    [
        (record(kind="GIT", events=[{"introduced": "0"}, {"fixed": "deadbeef"}]), "1.0", "commits only"),
        (record(kind="GIT", events=[{"introduced": "0"}], versions=["1.0"]), "1.1", "without an end"),
        (record(events=()), "1.0", "no versions"),
        (record(events=[{"introduced": "0"}, {"fixed": "0.2.0-n653"}]), "1.0", "cannot be compared"),
        (record(events=[{"introduced": "0"}, {"fixed": "0.2.0-n653"}], versions=["0.1"]), "1.0", "cannot be compared"),
        (record(events=[{"fixed": "1.0"}]), "0.5", "cannot be compared"),
        (record(), "2013-01-21T20:33:09+0100", "no version that can be compared"),
    ],
)  # fmt: skip
def test_what_cannot_be_decided_is_neither(told: Mapping[str, Any], version: str, reason: str) -> None:
    ruling = ruled(told, version)
    assert ruling.affected is None
    assert reason in ruling.reason


def test_commits_with_a_list_are_decided_as_far_as_the_list_goes() -> None:
    ended = record(kind="GIT", events=[{"introduced": "0"}, {"fixed": "deadbeef"}], versions=["1.0", "1.2"])
    assert [ruled(ended, each).affected for each in ("1.0", "1.1", "2.0")] == [True, False, False]
    going_on = record(kind="GIT", events=[{"introduced": "0"}], versions=["1.0", "1.2"])
    assert [ruled(going_on, each).affected for each in ("1.2", "1.1", "2.0")] == [True, False, None]


def test_commits_beside_versions_do_not_count() -> None:
    told = record(events=[{"introduced": "1.0"}, {"fixed": "2.0"}])
    told["affected"][0]["ranges"].insert(0, {"type": "GIT", "repo": "https://x", "events": [{"introduced": "0"}]})
    assert ruled(told, "2.0").affected is False


def test_a_build_is_judged_by_its_public_version_unless_the_advisory_tells_builds_apart() -> None:
    up_to = record(events=[{"introduced": "0"}, {"last_affected": "2.1.0"}])
    assert ruled(up_to, "2.1.0+cu118").affected is True
    fixed = record(events=[{"introduced": "0"}, {"fixed": "2.1.0"}])
    assert ruled(fixed, "2.1.0+cu118").affected is False
    listed = record(events=(), versions=["2.1.0"])
    assert ruled(listed, "2.1.0+cpu").affected is True
    apart = record(events=[{"introduced": "0"}, {"fixed": "2.1.0+security.2"}])
    assert [ruled(apart, each).affected for each in ("2.1.0+security.1", "2.1.0+security.2")] == [True, False]


def test_an_open_range_contradicts_no_fix() -> None:
    [going_on] = read_record(json.dumps(record(events=[{"introduced": "0"}]))).entries
    [ended] = read_record(json.dumps(record(events=[{"introduced": "0"}, {"fixed": "3.0"}]))).entries
    assert not still_affects(going_on.affected, "2.0", PYPI)
    assert still_affects(ended.affected, "2.0", PYPI)
    assert not still_affects(ended.affected, "3.0", PYPI)
