"""What confirms a candidate: checksums, calendars, ranges. A validator takes the bytes of a match and says whether it can be one."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

Validator = Callable[[bytes], bool]
STDNUM = "stdnum:"


@cache
def validator(name: str) -> Validator:
    """By name: a function of a module of this package (`luhn`), or `stdnum:us.ssn`. Raises KeyError for one that there is not."""
    if name.startswith(STDNUM):
        return _stdnum(name.removeprefix(STDNUM))
    for module in iter_modules(__path__):
        found = getattr(import_module(f"{__name__}.{module.name}"), name, None)
        if found is not None and getattr(found, "is_validator", False):
            return found  # type: ignore[no-any-return]
    raise KeyError(name)


def is_validator(function: Validator) -> Validator:
    """Mark a function as one that identifiers may name."""
    function.is_validator = True  # type: ignore[attr-defined]
    return function


def _stdnum(name: str) -> Validator:
    try:
        is_valid = import_module(f"stdnum.{name}").is_valid
    except (ImportError, AttributeError) as error:
        raise KeyError(f"{STDNUM}{name}") from error

    def validate(value: bytes) -> bool:
        try:
            return bool(is_valid(value.decode("ascii", "replace")))
        except (
            KeyError,
            IndexError,
            TypeError,
            ValueError,
            AttributeError,
        ):  # what its author did not expect is no valid number
            return False

    return validate
