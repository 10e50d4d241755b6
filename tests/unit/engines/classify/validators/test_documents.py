"""Numbers that published specifications say are right, and ones beside them; the others are made up."""

from __future__ import annotations

import pytest

from modelkeep.engines.classify.validators import validator


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("uk_nino", ("AB123456C", "AB 12 34 56 C"), ("QQ123456C", "BG123456A", "AO123456A", "AB111111C")),
        # ICAO Doc 9303, part 3, section 4.9: check digits by weights 7, 3, 1
        ("de_document", ("L01X00T471", "T220001293", "C01X00T47"), ("L01X00T472", "T220001294", "CFGHJKLMN", "101X00T471")),
        # § 2 VKVV; examples of the German pension insurance
        ("de_pension", ("15070649C103", "15 070649 C 103", "10010490A443"), ("15070649C104", "15071349C103", "15320649C103")),
        ("es_nuss", ("281234567840", "28/12345678/40"), ("281234567841", "001234567840")),
        ("dk_cpr", ("290200-1234", "3112991234"), ("310600-1234", "320100-1234", "010100-0000")),
        # GB 11643-1999, annex
        ("cn_resident_id", ("11010519491231002X",), ("110105194912310021", "11010519491331002X", "99010519491231002X")),
        ("sg_nric", ("S1234567D", "T1234567J", "F1234567N", "G1234567X", "M1234567K"), ("S1234567A", "M1234567X", "T1234567D")),
        ("verhoeff", ("2363",), ("2364", "2633")),
        # DVLA's own specimen
        ("uk_driving_licence", ("MORGA657054SM9IJ",), ("MORGA637054SM9IJ", "MORGA657324SM9IJ")),
    ],
)  # fmt: skip
def test_numbers_of_documents(name: str, good: tuple[str, ...], bad: tuple[str, ...]) -> None:
    validate = validator(name)
    assert [each for each in good if not validate(each.encode())] == []
    assert [each for each in bad if validate(each.encode())] == []
