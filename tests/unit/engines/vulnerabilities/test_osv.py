"""Records of OSV: what is taken from them, and what cannot be."""

from __future__ import annotations

import json

import pytest
from tests.fakes.advisories import EXCERPT, record

from modelkeep.core.verdict import Severity
from modelkeep.engines.vulnerabilities.advisories import EventKind, RangeKind
from modelkeep.engines.vulnerabilities.osv import Record, read_record


def read(**more: object) -> Record:
    return read_record(json.dumps(record(**more)))  # type: ignore[arg-type]  # passed through


def test_an_advisory_as_it_is_published() -> None:
    records = {each.vulnerability.id: each for each in map(read_record, EXCERPT.read_bytes().splitlines())}
    told = records["PYSEC-2023-252"]
    assert (told.vulnerability.score, told.vulnerability.severity, told.vulnerability.cve) == (
        7.5,
        None,
        "CVE-2023-6909",
    )
    [entry] = told.entries
    assert (entry.release, entry.name) == ("PyPI", "mlflow")
    [ecosystem] = [each for each in entry.affected[0].ranges if each.kind is RangeKind.ECOSYSTEM]
    assert ecosystem.events == ((EventKind.INTRODUCED, "0"), (EventKind.FIXED, "2.9.2"))
    assert records["PYSEC-2019-144"].withdrawn
    assert not list(records["PYSEC-2019-144"].advisories())


def test_names_and_versions_are_in_normal_form() -> None:
    [entry] = read(name="Foo_Bar.baz", versions=["1.0.0", "01.0"]).entries
    assert (entry.name, entry.affected[0].versions) == ("foo-bar-baz", ("1",))


def test_other_ecosystems_are_left_out() -> None:
    told = record()
    told["affected"] += [{"package": {"ecosystem": "npm", "name": "thing"}}, {"ranges": []}]
    assert [each.release for each in read_record(json.dumps(told)).entries] == ["PyPI"]


@pytest.mark.parametrize(
    ("more", "severity"),
    [
        ({"database_specific": {"severity": "MODERATE"}}, Severity.MEDIUM),
        ({"severity": [{"type": "Ubuntu", "score": "negligible"}]}, Severity.INFO),
        ({"severity": [{"type": "CVSS_V4", "score": "CVSS:4.0/AV:N"}]}, None),
        ({"database_specific": {"severity": "who knows"}}, None),
        ({"identifier": "ALSA-2026:1", "summary": "Important: openssl security update"}, Severity.HIGH),
        ({"summary": "Critical: this is no bulletin"}, None),
        ({}, None),
    ],
)
def test_severities_in_words(more: dict[str, object], severity: Severity | None) -> None:
    assert read(**more).vulnerability.severity == severity


def test_a_vector_of_version_4_is_kept_without_a_score() -> None:
    told = read(severity=[{"type": "CVSS_V4", "score": "CVSS:4.0/AV:N"}]).vulnerability
    assert (told.vector, told.score) == ("CVSS:4.0/AV:N", None)


def test_the_urgency_of_a_distribution_is_of_its_package() -> None:
    told = record(ecosystem="Debian:12")
    told["affected"][0]["ecosystem_specific"] = {"urgency": "unimportant"}
    assert read_record(json.dumps(told)).entries[0].affected[0].severity == "unimportant"
    told["affected"][0]["ecosystem_specific"] = {"urgency": "not yet assigned"}
    assert read_record(json.dumps(told)).entries[0].affected[0].severity == ""


def test_bulletins_and_views_of_one_cve() -> None:
    bulletin = read(identifier="RHSA-2024:1", related=["CVE-2024-1", "CVE-2024-2", "RHSA-2023:9"])
    assert (bulletin.covers, bulletin.vulnerability.aliases) == (("CVE-2024-1", "CVE-2024-2"), ())
    view = read(identifier="DEBIAN-CVE-2024-1", upstream=["CVE-2024-1"])
    assert (view.covers, view.vulnerability.aliases) == ((), ("CVE-2024-1",))
    own = read(identifier="PYSEC-1", aliases=["CVE-2024-1"], related=["CVE-2024-2"])
    assert (own.covers, own.vulnerability.aliases) == ((), ("CVE-2024-1",))


def test_what_is_malformed_but_says_whom_it_is_about_is_undecidable_for_them() -> None:
    told = record(events=[{"introduced": "0"}])
    told["modified"] = "yesterday"
    [entry] = read_record(json.dumps(told)).entries
    assert (entry.name, entry.affected[0].ranges) == ("thing", ())


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"id": "", "modified": "2026-01-01T00:00:00Z"}', '{"id": "x", "affected": 1}']
)
def test_what_is_no_record(content: str) -> None:
    with pytest.raises(ValueError, match="no record of OSV"):
        read_record(content)
