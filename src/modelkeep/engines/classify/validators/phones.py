"""Telephone numbers, by the plans of ITU-T E.164 and the North American Numbering Plan.

Numbers that numbering authorities keep for fiction, and placeholders such as 1234567, are nobody's: for each kind of number there is a
validator that takes what may be somebody's, and one that takes those, so that they are told with less confidence.
"""

from __future__ import annotations

import re

from modelkeep.engines.classify.validators import is_validator
from modelkeep.engines.classify.validators.numbers import digits

_EXTENSION = re.compile(rb"x\d+$")
# https://www.itu.int/pub/T-SP-E.164D: country codes by their first digits, those of one digit, two, and three.
_CODES = re.compile(
    rb"1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]"
    rb"|2[1-69]\d|3[578]\d|42\d|5[09]\d|6[7-9]\d|8[0578]\d|9[679]\d"
)
_SEPARATOR = re.compile(rb"[ .-]")
_DOTTED = re.compile(rb"\+\d{1,3}\.\d{5,14}")
LONGEST_UNDIVIDED = 13
"""Digits: longer ones are no subscriber's number, but a time or a serial number."""
# 555-0100 to 555-0199 of each area code, and all of area code 555, which is none (https://www.nanpa.com/numbering); numbers for drama
# of the United Kingdom (https://www.ofcom.org.uk/phones-and-broadband/phone-numbers/numbers-for-drama), Germany (Bundesnetzagentur,
# Mitteilung 148/2021), France (ARCEP, décision 2018-0881), Ireland (ComReg, 020 91X), Sweden (PTS) and Australia (ACMA).
_FICTION = re.compile(
    rb"1(?:555\d{7}|\d{3}55501\d\d)"
    rb"|44(?:1632960|7700900|2079460|3069990|8081570|9098790|1(?:1[3-8]|[2-6]1)4960|1914980|2896496|2920180)\d{3}"
    rb"|49(?:3023125|6990009|4066969|2214710|8999998)\d{3}"
    rb"|33(?:19900|26191|35301|46571|53649|63998)\d{4}"
    rb"|3532091\d{5}"
    rb"|46(?:31390|40628|980319|8465004|701740)\d{2,4}"
    rb"|61(?:[2378](?:5550|7010)\d{4}|49157[0-2]\d{3})"
)
_PLACEHOLDER = re.compile(rb"1234567|7654321|0123456|6543210|(\d)\1{6}")
_TRUNK = (b"44", b"49", b"33", b"353", b"46", b"61")
"""Countries whose numbers for fiction are known, and are written with a leading zero within them."""


@is_validator
def international_phone(value: bytes) -> bool:
    """A country code that is assigned, and 8 to 15 digits in all; `(0)` is the trunk prefix that is not dialled from abroad. With a point
    first, and no other or not only points behind, it is a decimal number: see `dotted_phone`."""
    told = _international(value)
    return bool(told) and not _is_nobodys(told) and not _is_decimal(value)


@is_validator
def nobodys_international_phone(value: bytes) -> bool:
    """As `international_phone`, of those that are nobody's."""
    told = _international(value)
    return bool(told) and _is_nobodys(told) and not _is_decimal(value)


@is_validator
def dotted_phone(value: bytes) -> bool:
    """As registries of domains write them: a country code, a point, and the rest (RFC 5733, 2.5)."""
    told = _international(value)
    return bool(told) and not _is_nobodys(told) and _DOTTED.fullmatch(_EXTENSION.sub(b"", value)) is not None


def _is_decimal(value: bytes) -> bool:
    separators = _SEPARATOR.findall(_EXTENSION.sub(b"", value))
    return separators[:1] == [b"."] and (len(separators) == 1 or set(separators) != {b"."})


def _international(value: bytes) -> bytes:
    """The digits behind the prefix; none where it is no number."""
    value = _EXTENSION.sub(b"", value).replace(b"(0)", b"")
    told = digits(value)
    if told.startswith(b"00") and not value.startswith(b"+"):
        told = told[2:]
    if not 8 <= len(told) <= 15 or _CODES.match(told) is None or len(set(told)) < 3:
        return b""
    if told.startswith(b"1") and not (len(told) == 11 and _is_north_american(told[1:])):
        return b""
    return b"" if len(told) > LONGEST_UNDIVIDED and value.lstrip(b"+").isdigit() else told


@is_validator
def north_american_phone(value: bytes) -> bool:
    """Area code and exchange begin with 2 to 9 (https://www.nanpa.com/numbering)."""
    told = digits(_EXTENSION.sub(b"", value))
    return _is_north_american(told) and not _is_nobodys(b"1" + told)


@is_validator
def nobodys_north_american_phone(value: bytes) -> bool:
    """As `north_american_phone`, of those that are nobody's."""
    told = digits(_EXTENSION.sub(b"", value))
    return _is_north_american(told) and _is_nobodys(b"1" + told)


def _is_north_american(told: bytes) -> bool:
    return len(told) == 10 and told[0] > 0x31 and told[3] > 0x31 and len(set(told)) > 2


@is_validator
def trunk_phone(value: bytes) -> bool:
    """With a trunk prefix: 8 to 12 digits that are not all alike."""
    return _is_trunk(value) and not _is_nobodys_within(digits(value))


@is_validator
def nobodys_trunk_phone(value: bytes) -> bool:
    """As `trunk_phone`, of those that are nobody's."""
    return _is_trunk(value) and _is_nobodys_within(digits(value))


def _is_trunk(value: bytes) -> bool:
    told = digits(value)
    return 8 <= len(told) <= 12 and len(set(told)) > 2


@is_validator
def french_phone(value: bytes) -> bool:
    """Ten digits in pairs, of which the second says the zone, and not bytes of a dump: at least four digits differ, and none of the pairs
    is there three times."""
    pairs = value.split(b" ")
    told = digits(value)
    if len(told) != 10 or told[1] == 0x30 or len(set(told)) < 4:
        return False
    return max(map(pairs.count, pairs)) < 3 and not _is_nobodys_within(told)


@is_validator
def national_phone(value: bytes) -> bool:
    """As it is dialled within a country: 7 to 11 digits that are not all alike."""
    return _is_national(value) and not _is_nobodys_within(digits(value))


@is_validator
def nobodys_national_phone(value: bytes) -> bool:
    """As `national_phone`, of those that are nobody's."""
    return _is_national(value) and _is_nobodys_within(digits(value))


def _is_national(value: bytes) -> bool:
    told = digits(value)
    return 7 <= len(told) <= 11 and len(set(told)) > 2


def _is_nobodys(told: bytes) -> bool:
    """Digits with their country code."""
    return _FICTION.fullmatch(told) is not None or _PLACEHOLDER.search(told) is not None


def _is_nobodys_within(told: bytes) -> bool:
    """Digits as they are dialled within a country."""
    if told.startswith(b"0"):
        return any(_is_nobodys(code + told[1:]) for code in _TRUNK)
    return _is_nobodys(told if told.startswith(b"1") and len(told) == 11 else b"1" + told)
