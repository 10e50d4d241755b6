"""Addresses on networks: of mail, of machines."""

from __future__ import annotations

import re
from ipaddress import IPv6Address, IPv6Network

from modelkeep.engines.classify.validators import is_validator

_LABELS = re.compile(rb"(?:(?!-)[^.]{1,63}(?<!-)(?:\.|\Z))+(?<!\.)")
_RESERVED = re.compile(rb"[@.](?:example(?:\.(?:com|org|net|edu))?|test|invalid|localhost|local)$", re.IGNORECASE)


@is_validator
def mail_address(value: bytes) -> bool:
    """RFC 5321's lengths, and a domain that is not reserved by RFC 2606 or RFC 6762."""
    return _is_mail(value) and not _RESERVED.search(value)


@is_validator
def reserved_mail_address(value: bytes) -> bool:
    """An address of a domain that is reserved for examples."""
    return _is_mail(value) and _RESERVED.search(value) is not None


def _is_mail(value: bytes) -> bool:
    local, _, domain = value.rpartition(b"@")
    if len(local) > 64 or len(domain) > 255 or b".." in value or local.endswith(b"."):
        return False
    return _LABELS.fullmatch(domain) is not None and local != b"git"


@is_validator
def ipv4(value: bytes) -> bool:
    """Four bytes. Addresses of no machine in particular are none: unspecified, loopback, for documentation, masks, broadcast."""
    if _BYTES.fullmatch(value) is None:
        return False
    first, second, third, fourth = map(int, value.split(b"."))
    if first in (0, 127) or first >= 224:
        return False
    return (first, second, third) not in _DOCUMENTATION and (third, fourth) != (255, 255)


_BYTE = rb"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_BYTES = re.compile(_BYTE + rb"(?:\." + _BYTE + rb"){3}")
_DOCUMENTATION = frozenset({(192, 0, 2), (198, 51, 100), (203, 0, 113)})
"""RFC 5737."""


@is_validator
def ipv6(value: bytes) -> bool:
    """RFC 4291. Where groups are left out, of the space that is given out: `add::bad` is in none. Addresses of no machine in particular
    are none."""
    try:
        address = IPv6Address(value.decode())
    except ValueError:
        return False
    if address in _EXAMPLES:
        return False
    is_global = address.is_global and (address in _GLOBAL or b"::" not in value)
    return is_global or address in _UNIQUE_LOCAL or address in _LINK_LOCAL


_GLOBAL, _UNIQUE_LOCAL, _LINK_LOCAL = map(IPv6Network, ("2000::/3", "fc00::/7", "fe80::/10"))
"""https://www.iana.org/assignments/ipv6-address-space"""
_EXAMPLES = IPv6Network("3fff::/20")
"""RFC 9637. That 2001:db8::/32 (RFC 3849) is not global, Python knows."""


@is_validator
def mac_address(value: bytes) -> bool:
    """Of one device: neither all bits alike nor a group address (IEEE 802)."""
    told = value.replace(b":", b"").replace(b"-", b"").lower()
    return len(set(told)) > 2 and not int(told[:2], 16) & 1
