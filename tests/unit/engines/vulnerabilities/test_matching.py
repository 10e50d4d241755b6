"""Packages against advisories: matches, clean ones, and all the ways in which nothing can be said."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.fakes.advisories import EXCERPT, NOW, checked, index_of, pypi, record

from modelkeep.core.components import Component, Evidence, PackageType
from modelkeep.core.verdict import Severity
from modelkeep.core.vulnerabilities import Standing
from modelkeep.engines.vulnerabilities.advisories import KnownExploited
from modelkeep.engines.vulnerabilities.index import MemoryIndex

GHSA = record("GHSA-1", events=[{"introduced": "0"}, {"fixed": "2.0.1"}], aliases=["CVE-2026-1"],
              database_specific={"severity": "HIGH"})  # fmt: skip
PYSEC = record("PYSEC-1", events=[{"introduced": "0"}, {"fixed": "2.0"}], aliases=["CVE-2026-1"])
COMMITS = record("PYSEC-2", kind="GIT", events=[{"introduced": "0"}, {"fixed": "deadbeef"}])


@pytest.fixture(scope="module")
def excerpt() -> MemoryIndex:
    return index_of(*map(json.loads, EXCERPT.read_bytes().splitlines()))


def debian(name: str, version: str, **more: str) -> Component:
    return Component(type=PackageType.DEB, name=name, version=version, distribution="debian-12", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "version", "ids", "fixed"),
    [
        ("Jinja2", "2.11.2", ["PYSEC-2021-66"], [("2.11.3",)]),
        ("pyyaml", "5.3", ["PYSEC-2020-96", "PYSEC-2021-142"], [("5.3.1",), ("5.4",)]),
        ("torch", "1.13.0+cu117", ["PYSEC-2022-43015"], [("1.13.1",)]),
        ("tensorflow", "2.5.1", ["PYSEC-2021-842"], [("2.5.2", "2.6.1")]),
        ("tensorflow", "2.4.4", [], []),
        ("pyyaml", "6.0", [], []),
        ("py", "1.11.0", ["PYSEC-2022-42969"], [()]),
        ("gevent", "23.9.0", ["PYSEC-2023-177"], [()]),
    ],
)
def test_real_advisories(
    excerpt: MemoryIndex, name: str, version: str, ids: list[str], fixed: list[tuple[str, ...]]
) -> None:
    found = checked(excerpt, pypi(name, version))
    assert sorted((each.vulnerability.id, each.fixed) for each in found.matches) == sorted(zip(ids, fixed, strict=True))
    assert found.standing is (Standing.AFFECTED if ids else Standing.NOT_AFFECTED)


def test_every_version_that_an_advisory_lists_is_affected_by_it(excerpt: MemoryIndex) -> None:
    looked_up = 0
    for told in map(json.loads, EXCERPT.read_bytes().splitlines()):
        for affected in told["affected"] if "withdrawn" not in told else ():
            for version in affected.get("versions", ()):
                found = checked(excerpt, pypi(affected["package"]["name"], version))
                assert told["id"] in {name for each in found.matches for name in each.vulnerability.names}
                looked_up += 1
    assert looked_up > 800


@pytest.mark.parametrize(
    ("component", "reason"),
    [
        (pypi("thing"), "no version is told"),
        (pypi("thing", constraint=">=1"), "asked for as >=1"),
        (pypi("stranger", "1.0"), "no advisory names it"),
        (pypi("thing", "trunk"), "no version that can be compared"),
        (debian("openssl", "3.0.11-1"), "no data on Debian are held"),
        (Component(type=PackageType.CONDA, name="thing", version="1.0"), "conda"),
        (Component(type=PackageType.GENERIC, name="cuda", version="12.1"), "no ecosystem"),
        (Component(type=PackageType.RPM, name="glibc", version="2.34-52", distribution="amzn-2023"), "Amazon Inspector"),
        (Component(type=PackageType.DEB, name="openssl", version="3.0.11-1"), "which distribution"),
        (Component(type=PackageType.APK, name="openssl", version="3.1", distribution="postmarketos-23"), "can be looked up"),
    ],
)  # fmt: skip
def test_nothing_that_was_not_looked_up_is_clean(component: Component, reason: str) -> None:
    found = checked(index_of(PYSEC), component)
    assert found.standing is Standing.NO_DATA
    assert reason in found.reason


def test_a_framework_that_is_told_by_its_line_only_may_be_any_release_of_it() -> None:
    told = replace(pypi("thing", "3.0"), evidence=Evidence.TOLD)
    found = checked(index_of(PYSEC), told)
    assert (found.standing, found.reason) == (
        Standing.NO_DATA,
        "it is told as 3.0 only, not which of its releases that is",
    )
    assert checked(index_of(PYSEC), replace(told, version="3.0.1")).standing is Standing.NOT_AFFECTED
    assert checked(index_of(PYSEC), replace(told, version="1.0")).standing is Standing.AFFECTED


def test_an_advisory_that_cannot_be_decided_is_named() -> None:
    index = index_of(PYSEC, COMMITS)
    found = checked(index, pypi("thing", "3.0"))
    assert (found.standing, found.reason) == (
        Standing.NO_DATA,
        "possible: PYSEC-2 cannot be decided: it tells commits only",
    )
    assert checked(index, pypi("thing", "1.0")).standing is Standing.AFFECTED


def test_an_advisory_that_cannot_be_decided_is_decided_by_another_on_the_same() -> None:
    told = [{**COMMITS, "aliases": ["CVE-2026-1"]}, GHSA]
    assert checked(index_of(*told), pypi("thing", "3.0")).standing is Standing.NOT_AFFECTED


def test_old_data_say_only_what_is_affected() -> None:
    index = index_of(PYSEC)
    late = NOW + timedelta(days=8)
    clean, affected = checked(index, pypi("thing", "3.0"), late), checked(index, pypi("thing", "1.0"), late)
    assert (clean.standing, clean.reason) == (
        Standing.NO_DATA, "the data on PyPI are of 2026-11-21, older than the limit of 7 days",
    )  # fmt: skip
    assert affected.standing is Standing.AFFECTED
    assert checked(index, pypi("thing", "3.0"), NOW + timedelta(days=7)).standing is Standing.NOT_AFFECTED


def test_a_source_that_was_left_alone_is_old_however_lately_it_was_asked() -> None:
    [data] = index_of(PYSEC).data
    index = MemoryIndex(
        [replace(data, made=NOW - timedelta(days=38))], {("PyPI", "thing"): index_of(PYSEC).advisories("PyPI", "thing")}
    )
    assert "left alone" in checked(index, pypi("thing", "3.0")).reason


def test_two_advisories_on_the_same_are_one_match() -> None:
    [match] = checked(index_of(PYSEC, GHSA), pypi("thing", "1.0")).matches
    told = match.vulnerability
    assert (told.id, set(told.aliases), told.severity) == ("GHSA-1", {"PYSEC-1", "CVE-2026-1"}, Severity.HIGH)
    assert match.fixed == ("2.0.1",), "2.0 is mended by one of them only"


def test_one_advisory_that_says_affected_is_enough() -> None:
    [match] = checked(index_of(PYSEC, GHSA), pypi("thing", "2.0")).matches
    assert (match.vulnerability.id, match.fixed) == ("GHSA-1", ("2.0.1",))


def test_a_fix_that_only_one_of_them_knows_is_told() -> None:
    open_ended = record("PYSEC-1", events=[{"introduced": "0"}], aliases=["CVE-2026-1"])
    [match] = checked(index_of(open_ended, GHSA), pypi("thing", "1.0")).matches
    assert match.fixed == ("2.0.1",)


def test_aliases_reach_over_others_but_not_from_one_cve_to_another() -> None:
    chain = [
        record("GHSA-1", aliases=["X-1"]),
        record("PYSEC-1", aliases=["X-1", "Y-1"]),
        record("OSV-1", aliases=["Y-1"]),
    ]
    [match] = checked(index_of(*chain), pypi("thing", "1.0")).matches
    assert set(match.vulnerability.names) == {"GHSA-1", "PYSEC-1", "OSV-1", "X-1", "Y-1"}
    shared = [record("PYSEC-1", aliases=["CVE-1", "GHSA-1"]), record("PYSEC-2", aliases=["CVE-2", "GHSA-1"])]
    assert len(checked(index_of(*shared), pypi("thing", "1.0")).matches) == 2


def test_a_bulletin_is_one_match_for_each_of_its_vulnerabilities() -> None:
    bulletin = record("DSA-1-1", "openssl", [{"introduced": "0"}, {"fixed": "3.0.11-1~deb12u2"}], ecosystem="Debian:12",
                      related=["CVE-1", "CVE-2"])  # fmt: skip
    view = record("DEBIAN-CVE-1", "openssl", [{"introduced": "0"}, {"fixed": "3.0.11-1~deb12u2"}], ecosystem="Debian:12",
                  upstream=["CVE-1"])  # fmt: skip
    view["id"] = "DEBIAN-CVE-2026-1"
    bulletin["related"] = ["CVE-2026-1", "CVE-2026-2"]
    component = debian("libssl3", "3.0.11-1~deb12u1", source="openssl", source_version="3.0.11-1~deb12u1")
    matches = checked(index_of(bulletin, view), component).matches
    assert sorted((each.vulnerability.cve, each.vulnerability.id) for each in matches) == [
        ("CVE-2026-1", "DEBIAN-CVE-2026-1"), ("CVE-2026-2", "CVE-2026-2"),
    ]  # fmt: skip
    assert {each.fixed for each in matches} == {("3.0.11-1~deb12u2",)}
    assert "DSA-1-1" in matches[0].vulnerability.names


def test_what_the_distribution_says_of_its_package_goes_before_a_score() -> None:
    told = record("DEBIAN-CVE-2026-1", "tiff", ecosystem="Debian:12",
                  severity=[{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}])  # fmt: skip
    [match] = checked(index_of(told), debian("tiff", "1.0")).matches
    assert (match.vulnerability.severity, match.vulnerability.score) == (Severity.CRITICAL, 9.8)
    told["affected"][0]["ecosystem_specific"] = {"urgency": "unimportant"}
    [match] = checked(index_of(told), debian("tiff", "1.0")).matches
    assert (match.vulnerability.severity, match.vulnerability.score) == (Severity.INFO, 9.8)


def test_exploitation_is_unknown_without_the_catalogues() -> None:
    [match] = checked(index_of(PYSEC), pypi("thing", "1.0")).matches
    told = match.vulnerability
    assert (told.exploited, told.known_exploited, told.ransomware, told.epss) == (None, None, None, None)
    listed = index_of(
        PYSEC, exploited={"CVE-2026-1": KnownExploited("2026-05-04", ransomware=True)}, epss={"CVE-2026-1": 0.9}
    )
    told = checked(listed, pypi("thing", "1.0")).matches[0].vulnerability
    assert (told.exploited, told.known_exploited, told.ransomware, told.epss) == (True, date(2026, 5, 4), True, 0.9)
    told = checked(index_of(PYSEC, exploited={}), pypi("thing", "1.0")).matches[0].vulnerability
    assert (told.exploited, told.epss) == (False, None)
    nameless = record("PYSEC-1")
    assert checked(index_of(nameless, exploited={}), pypi("thing", "1.0")).matches[0].vulnerability.exploited is None


def test_data_on_what_was_mended_say_nothing_of_what_was_not() -> None:
    told = record("ALSA-2026:1", "openssl", [{"introduced": "0"}, {"fixed": "1:3.0.7-18.el9"}], ecosystem="AlmaLinux:9",
                  related=["CVE-2026-1"])  # fmt: skip
    component = Component(type=PackageType.RPM, name="openssl", version="1:3.0.7-18.el9", distribution="almalinux-9")
    found = checked(index_of(told), component)
    assert (found.standing, found.reason) == (
        Standing.NO_DATA, "it has all fixes that the data on AlmaLinux name; what has no fix yet is not in them",
    )  # fmt: skip
    [match] = checked(index_of(told), replace(component, version="1:3.0.7-6.el9")).matches
    assert (match.vulnerability.cve, match.fixed) == ("CVE-2026-1", ("1:3.0.7-18.el9",))


def test_what_was_withdrawn_is_no_advisory() -> None:
    withdrawn = record("PYSEC-1", withdrawn="2026-01-01T00:00:00Z")
    assert checked(index_of(withdrawn, GHSA), pypi("thing", "2.0.5")).standing is Standing.NOT_AFFECTED
    assert checked(index_of(withdrawn), pypi("thing", "1.0")).standing is Standing.NO_DATA
