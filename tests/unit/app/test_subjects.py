"""Where a person's data are: with the models that use them, and never nowhere where something was not looked into."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from modelkeep.app.subjects import find_subject
from modelkeep.core.kinds.analyses import DataUse
from modelkeep.core.subjects import Indexed, Occurrence, SubjectAnswer

TRAIN, LOGS = "s3://acme/train/people.csv", "s3://acme/logs/1.jsonl"
MODEL = "arn:aws:sagemaker:eu-west-1:111122223333:model/fraud"
FOUND = Occurrence(identifier="email", within="", column="mail", unit="", kind="row", count=1, positions=(3,))


def indexed(place: str, day: int = 1, doubt: str = "", key: str = "k", only: tuple[str, ...] = ()) -> Indexed:
    return Indexed(place=place, tag="t", at=datetime(2026, 11, day, tzinfo=UTC), key=key, doubt=doubt, only=only)


@dataclass(frozen=True)
class Index:
    """An `app.subjects.Index` of what it is given."""

    held: Sequence[Indexed]
    found: Sequence[tuple[str, Occurrence]] = ()

    def objects(self) -> Iterator[Indexed]:
        return iter(self.held)

    def find(self, hashes: Sequence[bytes], key: str) -> Iterator[tuple[str, Occurrence]]:
        assert hashes == (b"hash",)
        return iter(self.found)


def ask(index: Index, key: str = "k", uses: Sequence[DataUse] = ()) -> SubjectAnswer:
    return find_subject(index, (b"hash",), key, uses)


def use(arn: str, name: str = "training", doubt: str = "") -> DataUse:
    return DataUse(arn=arn, account="1", region="", model=MODEL, use=name, doubt=doubt)


def test_an_object_names_the_models_that_use_it() -> None:
    uses = [use("arn:aws:s3:::acme/train/"), use("arn:aws:s3:::acme/train/", "validation")]
    told = ask(Index([indexed(TRAIN), indexed(LOGS, 3)], [(TRAIN, FOUND)]), uses=uses)
    (holding,) = told.holdings
    assert [(each.model, each.use) for each in holding.uses] == [(MODEL, "training"), (MODEL, "validation")]
    assert (told.objects, told.whole, told.doubts) == (2, 2, ())
    assert (told.first, told.last) == (datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 3, tzinfo=UTC))


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"doubt": "read in part: 1 of 2 bytes"}, "read in part: 1 of 2 bytes"),
        ({"key": "other"}, "indexed with another key (other)"),
        ({"only": ("iban", "us_ssn")}, "only iban, us_ssn looked for"),
    ],
)
def test_what_cannot_be_ruled_out_is_told_with_the_reason(changed: dict[str, Any], expected: str) -> None:
    told = ask(Index([indexed(TRAIN), replace(indexed(LOGS), **changed)]))
    assert [(each.place, each.reason) for each in told.doubts] == [(LOGS, expected)]
    assert told.whole == 1


def test_a_hash_of_an_unknown_key_rules_nothing_out_among_several() -> None:
    held = [indexed(TRAIN), indexed(LOGS, key="other")]
    told = ask(Index(held, [(TRAIN, FOUND)]), key="")
    assert [each.place for each in told.doubts] == [LOGS]
    assert ask(Index([held[0]]), key="").doubts == ()


def test_data_of_models_that_were_never_indexed_are_in_doubt() -> None:
    uses = [
        use("arn:aws:s3:::acme/train/"),
        use("arn:aws:s3:::other/kb/", "knowledge"),
        use("", "capture", "a file system"),
    ]
    told = ask(Index([indexed(TRAIN)]), uses=uses)
    assert [(each.place, each.reason) for each in told.doubts] == [
        ("data of fraud", "it was not read where these data lie: a file system (capture of fraud)"),
        ("s3://other/kb/", "nothing of it is indexed (knowledge of fraud)"),
    ]
