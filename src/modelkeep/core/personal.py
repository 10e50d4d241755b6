"""Personal data in names and texts: masked before names are kept, counted by kind in texts. Values never leave this module."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

_ADDRESS = re.compile(r"(?P<first>[^@\s])(?P<rest>[^@\s]*)@(?P<domain>[^@\s]+)")
_MAIL = re.compile(
    r"(?<![\w.+-])[A-Za-z0-9][\w.+-]{0,63}@(?P<domain>[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,24})(?![\w-])"
)
_CARD = re.compile(
    r"(?<![\w.-])(?:4\d{3}|5[1-5]\d{2}|2[2-7]\d{2}|6011|65\d{2})(?P<mark>[ -]?)(?:\d{4}(?P=mark)){2}\d{4}(?![\w.-])"
)
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)")
_INVENTED = re.compile(r"(?:^|\.)(?:example(?:\.(?:com|org|net|edu))?|test|invalid|localhost|local)$", re.IGNORECASE)
MANY = {"e-mail address": 10, "payment card number": 3, "IBAN": 3}
"""From how many different ones on a text is taken to hold data about people: authors and samples are fewer."""


def masked(name: str) -> str:
    """A name in which e-mail addresses are `a***@acme.example`: enough to know one's own people by, and no address."""
    return _ADDRESS.sub(lambda found: f"{found['first']}***@{found['domain']}", name)


def personal_in_text(text: str) -> Mapping[str, int]:
    """How many different e-mail addresses, payment card numbers and IBANs a text holds, of each kind of which there are many.

    Card numbers keep to Luhn's checksum (ISO/IEC 7812-1), IBANs to theirs (ISO 13616); addresses of domains that are reserved for
    examples (RFC 2606) count for nothing.
    """
    found = {
        "e-mail address": set(_mails(text)),
        "payment card number": {each for each in _digits(_CARD, text) if _keeps_luhn(each)},
        "IBAN": {each for each in _digits(_IBAN, text) if _keeps_97(each)},
    }
    return {kind: len(values) for kind, values in found.items() if len(values) >= MANY[kind]}


def _mails(text: str) -> Iterator[str]:
    if "@" in text:
        yield from (each[0].lower() for each in _MAIL.finditer(text) if not _INVENTED.search(each["domain"]))


def _digits(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    return (each[0].replace(" ", "").replace("-", "") for each in pattern.finditer(text))


def _keeps_luhn(number: str) -> bool:
    digits = [int(each) for each in reversed(number)]
    return sum(each if at % 2 == 0 else sum(divmod(each * 2, 10)) for at, each in enumerate(digits)) % 10 == 0


def _keeps_97(iban: str) -> bool:
    return 15 <= len(iban) <= 34 and int("".join(str(int(each, 36)) for each in iban[4:] + iban[:4])) % 97 == 1
