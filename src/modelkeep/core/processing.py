"""The record of processing activities of data sets (GDPR, article 30), as far as an estate tells it. What it does not tell is None."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalData:
    """A category of personal data that was found: `gdpr` is the article that names it, such as `Art.9`; '' for none in particular."""

    identifier: str
    title: str
    category: str
    gdpr: str

    @property
    def is_special(self) -> bool:
        """Of a special category, or about criminal convictions (articles 9 and 10)."""
        return self.gdpr.startswith(("Art.9", "Art.10"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """What a model uses data for: `training`, `validation`, `knowledge`, `capture` or `invocation-log`. `model` is its ARN, '' for all."""

    use: str
    model: str
    name: str
    region: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipients:
    """Who can read the data besides administrators: `certain` for sure, `possible` under a condition or by what is not known."""

    certain: tuple[str, ...]
    possible: tuple[str, ...]
    administrators: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """For how long data stay. `days` is after how many all of them are deleted, `date` the day on which, None and '' for never; `partly`
    are rules for a part of them. `versions` says whether overwritten and deleted objects are kept, `version_days` for how long, None for
    ever. `locked` says that objects can be locked against deletion, `owed` that data of this class are to be deleted in time. Without
    `read`, nothing is known.
    """

    read: bool
    days: int | None = None
    date: str = ""
    partly: tuple[str, ...] = ()
    versions: bool | None = None
    version_days: int | None = None
    locked: bool | None = None
    owed: bool | None = None

    @property
    def ends(self) -> bool | None:
        """Whether all data are deleted some day, old versions too; None where that was not read."""
        if not self.read:
            return None
        if self.days is None and not self.date:
            return False
        if self.versions and self.version_days is None:
            return False
        return None if self.versions is None else True

    @property
    def met(self) -> bool | None:
        """Whether what is owed is done; true where nothing is owed, None where that is not known."""
        return True if self.owed is False or (self.ends and self.owed is not None) else self.ends if self.owed else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessingRecord:
    """One data set, bucket or group of logs. `measures` are controls that were judged: by name, true, false or None for unknown.

    `legal_basis`, `purpose_tag` and `subjects` are what tags of the bucket say: '' where none does, None where they were not read.
    `recipients` is None where access was not analysed. `copies` are buckets that objects are copied to. `oldest_at` is when the oldest
    object that is there was written.
    """

    place: str
    account: str
    region: str
    country: str
    in_eea: bool | None
    data_class: str | None
    complete: bool
    objects: int | None
    objects_read: int
    personal_data: tuple[PersonalData, ...]
    purposes: tuple[Purpose, ...]
    purpose_tag: str | None
    subjects: str | None
    legal_basis: str | None
    recipients: Recipients | None
    encryption: str | None
    measures: Mapping[str, bool | None]
    copies: tuple[str, ...] | None
    retention: Retention
    oldest_at: datetime | None
    unknown: tuple[str, ...]

    @property
    def is_personal(self) -> bool | None:
        """Whether it holds personal data; None where nothing was found and not all was read."""
        return True if self.personal_data else False if self.complete else None
