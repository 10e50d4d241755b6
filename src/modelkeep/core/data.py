"""What data is: identifiers, the classes that follow from them, and what was found where. Raw values never stand in these types."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from modelkeep.core.artifacts import Gap
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


LIKELY = 0.6
"""The confidence from which on a finding decides about a class."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One way to write an identifier.

    `pattern` is in RE2's syntax over bytes of UTF-8, without captures; word boundaries are added unless `free`. `validator` names a
    function of `engines.classify.validators`, or `stdnum:MODULE`; '' for none. `alone` is the confidence in a value that stands
    without a keyword: with 0 it is not reported; `near` the confidence with one; `alike` that in a column of which nearly all values are
    valid, where the validator's checksum makes that no chance.
    """

    pattern: str
    validator: str = ""
    alone: float = 0.0
    near: float = 0.9
    alike: float = 0.0
    free: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """One kind of personal, health, financial or secret data.

    `regions` are ISO 3166 codes or `any`; `gdpr` an article such as `Art.9`, `hipaa` the letter of 45 CFR 164.514(b)(2)(i).
    `keywords` are words that stand near a value or in the name of its column: in lower case, a space stands for a space, `_`,
    `-` or nothing; one that begins with `=` is the whole of a column's name alone. `columns` are names of columns that suffice
    where most of their values match `value`, a pattern for the whole of a value. `deny` are values that are never reported,
    without separators: test numbers and examples. `found` and `not_found` are texts in which it is, and is not.
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
    value: str = ""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnHit:
    """An identifier in a column, or at a path of JSON documents.

    `values` is how many values there were, `matched` how many of them it is, `confirmed` how many were confirmed one by one. Up to
    `engines.classify.tallying.ENOUGH` that is all; behind, one in `EVERY` is judged and stands for those around it, so that `matched` is
    about right. It is the same however the values are cut into pieces. `first` is the row of the first one, from 0, with its
    `start` and `end` in the value's bytes, and `value` those bytes: it goes no further than masked. `named` says that the column's
    name tells it.
    """

    identifier: str
    column: str
    values: int
    matched: int
    confirmed: int
    confidence: float
    named: bool
    first: int
    start: int
    end: int
    value: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFinding:
    """An identifier in one file or object. Never the value: `masked` is the form of the first one, `keyed` its HMAC-SHA-256.

    `place` is the way to it, one name for each container, as in `core.artifacts.Issue`. `column` is the column or the path in JSON, ''
    in text; `at` the first one's place in words a program can read: `row 12`, `byte 4,096` or `line 3`, `page 2`. `count` is how many
    values are one among those that were read, `examined` how many values (of a column) or bytes (of text) those were; in a column, more
    than a hundred are counted by a sample of its values.
    """

    identifier: str
    data_class: DataClass
    severity: Severity
    place: tuple[str, ...]
    column: str
    at: str
    count: int
    examined: int
    confidence: float
    masked: str
    keyed: str


class Method(StrEnum):
    """How much of an object was read."""

    FULL = "full"
    SAMPLE = "sample"


@dataclass(frozen=True, slots=True, kw_only=True)
class Classified:
    """What is known of the data in one file or object. `size` and `bytes_read` in bytes; `tag` its ETag with its version.

    With a gap, nothing can be ruled out. `bound` is the share, 0 to 1, that may hold what was not found at most, with 95 % confidence; 0
    for what was read whole, 1 where a sample rules nothing out.

    Rows that stand together are alike, so they are not what is counted: the share is one of windows of a text, blocks of Avro, stripes
    or row groups, drawn by chance without putting back, in which something begins that was not found in any that was read
    (`engines.classify.choosing.bound`). That holds however alike the rows within a window are, and as no window has less than none of
    such rows, the share of rows is at most as large where windows hold equally many. Of a row group only some rows are read, from its
    beginning: that these are as likely to hold it as the rest of the group is assumed. Of an archive, it is the worst of its members that
    were read in part. `drawn` says in words what was read, and `seed` chose it: the same seed reads the same. `schema` is a digest of the
    names of all columns, '' for a text. `unchanged` says that it was not read this time: it is what it was when it was read before.
    """

    place: str
    size: int
    tag: str
    formats: tuple[str, ...]
    findings: tuple[DataFinding, ...]
    gaps: tuple[Gap, ...]
    method: Method
    bytes_read: int
    records: int = 0
    bound: float = 0.0
    drawn: str = ""
    seed: int = 0
    schema: str = ""
    unchanged: bool = False

    @property
    def data_class(self) -> DataClass | None:
        """The class that follows from the findings alone; None where nothing was found and something was not read, or a sample that
        rules nothing out is all that was. Findings that are
        less certain than `LIKELY` make nothing more than internal."""
        found = by_rank(
            [each.data_class if each.confidence >= LIKELY else DataClass.INTERNAL for each in self.findings]
        )
        return None if not self.findings and (self.gaps or self.bound >= 1) else found


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One value. In text, `start` and `end` are offsets of characters from the beginning of the file or its unit (`page 3`); in a table
    they are those within the value of `column` at `row`, from 0; `row` is -1 in text."""

    place: tuple[str, ...]
    identifier: str
    start: int
    end: int
    confidence: float
    masked: str
    unit: str = ""
    column: str = ""
    row: int = -1


def by_rank(classes: Sequence[DataClass]) -> DataClass:
    """The class that owes most; public for none."""
    return max(classes, key=lambda each: each.rank, default=DataClass.PUBLIC)
