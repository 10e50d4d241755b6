"""What the forms of VEX documents have in common: statements, products at places, times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from modelkeep.core.vulnerabilities import Exploitability, Statement
from modelkeep.engines.vulnerabilities.vex.products import Product, product_of

_OLDEST = datetime.min.replace(tzinfo=UTC)


class VexError(ValueError):
    """A document is wrong; the message names the place in it."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement on vulnerabilities (ids and aliases) in a product, made at a time."""

    vulnerabilities: tuple[str, ...]
    product: Product
    statement: Statement
    at: datetime


def product_at(place: str, *identifiers: str, hashes: dict[str, str] | None = None) -> Product | None:
    """See `product_of`. Raises VexError with the place."""
    try:
        return product_of(*identifiers, hashes=hashes)
    except ValueError as error:
        raise VexError(f"{place}: {error}") from error


def statement_of(status: Exploitability, justification: str, impact: str, by: str, place: str) -> Statement:
    """A statement. Raises VexError for one that is to close a vulnerability without saying why, which CISA's minimum forbids."""
    if status is Exploitability.NOT_AFFECTED and not justification and not impact:
        raise VexError(f"{place}: not_affected says neither why (justification) nor of what impact it is")
    return Statement(status=status, justification=justification, impact=impact, by=by)


def author_of(name: str, author: str) -> str:
    """Who states it, and in which document."""
    return f"{author} ({name})" if author else name


def aware(time: datetime | None) -> datetime:
    """A time in UTC where it says no other; None is before all others."""
    if time is None:
        return _OLDEST
    return time if time.tzinfo is not None else time.replace(tzinfo=UTC)
