"""How identifiers lead to the class of data, and what each class is owed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from modelkeep.core.data import DataClass, DataFinding, Identifier


class Protection(StrEnum):
    """What data may be owed."""

    CUSTOMER_KEY = "customer-key"
    NO_PUBLIC_ACCESS = "no-public-access"
    TLS_ONLY = "tls-only"
    DATA_EVENTS = "data-events"
    LIMITED_READERS = "limited-readers"
    RETENTION = "retention"
    LEGAL_BASIS = "legal-basis"


ASKED_BY: Mapping[Protection, tuple[str, ...]] = MappingProxyType(
    {
        Protection.CUSTOMER_KEY: ("S3-14",),
        Protection.NO_PUBLIC_ACCESS: ("S3-01-BUCKET", "S3-02"),
        Protection.TLS_ONLY: ("S3-13",),
        Protection.DATA_EVENTS: ("CT-06",),
        Protection.LIMITED_READERS: ("S3-16",),
        Protection.RETENTION: ("S3-15",),
        Protection.LEGAL_BASIS: ("S3-12",),
    }
)
"""The controls that ask whether a bucket has what its data are owed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Identifiers that say the same about a person. Those of a whole category belong to it, too."""

    id: str
    identifiers: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Combination:
    """Groups that mean more together, in one file or table, than each by itself: one identifier of every group makes `data_class`."""

    id: str
    groups: tuple[str, ...]
    data_class: DataClass
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework:
    """What makes data worth protecting, and what is owed then.

    `meanings` says in a line what each class is for. `identifiers` gives identifiers another class than their own. `legal_basis_tags`
    are tags, of the bucket, whose value names the legal basis on which restricted data are used for training, in lower case.
    `most_readers` is how many principals may read data that are owed limited readers.
    """

    owed: Mapping[DataClass, frozenset[Protection]]
    meanings: Mapping[DataClass, str]
    groups: Mapping[str, Group]
    combinations: tuple[Combination, ...]
    identifiers: Mapping[str, DataClass]
    categories: Mapping[str, str]
    """The category of each identifier that is known."""
    legal_basis_tags: tuple[str, ...]
    most_readers: int
    macie: Mapping[str, Identifier]
    """The identifier for each type of sensitive data that Macie has a name for, and we too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The class of a file or object; None where nothing was found and something was not read.

    `reasons` say what it follows from, worst first; `deciding` are the findings that count, those that are likely enough.
    """

    data_class: DataClass | None
    reasons: tuple[str, ...]
    deciding: tuple[DataFinding, ...] = ()

    @property
    def identifiers(self) -> tuple[str, ...]:
        """The identifiers that count, sorted."""
        return tuple(sorted({each.identifier for each in self.deciding}))
