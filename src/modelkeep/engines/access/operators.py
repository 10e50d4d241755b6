"""The condition operators: each compares one value of a request with one of a policy.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from __future__ import annotations

import binascii
import ipaddress
import re
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType

from modelkeep.engines.access.patterns import arn_matcher, matches

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?\Z")
_YEAR_AND_MONTH = re.compile(r"([0-9]{4})(-[0-9]{2})?\Z")


@dataclass(frozen=True, slots=True)
class Operator:
    """A positive operator. `holds(found, wanted)`: whether a request's value fits a policy's; `opposite` names the negated one.

    `literal(wanted)` says whether the policy's value is the only one that fits it, so that it can be tried against others.
    """

    name: str
    phrase: str
    holds: Callable[[str, str], bool]
    opposite: str = ""
    takes_variables: bool = False
    wildcards: bool = False
    """Whether a policy's values are patterns."""
    literal: Callable[[str], bool] = lambda wanted: False
    readable: Callable[[str], bool] = lambda wanted: True
    """Whether a policy's value is of the operator's type; what is not, AWS does not accept."""


def _plain(wanted: str) -> bool:
    return not ("*" in wanted or "?" in wanted or "${" in wanted)


def _numbers(compare: Callable[[Decimal, Decimal], bool]) -> Callable[[str, str], bool]:
    def holds(found: str, wanted: str) -> bool:
        one, other = number(found), number(wanted)
        return one is not None and other is not None and compare(one, other)

    return holds


def _dates(compare: Callable[[Decimal, Decimal], bool]) -> Callable[[str, str], bool]:
    def holds(found: str, wanted: str) -> bool:
        one, other = instant(found), instant(wanted)
        return one is not None and other is not None and compare(one, other)

    return holds


@lru_cache(maxsize=4096)
def number(text: str) -> Decimal | None:
    """An integer or decimal number; None for what is none."""
    return Decimal(text) if _NUMBER.match(text) else None


@lru_cache(maxsize=4096)
def instant(text: str) -> Decimal | None:
    """Seconds since 1970 of an ISO 8601 date or of epoch seconds; None for what is neither. Without a zone, UTC.

    Four digits are a year, as W3C's profile of ISO 8601 has it (https://www.w3.org/TR/NOTE-datetime).
    """
    short = _YEAR_AND_MONTH.match(text)
    if short:
        text = f"{short[1]}{short[2] or '-01'}-01"
    epoch = number(text)
    if epoch is not None:
        return epoch
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return Decimal((found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp())


@lru_cache(maxsize=16384)
def network(text: str) -> Network | None:
    """An address or a CIDR range; None for what is neither."""
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def within(inner: Network, outer: Network) -> bool:
    """Whether a range lies inside another. IPv4 and IPv6 never do."""
    if isinstance(inner, ipaddress.IPv4Network) and isinstance(outer, ipaddress.IPv4Network):
        return inner.subnet_of(outer)
    if isinstance(inner, ipaddress.IPv6Network) and isinstance(outer, ipaddress.IPv6Network):
        return inner.subnet_of(outer)
    return False


@lru_cache(maxsize=16384)
def _span(text: str) -> tuple[int, int, int] | None:
    """The version, the first and the last address of a range."""
    found = network(text)
    return (found.version, int(found.network_address), int(found.broadcast_address)) if found is not None else None


def _in_range(found: str, wanted: str) -> bool:
    one, other = _span(found), _span(wanted)
    if one is None or other is None:
        return False
    return one[0] == other[0] and other[1] <= one[1] and one[2] <= other[2]


@lru_cache(maxsize=4096)
def _binary(text: str) -> bytes | None:
    try:
        return b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


def _same_bytes(found: str, wanted: str) -> bool:
    one = _binary(found)
    return one is not None and one == _binary(wanted)


def _boolean(found: str, wanted: str) -> bool:
    return found.lower() == wanted.lower() and wanted.lower() in ("true", "false")


def _like(found: str, wanted: str) -> bool:
    return matches(wanted, found)


def _arn_like(found: str, wanted: str) -> bool:
    return arn_matcher(wanted)(found)


def _is_number(wanted: str) -> bool:
    return number(wanted) is not None


def _is_date(wanted: str) -> bool:
    return instant(wanted) is not None


def _is_boolean(wanted: str) -> bool:
    return wanted.lower() in ("true", "false") or "${" in wanted


def _is_network(wanted: str) -> bool:
    return network(wanted) is not None


def _is_binary(wanted: str) -> bool:
    return _binary(wanted) is not None


def _is_arn(wanted: str) -> bool:
    return wanted == "*" or wanted.count(":") >= 5 or "${" in wanted


def _numeric(name: str, phrase: str, compare: Callable[[Decimal, Decimal], bool], opposite: str = "") -> Operator:
    return Operator(name, phrase, _numbers(compare), opposite, readable=_is_number)


def _of_time(name: str, phrase: str, compare: Callable[[Decimal, Decimal], bool], opposite: str = "") -> Operator:
    return Operator(name, phrase, _dates(compare), opposite, readable=_is_date)


_POSITIVE = (
    Operator("StringEquals", "is", str.__eq__, "StringNotEquals", True, literal=lambda wanted: True),
    Operator(
        "StringEqualsIgnoreCase",
        "is, in any case,",
        lambda found, wanted: found.lower() == wanted.lower(),
        "StringNotEqualsIgnoreCase",
        True,
    ),
    Operator("StringLike", "is like", _like, "StringNotLike", True, True, _plain),
    _numeric("NumericEquals", "is the number", lambda a, b: a == b, "NumericNotEquals"),
    _numeric("NumericLessThan", "is below", lambda a, b: a < b),
    _numeric("NumericLessThanEquals", "is at most", lambda a, b: a <= b),
    _numeric("NumericGreaterThan", "is above", lambda a, b: a > b),
    _numeric("NumericGreaterThanEquals", "is at least", lambda a, b: a >= b),
    _of_time("DateEquals", "is the time", lambda a, b: a == b, "DateNotEquals"),
    _of_time("DateLessThan", "is before", lambda a, b: a < b),
    _of_time("DateLessThanEquals", "is no later than", lambda a, b: a <= b),
    _of_time("DateGreaterThan", "is after", lambda a, b: a > b),
    _of_time("DateGreaterThanEquals", "is no earlier than", lambda a, b: a >= b),
    Operator("Bool", "is", _boolean, "", True, literal=lambda wanted: True, readable=_is_boolean),
    Operator("BinaryEquals", "is the base64", _same_bytes, readable=_is_binary),
    Operator("IpAddress", "is within", _in_range, "NotIpAddress", readable=_is_network),
    Operator("ArnEquals", "is the ARN", _arn_like, "ArnNotEquals", True, True, _plain, _is_arn),
    Operator("ArnLike", "is an ARN like", _arn_like, "ArnNotLike", True, True, _plain, _is_arn),
)

OPERATORS: Mapping[str, tuple[Operator, bool]] = MappingProxyType(
    {each.name.lower(): (each, True) for each in _POSITIVE}
    | {each.opposite.lower(): (each, False) for each in _POSITIVE if each.opposite}
)
"""By name in lower case: the positive operator, and whether it is meant as it stands (False: its opposite)."""
