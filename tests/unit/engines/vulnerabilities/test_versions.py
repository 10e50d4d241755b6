"""Orders of versions: cases that tell one order from another.

Debian's and RPM's were also compared with `dpkg --compare-versions` and rpm's own comparison, over thousands of random versions, with no
difference; apk's with the published table of apk-tools.
"""

from __future__ import annotations

from itertools import pairwise

import pytest

from modelkeep.engines.vulnerabilities.versions import apk_key, deb_key, order_of, pypi_key, rpm_key, type_of

ASCENDING = [
    (deb_key, ["1.0~rc1", "1.0", "1.0-1", "1.0-1ubuntu1", "1.0-1+b1", "1.0-1+deb12u1", "1.0a-1", "1.0+dfsg-1", "1.0.1", "1:0.5"]),
    (deb_key, ["2.36-9+deb12u1", "2.36-9+deb12u3", "2.36-9+deb12u10", "2.36-10"]),
    (deb_key, ["3.0.11-1~deb12u1", "3.0.11-1~deb12u2", "3.0.11-1"]),
    (rpm_key, ["1.0~rc1-1", "1.0-1", "1.0^git1-1", "1.0.1-1", "1.10-1", "1:0.1-1"]),
    (rpm_key, ["4.18.0-372.9.1.el8", "4.18.0-372.9.1.el8_6", "4.18.0-372.19.1.el8_6", "4.18.0-425.3.1.el8"]),
    (apk_key, ["1.0_alpha", "1.0_beta2", "1.0_rc1", "1.0", "1.0-r1", "1.0_git20200101", "1.0_p1", "1.0a", "1.0.1"]),
    (apk_key, ["1.9.5", "1.9.5p1", "1.9.5p2", "1.9.5p2-r1", "1.9.6"]),
    (apk_key, ["0.1.0_alpha_pre2", "0.1.0_alpha", "1.06-r6", "1.6d", "006"]),
    (apk_key, ["1.0-r2", "1.0~abc1-r1"]),
    (pypi_key, ["2.0.dev1", "2.0a1", "2.0rc1", "2.0", "2.0+cu118", "2.0.post1", "2.0.1", "1!0.1"]),
]  # fmt: skip


@pytest.mark.parametrize(("key", "versions"), ASCENDING)
def test_ascending(key, versions) -> None:  # type: ignore[no-untyped-def]  # a table of functions
    keys = [key(each) for each in versions]
    assert all(lower < higher for lower, higher in pairwise(keys))


@pytest.mark.parametrize(
    ("key", "one", "other"),
    [
        (deb_key, "1.0", "0:1.0-0"),
        (deb_key, "1.00-1", "1.0-1"),
        (rpm_key, "1.0-1", "0:1.0-1"),
        (rpm_key, "1.0.0-1", "1_0_0-1"),
        (pypi_key, "1.0", "1.0.0"),
    ],
)
def test_equal(key, one, other) -> None:  # type: ignore[no-untyped-def]  # a table of functions
    assert not key(one) < key(other)
    assert not key(other) < key(one)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        (deb_key, ""), (deb_key, "unknown"), (rpm_key, " "), (rpm_key, "x:1.0-1"), (pypi_key, "0.2.0-n653"),
        (apk_key, "1.0_foo"), (apk_key, "1.0-1"), (apk_key, "v1.0"), (apk_key, "1.0bc"), (apk_key, "1.0-r1-r2"), (apk_key, "1.0-r1.2"),
    ],
)  # fmt: skip
def test_what_is_no_version(key, text) -> None:  # type: ignore[no-untyped-def]  # a table of functions
    with pytest.raises(ValueError):  # that it is one of these is the promise
        key(text)


def test_the_order_of_an_ecosystem_is_that_of_all_its_releases() -> None:
    assert order_of("Debian:12").key is deb_key
    assert order_of("Red Hat:enterprise_linux:9::baseos").key is rpm_key
    assert type_of("Alpine:v3.18") == "apk"
    with pytest.raises(KeyError):
        order_of("npm")
