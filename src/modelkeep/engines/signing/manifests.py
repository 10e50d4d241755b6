"""Manifests: their root digest, and how what is there differs from what was signed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from modelkeep.core.signatures import SINGLE, FileDigest, Manifest
from modelkeep.core.words import plural

NAMED = 3
"""How many names a sentence has at most."""


@dataclass(frozen=True, slots=True)
class Differences:
    """Names with other bytes, those that were signed and are gone, and those that are there and were not signed; each sorted."""

    differing: tuple[str, ...]
    missing: tuple[str, ...]
    unsigned: tuple[str, ...]

    def told(self, name: str) -> str:
        """In a sentence, '' for none. `name` stands for a model that is one file."""
        told = (
            _told(self.differing, "differs", "differ", name),
            _told(self.missing, "is missing", "are missing", name),
            _told(self.unsigned, "was not signed", "were not signed", name),
        )
        return "; ".join(filter(None, told))


def in_order(files: Iterable[FileDigest]) -> tuple[FileDigest, ...]:
    """Files as model-signing sorts them: by the parts of their names, not by the text."""
    return tuple(sorted(files, key=lambda each: () if each.name == SINGLE else tuple(each.name.split("/"))))


def root_of(files: Iterable[FileDigest]) -> str:
    """The SHA-256 over the digests of all files in order, hexadecimal: what model-signing calls the subject's digest."""
    whole = hashlib.sha256()
    for each in in_order(files):
        whole.update(bytes.fromhex(each.sha256))
    return whole.hexdigest()


def differences(signed: Manifest, found: Iterable[FileDigest], names: Iterable[str]) -> Differences:
    """How what is there differs from what was signed. `names` are all that are there, `found` those that were read."""
    expected = {each.name: each.sha256 for each in signed.files}
    there = set(names)
    return Differences(
        tuple(sorted(each.name for each in found if each.name in expected and expected[each.name] != each.sha256)),
        tuple(sorted(expected.keys() - there)),
        tuple(sorted(there - expected.keys())),
    )


def _told(names: tuple[str, ...], one: str, more: str, single: str) -> str:
    if not names:
        return ""
    shown = [single if each == SINGLE else each for each in names[:NAMED]]
    left = len(names) - len(shown)
    listed = ", ".join(shown) + (f" and {plural(left, 'other')}" if left else "")
    return f"{listed} {one if len(names) == 1 else more}"
