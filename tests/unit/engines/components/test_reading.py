"""Readers as one: what is wanted, what is told once, what only the whole shows."""

from __future__ import annotations

import pytest

from modelkeep.core.components import Evidence
from modelkeep.engines.components.reading import Found, limit, notice, read, wants

METADATA = b"""Metadata-Version: 2.1
Name: Foo.Bar_baz
Version: 1.2.3
License: Apache 2.0
Classifier: License :: OSI Approved

Text
Name: no
"""


def test_an_installed_distribution() -> None:
    found = Found(place=("image",), layer="sha256:1")
    read("usr/lib/python3/dist-packages/foo-1.dist-info/METADATA", METADATA, found)
    (one,) = found.finish()
    assert (one.name, one.version, one.evidence) == ("foo-bar-baz", "1.2.3", Evidence.INSTALLED)
    assert one.place == ("image", "usr/lib/python3/dist-packages/foo-1.dist-info/METADATA")
    assert one.layer == "sha256:1"
    assert one.licences == ("Apache-2.0",)
    assert not found.gaps


def test_what_names_no_package_is_a_gap_and_no_component() -> None:
    found = Found()
    read("x.dist-info/METADATA", b"\xff\x00nothing", found)
    assert found.finish() == ()
    assert [each.place for each in found.gaps] == [("x.dist-info/METADATA",)]


def test_kinds_that_nothing_reads_are_told_once_each() -> None:
    found = Found()
    for path in ("opt/a.jar", "opt/b.jar", "app/node_modules/x/package.json", "app/package.json"):
        assert not wants(path)
        notice(path, found)
    assert found.finish() == found.finish() == ()
    assert [each.place[0] for each in found.gaps] == ["opt/a.jar", "app/node_modules/x/package.json"]


@pytest.mark.parametrize(
    "path",
    [
        "usr/lib/python3/site-packages/torch/requirements.txt",
        "app/node_modules/x/pyproject.toml",
        "root/.cache/uv/archive-v0/x/torch-2.dist-info/METADATA",
        "opt/conda/pkgs/numpy-1.26/lib/site-packages/numpy-1.26.dist-info/METADATA",
        "usr/share/doc/x/requirements.txt",
        "app/var/lib/dpkg/status",
        "METADATA",
        "app/settings.json",
    ],
)
def test_paths_of_which_nothing_is_installed(path: str) -> None:
    assert not wants(path)
    assert limit(path) == 0
