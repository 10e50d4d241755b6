"""Numbers of patients, providers, drugs and devices."""

from __future__ import annotations

from modelkeep.engines.classify.validators import is_validator
from modelkeep.engines.classify.validators.numbers import digits, luhn, us_ssn_digits

_ZERO = ord("0")


@is_validator
def au_medicare(value: bytes) -> bool:
    """Weights 1, 3, 7, 9 over the first eight digits; the first is 2 to 6."""
    told = digits(value)
    total = sum((each - _ZERO) * weight for each, weight in zip(told[:8], (1, 3, 7, 9, 1, 3, 7, 9), strict=True))
    return 10 <= len(told) <= 11 and told[0] in b"23456" and total % 10 == told[8] - _ZERO


@is_validator
def us_hicn(value: bytes) -> bool:
    """A Social Security number with a suffix."""
    return us_ssn_digits(digits(value)[:9])


@is_validator
def us_npi(value: bytes) -> bool:
    """Luhn's checksum with the prefix 80840."""
    return luhn(b"80840" + value)


@is_validator
def us_dea(value: bytes) -> bool:
    """The sum of the odd digits, and twice that of the even ones, ends in the last (21 CFR 1301.11 has the numbers, not the sum)."""
    numbers = [each - _ZERO for each in value[2:]]
    return (sum(numbers[0:6:2]) + 2 * sum(numbers[1:6:2])) % 10 == numbers[6]


@is_validator
def udi(value: bytes) -> bool:
    """The check digit of the GTIN (GS1 General Specifications, 7.9)."""
    told = [each - _ZERO for each in value[4:18]]
    return (sum(told[0:13:2]) * 3 + sum(told[1:13:2]) + told[13]) % 10 == 0


@is_validator
def de_kvnr(value: bytes) -> bool:
    """The letter as two digits, weights 1 and 2 in turn, and the sum of digits (§ 290 SGB V)."""
    letter = value[0] - ord("A") + 1
    numbers = [letter // 10, letter % 10, *(each - _ZERO for each in value[1:9])]
    total = sum(sum(divmod(number * (1 + at % 2), 10)) for at, number in enumerate(numbers))
    return total % 10 == value[9] - _ZERO


@is_validator
def nucleotides(value: bytes) -> bool:
    """All four bases, none of them alone in most places."""
    return all(value.count(each) * 20 > len(value) for each in b"ACGT")
