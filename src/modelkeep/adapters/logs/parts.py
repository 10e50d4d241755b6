"""What a reader of an object gives: records of a log table, in runs, and what could not be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """Records (JSON objects as bytes, or what has them as its buffer) of one log table; `first` is the number of the first one in its
    object, from 1."""

    table: str
    records: Sequence[bytes | memoryview]
    first: int = 1
    unit: str = "record"
    """What is counted: record or line."""
    flat: bool = False
    """Whether it is known that each record is one JSON value without a line's end."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something in an object that is no record: where in it ('' for all of it), why, and the beginning of it."""

    place: str
    reason: str
    raw: bytes = b""


@dataclass(frozen=True, slots=True)
class Skipped:
    """An object without events that is nothing wrong, such as a digest file."""

    what: str


@dataclass(frozen=True, slots=True)
class Hints:
    """What an object's key tells of its records, '' for nothing."""

    account: str = ""
    region: str = ""
    endpoint: str = ""
    variant: str = ""
    stream: str = ""
