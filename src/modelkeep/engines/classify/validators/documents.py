"""Numbers of persons and documents that python-stdnum does not know."""

from __future__ import annotations

import re
from calendar import monthrange

from modelkeep.engines.classify.validators import is_validator
from modelkeep.engines.classify.validators.numbers import digits

_NINO = re.compile(rb"(?![DFIQUV])[A-Z](?![DFIQUVO])[A-Z]\d{6}[A-D]")
_NO_NINO = (b"BG", b"GB", b"KN", b"NK", b"NT", b"TN", b"ZZ")
_VALUES = {ord(each): value for value, each in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")}


@is_validator
def uk_nino(value: bytes) -> bool:
    """Prefixes that are given out (https://www.gov.uk/hmrc-internal-manuals/national-insurance-manual/nim39110)."""
    told = value.replace(b" ", b"")
    return _NINO.fullmatch(told) is not None and told[:2] not in _NO_NINO and len(set(told[2:8])) > 1


@is_validator
def de_document(value: bytes) -> bool:
    """Serial numbers of German identity cards and passports with their check digit, by weights 7, 3, 1 as ICAO Doc 9303 has them; without
    it, a number of the form of today: a letter, digits and letters."""
    if len(value) == 10:
        return value[:1].isalpha() and _seven_three_one(value[:9]) == value[9] - 0x30
    return value[:1].isalpha() and sum(each in b"0123456789" for each in value) >= 3


def _seven_three_one(value: bytes) -> int:
    return sum(_VALUES[each] * (7, 3, 1)[at % 3] for at, each in enumerate(value)) % 10


@is_validator
def de_pension(value: bytes) -> bool:
    """Area, date of birth, initial, serial number and check digit (§ 2 to 4 VKVV)."""
    told = value.replace(b" ", b"")
    day, month = int(told[2:4]), int(told[4:6])
    if not (1 <= day <= 31 or 51 <= day <= 81) or not 1 <= month <= 12:
        return False
    letter = told[8] - 0x40
    numbers = [each - 0x30 for each in told[:8]] + [letter // 10, letter % 10] + [each - 0x30 for each in told[9:11]]
    weights = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)
    return (
        sum(sum(divmod(number * weight, 10)) for number, weight in zip(numbers, weights, strict=True)) % 10
        == told[11] - 0x30
    )


@is_validator
def es_nuss(value: bytes) -> bool:
    """Province, number and the remainder by 97; a number under ten million is joined without its leading zero."""
    told = digits(value)
    province, number, check = told[:2], int(told[2:10]), int(told[10:])
    joined = int(province) * 10_000_000 + number if number < 10_000_000 else int(province + told[2:10])
    return province != b"00" and number > 0 and joined % 97 == check


@is_validator
def dk_cpr(value: bytes) -> bool:
    """A date and a serial number; since 2007 the checksum is no longer kept (https://cpr.dk/cpr-systemet/opbygning-af-cpr-nummeret)."""
    told = digits(value)
    day, month, year = int(told[:2]), int(told[2:4]), int(told[4:6])
    return 1 <= month <= 12 and 1 <= day <= monthrange(2000 + year, month)[1] and told[6:] != b"0000"


@is_validator
def cn_resident_id(value: bytes) -> bool:
    """A date of birth in its place, and ISO 7064 mod 11-2 over the whole (GB 11643)."""
    year, month, day = int(value[6:10]), int(value[10:12]), int(value[12:14])
    if not (1900 <= year <= 2030 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
        return False
    total = sum((each - 0x30) * pow(2, 17 - at, 11) for at, each in enumerate(value[:17]))
    return b"10X98765432"[total % 11] == value[17] and 11 <= int(value[:2]) <= 91


@is_validator
def sg_nric(value: bytes) -> bool:
    """Weights 2, 7, 6, 5, 4, 3, 2; an offset by the first letter, and a table of letters for each series. That of M, for foreigners since
    2022, is the one that Singapore's government publishes in https://github.com/opengovsg/FormSG."""
    weights = (2, 7, 6, 5, 4, 3, 2)
    first, last = chr(value[0]), chr(value[8])
    total = sum((each - 0x30) * weight for each, weight in zip(value[1:8], weights, strict=True))
    total += {"T": 4, "G": 4, "M": 3}.get(first, 0)
    table = {"S": "JZIHGFEDCBA", "T": "JZIHGFEDCBA", "F": "XWUTRQPNMLK", "G": "XWUTRQPNMLK", "M": "XWUTRQPNJLK"}[first]
    return table[total % 11] == last


@is_validator
def verhoeff(value: bytes) -> bool:
    """Verhoeff's dihedral checksum."""
    from stdnum import verhoeff as algorithm

    told = digits(value)
    return len(set(told)) > 2 and bool(algorithm.is_valid(told.decode()))


@is_validator
def uk_driving_licence(value: bytes) -> bool:
    """Five signs of the surname, and a date of birth with the month raised by 50 for women."""
    month, day = int(value[6:8]), int(value[8:10])
    return (1 <= month <= 12 or 51 <= month <= 62) and 1 <= day <= 31 and value[:1] != b"9"
