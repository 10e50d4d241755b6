"""Whether a text is an address of a network, in SQL that needs no extension of any engine."""

from __future__ import annotations

from functools import reduce
from ipaddress import IPv4Network, IPv6Network

from sqlglot import exp

from modelkeep.engines.logs.sigma.dialects import Dialect, call, number, text

_OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_V4 = rf"^{_OCTET}[.]{_OCTET}[.]{_OCTET}[.]{_OCTET}$"
_V6 = "^[0-9a-fA-F]{0,4}(:[0-9a-fA-F]{0,4}){2,7}$"


def within_v4(dialect: Dialect, value: exp.Expr, network: IPv4Network) -> exp.Expr:
    """Whether a text is an IPv4 address of the network. What is no address is not."""
    octets: list[exp.Expr] = [
        exp.Mul(this=dialect.as_double(_part(value, ".", position)), expression=number(256 ** (4 - position)))
        for position in range(1, 5)
    ]
    address = reduce(lambda one, two: exp.Add(this=one, expression=two), octets)
    low, high = int(network.network_address), int(network.broadcast_address)
    inside = exp.Between(this=exp.paren(address), low=number(low), high=number(high))
    return exp.and_(dialect.matches(value, _V4), inside)


def within_v6(dialect: Dialect, value: exp.Expr, network: IPv6Network) -> exp.Expr:
    """Whether a text is an IPv6 address of the network, with `::` or without. IPv4 addresses in IPv6's form are not."""
    low, high = f"{int(network.network_address):032x}", f"{int(network.broadcast_address):032x}"

    def inside(full: exp.Expr) -> exp.Expr:
        groups = [call("lpad", _part(full, ":", position), number(4), text("0")) for position in range(1, 9)]
        return exp.Between(this=exp.Lower(this=call("concat", *groups)), low=text(low), high=text(high))

    # The full form is written once, as the one element of a list.
    full = exp.array(_full(value), dialect=dialect.name)
    return exp.and_(dialect.matches(value, _V6), dialect.any(full, "ip", inside))


def _full(value: exp.Expr) -> exp.Expr:
    """The address with as many zero groups in place of `::` as make it eight."""
    before, after = _part(value, "::", 1), _part(value, "::", 2)
    left = exp.Sub(this=exp.Sub(this=number(8), expression=_groups(before)), expression=_groups(after))
    width = exp.cast(exp.Mul(this=exp.paren(left), expression=number(2)), "int")
    zeros = call("rpad", text(""), width, text("0:"))
    head = exp.Case(
        ifs=[exp.If(this=exp.EQ(this=before, expression=text("")), true=text(""))],
        default=call("concat", before, text(":")),
    )
    return exp.Case(
        ifs=[
            exp.If(this=exp.Like(this=value.copy(), expression=text("%::%")), true=call("concat", head, zeros, after))
        ],
        default=value.copy(),
    )


def _part(value: exp.Expr, separator: str, position: int) -> exp.Expr:
    return call("split_part", value, text(separator), number(position))


def _groups(some: exp.Expr) -> exp.Expr:
    """How many groups a part of an address has."""
    colons = exp.Sub(
        this=exp.Length(this=some.copy()), expression=exp.Length(this=call("replace", some, text(":"), text("")))
    )
    is_empty = exp.If(this=exp.EQ(this=some.copy(), expression=text("")), true=number(0))
    return exp.Case(ifs=[is_empty], default=exp.Add(this=colons, expression=number(1)))
