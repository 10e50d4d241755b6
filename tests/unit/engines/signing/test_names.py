"""Where signatures lie, and names that a manifest cannot hold."""

from __future__ import annotations

import pytest

from modelkeep.engines.signing.names import beside, is_ignored, trouble


@pytest.mark.parametrize(
    ("place", "is_single", "where"),
    [
        ("models/model.tar.gz", True, "models/model.tar.gz.sig"),
        ("models/", False, "models/model.sig"),
        ("models", False, "models/model.sig"),
        ("s3://acme/m/model.tar.gz", True, "s3://acme/m/model.tar.gz.sig"),
        ("s3://acme/m/", False, "s3://acme/m/model.sig"),
        ("s3://acme", False, "s3://acme/model.sig"),
    ],
)
def test_a_signature_lies_beside_what_it_signs(place: str, is_single: bool, where: str) -> None:
    assert beside(place, is_single=is_single) == where


def test_a_folder_is_left_out_with_all_below_and_nothing_that_only_begins_like_it() -> None:
    assert is_ignored(".git", [".git"])
    assert is_ignored(".git/hooks/x", [".git"])
    assert not is_ignored(".gitmodules", [".git"])
    assert not is_ignored("sub/.git", [".git"])


@pytest.mark.parametrize("name", ["a//b", "a/./b", "../b", "a/..", "/a", "a/", "", "\udcff.bin"])
def test_names_that_a_manifest_could_take_for_others_are_refused(name: str) -> None:
    assert trouble(name)


@pytest.mark.parametrize("name", [".", "a b/ü.bin", "..a", "a:1:2"])
def test_other_names_are_not(name: str) -> None:
    assert not trouble(name)
