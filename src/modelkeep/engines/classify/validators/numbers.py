"""Checksums of numbers that are met most: own code where python-stdnum's would be asked too often."""

from __future__ import annotations

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


@is_validator
def iban(value: bytes) -> bool:
    """ISO 13616-1: modulus 97 over the whole, 15 to 34 characters."""
    told = value.replace(b" ", b"").replace(b"-", b"").upper()
    if not 15 <= len(told) <= 34:
        return False
    try:
        return int("".join(str(int(chr(each), 36)) for each in told[4:] + told[:4])) % 97 == 1
    except ValueError:
        return False
