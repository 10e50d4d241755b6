"""The condition operators: each compares one value of a request with one of a policy.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from __future__ import annotations

import binascii
import ipaddress
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from types import MappingProxyType

from modelkeep.engines.access.patterns import arn_matcher, has_wildcard, matcher

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


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


def _plain(wanted: str) -> bool:
    return not has_wildcard(wanted)


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
    try:
        found = Decimal(text.strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


@lru_cache(maxsize=4096)
def instant(text: str) -> Decimal | None:
    """Seconds since 1970 of an ISO 8601 date or of epoch seconds; None for what is neither. Without a zone, UTC."""
    epoch = number(text)
    if epoch is not None:
        return epoch
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return Decimal((found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp())


@lru_cache(maxsize=16384)
def network(text: str) -> Network | None:
    """An address or a CIDR range; None for what is neither."""
    try:
        return ipaddress.ip_network(text.strip(), strict=False)
    except ValueError:
        return None


def within(inner: Network, outer: Network) -> bool:
    """Whether a range lies inside another. IPv4 and IPv6 never do."""
    if isinstance(inner, ipaddress.IPv4Network) and isinstance(outer, ipaddress.IPv4Network):
        return inner.subnet_of(outer)
    if isinstance(inner, ipaddress.IPv6Network) and isinstance(outer, ipaddress.IPv6Network):
        return inner.subnet_of(outer)
    return False


def _in_range(found: str, wanted: str) -> bool:
    one, other = network(found), network(wanted)
    return one is not None and other is not None and within(one, other)


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
    return matcher(wanted)(found)


def _arn_like(found: str, wanted: str) -> bool:
    return arn_matcher(wanted)(found)


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
    Operator("NumericEquals", "is the number", _numbers(lambda a, b: a == b), "NumericNotEquals", literal=_plain),
    Operator("NumericLessThan", "is below", _numbers(lambda a, b: a < b)),
    Operator("NumericLessThanEquals", "is at most", _numbers(lambda a, b: a <= b)),
    Operator("NumericGreaterThan", "is above", _numbers(lambda a, b: a > b)),
    Operator("NumericGreaterThanEquals", "is at least", _numbers(lambda a, b: a >= b)),
    Operator("DateEquals", "is the time", _dates(lambda a, b: a == b), "DateNotEquals", literal=_plain),
    Operator("DateLessThan", "is before", _dates(lambda a, b: a < b)),
    Operator("DateLessThanEquals", "is no later than", _dates(lambda a, b: a <= b)),
    Operator("DateGreaterThan", "is after", _dates(lambda a, b: a > b)),
    Operator("DateGreaterThanEquals", "is no earlier than", _dates(lambda a, b: a >= b)),
    Operator("Bool", "is", _boolean, literal=_plain),
    Operator("BinaryEquals", "is the base64", _same_bytes),
    Operator("IpAddress", "is within", _in_range, "NotIpAddress"),
    Operator("ArnEquals", "is the ARN", _arn_like, "ArnNotEquals", True, True, _plain),
    Operator("ArnLike", "is an ARN like", _arn_like, "ArnNotLike", True, True, _plain),
)

OPERATORS: Mapping[str, tuple[Operator, bool]] = MappingProxyType(
    {each.name.lower(): (each, True) for each in _POSITIVE}
    | {each.opposite.lower(): (each, False) for each in _POSITIVE if each.opposite}
)
"""By name in lower case: the positive operator, and whether it is meant as it stands (False: its opposite)."""
