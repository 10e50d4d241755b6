"""Every value of an object is found by its hash, where it stands, until the object is indexed anew; what was not read is in doubt."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from modelkeep.adapters.artifacts.files import FileSource
from modelkeep.adapters.classify.spool import Spooled, spooling
from modelkeep.adapters.classify.subjects import FILE, SHOWN, SubjectIndex
from modelkeep.catalogue.identifiers import load_identifiers
from modelkeep.core.artifacts import Gap
from modelkeep.core.data import Classified, Method
from modelkeep.core.subjects import Occurrence
from modelkeep.engines.classify.compiled import compile_identifiers
from modelkeep.engines.classify.objects import Classifier
from modelkeep.engines.classify.reading import Plan
from modelkeep.engines.classify.subjects import hashes_of, key_id

KEY = b"0123456789abcdef"
CLASSIFIER = Classifier(
    compile_identifiers(
        [each for each in load_identifiers() if each.id in ("email", "credit_card_pan", "date_of_birth")]
    ),
    KEY,
    "re",
)
ADDRESS, OTHER = "zoe.lovelace@analytical.org", "max.planck@analytical.org"


@pytest.fixture
def index(tmp_path: Path) -> Iterator[SubjectIndex]:
    with SubjectIndex(tmp_path, key=key_id(KEY)) as opened:
        yield opened


def keep(index: SubjectIndex, path: Path, content: str = "", tag: str = "1", **changes: Any) -> Classified:
    """Classify a file and index its values."""
    if content:
        path.write_text(content)
    with spooling(str(path.parent), KEY) as (spool, name):
        told = CLASSIFIER.classify(str(path), FileSource(str(path)), Plan(full=True), tag=tag, subjects=spool)
    told = replace(told, **changes)
    index.add(told, Spooled(name, spool.fields))
    assert not Path(name).exists()
    return told


def find(index: SubjectIndex, value: str, key: str = key_id(KEY)) -> list[tuple[str, Occurrence]]:
    return [(Path(place).name, each) for place, each in index.find(hashes_of(value, KEY), key)]


def test_every_value_of_a_column_is_found_not_the_first_alone(index: SubjectIndex, tmp_path: Path) -> None:
    rows = "".join(f"{number},user{number}@acme.io\n" for number in range(300))
    keep(index, tmp_path / "people.csv", f"id,mail\n{rows}300,{ADDRESS}\n301,{OTHER}\n302,{ADDRESS.upper()}\n")
    ((name, found),) = find(index, ADDRESS)
    assert (name, found.column, found.kind, found.positions, found.count) == (
        "people.csv",
        "mail",
        "row",
        (300, 302),
        2,
    )
    ((_, other),) = find(index, "USER7@acme.io")
    assert other.positions == (7,)


def test_values_in_texts_and_in_columns_that_their_names_tell_are_found(index: SubjectIndex, tmp_path: Path) -> None:
    keep(index, tmp_path / "note.txt", f"né\nwrite to {ADDRESS}\n")
    keep(index, tmp_path / "born.csv", "id,date_of_birth\n1,1987-03-05\n2,1990-11-30\n")
    ((name, found),) = find(index, ADDRESS)
    assert (name, found.kind, found.positions) == ("note.txt", "byte", (13,))
    ((name, found),) = find(index, "1990-11-30")
    assert (name, found.identifier, found.positions) == ("born.csv", "date_of_birth", (1,))


def test_what_looks_like_an_identifier_by_chance_is_not_kept(index: SubjectIndex, tmp_path: Path) -> None:
    rows = "".join(f"{4539578763621486 + 13 * number}\n" for number in range(200))
    keep(index, tmp_path / "numbers.csv", f"card\n{rows}")
    assert find(index, "4539578763621486") == []


def test_few_positions_of_many_are_told_with_their_count(index: SubjectIndex, tmp_path: Path) -> None:
    keep(index, tmp_path / "many.csv", "mail\n" + f"{ADDRESS}\n" * 250)
    ((_, found),) = find(index, ADDRESS)
    assert (found.count, found.positions) == (250, tuple(range(SHOWN)))


def test_an_object_that_is_indexed_again_replaces_what_was_known_of_it(tmp_path: Path) -> None:
    with SubjectIndex(tmp_path, key=key_id(KEY)) as index:
        keep(index, tmp_path / "people.csv", f"mail\n{ADDRESS}\n")
        keep(index, tmp_path / "people.csv", f"mail\n{OTHER}\n", tag="2")
        assert find(index, ADDRESS) == []
        assert len(find(index, OTHER)) == 1
    with SubjectIndex(tmp_path) as index:
        (known,) = index.objects()
        assert (known.tag, known.doubt) == ("2", "")
    held = b"".join(each.read_bytes() for each in tmp_path.glob(f"{FILE}*"))
    assert hashes_of(ADDRESS, KEY)[0] not in held
    assert hashes_of(OTHER, KEY)[0] in held


def test_less_of_the_same_content_replaces_nothing(index: SubjectIndex, tmp_path: Path) -> None:
    keep(index, tmp_path / "people.csv", f"mail\n{ADDRESS}\n")
    keep(index, tmp_path / "people.csv", method=Method.SAMPLE)
    (known,) = index.objects()
    assert known.doubt == ""


@pytest.mark.parametrize(
    ("changes", "doubt"),
    [
        ({"gaps": (Gap(("people.csv",), "encrypted"),)}, "not read: encrypted"),
        ({"method": Method.SAMPLE, "bytes_read": 7, "size": 1_000}, "read in part: 7 of 1,000 bytes"),
        ({}, ""),
    ],
)
def test_what_was_not_read_whole_is_in_doubt(
    index: SubjectIndex, tmp_path: Path, changes: dict[str, Any], doubt: str
) -> None:
    keep(index, tmp_path / "people.csv", f"mail\n{ADDRESS}\n", **changes)
    (known,) = index.objects()
    assert known.doubt == doubt


def test_hashes_of_another_key_are_not_looked_up(index: SubjectIndex, tmp_path: Path) -> None:
    keep(index, tmp_path / "people.csv", f"mail\n{ADDRESS}\n")
    assert find(index, ADDRESS, key_id(b"another")) == []
    assert len(find(index, ADDRESS, "")) == 1


def test_the_index_is_its_owners_and_holds_no_value(index: SubjectIndex, tmp_path: Path) -> None:
    keep(index, tmp_path / "people.csv", f"mail\n{ADDRESS}\n")
    (tmp_path / "people.csv").unlink()
    held = b"".join(each.read_bytes() for each in tmp_path.iterdir())
    assert b"lovelace" not in held.lower()
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
