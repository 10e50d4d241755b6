"""Which class data are of: by each identifier, and by what several tell together."""

from __future__ import annotations

import pytest

from modelkeep.catalogue.classes import load_classes
from modelkeep.catalogue.identifiers import load_identifiers
from modelkeep.core.artifacts import Gap
from modelkeep.core.data import Classified, DataClass, DataFinding, Method
from modelkeep.core.data_classes import Framework
from modelkeep.engines.classify.deciding import decide

KNOWN = {each.id: each for each in load_identifiers()}
PLACE = "s3://data/people.csv"


@pytest.fixture(scope="module")
def framework() -> Framework:
    return load_classes(KNOWN.values())


def found(name: str, *, inside: str = "", confidence: float = 0.9, column: str = "") -> DataFinding:
    known = KNOWN[name]
    place = (PLACE, inside) if inside else (PLACE,)
    return DataFinding(
        identifier=name, data_class=known.data_class, severity=known.severity, place=place, column=column, at="row 0", count=9,
        examined=9, confidence=confidence, masked="#", keyed="00",
    )  # fmt: skip


def classified(*findings: DataFinding, gaps: tuple[Gap, ...] = ()) -> Classified:
    return Classified(
        place=PLACE, size=9, tag="", formats=("csv",), findings=findings, gaps=gaps, method=Method.FULL, bytes_read=9
    )


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["us_zip"], DataClass.INTERNAL),
        (["us_zip", "ipv4", "mac_address", "http_cookie"], DataClass.INTERNAL),  # many low ones stay low
        (["username", "age", "us_zip"], DataClass.CONFIDENTIAL),  # nothing above internal by itself
        (["username", "age"], DataClass.INTERNAL),
        (["email"], DataClass.CONFIDENTIAL),
        (["email", "us_npi"], DataClass.RESTRICTED),
    ],
)
def test_what_identifiers_tell_together(framework: Framework, names: list[str], expected: DataClass) -> None:
    assert decide(classified(*map(found, names)), framework).data_class is expected


def test_a_combination_says_where_it_was_found(framework: Framework) -> None:
    told = decide(
        classified(found("username", column="user"), found("age"), found("uk_postcode", column="home")), framework
    )
    assert told.reasons[0] == "name, birth and home together are a person: username in user + age + uk_postcode in home"
    assert told.identifiers == ("age", "uk_postcode", "username")


def test_files_of_an_archive_are_no_one_record(framework: Framework) -> None:
    told = decide(
        classified(found("username", inside="a.csv"), found("age", inside="b.csv"), found("us_zip", inside="a.csv")), framework
    )  # fmt: skip
    assert told.data_class is DataClass.INTERNAL


def test_what_is_uncertain_decides_nothing(framework: Framework) -> None:
    told = decide(classified(found("us_ssn", confidence=0.5)), framework)
    assert told.data_class is DataClass.INTERNAL
    assert told.identifiers == ()


def test_nothing_found_is_public_only_where_everything_was_read(framework: Framework) -> None:
    assert decide(classified(), framework).data_class is DataClass.PUBLIC
    unread = decide(classified(gaps=(Gap((PLACE, "x.zip"), "it is encrypted"),)), framework)
    assert unread.data_class is None
    assert unread.reasons == ("x.zip: it is encrypted",)
    with_gap = decide(classified(found("email"), gaps=(Gap((PLACE,), "the rest is not read"),)), framework)
    assert with_gap.data_class is DataClass.CONFIDENTIAL


def test_the_users_class_counts(framework: Framework) -> None:
    from dataclasses import replace

    mine = replace(framework, identifiers={"us_zip": DataClass.RESTRICTED})
    assert decide(classified(found("us_zip")), mine).data_class is DataClass.RESTRICTED
