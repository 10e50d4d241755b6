"""Checksums of numbers that are met most: own code where python-stdnum's would be asked too often."""

from __future__ import annotations

import re
from functools import cache

from modelkeep.engines.classify.validators import is_validator

_DOUBLED = bytes(ord("0") + sum(divmod(2 * each, 10)) for each in range(10))
_DOUBLE = bytes.maketrans(b"0123456789", _DOUBLED)
_NOT_DIGITS = bytes(each for each in range(256) if not 0x30 <= each <= 0x39)
_ZERO = ord("0")


def digits(value: bytes) -> bytes:
    """The digits alone."""
    return value.translate(None, _NOT_DIGITS)


@is_validator
def luhn(value: bytes) -> bool:
    """ISO/IEC 7812-1, annex B."""
    told = digits(value)
    odd, even = told[-1::-2], told[-2::-2].translate(_DOUBLE)
    return (sum(odd) + sum(even) - _ZERO * len(told)) % 10 == 0


_DECIMAL = [str(int(chr(each), 36)) if chr(each).isalnum() and each < 0x80 else "" for each in range(256)]
"""Digits as they are, letters as 10 to 35."""


@is_validator
def iban(value: bytes) -> bool:
    """ISO 13616-1: modulus 97 over the whole, 15 to 34 characters, a country of the registry and its form."""
    told = value.replace(b" ", b"").replace(b"-", b"").upper()
    if not 15 <= len(told) <= 34 or not told.isalnum():
        return False
    if int("".join([_DECIMAL[each] for each in told[4:] + told[:4]])) % 97 != 1:
        return False
    form = _iban_form(told[:2])
    return form is not None and form.fullmatch(told, 4) is not None


@cache
def _iban_form(country: bytes) -> re.Pattern[bytes] | None:
    """What stands behind the check digits, of a country of the registry that python-stdnum has: `4!n8!n` are twelve digits."""
    from stdnum import numdb

    told = numdb.get("iban").info(country.decode())[0][1].get("bban")
    if told is None:
        return None
    kinds = {"n": "[0-9]", "a": "[A-Z]", "c": "[0-9A-Z]"}
    return re.compile(
        "".join(f"{kinds[kind]}{{{size}}}" for size, kind in re.findall("([0-9]+)!([nac])", told)).encode()
    )


@is_validator
def payment_card(value: bytes) -> bool:
    """Luhn's checksum, the issuer's prefix with its length (ISO/IEC 7812-1), and not all digits alike."""
    told = digits(value)
    return _ISSUERS.fullmatch(told) is not None and len(set(told)) > 2 and luhn(told)


# Visa, Mastercard, American Express, Discover, Diners Club, JCB, UnionPay, Maestro: prefixes as their issuers publish them.
_ISSUERS = re.compile(
    rb"4(?:\d{12}|\d{15}|\d{18})"
    rb"|(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}"
    rb"|3[47]\d{13}"
    rb"|(?:6011|65\d\d|64[4-9]\d)\d{12}(?:\d{3})?"
    rb"|3(?:0[0-59]|6\d|[89]\d)\d{11}(?:\d{2,5})?"
    rb"|35\d{14}(?:\d{3})?|(?:1800|2131)\d{11}"
    rb"|62\d{14,17}"
    rb"|(?:5018|5020|5038|5[678]\d\d|6304|6390|67\d\d)\d{8,15}"
)


@is_validator
def us_ssn_digits(value: bytes) -> bool:
    """Areas, groups and serial numbers that the Social Security Administration gives out, and not all digits alike."""
    told = digits(value)
    if len(told) != 9 or len(set(told)) < 3:
        return False
    area = told[:3]
    return area not in (b"000", b"666") and area < b"900" and told[3:5] != b"00" and told[5:] != b"0000"


@is_validator
def not_alike(value: bytes) -> bool:
    """Not one sign over and over."""
    return len(set(value)) > 3


@is_validator
def us_zip(value: bytes) -> bool:
    """Prefixes that are in use begin at 005 (https://pe.usps.com/text/dmm300/L002.htm)."""
    return b"005" <= value[:3] <= b"999"


@is_validator
def de_plz(value: bytes) -> bool:
    """01001 to 99998."""
    return b"01001" <= value <= b"99998"


@is_validator
def coordinates(value: bytes) -> bool:
    """Degrees of latitude, then of longitude."""
    latitude, _, longitude = value.partition(b",")
    return abs(float(latitude)) <= 90 and abs(float(longitude)) <= 180


@is_validator
def track(value: bytes) -> bool:
    """The card number of a track keeps to Luhn's checksum, and its expiration date has a month (ISO/IEC 7813)."""
    number, _, rest = value.lstrip(b"%B;").partition(b"^" if b"^" in value else b"=")
    expires = rest.rpartition(b"^")[2][:4]
    return luhn(number) and b"01" <= expires[2:] <= b"12"


_VIN_VALUES = {
    ord(sign): value for sign, value in zip("ABCDEFGHJKLMNPRSTUVWXYZ", map(int, "12345678123457923456789"), strict=True)
}
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


@is_validator
def vin(value: bytes) -> bool:
    """The check digit that North America asks for (49 CFR 565.15), letters and digits both."""
    if len(set(value)) < 5 or value.isdigit() or value.isalpha():
        return False
    total = sum(_VIN_VALUES.get(each, each - _ZERO) * weight for each, weight in zip(value, _VIN_WEIGHTS, strict=True))
    return b"0123456789X"[total % 11] == value[8]
