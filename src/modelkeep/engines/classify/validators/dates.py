"""Dates at which somebody who is alive can have been born."""

from __future__ import annotations

import re
from calendar import monthrange

from modelkeep.engines.classify.validators import is_validator

FIRST, LAST = 1900, 2030
"""Years: no clock is asked, so that a text says the same tomorrow."""
_PARTS = re.compile(rb"\d+")
_MONTHS = {
    name.encode(): number
    for number, names in enumerate(
        (
            "jan ene gen janvier januar",
            "feb fev fév",
            "mar mär mrz mars",
            "apr abr avr",
            "may mai mag maj mei",
            "jun giu juin",
            "jul lug juil",
            "aug ago aoû",
            "sep set",
            "oct okt ott out",
            "nov",
            "dec dez dic déc",
        ),
        1,
    )
    for name in names.split()
}
_WORD = re.compile(rb"[^\W\d]+|[\x80-\xffA-Za-z]+")


@is_validator
def birth_date(value: bytes) -> bool:
    """A day of the calendar: year first, day first or month first, or with the name of its month."""
    numbers = [int(each) for each in _PARTS.findall(value)]
    word = _WORD.search(value)
    if word is not None:
        month = _MONTHS.get(word[0].lower()[:3], 0)
        return len(numbers) == 2 and _is_day(_year(numbers[1]), month, numbers[0])
    if len(numbers) != 3:
        return False
    first, second, third = numbers
    if first > 31:
        return _is_day(first, second, third)
    year = _year(third)
    return _is_day(year, second, first) or _is_day(year, first, second)


def _year(year: int) -> int:
    return year if year > 99 else 1900 + year if year > LAST % 100 else 2000 + year


def _is_day(year: int, month: int, day: int) -> bool:
    return FIRST <= year <= LAST and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]
