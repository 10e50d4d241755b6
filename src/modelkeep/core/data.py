"""What data is: identifiers, the classes that follow from them, and what was found where. Raw values never stand in these types."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from modelkeep.core.verdict import Severity


class DataClass(StrEnum):
    """How much protection data is owed, least first."""

    PUBLIC = "public"
    INTERNAL = "internal"
    CONFIDENTIAL = "confidential"
    RESTRICTED = "restricted"

    @property
    def rank(self) -> int:
        """0 for public, 3 for restricted."""
        return _RANKS[self]


_RANKS = {each: position for position, each in enumerate(DataClass)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One way to write an identifier.

    `pattern` is in RE2's syntax over bytes of UTF-8, without captures; word boundaries are added unless `free`. `validator` names a
    function of `engines.classify.validators`, or `stdnum:MODULE`; '' for none. `alone` is the confidence in a value that stands
    without a keyword: with 0 it is not reported; `near` the confidence with one.
    """

    pattern: str
    validator: str = ""
    alone: float = 0.0
    near: float = 0.9
    free: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """One kind of personal, health, financial or secret data.

    `regions` are ISO 3166 codes or `any`; `gdpr` an article such as `Art.9`, `hipaa` the letter of 45 CFR 164.514(b)(2)(i). `keywords`
    are words that stand near a value or in the name of its column: in lower case, a space stands for a space, `_`, `-` or nothing.
    `columns` are further names of columns that suffice for a value without a shape. `deny` are values that are never reported, without
    separators: test numbers and examples. `found` and `not_found` are texts in which it is, and is not.
    """

    id: str
    title: str
    category: str
    regions: tuple[str, ...]
    data_class: DataClass
    severity: Severity
    shapes: tuple[Shape, ...] = ()
    keywords: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    deny: frozenset[str] = frozenset()
    gdpr: str = ""
    hipaa: str = ""
    macie: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    found: tuple[str, ...] = ()
    not_found: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """One value in a text: offsets of its bytes, from 0, `end` excluded. `keyword` says that one stood near."""

    start: int
    end: int
    identifier: str
    confidence: float
    keyword: bool = False


def by_rank(classes: Sequence[DataClass]) -> DataClass:
    """The class that owes most; public for none."""
    return max(classes, key=lambda each: each.rank, default=DataClass.PUBLIC)
