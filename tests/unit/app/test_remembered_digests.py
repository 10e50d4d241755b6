"""Digests of objects that did not change are remembered, and only those that surely did not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from modelkeep.adapters.signing.digests import FILE, RememberedDigests
from modelkeep.app.artifact_signatures import PlaceSignatures
from modelkeep.app.remembered_digests import RememberedPlace
from modelkeep.app.verify import Verifying
from modelkeep.core.errors import AccessError
from modelkeep.core.signatures import SINGLE, Entry, FileDigest
from modelkeep.engines.artifacts.sources import UnreadableError

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
WEIGHTS = Entry("a/weights", "s3://b/p/a/weights", 7, "e1", modified=NOW - timedelta(days=1))
CONFIG = Entry("config", "s3://b/p/config", 3, "e2", modified=NOW - timedelta(days=2))


@dataclass
class Counted:
    """A place that counts what is hashed. What has no digest cannot be read."""

    held: tuple[Entry, ...] = (WEIGHTS, CONFIG)
    digests: dict[str, str] = field(default_factory=lambda: {"a/weights": "aa" * 32, "config": "bb" * 32})
    version: str = "v1"
    hashed: list[str] = field(default_factory=list)
    subject: str = "s3://b/p/"
    is_single: bool = False
    name: str = "p"

    def entries(self) -> tuple[Entry, ...]:
        """What it holds."""
        return self.held

    def digested(self, entries: Sequence[Entry]) -> Iterator[tuple[Entry, FileDigest | UnreadableError]]:
        """Hash, or say that it cannot be read."""
        for each in entries:
            self.hashed.append(each.name)
            known = self.digests.get(each.name)
            yield each, FileDigest(each.name, known, each.size, self.version) if known else UnreadableError("denied")


@pytest.fixture
def digests(tmp_path: Path) -> Iterator[RememberedDigests]:
    with RememberedDigests(tmp_path) as opened:
        yield opened


def read(place: Counted, digests: RememberedDigests, version: str = "v1") -> list[tuple[str, object]]:
    over = RememberedPlace(place, digests, lambda _: version, lambda: NOW)
    return [
        (entry.name, told.sha256[:2] if isinstance(told, FileDigest) else str(told))
        for entry, told in over.digested(over.entries())
    ]


def test_what_did_not_change_is_hashed_once(digests: RememberedDigests) -> None:
    place = Counted()
    assert read(place, digests) == [("a/weights", "aa"), ("config", "bb")]
    assert read(place, digests) == [("a/weights", "aa"), ("config", "bb")]
    assert place.hashed == ["a/weights", "config"]
    digests.keep(WEIGHTS.place, "other", FileDigest("x", "cc" * 32))
    assert read(place, digests)[0] == ("a/weights", "aa")


@pytest.mark.parametrize(
    "changed",
    [
        replace(WEIGHTS, tag="e9"),
        replace(WEIGHTS, size=8),
        replace(WEIGHTS, modified=NOW - timedelta(hours=1)),
        replace(WEIGHTS, place="s3://b/q/a/weights"),
    ],
)
def test_what_differs_in_anything_is_hashed_again(digests: RememberedDigests, changed: Entry) -> None:
    read(Counted(), digests)
    place = Counted(held=(CONFIG, changed))
    assert read(place, digests) == [("config", "bb"), ("a/weights", "aa")]
    assert place.hashed == ["a/weights"]


@pytest.mark.parametrize(
    "unsettled", [replace(WEIGHTS, tag=""), replace(WEIGHTS, modified=None), replace(WEIGHTS, modified=NOW)]
)
def test_what_may_have_changed_unseen_is_never_remembered(digests: RememberedDigests, unsettled: Entry) -> None:
    place = Counted(held=(unsettled,))
    read(place, digests)
    read(place, digests)
    assert place.hashed == ["a/weights"] * 2


def test_what_was_uploaded_in_parts_goes_by_its_version(digests: RememberedDigests) -> None:
    """Two uploads that were begun in the same second have the same time."""
    parts = replace(WEIGHTS, tag="e1-2")
    place = Counted(held=(parts,))
    read(place, digests)
    read(place, digests)
    assert place.hashed == ["a/weights"]
    read(place, digests, version="v2")
    assert place.hashed == ["a/weights"] * 2
    for version in ("", "null"):
        unversioned = Counted(held=(parts,), version=version)
        read(unversioned, digests, version)
        read(unversioned, digests, version)
        assert unversioned.hashed == ["a/weights"] * 2


def test_what_cannot_be_read_is_asked_again(digests: RememberedDigests) -> None:
    place = Counted(digests={"config": "bb" * 32})
    assert read(place, digests) == [("a/weights", "denied"), ("config", "bb")]
    read(place, digests)
    assert place.hashed == ["a/weights", "config", "a/weights"]


def test_a_database_that_is_broken_is_nothing_that_is_known(tmp_path: Path, digests: RememberedDigests) -> None:
    digests.keep("s3://b/m", "mark", FileDigest(SINGLE, "aa" * 32))
    digests._database.execute("UPDATE digest SET by = 'guess'")
    assert digests.find("s3://b/m", "mark") is None
    assert (tmp_path / FILE).exists()


def test_the_root_is_what_a_signature_would_be_over(digests: RememberedDigests) -> None:
    git = replace(CONFIG, name=".git/config")
    held = Counted(held=(WEIGHTS, git, replace(CONFIG, name="model.sig")))
    never: Verifying = None  # type: ignore[assignment]
    alone = PlaceSignatures(never, lambda *_: held).root("s3://b/p/")
    assert alone == PlaceSignatures(never, lambda *_: Counted(held=(WEIGHTS,))).root("s3://b/p/")
    assert alone != PlaceSignatures(never, lambda *_: Counted()).root("s3://b/p/")
    assert held.hashed == ["a/weights"]
    with pytest.raises(AccessError, match="denied"):
        PlaceSignatures(never, lambda *_: Counted(digests={})).root("s3://b/p/")
