"""Under which names and releases a component is asked for."""

from __future__ import annotations

import pytest
from tests.fakes.advisories import index_of, record

from modelkeep.core.components import Component, PackageType
from modelkeep.core.errors import UsageError
from modelkeep.engines.vulnerabilities.ecosystems import asked_of, component_of

RELEASES = (
    "Debian:12", "Ubuntu:22.04:LTS", "Ubuntu:Pro:22.04:LTS", "Ubuntu:25.10", "Alpine:v3.18", "Rocky Linux:9", "AlmaLinux:9",
    "Red Hat:enterprise_linux:9::baseos", "Red Hat:enterprise_linux:9::appstream", "Red Hat:rhel_eus:9.2::baseos", "Wolfi",
    "Red Hat:enterprise_linux:10.2", "Red Hat:enterprise_linux:1",
)  # fmt: skip
INDEX = index_of(*(record(f"A-{number}", ecosystem=each) for number, each in enumerate(RELEASES)))


def asked(kind: PackageType, distribution: str, version: str = "1.0-1", **more: str) -> list[tuple[str, str, str]]:
    component = Component(type=kind, name="libfoo1", version=version, distribution=distribution, **more)  # type: ignore[arg-type]
    return [(each.release, each.name, each.version) for each in asked_of(component, INDEX).lookups]


@pytest.mark.parametrize(
    ("kind", "distribution", "releases"),
    [
        (PackageType.DEB, "debian-12", ["Debian:12"]),
        (PackageType.DEB, "debian-11", []),
        (PackageType.DEB, "debian", []),
        (PackageType.DEB, "ubuntu-22.04", ["Ubuntu:22.04:LTS", "Ubuntu:Pro:22.04:LTS"]),
        (PackageType.DEB, "ubuntu-25.10", ["Ubuntu:25.10"]),
        (PackageType.APK, "alpine-3.18.4", ["Alpine:v3.18"]),
        (PackageType.APK, "alpine-3.19.0", []),
        (PackageType.APK, "wolfi-20230201", ["Wolfi"]),
        (PackageType.RPM, "rocky-9.3", ["Rocky Linux:9"]),
        (PackageType.RPM, "almalinux-9.3", ["AlmaLinux:9"]),
        (PackageType.RPM, "rhel-10", ["Red Hat:enterprise_linux:10.2"]),
        (PackageType.RPM, "rhel-9.2", ["Red Hat:enterprise_linux:9::appstream", "Red Hat:enterprise_linux:9::baseos"]),
    ],
)
def test_releases(kind: PackageType, distribution: str, releases: list[str]) -> None:
    assert [release for release, _, _ in asked(kind, distribution)] == releases


def test_debian_is_asked_by_source_package_and_rpm_by_both() -> None:
    source = {"source": "foo", "source_version": "1.0-1+b2"}
    assert asked(PackageType.DEB, "debian-12", **source) == [("Debian:12", "foo", "1.0-1+b2")]
    assert asked(PackageType.APK, "alpine-3.18.0", source="foo") == [("Alpine:v3.18", "foo", "1.0-1")]
    assert asked(PackageType.RPM, "rocky-9.3", **source) == [
        ("Rocky Linux:9", "libfoo1", "1.0-1"),
        ("Rocky Linux:9", "foo", "1.0-1+b2"),
    ]


def test_a_package_of_ubuntu_pro_is_judged_by_what_pro_says() -> None:
    assert [release for release, _, _ in asked(PackageType.DEB, "ubuntu-22.04", "1.0-1ubuntu1+esm1")] == [
        "Ubuntu:Pro:22.04:LTS"
    ]


@pytest.mark.parametrize(
    ("ecosystem", "distribution"),
    [
        ("PyPI", ""), ("Debian:12", "debian-12"), ("Ubuntu:22.04:LTS", "ubuntu-22.04"), ("Ubuntu:Pro:22.04:LTS", "ubuntu-22.04"),
        ("Alpine:v3.18", "alpine-3.18"), ("Rocky Linux:9", "rocky-9"), ("Red Hat:enterprise_linux:9::baseos", "rhel-9"),
        ("Wolfi", "wolfi"),
    ],
)  # fmt: skip
def test_packages_by_their_names_in_an_ecosystem(ecosystem: str, distribution: str) -> None:
    assert component_of(ecosystem, "foo", "1.0").distribution == distribution


@pytest.mark.parametrize("ecosystem", ["npm", "Debian", "Wolfi:1", ""])
def test_ecosystems_that_cannot_be_looked_up(ecosystem: str) -> None:
    with pytest.raises(UsageError, match="no ecosystem that can be looked up"):
        component_of(ecosystem, "foo", "1.0")
