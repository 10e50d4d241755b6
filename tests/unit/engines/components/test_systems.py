"""Records of dpkg and apk, and the names of distributions."""

from __future__ import annotations

import pytest

from modelkeep.core.components import Component
from modelkeep.engines.components.reading import Found, notice, read, wants

_STATUS = b"""Package: libc6
Status: install ok installed
Priority: optional
Architecture: amd64
Multi-Arch: same
Source: glibc
Version: 2.36-9+deb12u4
Description: GNU C Library
 Version: 9
Conffiles:
 /etc/ld.so.conf.d/x.conf d4e7

Package: libgcc-s1
Status: hold ok installed
Architecture: amd64
Source: gcc-12 (12.2.0-14)
Version: 12.2.0-14+b1

Package: old
Status: deinstall ok config-files
Architecture: amd64
Version: 1

Package: python3-requests
Status: install ok half-configured
Architecture: all
Source: requests
Version: 2.28.1+dfsg-1
"""
_APK = b"""C:Q1qKcZ+j23xssAXmgQhkOO8dHnbWw=
P:musl
V:1.2.4-r2
A:x86_64
L:MIT
o:musl
F:lib
R:ld-musl-x86_64.so.1
a:0:0:755

P:py3-requests
V:2.31.0-r0
A:noarch
L:Apache-2.0
o:py3-requests
F:usr/lib/python3.11/site-packages/requests-2.31.0.dist-info
R:METADATA
R:RECORD

P:libssl3
V:3.1.4-r1
A:x86_64
o:openssl
"""


def _read(*files: tuple[str, bytes]) -> tuple[tuple[Component, ...], Found]:
    found = Found()
    for path, content in files:
        assert wants(path), path
        read(path, content, found)
    return found.finish(), found


def test_dpkg_tells_what_is_installed_with_its_source() -> None:
    told, found = _read(("var/lib/dpkg/status", _STATUS), ("etc/os-release", b'ID=debian\nVERSION_ID="12"\n'))
    assert [(each.name, each.version, each.source, each.source_version, each.distribution) for each in told] == [
        ("libc6", "2.36-9+deb12u4", "glibc", "2.36-9+deb12u4", "debian-12"),
        ("libgcc-s1", "12.2.0-14+b1", "gcc-12", "12.2.0-14", "debian-12"),
        ("python3-requests", "2.28.1+dfsg-1", "requests", "2.28.1+dfsg-1", "debian-12"),
    ]
    assert not found.gaps


def test_distroless_images_have_a_file_for_each_package() -> None:
    told, found = _read(
        ("var/lib/dpkg/status.d/base-files", b"Package: base-files\nVersion: 12.4\nArchitecture: amd64\n"),
        ("var/lib/dpkg/status.d/base-files.md5sums", b"d41d8cd98f00b204e9800998ecf8427e  usr/share/x\n"),
        ("usr/lib/os-release", b"ID=debian\nVERSION_ID=12\n"),
    )
    assert [(each.name, each.version) for each in told] == [("base-files", "12.4")]
    assert not found.gaps


def test_a_package_without_a_version_is_a_gap() -> None:
    told, found = _read(("var/lib/dpkg/status", b"Package: x\nStatus: install ok installed\n"))
    assert not told
    assert [each.reason for each in found.gaps] == ["x without a name or a version"]


def test_packages_of_no_told_system_are_a_gap() -> None:
    told, found = _read(("lib/apk/db/installed", _APK))
    assert len(told) == 3
    assert [each.reason for each in found.gaps] == ["no os-release says of which distribution these packages are"]


def test_apk_tells_the_package_that_others_are_built_from() -> None:
    told, _ = _read(("lib/apk/db/installed", _APK), ("etc/os-release", b"ID=alpine\nVERSION_ID=3.18.4\n"))
    assert [(each.name, each.source, each.source_version, each.licences, each.distribution) for each in told] == [
        ("musl", "musl", "1.2.4-r2", ("MIT",), "alpine-3.18"),
        ("py3-requests", "py3-requests", "2.31.0-r0", ("Apache-2.0",), "alpine-3.18"),
        ("libssl3", "openssl", "3.1.4-r1", (), "alpine-3.18"),
    ]


def test_python_packages_of_the_system_count_once_and_those_beside_it_by_themselves() -> None:
    metadata = b"Name: requests\nVersion: 2.31.0\n"
    told, _ = _read(
        ("usr/lib/python3.11/site-packages/requests-2.31.0.dist-info/METADATA", metadata),
        ("usr/local/lib/python3.11/site-packages/requests-2.31.0.dist-info/METADATA", metadata),
        ("lib/apk/db/installed", _APK),
    )
    assert [each.place for each in told if each.type == "pypi"] == [
        ("usr/local/lib/python3.11/site-packages/requests-2.31.0.dist-info/METADATA",)
    ]


def test_what_a_package_of_the_system_brings_is_no_gap_but_what_others_bring_is() -> None:
    listed = (
        "/usr/share/java/commons.jar\n/opt/server/app.jar\n/opt/server/requirements.txt\n"
        "/usr/lib/python3/dist-packages/yaml-6.egg-info/PKG-INFO\n"
    )
    found = Found()
    for path in ("usr/share/java/commons.jar", "opt/server/app.jar"):
        notice(path, found)
    read("opt/server/requirements.txt", b"left-pad\nnonsense !\n", found)
    read("usr/lib/python3/dist-packages/yaml-6.egg-info/PKG-INFO", b"Name: yaml\nVersion: 6\n", found)
    read("var/lib/dpkg/info/server.list", listed.encode(), found)
    assert found.finish() == ()
    assert [each.place for each in found.gaps] == [("opt/server/app.jar",)]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ('NAME="Ubuntu"\nVERSION_ID="22.04"\nID=ubuntu\nID_LIKE=debian\n', "ubuntu-22.04"),
        ('ID="amzn"\nVERSION_ID="2023"\n', "amzn-2023"),
        ("ID=\"rhel\"\nVERSION_ID='9.3'\n", "rhel-9"),
        ('ID="rocky"\nVERSION_ID="8.9"\n', "rocky-8"),
        ("ID=alpine\nVERSION_ID=3.20_alpha20240329\n", "alpine-edge"),
        ('ID="opensuse-leap"\nVERSION_ID="15.5"\n', "opensuse-leap-15.5"),
        ("ID=arch\n", "arch"),
        ("", "linux"),
    ],
)
def test_distributions_have_short_names(content: str, name: str) -> None:
    _, found = _read(("usr/lib/os-release", content.encode()))
    assert found.distribution == name
    assert not found.gaps


def test_the_release_file_of_etc_counts() -> None:
    files = (("etc/os-release", b"ID=debian\nVERSION_ID=12\n"), ("usr/lib/os-release", b"ID=debian\nVERSION_ID=11\n"))
    assert _read(*files)[1].distribution == _read(*reversed(files))[1].distribution == "debian-12"


@pytest.mark.parametrize("content", [b"ID=../x\n", b'ID="debian\n', b"ID=debian\nVERSION_ID=$(id)\n"])
def test_a_release_file_that_names_none_is_a_gap(content: bytes) -> None:
    _, found = _read(("etc/os-release", content))
    assert (found.distribution, len(found.gaps)) == ("", 1)


@pytest.mark.parametrize("path", ["var/lib/dpkg/status", "lib/apk/db/installed"])
def test_a_record_of_something_else_is_a_gap(path: str) -> None:
    told, found = _read((path, b"\x7fELF\x02\x01\x01"))
    assert not told
    assert len(found.gaps) == 1
