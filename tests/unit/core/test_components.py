"""Package URLs of components."""

from __future__ import annotations

import pytest

from modelkeep.core.components import Component, PackageType, purl


@pytest.mark.parametrize(
    ("component", "url"),
    [
        (Component(type=PackageType.PYPI, name="scikit-learn", version="1.4.0"), "pkg:pypi/scikit-learn@1.4.0"),
        (Component(type=PackageType.PYPI, name="torch"), "pkg:pypi/torch"),
        (
            Component(type=PackageType.CONDA, name="mkl", version="2024.0", architecture="linux-64"),
            "pkg:conda/mkl@2024.0?subdir=linux-64",
        ),
        (
            Component(
                type=PackageType.DEB,
                name="libc6",
                version="2.36-9+deb12u4",
                distribution="debian-12",
                architecture="amd64",
                source="glibc",
                source_version="2.36-9+deb12u4",
            ),
            "pkg:deb/debian/libc6@2.36-9%2Bdeb12u4?arch=amd64&distro=debian-12&upstream=glibc",
        ),
        (
            Component(
                type=PackageType.RPM,
                name="openssl-libs",
                version="1:3.0.7-27.el9",
                distribution="rhel-9",
                source="openssl",
                source_version="3.0.7-28.el9",
            ),
            "pkg:rpm/redhat/openssl-libs@3.0.7-27.el9?distro=rhel-9&epoch=1&upstream=openssl%403.0.7-28.el9",
        ),
        (
            Component(type=PackageType.APK, name="musl", version="1.2.4-r2", source="musl", source_version="1.2.4-r2"),
            "pkg:apk/alpine/musl@1.2.4-r2",
        ),
        (Component(type=PackageType.GENERIC, name=""), ""),
    ],
)
def test_a_component_has_a_package_url(component: Component, url: str) -> None:
    assert purl(component) == url
