"""Reports of AWS's scanners: the same vulnerability of the same package is one, whoever told it."""

from __future__ import annotations

import pytest

from modelkeep.core.components import Component, PackageType
from modelkeep.core.vulnerabilities import Checked, Match, Standing, Vulnerability
from modelkeep.engines.vulnerabilities.reports import with_reports

LIBSSL = Component(
    type=PackageType.DEB,
    name="libssl1.1",
    version="1.1.1n-0+deb11u3",
    source="openssl",
    source_version="1.1.1n-0+deb11u3",
)
KNOWN = Match(
    component=LIBSSL, vulnerability=Vulnerability(id="DSA-1", aliases=("CVE-2023-0286",)), fixed=("1.1.1n-0+deb11u4",)
)


def report(name: str, version: str, cve: str, kind: PackageType = PackageType.DEB) -> Match:
    """What Inspector says of a package."""
    component = Component(type=kind, name=name, version=version)
    return Match(component=component, vulnerability=Vulnerability(id=cve, score=7.4), sources=("inspector",))


def test_the_same_vulnerability_of_a_package_has_both_sources() -> None:
    (told,) = with_reports(
        [Checked(component=LIBSSL, matches=(KNOWN,))], [report("openssl", "0:1.1.1n-0+deb11u3", "CVE-2023-0286")]
    )
    (match,) = told.matches
    assert match.sources == ("osv", "inspector")
    assert match.vulnerability.names == ("DSA-1", "CVE-2023-0286")
    assert (match.vulnerability.score, match.fixed) == (7.4, ("1.1.1n-0+deb11u4",))


def test_what_only_the_scanner_knows_is_put_to_its_package() -> None:
    unknown = Checked(component=LIBSSL, reason="no data on Debian 11")
    (told,) = with_reports([unknown], [report("libssl1.1", "1.1.1n-0+deb11u3", "CVE-2")])
    assert told.standing is Standing.AFFECTED
    assert [(each.vulnerability.id, each.sources, each.component) for each in told.matches] == [
        ("CVE-2", ("inspector",), LIBSSL)
    ]


@pytest.mark.parametrize(
    "other",
    [
        report("openssl", "1.1.1n-0+deb11u2", "CVE-2"),
        report("openssl", "1.1.1n-0+deb11u3", "CVE-2", PackageType.PYPI),
        report("libcrypto", "1.1.1n-0+deb11u3", "CVE-2"),
    ],
)
def test_another_package_stands_for_itself(other: Match) -> None:
    known, told = with_reports([Checked(component=LIBSSL)], [other, other])
    assert known.standing is Standing.NOT_AFFECTED
    assert (told.component, [each.sources for each in told.matches]) == (other.component, [("inspector",)])


@pytest.mark.parametrize(
    ("distribution", "kind"), [("debian-12", "deb"), ("alpine-3.20", "apk"), ("amzn-2023", "rpm"), ("", "deb")]
)
def test_a_package_that_a_scanner_alone_knows_is_of_the_kind_of_its_distribution(distribution: str, kind: str) -> None:
    (told,) = with_reports([], [report("xz", "5.6.0", "CVE-2")], distribution)
    assert (told.component.type, told.matches[0].component) == (kind, told.component)
    (python,) = with_reports([], [report("jinja2", "2", "CVE-3", PackageType.PYPI)], distribution)
    assert python.component.type == "pypi"
