"""Telephone numbers, by the plans of ITU-T E.164 and the North American Numbering Plan."""

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


@is_validator
def international_phone(value: bytes) -> bool:
    """A country code that is assigned, and 8 to 15 digits in all; `(0)` is the trunk prefix that is not dialled from abroad."""
    told = digits(_EXTENSION.sub(b"", value).replace(b"(0)", b""))
    if told.startswith(b"00"):
        told = told[2:]
    return 8 <= len(told) <= 15 and _CODES.match(told) is not None and len(set(told)) > 2


@is_validator
def north_american_phone(value: bytes) -> bool:
    """Area code and exchange begin with 2 to 9 (https://www.nanpa.com/numbering)."""
    told = digits(_EXTENSION.sub(b"", value))
    return len(told) == 10 and told[0] > 0x31 and told[3] > 0x31 and len(set(told)) > 2


@is_validator
def trunk_phone(value: bytes) -> bool:
    """With a trunk prefix: 8 to 12 digits that are not all alike."""
    told = digits(value)
    return 8 <= len(told) <= 12 and len(set(told)) > 2


@is_validator
def national_phone(value: bytes) -> bool:
    """As it is dialled within a country: 7 to 11 digits that are not all alike."""
    told = digits(value)
    return 7 <= len(told) <= 11 and len(set(told)) > 2
