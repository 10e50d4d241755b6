"""The root digest, and what differs."""

from __future__ import annotations

import hashlib

from tests.fakes.signing import FILES, manifest

from modelkeep.core.signatures import SINGLE, FileDigest
from modelkeep.engines.signing.manifests import differences, in_order, root_of


def test_files_are_sorted_by_the_parts_of_their_names() -> None:
    assert [each.name for each in in_order(FILES)] == ["a/x.bin", "a.txt", "b.bin"]  # by text, "a.txt" would be first


def test_the_root_is_over_the_digests_in_order() -> None:
    assert root_of(FILES) == hashlib.sha256(b"\x22" * 32 + b"\x33" * 32 + b"\x11" * 32).hexdigest()


def test_what_differs_is_told_by_name() -> None:
    found = [FileDigest("b.bin", "44" * 32), FileDigest("a.txt", "33" * 32)]
    told = differences(manifest(), found, ["b.bin", "a.txt", "new", "newer"])
    assert (told.differing, told.missing, told.unsigned) == (("b.bin",), ("a/x.bin",), ("new", "newer"))
    assert told.told("fraud") == "b.bin differs; a/x.bin is missing; new, newer were not signed"


def test_a_file_that_is_there_and_was_not_read_is_neither_missing_nor_different() -> None:
    told = differences(manifest(), [], [each.name for each in FILES])
    assert told.told("fraud") == ""


def test_many_names_are_counted_and_a_single_file_has_its_own() -> None:
    told = differences(manifest(), [FileDigest(SINGLE, "55" * 32)], [SINGLE, "1", "2", "3"])
    assert told.told("model.bin") == ("a.txt, a/x.bin, b.bin are missing; model.bin, 1, 2 and 1 other were not signed")
